package incident

import "time"

// EffectOutcome says what an action did to what was measured.
type EffectOutcome string

// The outcomes of the before/after rule.
const (
	NothingYet EffectOutcome = "nothing_yet" // Nothing has moved, and it is early.
	Moved      EffectOutcome = "moved"       // It passes again.
	MostOfIt   EffectOutcome = "most"        // Most of the way, and still failing.
	Worse      EffectOutcome = "worse"       // It moved the wrong way.
	NoMeasure  EffectOutcome = "no_measure"  // Nothing was failing that it could mend.
	CantTell   EffectOutcome = "cant_tell"   // Too few samples, or the source failed.
)

// Effect is what the metrics said about one action, at one time.
type Effect struct {
	Action   int64         `json:"action"` // The sequence number of the action's event.
	Outcome  EffectOutcome `json:"outcome"`
	Measures []Measure     `json:"measures,omitempty"`
	Reason   string        `json:"reason,omitempty"` // A sentence, for CantTell and NoMeasure.
	At       time.Time     `json:"at"`               // When it was judged, story time.
	After    time.Duration `json:"after"`            // Since the action.
	Shared   []int64       `json:"shared,omitempty"` // Other actions in the same window, by sequence number.
}

// Measure is one check before and after an action: good, before, after. The
// numbers are medians of their windows.
type Measure struct {
	Check  string        `json:"check"`
	Name   string        `json:"name"` // For people: "p95", "pool".
	Unit   string        `json:"unit,omitempty"`
	Of     string        `json:"of,omitempty"`   // "20", where the number is a count out of a whole.
	Good   *float64      `json:"good,omitempty"` // Nil when it is not known what good is.
	Before float64       `json:"before"`
	After  float64       `json:"after"`
	Judged EffectOutcome `json:"judged"`
	Window time.Duration `json:"window"`
}

// Capacity is what became of the members that an action added, by stage.
// A stage that is not measured is nil.
type Capacity struct {
	Action    int64    `json:"action"`
	Kind      string   `json:"kind,omitempty"` // Of the members: "postgres", "haproxy".
	Asked     *int     `json:"asked,omitempty"`
	Running   *int     `json:"running,omitempty"`
	Healthy   *int     `json:"healthy,omitempty"`
	Receiving *int     `json:"receiving,omitempty"`
	Members   []string `json:"members,omitempty"`
	Idle      []string `json:"idle,omitempty"`
}
