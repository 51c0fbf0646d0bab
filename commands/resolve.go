package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
)

// resolver is all that resolve needs from the domain.
type resolver interface {
	Resolve(ctx context.Context, call incident.Call, how string) (incident.Incident, error)
}

// Resolve ends the incident of the channel it is typed in. It insists on what
// fixed it because that line opens the postmortem, and the people who did it
// will never remember it better than now. The channel hears of it from the
// timeline.
func Resolve(incidents resolver) Command {
	return Command{
		Name:    "resolve",
		Aliases: []string{"resolved", "close", "closed"},
		Args:    "<what fixed it>",
		Short:   "End it: the cause is gone and everything is whole again",
		Example: "/incident resolve put 18 API servers back in the pool",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			how := words(req.Text)
			if how == "" {
				return Reply{}, UsageError("What fixed it? The answer opens the postmortem.")
			}
			_, err := incidents.Resolve(ctx, req.Call, how)
			return Reply{}, err
		},
	}
}
