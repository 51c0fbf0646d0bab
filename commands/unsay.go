package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// unsayer is all that unsay needs from the domain.
type unsayer interface {
	here
	Unsay(ctx context.Context, call incident.Call, check, note string) (incident.Incident, error)
}

// Unsay takes back the presser's own word on a check: [Take mine back]. Where
// they meant something else, the words stay on the timeline as a note, and the
// answer says how to put them where they belong.
func Unsay(incidents unsayer, checks checkFinder) Command {
	return Command{
		Name:    "unsay",
		Args:    "<check> [note]",
		Short:   "Take back your answer to a check, or keep it as a note",
		Example: "/incident unsay pool note",
		Moment:  Judging,
		Answers: "That your answer is taken back, and where it was kept as a note.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, rest := cut(req.Text)
			if word == "" {
				return Reply{}, UsageError("Your answer to which check?")
			}
			found, near := find(checks, word)
			if len(found) != 1 {
				return noSuchCheck(word, append(found, near...), "unsay", rest), nil
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			f := found[0]
			note := ""
			if strings.EqualFold(rest, "note") {
				note = mine(i, f, req.By)
			}
			if _, err = incidents.Unsay(ctx, req.Call, f.Name, note); err != nil {
				return Reply{}, err
			}
			if note == "" {
				return Reply{Message: chat.Text("Your answer is taken back. It stays readable on the timeline.")}, nil
			}
			line := or(req.Command, example) + " answer <check> ok|bad"
			text := "Your answer is taken back and kept as a note: " + strings.TrimRight(note, ".") + ". To answer the check you meant, type: "
			return Reply{Message: chat.Message{Text: text + line, Parts: []chat.Part{chat.P(chat.T(text), code(line))}}}, nil
		},
	}
}

// mine is what a person said to a check, in words for a note; empty where they
// said nothing.
func mine(i incident.Incident, f Found, by incident.Actor) string {
	c, _ := i.Check(f.Name)
	note := ""
	for _, a := range c.Answers {
		if a.By.ID == by.ID {
			note = or(a.Why, say.Claim(f.question(i), a.Outcome))
		}
	}
	return note
}
