package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// excluder is all that ruleout needs from the domain.
type excluder interface {
	here
	RuleOut(ctx context.Context, call incident.Call, theory int, why string) (incident.Incident, error)
}

// Ruleout says that a theory is not it, and why. That is as much worth as a
// find: nobody has to look there again.
func Ruleout(incidents excluder) Command {
	return Command{
		Name:    "ruleout",
		Aliases: []string{"rule out", "rule-out", "ruled out", "ruled-out", "ruledout"},
		Args:    "[T2|its words] [why]",
		Short:   "Say that a theory is not it",
		Example: "/incident ruleout dns resolvers answer in 2 ms",
		Moment:  Theorising,
		Answers: "Which theory is closed, after how long and why, and [Undo].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			n, why, ok := theoryRef(words(req.Text))
			if !ok {
				t, rest, among := pick(i, why)
				switch {
				case len(among) > 0:
					return whichTheory("Which theory is not it?", "ruleout", why, among), nil
				case t.N == 0:
					return Reply{}, incident.Errorf(incident.NotFound, "No theory is open in %s. Type think and what you think is wrong, then ruleout and why it is not.", i.Name())
				}
				n, why = t.N, rest
			}
			if i, err = incidents.RuleOut(ctx, req.Call, n, reason(why)); err != nil {
				return Reply{}, err
			}
			t, _ := i.Theory(n)
			return saved(say.RuledOut(t), undoButton(t.ClosedBy())), nil
		},
	}
}
