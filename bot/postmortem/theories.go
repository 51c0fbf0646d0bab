package postmortem

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// theoryText is a line in the life of a theory: which one, in its own words,
// and what was said of it.
func (l *ledger) theoryText(e incident.Event) string {
	head := fmt.Sprintf("%s T%d", label(e), e.Data.Theory)
	t, ok := l.Theory(e.Data.Theory)
	switch {
	case e.Kind == incident.Nudged:
		return join(head, "a failing check had nobody on it")
	case !ok || t.Seq == e.Seq:
		return join(head, e.Text)
	default:
		return join(head+", “"+l.doneTo(t.Seq, t.Text)+"”", e.Text)
	}
}
