package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
)

// sharer is all that share needs from the domain.
type sharer interface {
	Share(ctx context.Context, call incident.Call) (incident.Incident, error)
}

// Share shows the channel what status shows to one alone: [Share]. The channel
// sees it, so it answers with nothing.
func Share(incidents sharer) Command {
	return Command{
		Name:    "share",
		Short:   "Show everyone here where the incident stands",
		Example: "/incident share",
		Moment:  Telling,
		Answers: "Nothing: a copy of the board stands in the channel.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			_, err := incidents.Share(ctx, req.Call)
			return Reply{}, err
		},
	}
}
