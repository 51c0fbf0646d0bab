package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// closer is all that close needs from the domain.
type closer interface {
	here
	Close(ctx context.Context, call incident.Call) (incident.Incident, error)
}

// unrecorded says what of an incident's draft the timeline can still fill.
type unrecorded interface {
	Unrecorded(ctx context.Context, i incident.Incident) ([]string, error)
}

// anyway closes an incident with gaps: [Close it all the same].
const anyway = "anyway"

// Close says that the postmortem is done and puts the channel away. Gaps that
// the timeline could fill are named once and forbid nothing.
func Close(incidents closer, drafts unrecorded) Command {
	return Command{
		Name:    "close",
		Aliases: []string{"closed"},
		Short:   "Put it away: the postmortem is done, the channel is archived",
		Example: "/incident close",
		Moment:  Ending,
		Answers: "What the timeline could still say for the postmortem, if anything; else nothing, and the channel is archived.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			sure := strings.EqualFold(req.Text, anyway)
			if !sure && req.Text != "" {
				return Reply{}, UsageError("Nothing can follow close. If you mean that it is fixed, type resolve and what fixed it.")
			}
			if _, refused := i.Close(req.By, req.Now); !sure && refused == nil {
				gaps, err := drafts.Unrecorded(ctx, i)
				if err != nil {
					return Reply{}, err
				}
				if len(gaps) > 0 {
					return Reply{Message: gapsLeft(i, gaps)}, nil
				}
			}
			_, err = incidents.Close(ctx, req.Call)
			return Reply{}, err
		},
	}
}

// gapsLeft names what is missing, and lets it be.
func gapsLeft(i incident.Incident, gaps []string) chat.Message {
	head := "1 gap is left"
	if len(gaps) > 1 {
		head = fmt.Sprintf("%d gaps are left", len(gaps))
	}
	head += " that the timeline can fill: " + strings.Join(gaps, ", ") + "."
	return chat.Message{Text: head, Parts: []chat.Part{
		chat.P(chat.B(head), chat.T(" Type impact start or impact end with the time. What was written into the draft itself I do not see.")),
		chat.Buttons(chat.Button{Label: "Close it all the same", Verb: "close", Value: anyway, Confirm: &chat.Confirm{
			Title: "Close " + i.Name() + "?", Text: "The gaps stay in the postmortem as gaps, and the channel is archived.", Yes: "Close it", No: "Not yet",
		}}),
	}}
}
