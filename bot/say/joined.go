package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Joined is the answer to whoever declared what had been declared a moment ago:
// where it is, that their words are kept there, and the way to declare it all
// the same. Another is the line that does so, empty where it is too long for a
// button.
func Joined(i incident.Incident, d incident.Declaration, by incident.Actor, another string, at time.Time) chat.Message {
	who, added := []chat.Span{person(i.Declarer)}, "I added you there and kept your words: "
	if i.Declarer.ID == by.ID {
		who, added = text("You"), "I kept your words there: "
	}
	how := "on the same service"
	if d.Service == "" || d.Service != i.Service {
		how = "in the same words"
	}
	what := fmt.Sprintf("%s %s", i.Name(), brief(i.Title, nameLength))
	spans := append(who, chat.T(" declared "), chat.B(what), chat.T(fmt.Sprintf(" %s %s. ", ago(at.Sub(i.DeclaredAt)), how)))
	if i.Channel != "" {
		spans = append(spans, chat.T(added), chat.Span{Text: "#" + i.ChannelName, Here: string(i.Channel)})
	} else {
		spans = append(spans, chat.T("Your words are kept there, and you are invited as soon as its channel is open."))
	}
	m := chat.Message{Text: plain(spans), Parts: []chat.Part{chat.P(spans...)}}
	if another != "" {
		m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "No, mine is another one", Verb: "declare", Value: another}))
	}
	return m
}
