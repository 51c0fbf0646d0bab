package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// unmarker is all that unmark needs from the domain.
type unmarker interface {
	Unmark(ctx context.Context, call incident.Call, m incident.Mark) (incident.Incident, error)
}

// UnmarkValue is what the button carries that takes a mark away: as what the
// message is on the timeline, and which message it is.
func UnmarkValue(m incident.Mark) string { return string(m.As) + " " + m.Subject() }

// Unmark takes away what somebody added to the timeline by a shortcut. A
// reaction and a pin are taken away where they were given.
func Unmark(incidents unmarker) Command {
	return Command{
		Name:    "unmark",
		Args:    "<note> <message>",
		Short:   "Take a message off the timeline that you added",
		Example: "/incident unmark note message:C12/1516114920.000100",
		Moment:  Saying,
		Answers: "Whether the message is off the timeline, or stays because others marked it too.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			as, subject := cut(req.Text)
			ch, ts, ok := incident.SubjectMessage(strings.TrimSpace(subject))
			if !ok {
				return Reply{}, UsageError("Which message?")
			}
			m := incident.Mark{Channel: ch, TS: ts, As: incident.Kind(as), Way: incident.Shortcut}
			i, err := incidents.Unmark(ctx, req.Call, m)
			if err != nil {
				return Reply{}, err
			}
			if i.Marking(m.Subject(), m.As).Wanted() {
				return Reply{Message: chat.Text("Your mark is gone. The message stays on the timeline: others marked it too.")}, nil
			}
			return Reply{Message: chat.Text("Taken off the timeline.")}, nil
		},
	}
}
