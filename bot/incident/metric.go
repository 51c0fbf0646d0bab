package incident

import "time"

// MetricAsk is a measure that a person wants to see. One of Metric, Check and
// Query says which.
type MetricAsk struct {
	Metric string    `json:"metric,omitempty"` // A named metric of the configuration.
	Check  string    `json:"check,omitempty"`  // A check of the library: the number that it judges.
	Query  string    `json:"query,omitempty"`  // PromQL, as it was typed.
	From   time.Time `json:"from,omitzero"`    // UTC, both.
	To     time.Time `json:"to,omitzero"`
}

// Metric is what a measure showed, in numbers and in words ready for people.
// The series themselves are its evidence.
type Metric struct {
	Asked int64     `json:"asked"`          // The line of the timeline that asked for it.
	Name  string    `json:"name"`           // What people call it, as in "p99".
	Query string    `json:"query"`          // As it was sent; empty where none could be.
	Unit  string    `json:"unit,omitempty"` // Of all its numbers.
	Good  Direction `json:"good,omitempty"`
	Limit *float64  `json:"limit,omitempty"` // Where it turns bad; nil is not known.
	From  time.Time `json:"from,omitzero"`   // UTC, both.
	To    time.Time `json:"to,omitzero"`

	Lines  []MetricLine `json:"lines,omitempty"`  // The worst first; as many as the evidence holds.
	More   int          `json:"more,omitempty"`   // How many series there are beyond them.
	Legend string       `json:"legend,omitempty"` // How the series are named, see SeriesNames.

	Say    string `json:"say"`              // The answer in words: "p99 4.1 s, was 0.3 at 14:30 UTC; limit 0.8".
	Reason Reason `json:"reason,omitempty"` // Why it cannot be told; empty where it can.

	SampledAt time.Time `json:"sampled_at,omitzero"` // Of the newest sample; UTC.
	Source    string    `json:"source,omitempty"`    // The metrics source's name.
	Link      string    `json:"link,omitempty"`      // The live graph at that time.
}

// MetricLine is one series in numbers.
type MetricLine struct {
	Name  string `json:"name,omitempty"` // What tells it from the others; empty where it is alone.
	Begin Sample `json:"begin"`          // Its first sample.
	Now   Sample `json:"now"`            // Its last one.
	Low   Sample `json:"low"`
	High  Sample `json:"high"`
	Words string `json:"words,omitempty"` // Its last value for people, with its unit.
	Spark string `json:"spark,omitempty"` // Its course in characters.
}

// MetricView is a measure that was asked for within an incident.
type MetricView struct {
	Seq      int64 // Of the request; its number for people.
	At       time.Time
	By       Actor
	Typed    string // As it was asked for.
	Ask      MetricAsk
	Shown    *Metric // Nil until the source has answered.
	Evidence string  // The hash behind it.
}

// Told reports whether the measure could be told.
func (m Metric) Told() bool { return m.Reason == "" && len(m.Lines) > 0 }

// MetricView is one of the measures that were asked for, by its number.
func (i Incident) MetricView(seq int64) (MetricView, bool) {
	for _, v := range i.Metrics {
		if v.Seq == seq {
			return v, true
		}
	}
	return MetricView{}, false
}
