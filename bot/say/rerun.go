package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// rerun says what a look that a person asked for again found otherwise than
// the one before it: "2 → 12 of 20 since 15:04 UTC (still FAIL, wanted at
// least 16)".
func rerun(c incident.Check, at time.Time) []chat.Span {
	if !c.Rerun || c.Before.Outcome == "" || c.Human {
		return nil
	}
	then, now := c.Before, c.Confirmed
	when := clock(then.At, at)
	if then.Outcome != now.Outcome {
		return text(fmt.Sprintf("Was %s at %s, is %s now.", stood(c.Verdict, then.Outcome), when, stood(c.Verdict, now.Outcome)))
	}
	switch now.Outcome {
	case incident.Unknown:
		return text("Can't tell, as at " + when + ".")
	case incident.Shown:
		if then.Short == now.Short {
			return text("As at " + when + ".")
		}
		return text(fmt.Sprintf("At %s: %s.", when, then.Short))
	case incident.Pass, incident.Fail:
	}
	still := "still " + strings.ToUpper(string(now.Outcome))
	if c.Need != "" {
		still += ", wanted " + clause(c.Need)
	}
	return text(fmt.Sprintf("%s since %s (%s).", moved(c.Verdict, then, now), when, still))
}

// moved is a number and what it was before: "2 → 12 of 20", "4.1 → 2 s".
func moved(v incident.Verdict, then, now incident.Look) string {
	tail := ""
	if now.Want != "" {
		tail = " of " + now.Want
	}
	if v.Unit != "" {
		tail += " " + v.Unit
	}
	switch {
	case now.Have == "" || then.Have == "":
		return then.Short + " → " + now.Short
	case then.Want != now.Want && then.Want != "":
		return then.Have + " of " + then.Want + " → " + now.Have + tail
	case then.Have == now.Have:
		return "Unchanged at " + now.Have + tail
	}
	return then.Have + " → " + now.Have + tail
}

// stood is an outcome as the answer to the question.
func stood(v incident.Verdict, o incident.Outcome) string {
	switch {
	case o == incident.Unknown:
		return "can't tell"
	case o == incident.Shown:
		return "listed"
	case (o == incident.Pass) != v.GoodIsNo:
		return "yes"
	default:
		return "no"
	}
}
