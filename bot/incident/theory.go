package incident

import (
	"fmt"
	"slices"
	"time"
)

// TheoryStatus is where a theory stands.
type TheoryStatus string

// The statuses of a theory. Each can follow each: people change their minds.
const (
	TheoryOpen     TheoryStatus = "open"
	TheoryRuledOut TheoryStatus = "ruled out"
	TheoryFound    TheoryStatus = "found" // It is the cause, or one of the causes.
)

// KeepFor is how much more time somebody asks for who stays with a theory, in
// story time: [15 more min].
const KeepFor = 15 * time.Minute

// Theory is what somebody thinks is wrong. It began with its first step; where
// it stands follows from all of them.
type Theory struct {
	N      int   // Its number for people, T1. It is never given again.
	Seq    int64 // Of the event that began it.
	Moment       // When it began.
	By     Actor
	Text   string
	Check  string // The check that its words name; empty where they name none.

	Steps    []TheoryStep // What was said about it and not taken back, the oldest first.
	Status   TheoryStatus
	Why      string    // Why it was ruled out, or how it was found.
	Since    time.Time // When it was last opened.
	ClosedAt time.Time // Zero while it is open.
	Until    time.Time // Until when somebody asked for more time; zero where nobody did since it was opened.
}

// TheoryStep is one event in the life of a theory.
type TheoryStep struct {
	Kind Kind // Theorised, RuledOut, Found, Kept, Nudged.
	Seq  int64
	At   time.Time
	By   Actor
	Text string
}

// Name is what people call the theory: T1.
func (t Theory) Name() string { return fmt.Sprintf("T%d", t.N) }

// Open reports whether it is still followed.
func (t Theory) Open() bool { return t.Status == TheoryOpen }

// OpenFor is how long it had been followed by then, without the time for which
// it was closed.
func (t Theory) OpenFor(at time.Time) time.Duration {
	var sum time.Duration
	var since time.Time
	for _, s := range t.Steps {
		switch {
		case s.At.After(at):
		case s.Kind == Theorised && since.IsZero():
			since = s.At
		case (s.Kind == RuledOut || s.Kind == Found) && !since.IsZero():
			sum, since = sum+s.At.Sub(since), time.Time{}
		}
	}
	if !since.IsZero() {
		sum += at.Sub(since)
	}
	return sum
}

// Waits is the step from which the ghost timer counts: the newest that opened
// the theory or asked for more time.
func (t Theory) Waits() TheoryStep {
	for _, s := range slices.Backward(t.Steps) {
		if s.Kind == Theorised || s.Kind == Kept {
			return s
		}
	}
	return TheoryStep{}
}

// Nudges are the times at which the bot asked about it.
func (t Theory) Nudges() []TheoryStep {
	return slices.DeleteFunc(slices.Clone(t.Steps), func(s TheoryStep) bool { return s.Kind != Nudged })
}

// ClosedBy is the event that closed it; 0 while it is open.
func (t Theory) ClosedBy() int64 {
	for _, s := range slices.Backward(t.Steps) {
		switch {
		case t.Open():
			return 0
		case s.Kind == RuledOut || s.Kind == Found:
			return s.Seq
		}
	}
	return 0
}

// Theory is one of the incident's theories by its number.
func (i Incident) Theory(n int) (Theory, bool) {
	if at := slices.IndexFunc(i.Theories, func(t Theory) bool { return t.N == n }); at >= 0 {
		return i.Theories[at], true
	}
	return Theory{}, false
}

// TheoryOf is the theory that an event of its life belongs to.
func (i Incident) TheoryOf(seq int64) (Theory, bool) {
	for _, t := range i.Theories {
		if slices.ContainsFunc(t.Steps, func(s TheoryStep) bool { return s.Seq == seq }) {
			return t, true
		}
	}
	return Theory{}, false
}

// TheoriesThat are the theories of a status, in the order of their numbers.
func (i Incident) TheoriesThat(status TheoryStatus) []Theory {
	return slices.DeleteFunc(slices.Clone(i.Theories), func(t Theory) bool { return t.Status != status })
}

// theorise folds an event of a theory's life into the state. Earlier states
// share the steps, so they are replaced and not changed in place.
func (i *Incident) theorise(e Event) {
	n := e.Data.Theory
	at := slices.IndexFunc(i.Theories, func(t Theory) bool { return t.N == n })
	if at < 0 {
		if e.Kind != Theorised && e.Kind != Found || n <= i.LastTheory {
			return // It was taken back.
		}
		i.LastTheory = n
		i.Theories = append(i.Theories, Theory{N: n, Seq: e.Seq, Moment: e.Moment, By: e.Actor, Text: e.Text, Check: e.Data.Check})
		at = len(i.Theories) - 1
	}
	t := &i.Theories[at]
	step := TheoryStep{Kind: e.Kind, Seq: e.Seq, At: e.At, By: e.Actor}
	if e.Seq != t.Seq {
		step.Text = e.Text // The first step's words are the theory itself.
	}
	t.Steps = append(slices.Clip(t.Steps), step)
	t.settle()
	if e.Data.Check != "" && e.Kind != Nudged {
		i.check(e.Data.Check).acted(e)
	}
}

// settle says where the theory stands, by its steps.
func (t *Theory) settle() {
	t.Status, t.Why, t.Since, t.ClosedAt, t.Until = TheoryOpen, "", t.At, time.Time{}, time.Time{}
	for _, s := range t.Steps {
		switch s.Kind {
		case Theorised:
			t.Status, t.Why, t.Since, t.ClosedAt, t.Until = TheoryOpen, "", s.At, time.Time{}, time.Time{}
		case RuledOut:
			t.Status, t.Why, t.ClosedAt = TheoryRuledOut, s.Text, s.At
		case Found:
			t.Status, t.Why, t.ClosedAt = TheoryFound, s.Text, s.At
		case Kept:
			t.Until = s.At.Add(KeepFor)
		default: // That the bot asked changes nothing.
		}
	}
}

// untheorise takes a step back, and with its first step the whole theory.
func (i *Incident) untheorise(seq int64) {
	i.Theories = slices.DeleteFunc(i.Theories, func(t Theory) bool { return t.Seq == seq })
	for n := range i.Theories {
		t := &i.Theories[n]
		if at := slices.IndexFunc(t.Steps, func(s TheoryStep) bool { return s.Seq == seq }); at >= 0 {
			t.Steps = slices.Delete(slices.Clone(t.Steps), at, at+1)
			t.settle()
		}
	}
}
