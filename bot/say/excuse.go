package say

import (
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// excuses are why what still fails is fine, by who says so.
func excuses(i incident.Incident) [][]chat.Span {
	var all [][]chat.Span
	for _, e := range i.Excuses {
		all = append(all, []chat.Span{chat.T("That is fine, says "), person(e.By), chat.T(": " + sentence(e.Why))})
	}
	return all
}

// excusing is the button that says why what still fails is fine. A queue that is
// still long after the end has one likely reason; anything else is asked for.
func excusing(i incident.Incident) []chat.Button {
	if len(i.Excuses) > 0 {
		return nil
	}
	bad := i.Failing()
	about := strings.ToLower(bad[0].Verdict.Check + " " + bad[0].Name)
	for _, word := range []string{"queue", "backlog", "lag"} {
		if len(bad) == 1 && strings.Contains(about, word) {
			return []chat.Button{{Label: "Fine: backlog is draining", Verb: "fine", Value: "backlog is draining"}}
		}
	}
	return []chat.Button{{Label: "Fine, because…", Verb: "fine", Ask: true}}
}
