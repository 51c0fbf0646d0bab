package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// amended is an edit in a line: which line, and what it said before. What it
// says now stands there.
func amended(e, was incident.Event, clock func(incident.Moment) string) []chat.Span {
	n := e.Data.Action
	words, time := e.Text != "" || e.Redacted, e.Data.When.Known()
	said := "“" + was.Text + "”"
	switch {
	case was.Redacted:
		said = incident.Tombstone
	case was.Text == "":
		said = "nothing"
	}
	switch {
	case words && time:
		return text(fmt.Sprintf("edited line %d, which said %s at %s", n, said, clock(was.Moment)))
	case words:
		return text(fmt.Sprintf("edited line %d, which said %s", n, said))
	default:
		return text(fmt.Sprintf("edited the time of line %d, which was %s", n, clock(was.Moment)))
	}
}
