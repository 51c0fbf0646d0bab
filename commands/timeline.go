package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// eventReader reads an incident's timeline.
type eventReader interface {
	Events(ctx context.Context, id incident.ID) ([]incident.Event, error)
}

// Timeline shows what happened, with the numbers that edit and undo take: the
// newest lines, which are last, and the way to those before.
func Timeline(incidents here, events eventReader) Command {
	return Command{
		Name:    "timeline",
		Aliases: []string{"tl", "history"},
		Args:    "[before <line>|all]",
		Short:   "Show what happened, line by line, for you alone",
		Example: "/incident timeline",
		Moment:  Looking,
		Answers: "The newest lines with their numbers, the newest last, [Earlier lines] and [Edit a line…].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			until, all, err := readPage(req.Text)
			if err != nil {
				return Reply{}, err
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			es, err := events.Events(ctx, i.ID)
			if err != nil {
				return Reply{}, err
			}
			m, earlier := say.Timeline(i, es, nil, until, all)
			var buttons []chat.Button
			if earlier != 0 {
				buttons = append(buttons, chat.Button{Label: "Earlier lines", Verb: "timeline", Value: fmt.Sprintf("before %d", earlier)})
			}
			if mine := newestOf(i, es, req.By); mine != 0 {
				buttons = append(buttons, chat.Button{Label: fmt.Sprintf("Edit line %d…", mine), Verb: "edit", Value: strconv.FormatInt(mine, 10), Ask: true})
			}
			if len(saidLines(i, es)) > 0 {
				buttons = append(buttons, chat.Button{Label: "Edit a line…", Verb: "edit", Ask: true})
			}
			if len(buttons) > 0 {
				m.Parts = append(m.Parts, chat.Buttons(buttons...))
			}
			return Reply{Message: m}, nil
		},
	}
}

// readPage reads which lines are wanted: before 160, page by page from there,
// or all.
func readPage(text string) (until int64, all bool, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" || text == "all" {
		return 0, text == "all", nil
	}
	word, rest := cut(text)
	if word == "before" || word == "until" {
		word = rest
	}
	until, err = strconv.ParseInt(strings.TrimLeft(word, "#"), 10, 64)
	if err != nil || until < 2 {
		return 0, false, UsageError("Which lines? Say before and a line's number, all, or nothing for the newest.")
	}
	return until, false, nil
}

// saidLines are the lines that people said and can amend, as they read now, the
// newest first.
func saidLines(i incident.Incident, events []incident.Event) []incident.Event {
	lines := slices.DeleteFunc(incident.AsAmended(events), func(e incident.Event) bool {
		return !e.CanAmend() || i.Retracted[e.Seq] || e.Redacted
	})
	slices.Reverse(lines)
	return lines
}

// newestOf is the newest line that somebody put there and can amend; 0 where
// there is none.
func newestOf(i incident.Incident, events []incident.Event, by incident.Actor) int64 {
	for _, e := range saidLines(i, events) {
		if e.PutBy().ID == by.ID {
			return e.Seq
		}
	}
	return 0
}
