package incident

import "time"

// Precision says how exactly a time is known. Figures inherit it: a duration
// that ends at a By time is "at most".
type Precision string

// The precisions, from the sharpest to none.
const (
	Exact    Precision = "exact"    // Recorded by a clock, to the second or better.
	Minute   Precision = "minute"   // As typed or printed, HH:MM.
	Approx   Precision = "approx"   // "about".
	By       Precision = "by"       // No later than.
	Relative Precision = "relative" // Derived from another stated time, as in "5 min ago".
	Date     Precision = "date"     // The day only.
	None     Precision = "none"     // No time at all.
)

// Moment is a time as it was given: the instant in UTC, the zone it was typed
// or printed in, and how exactly it is known. The zero Moment is "not known".
type Moment struct {
	At        time.Time `json:"at,omitzero"`
	Zone      string    `json:"zone,omitempty"` // IANA name or printed label; empty means UTC.
	Precision Precision `json:"precision,omitempty"`
}

// Known reports whether the moment carries an instant.
func (m Moment) Known() bool { return !m.At.IsZero() }

// ExactMoment is an instant read from a clock.
func ExactMoment(at time.Time) Moment {
	return Moment{At: at.UTC(), Precision: Exact}
}
