package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/sitrephq/sitrep/bot/incident"
)

// newLog is a log for people, a line for each event. It names incidents,
// messages and people by their ids and never says what they said; what outside
// systems put into their errors has its secrets masked, because logs are read by
// more people than channels are.
func newLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: masked}))
}

// masked is an attribute without secrets.
func masked(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString, slog.KindAny:
		if text, found := incident.Mask(fmt.Sprint(a.Value.Any())); found != nil {
			a.Value = slog.StringValue(text)
		}
	default: // Numbers, times and truths say nothing.
	}
	return a
}
