package incident

import (
	"slices"
	"time"
)

// Overrule is a person's word that the metrics are wrong about a check, with
// the reason. The verdict and its evidence stay beside it. It stands until the
// metrics say something else than what was overruled.
type Overrule struct {
	By       Actor
	At       time.Time
	Outcome  Outcome // What the person says: Pass or Fail.
	Over     Outcome // What the metrics said then.
	Measured string  // Their number then, as in "2 of 20".
	Why      string
	Seq      int64
	EndedAt  time.Time // Zero while it stands.
	EndedBy  Outcome   // What the metrics changed to.
}

// Overruled is the overruling that stands, the newest where there are several,
// and false where there is none.
func (c Check) Overruled() (Overrule, bool) {
	for _, o := range slices.Backward(c.Overrules) {
		if o.EndedAt.IsZero() {
			return o, true
		}
	}
	return Overrule{}, false
}

// SetAside reports whether a person overruled what does not pass: the check
// counts neither as failing nor as passing. A person's word never makes a
// metric green.
func (c Check) SetAside() bool {
	o, ok := c.Overruled()
	return ok && o.Outcome == Pass
}

// overrule takes in a person's overruling. It settles what people had said
// against the metrics before.
func (c *Check) overrule(e Event) {
	c.Overrules = append(c.Overrules, Overrule{
		By: e.Actor, At: e.At, Outcome: e.Data.Outcome, Over: e.Data.Over, Measured: e.Data.Measured, Why: e.Text, Seq: e.Seq,
	})
	c.spend(e.Data.Outcome, e.Seq)
	c.acted(e)
}

// endOverrules ends what stands, because the metrics changed.
func (c *Check) endOverrules(e Event) {
	for n := range c.Overrules {
		if o := &c.Overrules[n]; o.EndedAt.IsZero() {
			o.EndedAt, o.EndedBy = e.At, c.Outcome
		}
	}
}
