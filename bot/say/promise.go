package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// unheard is how long people outside hear nothing before the board asks for a
// word that nobody promised.
const unheard = 30 * time.Minute

// writeIt opens what is to be said to people outside.
var writeIt = chat.Button{Label: "Write it", Verb: "update"}

// toOthers is the board's line about the next word for people outside, with
// the button to write it. It is empty while there is nothing to be done.
func toOthers(i incident.Incident, at time.Time) []chat.Part {
	if !i.Open() {
		return nil
	}
	line := "Next word to others: "
	p, promised := i.Promised()
	last, spoke := i.LastWord()
	heard := i.DeclaredAt
	if spoke {
		heard = last.At
	}
	switch {
	case promised && at.After(p.Next):
		line += fmt.Sprintf("was promised for %s, %s", clock(p.Next, at), ago(at.Sub(p.Next)))
	case promised:
		line += clock(p.Next, at)
	case at.Sub(heard) < unheard:
		return nil
	case spoke:
		line += "none is promised. The last was at " + clock(last.At, at)
	default:
		line += "none is promised, and they have heard nothing yet"
	}
	return []chat.Part{chat.P(chat.T(line)), chat.Buttons(writeIt)}
}

// Reminder reminds whoever promised the next word, and once it is late the
// lead. It names nobody: who was late is no part of it.
func Reminder(i incident.Incident, late bool, at time.Time) (chat.Message, bool) {
	p, ok := i.Promised()
	if !ok {
		return chat.Message{}, false
	}
	head := fmt.Sprintf("%s: a word to others is promised for %s.", i.Name(), clock(p.Next, at))
	then := " It is due in " + length(p.Next.Sub(at)) + "."
	switch {
	case late || !at.Before(p.Next.Add(time.Minute)): // The reminder itself may come late.
		head = fmt.Sprintf("%s: the word to others that was promised for %s has not come.", i.Name(), clock(p.Next, at))
		then = " They have waited for " + length(at.Sub(p.Next)) + "."
	case !at.Before(p.Next):
		then = " That is now."
	}
	write := writeIt
	spans := []chat.Span{chat.B(head), chat.T(then)}
	if i.Channel != "" {
		// Pressed outside the incident's channel, it has to know which one is meant.
		write.Value = "<#" + string(i.Channel) + ">"
		spans = append(spans, chat.T(" "), channelOf(i))
	}
	return chat.Message{Text: head + then, Parts: []chat.Part{chat.P(spans...), chat.Buttons(write)}}, true
}
