package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// eventReader reads an incident's timeline.
type eventReader interface {
	Events(ctx context.Context, id incident.ID) ([]incident.Event, error)
}

// Timeline shows what happened, with the numbers that undo takes.
func Timeline(incidents here, events eventReader) Command {
	return Command{
		Name:    "timeline",
		Aliases: []string{"tl", "history"},
		Short:   "Show what happened, line by line, for you alone",
		Example: "/incident timeline",
		Moment:  Looking,
		Answers: "Every line with its number, which undo and others take.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			all, err := events.Events(ctx, i.ID)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: say.Timeline(i, all, nil)}, nil
		},
	}
}
