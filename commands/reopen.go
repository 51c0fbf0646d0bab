package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// reopener is all that reopen needs from the domain.
type reopener interface {
	there
	Reopen(ctx context.Context, call incident.Call, number int64, to incident.Status, why string) (incident.Incident, error)
}

// toMitigated begins a line that takes a resolution back where users are fine:
// [Back to mitigated].
const toMitigated = "to mitigated"

// Reopen takes an end back by a further line, whichever end it was; what was
// said stays. The channel of one that was put away is gone, so it can be typed
// anywhere with the incident's number.
func Reopen(incidents reopener) Command {
	return Command{
		Name:    "reopen",
		Aliases: []string{"reopened", "unresolve"},
		Args:    "[inc-12] [to mitigated] [what you see]",
		Short:   "It came back, was never over, or was real",
		Example: "/incident reopen the pool is down to 4 again",
		Moment:  Ending,
		Answers: "Nothing: the channel is told. Typed elsewhere, that it is open again.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			number, text, err := incidentRef(ctx, incidents, req.Viewer(), req.Text)
			if err != nil {
				return Reply{}, err
			}
			to := incident.Status("")
			if rest, is := afterWords(text, toMitigated); is {
				to, text = incident.IsMitigated, strings.TrimLeft(rest, " ,:;-")
			}
			i, err := incidents.Reopen(ctx, req.Call, number, to, words(text))
			if err != nil || i.Channel == req.Channel {
				return Reply{}, err // The channel hears of it.
			}
			return Reply{Message: say.OpenAgain(i)}, nil
		},
	}
}
