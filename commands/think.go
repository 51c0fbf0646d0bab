package commands

import (
	"context"
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// thinker is all that think needs from the domain.
type thinker interface {
	here
	Think(ctx context.Context, call incident.Call, text string, when incident.Moment, check string) (incident.Incident, error)
	Rethink(ctx context.Context, call incident.Call, theory int, why string) (incident.Incident, error)
}

// Think keeps what somebody thinks is wrong, with a number, so that all see
// what is followed and what was measured for it. Where its words name a check,
// that check is offered: a look is cheaper than an hour.
func Think(incidents thinker, named checkNamed, checks checkFinder) Command {
	return Command{
		Name:    "think",
		Aliases: []string{"theory", "hypothesis", "guess", "suspect"},
		Args:    "[time] <what you think is wrong> | T2 [why again]",
		Short:   "Put a theory on the board; I say what was measured for it",
		Example: "/incident think database overloaded",
		Moment:  Theorising,
		Answers: "Its number, such as T2, what was measured for it already, and the check that would measure it.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			when, text := ParseWhen(ctx, req.Text, req.Now, req.Zone)
			text = words(text)
			if text == "" {
				return Reply{}, UsageError("What do you think is wrong? A few words are enough.")
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			if n, why, ok := theoryRef(text); ok && (why == "" || n <= i.LastTheory) {
				i, err = incidents.Rethink(ctx, req.Call, n, reason(why))
				if err != nil {
					return Reply{}, err
				}
				t, _ := i.Theory(n)
				return saved(fmt.Sprintf("%s is open again: %s", t.Name(), t.Text), undoButton(t.Waits().Seq)), nil
			}
			if t, ok := closedAs(i, text); ok {
				return heldBefore(t), nil
			}
			check, ok := named.Named(text)
			if !ok {
				check = ""
			}
			i, err = incidents.Think(ctx, req.Call, text, when.Moment, check)
			if err != nil {
				return Reply{}, err
			}
			return thought(i, text, when, checks), nil
		},
	}
}

// closedAs is the newest theory in these words that is not followed any more.
func closedAs(i incident.Incident, text string) (incident.Theory, bool) {
	var found incident.Theory
	for _, t := range i.Theories {
		if t.Says(text) {
			found = t
		}
	}
	return found, found.N != 0 && !found.Open()
}

// heldBefore says how a theory ended that somebody has again.
func heldBefore(t incident.Theory) Reply {
	text := fmt.Sprintf("%s was %s at %s UTC", t.Name(), t.Status, t.ClosedAt.UTC().Format("15:04"))
	if t.Status == incident.TheoryFound {
		text = fmt.Sprintf("%s is on record as a cause since %s UTC", t.Name(), t.ClosedAt.UTC().Format("15:04"))
	}
	if t.Why != "" {
		text += ": " + t.Why
	}
	return saved(text+". If yours is another one, say in what.", chat.Button{Label: "Open " + t.Name() + " again", Verb: "think", Value: t.Name()})
}

// thought says under which number a theory is kept, what is measured for it
// already, and which check would measure it.
func thought(i incident.Incident, text string, when When, checks checkFinder) Reply {
	var t incident.Theory
	for _, one := range i.Theories {
		if one.Says(text) {
			t = one
		}
	}
	said := fmt.Sprintf("%s is on the board: %s", t.Name(), t.Text)
	if when.Known() {
		said = fmt.Sprintf("%s is on the board, since %s: %s", t.Name(), when.Echo, t.Text)
	}
	var buttons []chat.Button
	if t.Check != "" {
		if measured := say.MeasuredFor(i, t); measured != "" {
			said += ". Measured for it: " + measured
		}
		for _, f := range checks.Find(t.Check) {
			if f.Name == t.Check {
				buttons = append(buttons, chat.Button{Label: "Ask " + clip(or(f.Word, f.Name), 40), Verb: "check", Value: f.Name})
			}
		}
	}
	return saved(said, append(buttons, undoButton(t.Seq))...)
}

// saved is a short answer with what may be pressed next.
func saved(text string, buttons ...chat.Button) Reply {
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Buttons(buttons...))
	return Reply{Message: m}
}
