package say

import (
	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// isOutside reports whether a subject's message is read by people outside the
// incident's channel.
func isOutside(i incident.Incident, subject string) bool {
	if subject == incident.AnnouncementSubject {
		return true
	}
	p, posted := i.Posts[subject]
	return posted && p.Channel != i.Channel
}

// gone stands where something was said outside of an incident that is private
// by now. It names nothing: a number would say that there is something.
func gone() chat.Message {
	const words = "What stood here is no longer here."
	return chat.Message{Text: words, Parts: []chat.Part{chat.Small(chat.T(words))}}
}

// hushed is what whoever declares a private incident has to know.
func hushed(i incident.Incident) []chat.Span {
	if !i.Private {
		return nil
	}
	return text("It is private: its channel is for you and whom you invite there, and its name is only the number. I announce it nowhere and name it to nobody else.")
}

// privately marks a private incident where it is named to those who see it.
func privately(i incident.Incident) string {
	if i.Private {
		return " · private"
	}
	return ""
}

// exposed warns that everybody can still read what only some should.
func exposed(i incident.Incident) []chat.Part {
	if !i.Exposed() {
		return nil
	}
	return []chat.Part{chat.P(chat.B("Everyone in the workspace can still read this channel."), chat.T(" Only a person can change that: "+howToClose))}
}

// howToClose is how a person makes a channel private. Apps cannot.
const howToClose = "the channel's name, Settings, Change to a private channel."

// Hidden answers whoever made an incident private: what is so from now on, and
// what only a person can do.
func Hidden(i incident.Incident) chat.Message {
	m, _ := hidden(i)
	return m
}

// hidden says in the channel that the incident is private from here on.
func hidden(i incident.Incident) (chat.Message, bool) {
	if !i.Private {
		return chat.Message{}, false
	}
	head := i.Name() + " is private from here on."
	nowhere := " Lists, Home, other incidents and figures do not name it to anybody outside this channel, and what was announced is taken away."
	m := chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head), chat.T(nowhere))}}
	if i.Exposed() {
		m.Text += " Everyone can still read its channel."
		m.Parts = append(m.Parts, exposed(i)...)
		m.Parts = append(m.Parts,
			chat.P(chat.T("Take out who should not be in it, too. I look every minute and say here when it is private.")),
			chat.Buttons(chat.Button{Label: "It is private now", Verb: "private", Primary: true}))
		return m, true
	}
	m.Parts = append(m.Parts, chat.P(chat.T("The channel is private too: who is in it reads all of it, and can invite others. Take out who should not be in it.")))
	return m, true
}
