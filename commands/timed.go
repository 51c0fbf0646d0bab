package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
)

// noTime is what is said of a field that should hold a time.
const noTime = "I cannot read this time. Say 14:45, 3pm or 20m ago."

// timed is what was said and when: typed with the time in front, or filled in.
func timed(ctx context.Context, req Request) (When, string, error) {
	text := req.filled("text", req.Text)
	if req.filled("when", "") == "" {
		when, text := ParseWhen(ctx, text, req.Now, req.Zone)
		return when, words(text), nil
	}
	when, err := req.when(ctx)
	return when, words(text), err
}

// when is the time that was filled in.
func (r Request) when(ctx context.Context) (When, error) {
	when, rest := ParseWhen(ctx, r.filled("when", ""), r.Now, r.Zone)
	if !when.Known() || strings.TrimSpace(rest) != "" {
		return When{}, &FieldError{Field: "when", Message: noTime}
	}
	return when, nil
}

// whenField asks for a time.
func whenField(label string, optional bool) chat.Field {
	return chat.Field{Name: "when", Label: label, Hint: "As in 14:45, 3pm or 20m ago. A time of day is read in your own zone.", Optional: optional}
}

// asksWhat asks for the words of a line of the timeline, and for its time,
// where there is an incident whose timeline it is.
func asksWhat(ctx context.Context, incidents here, req Request, submit, question string) (Reply, error) {
	if req.Fields != nil {
		return Reply{}, &FieldError{Field: "text", Message: question}
	}
	i, err := incidents.Here(ctx, req.Channel)
	if err != nil {
		return Reply{}, err
	}
	when := whenField("When? Left empty it is now.", true)
	when.Initial = req.Text // All that was typed is a time.
	return asks(chat.Form{
		Title: i.Name(), Submit: submit, Verb: req.Verb, Intro: []chat.Span{chat.T(clip(i.Title, proposed))},
		Fields: []chat.Field{{Name: "text", Label: question, Kind: chat.TextField}, when},
	}, question), nil
}
