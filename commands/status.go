package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// here is the incident of a channel.
type here interface {
	Here(ctx context.Context, ch incident.ChannelID) (incident.Incident, error)
}

// lister lists incidents, the newest first.
type lister interface {
	Incidents(ctx context.Context, f incident.Filter) ([]incident.Incident, error)
}

// Status is what an empty line means: in an incident's channel the board
// again, elsewhere the open incidents and how to declare one.
func Status(incidents here, list lister) Command {
	return Command{
		Name:    "status",
		Aliases: []string{"st", "board"},
		Short:   "Show where the incident stands, for you alone",
		Example: "/incident status",
		Moment:  Looking,
		Answers: "The board as it is now. Outside an incident, those that are open.",
		inside: func(ctx context.Context, ch incident.ChannelID) bool {
			_, err := incidents.Here(ctx, ch)
			return err == nil
		},
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err == nil {
				return Reply{Message: say.Status(i, req.Now)}, nil
			}
			if incident.CodeOf(err) != incident.NotFound {
				return Reply{}, err
			}
			open, err := list.Incidents(ctx, incident.Filter{Viewer: req.Viewer(), Open: true})
			if err != nil {
				return Reply{}, err
			}
			m := say.List(open, req.Now)
			m.Parts = append(m.Parts, declareHint(req)...)
			return Reply{Message: m}, nil
		},
	}
}

// declareHint lets one open an incident, and says how to type it.
func declareHint(req Request) []chat.Part {
	return []chat.Part{
		chat.Buttons(chat.Button{Label: "Declare…", Verb: "declare", Ask: true, Primary: true}),
		chat.Small(chat.T("Or say what users see: "), code(or(req.Command, example)+" declare sev1 API is slow")),
	}
}
