package postmortem

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// editText is an edit in a line: which line, and what it said before. What it
// says now stands in the line itself.
func (l *ledger) editText(e incident.Event) string {
	was := incident.BeforeEdit(l.said, e)
	said := fmt.Sprintf("%s line %d", label(e), e.Data.Action)
	switch {
	case e.Text == "":
	case was.Redacted || l.redacted(e.Data.Action):
		said += ", which said " + redactedText
	case was.Text == "":
		said += ", which said nothing"
	default:
		said += ", which said “" + was.Text + "”"
	}
	if e.Data.When.Known() {
		said += ", which was at " + l.clock.row(was.Moment)
	}
	return said
}

// editedAt is when a line was last edited; zero where it is as it was said.
func (l *ledger) editedAt(line int64) time.Time {
	e, ok := l.Edited(line)
	if !ok {
		return time.Time{}
	}
	return e.At
}
