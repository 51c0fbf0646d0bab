package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// passing is a check that is fine: at once, or again.
func passing(i incident.Incident, c incident.Check, at time.Time) chat.Message {
	said := clause(c.Say)
	if said == "" {
		said = c.Ask + " " + c.Short
	}
	m := chat.Message{Text: "PASS: " + said}
	var again []chat.Span
	if !c.BackAt.IsZero() {
		began := c.SignalAt
		if began.IsZero() {
			began = c.FailedAt
		}
		m.Text = "Passes again: " + said
		again = text(fmt.Sprintf("It failed from %s and passes again since %s.", clock(began, i.DeclaredAt), clock(c.BackAt, i.DeclaredAt)))
	}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
		[]chat.Span{chat.T("✓ "), chat.B("PASS · " + c.Ask + " " + answer(c.Verdict))},
		again,
		rerun(c, at),
		contradiction(c, at),
		overruledUntil(c, at),
		flipping(c, at),
	)...)...), chat.Buttons(evidenceButton(c)...))
	return trimmed(m)
}

// shown is a look that is listed and not judged.
func shown(i incident.Incident, c incident.Check, at time.Time) chat.Message {
	said := clause(c.Say)
	if said == "" {
		said = clause(c.Short)
	}
	if said == "" {
		said = "nothing to list"
	}
	return trimmed(chat.Message{
		Text: thing(c.Verdict) + ": " + said,
		Parts: []chat.Part{
			chat.P(lines(nonEmpty(
				[]chat.Span{chat.T("· "), chat.B(c.Ask), chat.T(" " + sentence(said) + " Read " + clock(c.At, i.DeclaredAt) + "; listed, not judged.")},
				rerun(c, at),
			)...)...),
			chat.Buttons(evidenceButton(c)...),
		},
	})
}
