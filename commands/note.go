package commands

import (
	"context"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// noter is all that note needs from the domain.
type noter interface {
	here
	Note(ctx context.Context, call incident.Call, text string, when incident.Moment) (incident.Incident, error)
}

// Note keeps a line for the timeline. People note what they did, too: then it
// is kept as a note and offered to be measured as an action.
func Note(incidents noter, neighbours Neighbours) Command {
	return Command{
		Name:    "note",
		Aliases: []string{"log", "fyi"},
		Args:    "[time] <text>",
		Short:   "Keep a line for the timeline",
		Example: "/incident note 14:45 the first customer called",
		Moment:  Saying,
		Answers: "The note with the time as it was read, and [Undo]. What sounds like an action is offered to be measured, and what names another open incident's service to be moved there.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			when, text, err := timed(ctx, req)
			if err != nil {
				return Reply{}, err
			}
			if text == "" {
				return asksWhat(ctx, incidents, req, "Note it", "What is to be noted?")
			}
			i, err := incidents.Note(ctx, req.Call, text, when.Moment)
			if err != nil {
				return Reply{}, err
			}
			kept := "Noted: "
			if when.Known() {
				kept = "Noted at " + when.Echo + ": "
			}
			if !isAction(text) {
				m := chat.Text(kept + text)
				m.Parts = append(m.Parts, chat.Buttons(undoButton(i.Seq)))
				return Reply{Message: neighbours.offerMove(ctx, req, i, i.Seq, text, m)}, nil
			}
			at := req.Now
			if when.Known() {
				at = when.At
			}
			m := chat.Text(kept + strings.TrimRight(text, ".") + ". Was that an action?")
			m.Parts = append(m.Parts, chat.Buttons(
				chat.Button{Label: "Measure it", Verb: "did", Value: at.UTC().Truncate(time.Second).Format(time.RFC3339) + " " + text, Primary: true},
				undoButton(i.Seq),
			))
			return Reply{Message: neighbours.offerMove(ctx, req, i, i.Seq, text, m)}, nil
		},
	}
}

// isAction says that a note begins as an action does.
func isAction(text string) bool {
	text = strings.ToLower(text)
	for _, begin := range []string{"added", "restarted", "rolled back", "reverted", "scaled", "deployed", "put"} {
		if rest, ok := strings.CutPrefix(text, begin); ok && (rest == "" || rest[0] == ' ' || rest[0] == ':' || rest[0] == ',') {
			return true
		}
	}
	return false
}
