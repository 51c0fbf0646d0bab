package incident

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Think keeps a theory under the next number. Check is the check that its words
// name, if they name one: it ends that check's blind time. The same words twice
// are one theory.
func (i Incident) Think(by Actor, text string, when Moment, check string, at time.Time) ([]Event, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, Errorf(Invalid, "What do you think is wrong? A few words are enough.")
	}
	if t, ok := i.sameTheory(text); ok {
		return nil, i.known(t, by, at)
	}
	return []Event{{Moment: or(when, at), Actor: by, Kind: Theorised, Text: text, Data: Data{Theory: i.LastTheory + 1, Check: check}}}, nil
}

// known refuses what is on the board already, with who said it.
func (i Incident) known(t Theory, by Actor, at time.Time) error {
	if t.By.ID == by.ID {
		return Errorf(Conflict, "It is on the board as %s, since %s UTC.", t.Name(), t.At.Format("15:04"))
	}
	return Errorf(Conflict, "%s logged the same %s, as %s. If yours is another one, say in what.", nameOf(t.By), ago(at.Sub(t.At)), t.Name())
}

// sameTheory is the open theory in the same words.
func (i Incident) sameTheory(text string) (Theory, bool) {
	n := slices.IndexFunc(i.Theories, func(t Theory) bool { return t.Open() && t.Says(text) })
	if n < 0 {
		return Theory{}, false
	}
	return i.Theories[n], true
}

// Says reports whether the theory is in these words, whatever their case and
// their full stop.
func (t Theory) Says(text string) bool { return sameWords(t.Text, text) }

// Rethink opens a theory again that was ruled out or found.
func (i Incident) Rethink(by Actor, n int, why string, at time.Time) ([]Event, error) {
	t, err := i.theory(n)
	if err != nil {
		return nil, err
	}
	if t.Open() {
		return nil, Errorf(Conflict, "%s is open already, since %s UTC: %s", t.Name(), t.Since.Format("15:04"), t.Text)
	}
	return t.step(by, Theorised, why, at), nil
}

// RuleOut says that a theory is not it.
func (i Incident) RuleOut(by Actor, n int, why string, at time.Time) ([]Event, error) {
	t, err := i.theory(n)
	if err != nil {
		return nil, err
	}
	if t.Status == TheoryRuledOut {
		return nil, Errorf(Conflict, "%s was ruled out at %s UTC. To follow it again, type think %s.", t.Name(), t.ClosedAt.Format("15:04"), t.Name())
	}
	return t.step(by, RuledOut, why, at), nil
}

// Confirm says that a theory is the cause, or one of them.
func (i Incident) Confirm(by Actor, n int, how string, at time.Time) ([]Event, error) {
	t, err := i.theory(n)
	if err != nil {
		return nil, err
	}
	if t.Status == TheoryFound {
		return nil, Errorf(Conflict, "%s is on record as a cause, since %s UTC. If it is not, type ruleout %s and why.", t.Name(), t.ClosedAt.Format("15:04"), t.Name())
	}
	return t.step(by, Found, how, at), nil
}

// FindCause keeps a cause that nobody had as a theory: it gets a number too.
func (i Incident) FindCause(by Actor, cause, check string, at time.Time) ([]Event, error) {
	cause = strings.TrimSpace(cause)
	if cause == "" {
		return nil, Errorf(Invalid, "What is the cause? Say it as you would to a colleague.")
	}
	if t, ok := i.sameTheory(cause); ok {
		return i.Confirm(by, t.N, "", at)
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Found, Text: cause, Data: Data{Theory: i.LastTheory + 1, Check: check}}}, nil
}

// Keep says that a person stays with a theory for a while.
func (i Incident) Keep(by Actor, n int, at time.Time) ([]Event, error) {
	t, err := i.theory(n)
	switch {
	case err != nil:
		return nil, err
	case !t.Open():
		return nil, Errorf(Conflict, "%s is closed: it was %s at %s UTC. To follow it again, type think %s.", t.Name(), t.Status, t.ClosedAt.Format("15:04"), t.Name())
	case t.Until.After(at):
		return nil, Errorf(Conflict, "%s has its time until %s UTC already.", t.Name(), t.Until.Format("15:04"))
	}
	return t.step(by, Kept, "", at), nil
}

// Nudge records that the bot asked about a theory, as the ghost timer wants it:
// it is open, nothing was said about its time since, and a failing check has
// nobody on it. By is the step from which the timer counts.
func (i Incident) Nudge(n int, by int64, at time.Time) []Event {
	t, ok := i.Theory(n)
	if !ok || !t.Open() || !i.Open() || t.Waits().Seq != by || len(i.Unattended(t)) == 0 {
		return nil
	}
	if slices.ContainsFunc(t.Nudges(), func(s TheoryStep) bool { return s.Seq > by }) {
		return nil
	}
	return t.step(Bot, Nudged, "", at)
}

// Unattended are the failing checks that nobody is on while a theory is
// followed. The theory's own is none of them, and what has failed for as long as
// was looked back is probably another story.
func (i Incident) Unattended(t Theory) []Check {
	return slices.DeleteFunc(i.Failing(), func(c Check) bool {
		return !c.Owner.IsZero() || c.Verdict.Check == t.Check || c.Outcome == Fail && c.SinceAtLeast
	})
}

// theory is a theory by its number, or what to do instead.
func (i Incident) theory(n int) (Theory, error) {
	t, ok := i.Theory(n)
	switch {
	case ok:
		return t, nil
	case n >= 1 && n <= i.LastTheory:
		return Theory{}, Errorf(NotFound, "T%d was taken back. To have it again, type think and what you think.", n)
	default:
		return Theory{}, Errorf(NotFound, "There is no theory T%d in %s. Type think and what you think is wrong.", n, i.Name())
	}
}

// step is a further event in the life of the theory.
func (t Theory) step(by Actor, kind Kind, text string, at time.Time) []Event {
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: kind, Text: strings.TrimSpace(text), Subject: TheorySubject(t.Seq), Data: Data{Theory: t.N}}}
}

// ago is how long before now something was.
func ago(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return fmt.Sprintf("%d h %d min ago", int(d/time.Hour), int(d%time.Hour/time.Minute))
	case d >= time.Minute:
		return fmt.Sprintf("%d min ago", int(d/time.Minute))
	case d >= time.Second:
		return fmt.Sprintf("%d s ago", int(d/time.Second))
	default:
		return "just now"
	}
}

// nameOf is a person by name.
func nameOf(a Actor) string {
	if a.Name != "" {
		return a.Name
	}
	return "Somebody"
}
