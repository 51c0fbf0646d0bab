package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// drafter writes an incident's draft to a file and returns its path.
type drafter interface {
	Draft(ctx context.Context, i incident.Incident) (path string, err error)
}

// Postmortem points to the draft, and writes it where there is none yet. A
// draft that people may have begun to edit is written anew only on request.
func Postmortem(incidents here, drafts drafter) Command {
	return Command{
		Name:    "postmortem",
		Aliases: []string{"pm", "draft", "post-mortem", "retro"},
		Args:    "[again]",
		Short:   "Point to the postmortem's draft, or write it",
		Example: "/incident postmortem",
		Moment:  Ending,
		Answers: "Where the draft is.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			again := false
			switch strings.ToLower(req.Text) {
			case "":
			case "again", "new", "write", "rewrite":
				again = true
			default:
				return Reply{}, UsageError("Only again can follow: it writes the draft anew.")
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			if !i.Counted() {
				return Reply{}, incident.Errorf(incident.Conflict, "%s has no postmortem: it is %s. If it was real and of its own, type reopen.", i.Name(), i.Status)
			}
			path, stands := i.Draft, "The draft of "+i.Name()+" is "
			if path == "" || again {
				if path, err = drafts.Draft(ctx, i); err != nil {
					return Reply{}, err
				}
				stands = "I wrote the draft of " + i.Name() + ": "
			}
			m := chat.Message{Text: stands + path, Parts: []chat.Part{chat.P(chat.T(stands), code(path))}}
			if i.Open() {
				m.Parts = append(m.Parts, chat.Small(chat.T("It is open still: the draft ends where the timeline does.")))
			}
			return Reply{Message: m}, nil
		},
	}
}
