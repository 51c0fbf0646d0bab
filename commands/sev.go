package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// severitySetter is all that sev needs from the domain.
type severitySetter interface {
	SetSeverity(ctx context.Context, call incident.Call, sev incident.Severity) (incident.Incident, error)
}

// Sev says how bad it is. The channel hears of it; words after the severity
// are not kept by it, so they are offered as a note.
func Sev(incidents severitySetter) Command {
	return Command{
		Name:    "sev",
		Aliases: []string{"severity", "prio", "priority"},
		Args:    "sev1|sev2|sev3|sev4",
		Short:   "Say how bad it is",
		Example: "/incident sev 1",
		Moment:  Starting,
		Answers: "Nothing where it is only set: the board and the channel show it. A reason behind it is offered as a note.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			if req.Text == "" {
				return askSeverity(), nil
			}
			sev, why, ok := severityIn(req.Text)
			if !ok {
				return Reply{}, UsageError("How bad is it? Say sev1 (everyone is affected) to sev4.")
			}
			if _, err := incidents.SetSeverity(ctx, req.Call, sev); err != nil {
				return Reply{}, err
			}
			if why == "" {
				return Reply{}, nil
			}
			m := chat.Text("It is " + sev.String() + " now. Keep the reason as a note?")
			m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Note “" + clip(why, 40) + "”", Verb: "note", Value: why}))
			return Reply{Message: m}, nil
		},
	}
}

// severityIn reads a severity in one word or two, a bare number included, and
// what follows it.
func severityIn(text string) (sev incident.Severity, why string, ok bool) {
	word, rest := cut(text)
	switch strings.ToLower(word) {
	case "to", "is", "sev", "severity":
		word, rest = cut(rest)
	}
	word = strings.TrimRight(word, ":,.")
	if sev, ok = incident.ParseSeverity(word); !ok {
		sev, ok = incident.ParseSeverity("sev" + word)
	}
	return sev, strings.TrimLeft(words(rest), ":,- "), ok
}

// askSeverity lets the asker choose: they may have come from a button.
func askSeverity() Reply {
	m := chat.Text("How bad is it? SEV1 is everyone, SEV2 many, SEV3 some; sev 4 can be typed.")
	m.Parts = append(m.Parts, chat.Buttons(
		chat.Button{Label: "SEV1", Verb: "sev", Value: "sev1"},
		chat.Button{Label: "SEV2", Verb: "sev", Value: "sev2"},
		chat.Button{Label: "SEV3", Verb: "sev", Value: "sev3"},
	))
	return Reply{Message: m}
}
