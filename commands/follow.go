package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// follower is all that follow needs from the domain.
type follower interface {
	there
	Named(ctx context.Context, call incident.Call, number int64) (incident.Incident, error)
}

// Follow leads whoever only wants to hear how it goes to the announcement, whose
// thread holds the words for people outside: [Only follow updates]. Address is
// where a message is to be read; empty where that is not known.
func Follow(incidents follower, address func(ctx context.Context, p incident.Post) string) Command {
	return Command{
		Name:    "follow",
		Aliases: []string{"subscribe", "watch"},
		Args:    "[inc-12]",
		Short:   "Show where to hear how it goes, without the work",
		Example: "/incident follow",
		Moment:  Looking,
		Answers: "Where the announcement is. Each word for people outside is a reply to it.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			number, rest, err := incidentRef(ctx, incidents, req.Viewer(), req.Text)
			if err != nil {
				return Reply{}, err
			}
			if rest != "" {
				return Reply{}, UsageError("Which incident? Say inc-12, or nothing in its own channel.")
			}
			i, err := incidents.Named(ctx, req.Call, number)
			if err != nil {
				return Reply{}, err
			}
			p, announced := i.Posts[incident.AnnouncementSubject]
			if !announced || p.Channel == i.Channel {
				return Reply{Message: chat.Text(i.Name() + " is announced nowhere else. Type status " + i.Name() + " to see how it stands.")}, nil
			}
			where := chat.Span{Text: "the announcement of " + i.Name()}
			if where.URL = address(ctx, p); where.URL == "" {
				where.Here = string(p.Channel)
			}
			const head, tail = "Each word for others is a reply to ", ". Follow that thread; you need not stay here."
			return Reply{Message: chat.Message{
				Text:  head + where.Text + tail,
				Parts: []chat.Part{chat.P(chat.T(head), where, chat.T(tail))},
			}}, nil
		},
	}
}
