package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// hider is all that private needs from the domain.
type hider interface {
	refuser
	here
	Hide(ctx context.Context, call incident.Call, why string) (incident.Incident, error)
	CloseChannel(ctx context.Context, call incident.Call) (incident.Incident, error)
}

// closed reports whether a channel is private, as the chat has it now.
type closed func(ctx context.Context, ch incident.ChannelID) (bool, error)

// Private makes an open incident private. May says who is allowed to, and
// whether it can be kept so.
//
// The channel itself can be made private by a person alone. Opening a new
// private channel and moving there would hide nothing: an archived public
// channel is read and searched by everybody. So the incident is hidden at once,
// and whoever asked is told how to close the channel.
func Private(incidents hider, may Permit, closed closed) Command {
	return Command{
		Name:    "private",
		Aliases: []string{"hide", "confidential"},
		Args:    "[why]",
		Short:   "Make the incident private: only its channel knows of it",
		Example: "/incident private customers' data is involved",
		Moment:  Saying,
		Answers: "That nobody outside the channel is told of it any more, and that what was announced is taken away; and how you make the channel itself private, which I cannot. The channel hears when it is.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if incident.CodeOf(err) == incident.NotFound {
				return Reply{}, incident.Errorf(incident.NotFound, "This is not an incident's channel. To open one in private, type declare private and what is wrong.")
			}
			if err != nil {
				return Reply{}, err
			}
			if i.Exposed() { // Pressed, or typed again.
				is, err := closed(ctx, i.Channel)
				if err != nil {
					return Reply{}, err
				}
				if is {
					i, err = incidents.CloseChannel(ctx, req.Call)
				}
				return Reply{Message: say.Hidden(i)}, err
			}
			if err := permitted(ctx, incidents, req, may, "make it private"); err != nil {
				return Reply{}, err
			}
			if i, err = incidents.Hide(ctx, req.Call, words(req.Text)); err != nil {
				return Reply{}, err
			}
			return Reply{Message: say.Hidden(i)}, nil
		},
	}
}
