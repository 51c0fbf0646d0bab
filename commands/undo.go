package commands

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// undoer is all that undo needs from the domain.
type undoer interface {
	Undo(ctx context.Context, call incident.Call, seq int64) (incident.Incident, incident.Event, error)
}

// Undo takes back a line that a person said, their own newest by default. Both
// the line and its being taken back stay readable.
func Undo(incidents undoer) Command {
	return Command{
		Name:    "undo",
		Aliases: []string{"oops", "retract"},
		Args:    "[line]",
		Short:   "Take back what you said last, or a line by its number",
		Example: "/incident undo",
		Moment:  Saying,
		Answers: "The line that is taken back. Both stay readable.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			var seq int64
			if word := strings.TrimLeft(strings.TrimPrefix(strings.ToLower(req.Text), "line"), " #"); word != "" && word != "last" && word != "that" {
				n, err := strconv.ParseInt(word, 10, 64)
				if err != nil || n < 1 {
					return Reply{}, UsageError("Which line? Say its number from the timeline, or nothing for your own newest.")
				}
				seq = n
			}
			_, line, err := incidents.Undo(ctx, req.Call, seq)
			if err != nil {
				return Reply{}, err
			}
			head := fmt.Sprintf("Line %d is taken back: ", line.Seq)
			said := say.Line(line)
			return Reply{Message: chat.Message{
				Text:  head + line.Text,
				Parts: []chat.Part{chat.P(append([]chat.Span{chat.T(head)}, said...)...), chat.Small(chat.T("Both stay readable on the timeline."))},
			}}, nil
		},
	}
}
