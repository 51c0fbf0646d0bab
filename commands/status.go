package commands

import (
	"context"
	"strings"

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

// numbered finds an incident by the number that people say.
type numbered interface {
	IncidentByNumber(ctx context.Context, v incident.Viewer, number int64) (incident.Incident, error)
}

// standings is all that status needs from the store.
type standings interface {
	lister
	numbered
}

// Status is what an empty line means: in an incident's channel the board
// again, elsewhere the open incidents and how to declare one. With a number it
// is that incident's, wherever one stands; "status all" shows every check.
func Status(incidents whereabouts, list standings) Command {
	return Command{
		Name:    "status",
		Aliases: []string{"st", "board"},
		Args:    "[all|inc-12]",
		Short:   "Show where the incident stands, for you alone",
		Example: "/incident status",
		Moment:  Looking,
		Answers: "The board as it is now, or every check with its answer. Outside an incident, those that are open.",
		inside: func(ctx context.Context, ch incident.ChannelID) bool {
			_, err := incidents.Here(ctx, ch)
			return err == nil
		},
		numbered: list.IncidentByNumber,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			number, what, err := incidentRef(ctx, incidents, req.Viewer(), req.Text)
			if err != nil {
				return Reply{}, err
			}
			if number != 0 {
				return statusOf(ctx, list, req, number)
			}
			what = strings.ToLower(what)
			i, err := incidents.Here(ctx, req.Channel)
			switch {
			case incident.CodeOf(err) == incident.NotFound && what == "":
				return whatIsOpen(ctx, list, req)
			case err != nil:
				return Reply{}, err
			case what == "all" || what == "checks":
				return Reply{Message: say.Checks(i, req.Now)}, nil
			case what != "":
				return Reply{}, UsageError("Only all can follow, or an incident such as inc-12.")
			}
			return Reply{Message: say.Status(i, req.Now)}, nil
		},
	}
}

// statusOf is how an incident stands that is named by its number.
func statusOf(ctx context.Context, list numbered, req Request, number int64) (Reply, error) {
	i, err := list.IncidentByNumber(ctx, req.Viewer(), number)
	if err != nil {
		return Reply{}, err
	}
	if i.Channel != "" && i.Channel == req.Channel {
		return Reply{Message: say.Status(i, req.Now)}, nil
	}
	return Reply{Message: say.StatusElsewhere(i, req.Now)}, nil
}

// whatIsOpen is what one sees outside of incidents: those that are open, and how
// to declare one.
func whatIsOpen(ctx context.Context, list lister, req Request) (Reply, error) {
	all, err := list.Incidents(ctx, incident.Filter{Viewer: req.Viewer(), Open: true})
	if err != nil {
		return Reply{}, err
	}
	m := say.List(all, req.Now)
	m.Parts = append(m.Parts, declareHint(req)...)
	return Reply{Message: m}, nil
}

// declareHint lets one open an incident, and says how to type it.
func declareHint(req Request) []chat.Part {
	return []chat.Part{
		chat.Buttons(chat.Button{Label: "Declare…", Verb: "declare", Ask: true, Primary: true}),
		chat.Small(chat.T("Or say what users see: "), code(or(req.Command, example)+" declare sev1 API is slow")),
	}
}
