package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// callerOff is all that calloff needs from the domain.
type callerOff interface {
	there
	Named(ctx context.Context, call incident.Call, number int64) (incident.Incident, error)
	CallOff(ctx context.Context, call incident.Call, number int64, why string) (incident.Incident, error)
}

// CallOff says that an incident is none. It insists on why: a false alarm that
// nobody explains comes again. It is pressed below the answer to the
// declaration too, where there is no channel yet.
func CallOff(incidents callerOff) Command {
	return Command{
		Name:    "calloff",
		Aliases: []string{"cancel", "call off", "call-off", "called off", "false alarm", "false-alarm", "falsealarm", "false"},
		Args:    "<why it is none>",
		Short:   "Say that it is none: a false alarm, left out of every figure",
		Example: "/incident calloff load test, not users",
		Moment:  Ending,
		Answers: "Nothing: the channel is told, and archived the next day. Without words, I ask why it is none.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			number, text, err := incidentRef(ctx, incidents, req.Viewer(), req.Text)
			if err != nil {
				return Reply{}, err
			}
			why := reason(req.filled("why", text))
			if why == "" {
				return whyNone(ctx, incidents, req, number)
			}
			i, err := incidents.CallOff(ctx, req.Call, number, why)
			if err != nil || i.Channel == req.Channel {
				return Reply{}, err // The channel hears of it.
			}
			return Reply{Message: chat.Text(i.Name() + " is called off: " + why + ". If it was real after all, type reopen " + i.Name() + ".")}, nil
		},
	}
}

// whyNone asks for what calloff insists on, where there is something to call
// off.
func whyNone(ctx context.Context, incidents callerOff, req Request, number int64) (Reply, error) {
	i, err := incidents.Named(ctx, req.Call, number)
	if err != nil {
		return Reply{}, err
	}
	const question = "Why is it none?"
	if req.Fields != nil {
		return Reply{}, &FieldError{Field: "why", Message: question + " A few words are enough."}
	}
	return asks(chat.Form{
		Title: "Call off " + i.Name(), Submit: "Call it off", Verb: "calloff", Value: i.Name(),
		Intro:  []chat.Span{chat.T(i.Title)},
		Fields: []chat.Field{{Name: "why", Label: question, Hint: "Such as: load test, not users. It says which alert to mend."}},
	}, question+" A few words say which alert to mend."), nil
}
