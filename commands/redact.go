package commands

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// redactor is all that redact needs from the domain.
type redactor interface {
	refuser
	Redact(ctx context.Context, call incident.Call, seq int64, why string) (incident.Incident, incident.Event, error)
}

// Redact blanks the words of a line for good, where undo keeps them readable.
// May says who is allowed to. What stays elsewhere is said, because whoever
// redacts has to see to it: the original message is not ours to delete.
func Redact(incidents redactor, may Permit) Command {
	return Command{
		Name:    "redact",
		Aliases: []string{"blank", "expunge"},
		Args:    "<line> <why>",
		Short:   "Blank the words of a line for good",
		Example: "/incident redact 14 it names a customer",
		Moment:  Saying,
		Answers: "That its words are gone from the database, and being taken out of my messages and the draft; and what I cannot reach, such as the message that the line was taken from. The reason stays on the timeline. Only those whom the configuration names may.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, why := cut(req.Text)
			if strings.EqualFold(word, "line") {
				word, why = cut(why)
			}
			seq, err := strconv.ParseInt(strings.TrimRight(strings.TrimLeft(word, "#"), ":,."), 10, 64)
			if err != nil || seq < 1 {
				return Reply{}, UsageError("Which line, and why? Say its number from the timeline, and the reason without the words themselves.")
			}
			if err := permitted(ctx, incidents, req, may, fmt.Sprintf("redact line %d", seq)); err != nil {
				return Reply{}, err
			}
			if why = words(why); why == "" {
				return Reply{}, UsageError(fmt.Sprintf("Why is line %d redacted? The reason stays in its place, so leave out the words themselves.", seq))
			}
			_, line, err := incidents.Redact(ctx, req.Call, seq, why)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: redactedReply(line)}, nil
		},
	}
}

// redactedReply says what is gone, and what whoever redacted has to see to.
func redactedReply(line incident.Event) chat.Message {
	head := fmt.Sprintf("Line %d is redacted for good.", line.Seq)
	m := chat.Message{
		Text:  head,
		Parts: []chat.Part{chat.P(chat.B(head), chat.T(" Its words are gone from my database; my messages and the draft are being written anew."))},
	}
	if from := line.Data.Message; from != nil {
		spans := []chat.Span{chat.B("The message that it was taken from is not mine to delete."), chat.T(" Its author can, or an admin")}
		if from.Link != "" {
			spans = append(spans, chat.T(": "), chat.Span{Text: "the message", URL: from.Link})
		} else {
			spans = append(spans, chat.T("."))
		}
		m.Parts = append(m.Parts, chat.P(spans...))
	}
	left := "What I cannot reach: what people have read or copied, and backups made before now."
	if line.Kind == incident.MetricAsked {
		left = "The evidence keeps the query as it was sent. " + left
	}
	m.Parts = append(m.Parts, chat.Small(chat.T(left)))
	return m
}
