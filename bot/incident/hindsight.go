package incident

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Hindsight is what the metrics say afterwards about the time of an incident:
// every check that can be asked of the service, asked over the whole of it. It
// stands beside what was said then, and rewrites none of it.
type Hindsight struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"` // The resolution, or a day after From.
	Seen []Seen    `json:"seen"`
}

// Seen is what one check showed over the time of an incident.
type Seen struct {
	Check string `json:"check"`
	Name  string `json:"name,omitempty"` // What people call what it looks at.
	Ask   string `json:"ask"`
	Stage string `json:"stage,omitempty"`
	Base  bool   `json:"base,omitempty"`
	Asked bool   `json:"asked,omitempty"` // Whether the incident has an answer of it.
	Red   bool   `json:"red,omitempty"`   // It failed already where the look begins.
	// First and Last are when it first and last failed. Of one that was red
	// where the look begins, First is the first time after it had passed.
	First time.Time     `json:"first,omitzero"`
	Last  time.Time     `json:"last,omitzero"`
	Step  time.Duration `json:"step,omitempty"` // How far apart it was asked: how exact the times are.
	Share float64       `json:"share"`          // Of the judged steps, how many failed: 0 to 1.
	// ToldAt is when the bot said so, and OwnedAt when a person was on it, as
	// far as was known by then.
	ToldAt  time.Time `json:"told_at,omitzero"`
	OwnedAt time.Time `json:"owned_at,omitzero"`
	Why     string    `json:"why,omitempty"` // Why it could not be looked back, as a sentence.
}

// Failed reports whether it failed at all.
func (s Seen) Failed() bool { return s.Red || !s.First.IsZero() }

// Missed reports whether it began to fail in the time that was looked over, and
// nobody asked it.
func (s Seen) Missed() bool { return !s.Asked && !s.First.IsZero() }

// Of is what a check showed.
func (h *Hindsight) Of(check string) (Seen, bool) {
	if h == nil {
		return Seen{}, false
	}
	n := slices.IndexFunc(h.Seen, func(s Seen) bool { return s.Check == check })
	if n < 0 {
		return Seen{}, false
	}
	return h.Seen[n], true
}

// Missed are the checks that began to fail and that nobody asked, the first to
// fail first.
func (h *Hindsight) Missed() []Seen {
	if h == nil {
		return nil
	}
	missed := slices.DeleteFunc(slices.Clone(h.Seen), func(s Seen) bool { return !s.Missed() })
	slices.SortStableFunc(missed, func(a, b Seen) int { return a.First.Compare(b.First) })
	return missed
}

// Signal is when the metrics first showed a check's failure, and whether they
// may have shown it earlier. What the look at the time could not find out comes
// from hindsight. It is zero where neither knows.
func (i Incident) Signal(c Check) (at time.Time, earlier bool) {
	if !c.SignalAt.IsZero() && !c.SignalEarlier {
		return c.SignalAt, false
	}
	switch s, _ := i.Hindsight.Of(c.Check); {
	case !s.Red && !s.First.IsZero() && (c.FailedAt.IsZero() || !s.First.After(c.FailedAt)):
		return s.First, false
	case s.Red && c.SignalAt.IsZero():
		return i.Hindsight.From, true
	}
	return c.SignalAt, c.SignalEarlier
}

// LookBack records what was found in hindsight, unless it is open again or was
// none.
func (i Incident) LookBack(h Hindsight, evidence string, at time.Time) []Event {
	if i.ResolvedAt.IsZero() {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: LookedBack, Text: h.text(), Evidence: evidence, Data: Data{Hindsight: &h}}}
}

// text is the hindsight in a line.
func (h Hindsight) text() string {
	failed, untold := 0, 0
	for _, s := range h.Seen {
		if s.Failed() {
			failed++
		}
		if s.Why != "" {
			untold++
		}
	}
	parts := []string{fmt.Sprintf("%d of %d checks failed", failed, len(h.Seen))}
	if missed := h.Missed(); len(missed) > 0 {
		parts = append(parts, fmt.Sprintf("%d of them never asked", len(missed)))
	}
	if untold > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be looked back", untold))
	}
	return fmt.Sprintf("%s to %s UTC: %s", h.From.UTC().Format("15:04"), h.To.UTC().Format("15:04"), strings.Join(parts, ", "))
}
