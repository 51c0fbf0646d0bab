package incident

import (
	"slices"
	"time"
)

// Contradiction is people's word against the metrics, either way round. Both
// are kept, and neither wins.
type Contradiction struct {
	Seq   int64    // Of the event that began it.
	Words []Answer // What was said against the metrics, the newest of each person.

	Outcome   Outcome // What the metrics said.
	Measured  string  // Their number, as in "2 of 20".
	SampledAt time.Time

	// SettledBy is the kind of event that ended it, empty while it lasts: the
	// metrics changed (Judged), a person said something else (Answered), took
	// it back (Retracted), or overruled the metrics (Overruled).
	SettledBy  Kind
	SettledAt  time.Time
	SettledSeq int64
}

// Against are the words of people that the metrics contradict now. A word that
// the metrics agreed with once is old by the time they change, and contradicts
// nothing.
func (c Check) Against() []Answer {
	if c.Human || c.Outcome != Pass && c.Outcome != Fail {
		return nil
	}
	if _, ok := c.Overruled(); ok {
		return nil
	}
	return slices.DeleteFunc(c.Words(), func(a Answer) bool {
		return a.Outcome != Pass && a.Outcome != Fail || a.Outcome == c.Outcome || a.Spent != 0
	})
}

// Contradicted reports whether a person says that it is fine and the metrics
// say that it is not, or the other way round. Both are kept.
func (c Check) Contradicted() bool { return len(c.Against()) > 0 }

// confront follows a contradiction through an event that may begin or end it.
// While the metrics cannot tell, it neither begins nor ends. What is in the
// state is replaced and never changed in place: earlier states share it.
func (c *Check) confront(e Event) {
	against, known := c.Against(), c.Contradiction
	lasts := known != nil && known.SettledBy == ""
	if !lasts && len(against) == 0 {
		return
	}
	if e.Kind == Judged && c.Outcome == Unknown {
		return
	}
	var next Contradiction
	switch {
	case lasts && len(against) == 0:
		next = *known
		next.SettledBy, next.SettledAt, next.SettledSeq = e.Kind, e.At, e.Seq
	case lasts:
		next = *known
		next.Words = against
	case known != nil && e.Kind == Retracted && known.SettledSeq == e.Data.Action:
		// What settled it was taken back, so it is the same one again.
		next = *known
		next.Words, next.SettledBy, next.SettledAt, next.SettledSeq = against, "", time.Time{}, 0
	default:
		next = Contradiction{Seq: e.Seq, Words: against}
	}
	if next.SettledBy == "" {
		next.Outcome, next.Measured, next.SampledAt = c.Outcome, c.Short, c.SampledAt
	}
	c.Contradiction = &next
}
