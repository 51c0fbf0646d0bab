package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// mostListed is how many incidents "list all" shows: a phone shows fewer.
const mostListed = 20

// List shows the open incidents; "list all" the newest, those that are over too.
func List(list lister) Command {
	return Command{
		Name:    "list",
		Aliases: []string{"ls", "incidents"},
		Args:    "[all]",
		Short:   "List the open incidents",
		Example: "/incident list",
		Moment:  Looking,
		Answers: "The open incidents that you may see; with all, resolved ones too.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			f := incident.Filter{Viewer: req.Viewer(), Open: true}
			switch strings.ToLower(req.Text) {
			case "", "open":
			case "all", "resolved", "closed", "over":
				f = incident.Filter{Viewer: req.Viewer(), Limit: mostListed}
			default:
				return Reply{}, UsageError("Only all can follow: it lists those that are over, too.")
			}
			is, err := list.Incidents(ctx, f)
			if err != nil {
				return Reply{}, err
			}
			m := say.List(is, req.Now)
			if len(is) == 0 {
				m.Parts = append(m.Parts, declareHint(req)...)
			}
			return Reply{Message: m}, nil
		},
	}
}
