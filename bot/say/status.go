package say

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Status reprints the board for whoever asks in the incident's channel: the
// pinned one is three taps away on a phone. It says which theories were ruled
// out and what is to be done later, too: on the board they would be in the way.
func Status(i incident.Incident, at time.Time) chat.Message {
	m := stand(i, at)
	if out := append(excluded(i), todo(i)...); len(out) > 0 {
		m.Parts = append(m.Parts, chat.P(lines(out...)...))
	}
	m.Parts = append(m.Parts,
		chat.Small(append(howFresh(i, at), chat.T(" Only you see this copy; the pinned board is kept up to date."))...),
		chat.Buttons(chat.Button{Label: "Share", Verb: "share"}),
	)
	return m
}

// StatusElsewhere is the same for whoever asks outside the incident's channel.
// It has no buttons, because they would not know which incident is meant there,
// and leads to the channel instead.
func StatusElsewhere(i incident.Incident, at time.Time) chat.Message {
	m := stand(i, at)
	m.Parts = slices.DeleteFunc(m.Parts, func(p chat.Part) bool { return len(p.Buttons) > 0 })
	small := append(howFresh(i, at), chat.T(" Only you see this copy."))
	if i.Channel != "" {
		small = append(small, chat.T(" The work is in "), channelOf(i))
	}
	m.Parts = append(m.Parts, chat.Small(small...))
	return m
}

// copied is the board as somebody shares it with the channel. It stays as it
// is: what goes on is on the pinned one.
func copied(i incident.Incident, at time.Time) chat.Message {
	m := stand(i, at)
	m.Parts = append(m.Parts, chat.Small(append(howFresh(i, at), chat.T(" A copy from "+clock(at, i.DeclaredAt)+"; the pinned board is kept up to date."))...))
	return m
}

// Checks are all checks of the incident with their answers, those that the
// board only counts among them. What is not set up says why.
func Checks(i incident.Incident, at time.Time) chat.Message {
	var all, last [][]chat.Span
	for _, c := range inOrder(i.Checks) {
		switch {
		case c.Stands() == incident.Fail:
			all = append(all, failLine(c, false, at))
		case c.Human && c.Outcome != "" && c.Waits():
			last = append(last, pleaseLine(c, at))
		case c.Human && c.Outcome != "":
			all = append(all, peopleSay(c, at))
		case c.SetAside():
			all = append(all, overruledLine(c, at))
		case notHere(c.Verdict):
			last = append(last, []chat.Span{chat.T("– "), chat.B("not set up"), chat.T(" " + c.Ask + " " + sentence(c.Detail))})
		case c.Outcome == incident.Unknown:
			all = append(all, unknownLine(c, at))
		case c.Outcome == incident.Shown:
			all = append(all, shownLine(c))
		case c.Outcome == incident.Pass:
			all = append(all, []chat.Span{chat.T("✓ "), chat.B(lower(word(c.Verdict))), chat.T(" " + c.Ask + " " + c.Short)})
		}
	}
	if all = append(all, last...); len(all) == 0 {
		return chat.Text("I have asked nothing yet.")
	}
	head := fmt.Sprintf("%s, %s", i.Name(), count(len(all), "question", "questions"))
	m := chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head))}}
	for some := range slices.Chunk(all, paragraph) {
		m.Parts = append(m.Parts, chat.P(lines(some...)...))
	}
	m.Parts = append(m.Parts, chat.Small(howFresh(i, at)...))
	return m
}
