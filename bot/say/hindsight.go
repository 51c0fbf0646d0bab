package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// neverAsked names what failed while nobody asked it: the first to fail, and
// how many more there are. The draft has them all.
func neverAsked(i incident.Incident) string {
	missed := i.Hindsight.Missed()
	if len(missed) == 0 {
		return ""
	}
	s := missed[0]
	line := fmt.Sprintf("Measured, failing from %s, and never asked: %s", clock(s.First, i.DeclaredAt), s.Ask)
	if more := len(missed) - 1; more > 0 {
		line += fmt.Sprintf(" And %s, in the draft.", count(more, "more", "more"))
	}
	return line
}
