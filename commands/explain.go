package commands

import (
	"context"
	"errors"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Explain puts an error of Run or Press into words for the asker: a question
// with the verb's example, a refusal as its sentence, anything else as an
// apology without its detail. It gives the typed line back, so that nothing
// has to be typed twice.
func (t *Table) Explain(err error, req Request) chat.Message {
	typed, _ := incident.Mask(strings.TrimSpace(req.Text))
	pressed := req.Verb != ""
	var cmd Command
	masked := ""
	if line, ok := errors.AsType[*lineError](err); ok {
		cmd, typed, pressed = line.Command, line.Typed, line.Pressed
		masked = line.Masked
	}

	var usage UsageError
	var refusal *incident.Error
	var field *FieldError
	var m chat.Message
	switch {
	case errors.As(err, &usage):
		m = chat.Text(string(usage))
		if cmd.Example != "" {
			m.Parts = append(m.Parts, chat.P(chat.T("For example: "), code(cmd.Example)))
		}
	case errors.As(err, &field):
		m = chat.Text(field.Message)
	case errors.As(err, &refusal) && refusal.Code != incident.Internal:
		m = chat.Text(refusal.Message)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		m = chat.Text("That took too long, so I cannot say whether it was recorded. Look at the timeline before you type it again.")
	default:
		m = chat.Text("I could not do that, and the fault is mine. Look at the timeline before you type it again.")
	}
	if masked != "" {
		m = with(m, masked)
	}
	if !pressed && typed != "" {
		m.Parts = append(m.Parts, chat.Small(chat.T("You typed: "), code(t.whole(typed))))
	}
	return m
}

// whole is a line as it can be typed again.
func (t *Table) whole(typed string) string {
	if strings.HasPrefix(typed, t.command+" ") {
		return typed
	}
	return t.command + " " + typed
}

// code is text to be typed as it is.
func code(s string) chat.Span { return chat.Span{Text: s, Code: true} }
