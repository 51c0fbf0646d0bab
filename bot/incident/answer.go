package incident

import (
	"slices"
	"time"
)

// Answer is a person's word on a check.
type Answer struct {
	By      Actor
	At      time.Time
	Outcome Outcome // Empty for the answer to a question that takes text.
	Why     string  // The reason, or the answer itself where it is text.
	Seq     int64
	// Spent is the event since which the word contradicts nothing any more: the
	// metrics said the same, or it became an overruling. It is 0 before.
	Spent int64
}

// Answer is the newest word on the check, and false where nobody said one.
func (c Check) Answer() (Answer, bool) {
	if len(c.Answers) == 0 {
		return Answer{}, false
	}
	return c.Answers[len(c.Answers)-1], true
}

// decides reports whether the word answers the question: that one cannot tell
// leaves it open.
func (a Answer) decides() bool {
	return a.Outcome == Pass || a.Outcome == Fail || a.Outcome == "" && a.Why != ""
}

// Words are the newest word of each person on the check, the newest last. Of a
// question that only people can answer those count that were said since it was
// last put; until somebody answers again, the earlier ones stand.
func (c Check) Words() []Answer {
	words := newestOfEach(c.Answers)
	if c.Human {
		if since := newestOfEach(c.since()); slices.ContainsFunc(since, Answer.decides) {
			return since
		}
	}
	return words
}

// since are the answers to the question as it was last put.
func (c Check) since() []Answer {
	return slices.DeleteFunc(slices.Clone(c.Answers), func(a Answer) bool { return a.Seq < c.Seq })
}

// Waits reports whether the check waits for a person: it is a question that
// only people can answer, and nobody has since it was last put. "Can't tell"
// leaves it open.
func (c Check) Waits() bool {
	return c.Human && c.Outcome != "" && !slices.ContainsFunc(c.since(), Answer.decides)
}

// Stands is how the check counts: what the metrics say, or what a person said
// where that decides. A question that only people can answer is as they
// answered it, the worst of their words where they differ. What a person
// overruled fails if they say that it does, and is otherwise unknown.
func (c Check) Stands() Outcome {
	if o, ok := c.Overruled(); ok {
		if o.Outcome == Fail {
			return Fail
		}
		return Unknown
	}
	if !c.Human {
		return c.Outcome
	}
	stands := Unknown
	for _, a := range c.Words() {
		switch a.Outcome {
		case Fail:
			return Fail
		case Pass:
			stands = Pass
		case Unknown, Shown:
		}
	}
	return stands
}

// ByPerson reports whether it is a person's word that the check fails, and not
// the metrics'.
func (c Check) ByPerson() bool { return c.Stands() == Fail && c.Outcome != Fail }

// newestOfEach is the last word of each person, in the order in which they were
// said.
func newestOfEach(all []Answer) []Answer {
	var newest []Answer
	for _, a := range slices.Backward(all) {
		if !slices.ContainsFunc(newest, func(b Answer) bool { return b.By.ID == a.By.ID }) {
			newest = append(newest, a)
		}
	}
	slices.Reverse(newest)
	return newest
}

// answered takes in a person's word.
func (c *Check) answered(e Event) {
	a := Answer{By: e.Actor, At: e.At, Outcome: e.Data.Outcome, Why: e.Text, Seq: e.Seq}
	if a.Outcome == c.Outcome {
		a.Spent = e.Seq
	}
	c.Answers = append(c.Answers, a)
	c.acted(e)
}

// spend marks the words that say the same as something stronger: the metrics,
// or an overruling.
func (c *Check) spend(o Outcome, seq int64) {
	for n := range c.Answers {
		if a := &c.Answers[n]; a.Outcome == o && a.Spent == 0 {
			a.Spent = seq
		}
	}
}
