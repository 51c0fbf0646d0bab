package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// theorised is a line in the life of a theory. Its number says which one: its
// words stand on the line that began it.
func theorised(e incident.Event, text string) []chat.Span {
	n := fmt.Sprintf("T%d", e.Data.Theory)
	what := map[incident.Kind]string{
		incident.Theorised: "thinks, " + n,
		incident.RuledOut:  "ruled out " + n,
		incident.Found:     "found the cause, " + n,
		incident.Kept:      "stays with " + n + " for " + length(incident.KeepFor),
		incident.Nudged:    "asked about " + n + ": a failing check had nobody on it",
	}[e.Kind]
	if text == "" {
		return []chat.Span{chat.T(what)}
	}
	if e.Kind == incident.Found {
		return []chat.Span{chat.T(what + ": "), chat.B(text)}
	}
	return []chat.Span{chat.T(what + ": " + text)}
}
