package commands

import (
	"context"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// Among so many incidents of the same service, and so many of any, similar ones
// are looked for: reading an incident is reading its timeline, and what is older
// was another system.
const (
	ofTheService = 50
	ofAny        = 50
	mostSimilar  = 3
)

// Similar finds earlier incidents that resemble this one, with what fixed them:
// of those that whoever asks may see.
func Similar(incidents here, list lister) Command {
	return Command{
		Name:    "similar",
		Aliases: []string{"like", "seen", "before"},
		Short:   "Find earlier incidents like this one, and what fixed them",
		Example: "/incident similar",
		Moment:  Looking,
		Answers: "At most three earlier incidents that you may see: in what they are alike, what fixed them, and where to read on.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			all, err := list.Incidents(ctx, incident.Filter{Viewer: req.Viewer(), Limit: ofAny})
			if err != nil {
				return Reply{}, err
			}
			if i.Service != "" && len(all) == ofAny {
				some, err := list.Incidents(ctx, incident.Filter{Viewer: req.Viewer(), Service: i.Service, Limit: ofTheService})
				if err != nil {
					return Reply{}, err
				}
				for _, o := range some {
					if !slices.ContainsFunc(all, func(a incident.Incident) bool { return a.ID == o.ID }) {
						all = append(all, o)
					}
				}
			}
			all = slices.DeleteFunc(all, func(o incident.Incident) bool { return o.ID == i.ID })
			return Reply{Message: say.Similar(i, i.Similar(all, mostSimilar), len(all), req.Now)}, nil
		},
	}
}
