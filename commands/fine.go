package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// excuser is all that fine needs from the domain.
type excuser interface {
	here
	Excuse(ctx context.Context, call incident.Call, why string) (incident.Incident, error)
}

// Fine says why what still fails after the end is fine: the press below the
// resolution, which shows it.
func Fine(incidents excuser) Command {
	return Command{
		Name:    "fine",
		Args:    "<why>",
		Short:   "Say why what still fails after the end is fine",
		Example: "/incident fine backlog is draining",
		Moment:  Ending,
		Answers: "Nothing: it stands beside the resolution. Without words, I ask why.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			why := reason(req.filled("why", req.Text))
			if why != "" && !req.Ask {
				_, err := incidents.Excuse(ctx, req.Call, why)
				return Reply{}, err
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			const question = "Why is it fine?"
			if req.Fields != nil {
				return Reply{}, &FieldError{Field: "why", Message: question + " A few words are enough."}
			}
			return asks(chat.Form{
				Title: "Still failing in " + i.Name(), Submit: "Keep it", Verb: "fine",
				Fields: []chat.Field{{Name: "why", Label: question, Initial: why, Hint: "Such as: backlog is draining. It stands beside the resolution."}},
			}, question+" It stands beside the resolution."), nil
		},
	}
}
