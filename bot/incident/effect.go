package incident

import "time"

// EffectOutcome says what an action did to what was measured.
type EffectOutcome string

// The outcomes of the before/after rule.
const (
	NothingYet EffectOutcome = "nothing_yet"  // Nothing has moved, and it is early.
	Moved      EffectOutcome = "moved"        // It passes again.
	DidNotLast EffectOutcome = "did_not_last" // It passed at an earlier look, and fails again.
	MostOfIt   EffectOutcome = "most"         // Most of the way, and still failing.
	Worse      EffectOutcome = "worse"        // It moved the wrong way.
	NoMeasure  EffectOutcome = "no_measure"   // Nothing was failing that it could mend.
	CantTell   EffectOutcome = "cant_tell"    // Too few samples, or the source failed.
)

// EffectLooks are when the effect of an action is looked at, counted from when
// it was finished: what has moved, whether it moved at all, whether it lasts.
// Story time.
func EffectLooks() []time.Duration {
	return []time.Duration{10 * time.Minute, 30 * time.Minute, time.Hour}
}

// A window of the before/after rule holds five minutes, or ten samples where
// people scrape slowly: with a scrape every 60 s, five minutes would never hold
// what a median needs. What an action touches has settled after five minutes.
const (
	leastWindow  = 5 * time.Minute
	windowHolds  = 10
	settledAfter = 5 * time.Minute
)

// EffectWindow is the length of the compared windows at a scrape interval.
func EffectWindow(every time.Duration) time.Duration { return max(leastWindow, windowHolds*every) }

// Settled is when what an action touched has settled.
func Settled(action time.Time) time.Time { return action.Add(settledAfter) }

// AnswerAt is when the effect of an action can be told at a scrape interval: it
// has settled, and a whole window is over.
func AnswerAt(action time.Time, every time.Duration) time.Time {
	return Settled(action).Add(EffectWindow(every))
}

// Effect is what the metrics said about one action, at one time.
type Effect struct {
	Action   int64         `json:"action"`         // The sequence number of the action's event.
	Look     time.Duration `json:"look,omitempty"` // Which of the looks it is.
	Outcome  EffectOutcome `json:"outcome"`
	Measures []Measure     `json:"measures,omitempty"`
	Reason   string        `json:"reason,omitempty"` // A sentence, for CantTell and NoMeasure.
	At       time.Time     `json:"at"`               // When it was judged, story time.
	After    time.Duration `json:"after"`            // Since the action.
	Shared   []int64       `json:"shared,omitempty"` // Other actions in the same window, by sequence number.
	// Elsewhere are actions of other open incidents on the same service, in the
	// same window.
	Elsewhere []Elsewhere `json:"elsewhere,omitempty"`
	// Demand is what was asked of the service before and after, where that is
	// measured.
	Demand *Demand `json:"demand,omitempty"`
	// Ended is the action that came before anything had moved, by sequence
	// number: what moved after it is not this one's. At is when it began.
	Ended int64 `json:"ended,omitempty"`
	// Next is when it is looked at again; zero after the last look.
	Next time.Time `json:"next,omitzero"`
}

// Elsewhere is an action of another incident.
type Elsewhere struct {
	Incident string    `json:"incident"` // Its name: INC-13.
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
}

// Demand is how much was asked of a service, in medians of the windows.
type Demand struct {
	Check  string  `json:"check"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// muchDemand is the change from which on demand may explain what moved. It is
// judgement, not law.
const muchDemand = 0.3

// Changed is by how much demand changed, as a share of what it was; false where
// that is too little to explain anything, or not known.
func (d *Demand) Changed() (share float64, much bool) {
	if d == nil || d.Before <= 0 {
		return 0, false
	}
	share = (d.After - d.Before) / d.Before
	return share, share > muchDemand || share < -muchDemand
}

// Lapsed reports whether something that had passed after the action failed
// between the looks, and when: the first of such stretches.
func (e Effect) Lapsed() (from, to time.Time, ok bool) {
	for _, m := range e.Measures {
		if !m.LapseFrom.IsZero() && (!ok || m.LapseFrom.Before(from)) {
			from, to, ok = m.LapseFrom, m.LapseTo, true
		}
	}
	return from, to, ok
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
	// LapseFrom is when it was last good before it failed again after the
	// action, and LapseTo when it was good next, or the look where it is not.
	LapseFrom time.Time `json:"lapse_from,omitzero"`
	LapseTo   time.Time `json:"lapse_to,omitzero"`
}
