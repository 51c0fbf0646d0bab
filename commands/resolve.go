package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// resolver is all that resolve needs from the domain.
type resolver interface {
	here
	Resolve(ctx context.Context, call incident.Call, how string) (incident.Incident, error)
}

// Resolve ends the incident of the channel it is typed in. It insists on what
// fixed it because that line opens the postmortem, and the people who did it
// will never remember it better than now. The channel hears of it from the
// timeline.
func Resolve(incidents resolver) Command {
	return Command{
		Name:    "resolve",
		Aliases: []string{"resolved"},
		Args:    "<what fixed it>",
		Short:   "End it: the cause is gone and everything is whole again",
		Example: "/incident resolve put 18 API servers back in the pool",
		Moment:  Ending,
		Answers: "Nothing: the channel gets the resolution, with what still fails. Without words, I ask what fixed it.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			how := words(req.filled("how", req.Text))
			if how == "" {
				return whatFixedIt(ctx, incidents, req)
			}
			_, err := incidents.Resolve(ctx, req.Call, how)
			return Reply{}, err
		},
	}
}

// whatFixedIt asks for what resolve insists on, where there is something to
// resolve.
func whatFixedIt(ctx context.Context, incidents here, req Request) (Reply, error) {
	i, err := incidents.Here(ctx, req.Channel)
	if err != nil {
		return Reply{}, err
	}
	const question = "What fixed it?"
	if req.Fields != nil {
		return Reply{}, &FieldError{Field: "how", Message: question + " A few words are enough."}
	}
	return asks(chat.Form{
		Title: "Resolve " + i.Name(), Submit: "Resolve", Verb: "resolve",
		Intro:  []chat.Span{chat.T(i.Title)},
		Fields: []chat.Field{{Name: "how", Label: question, Kind: chat.TextField, Hint: "The answer opens the postmortem."}},
	}, question+" The answer opens the postmortem."), nil
}
