package incident

import (
	"strings"
	"time"
)

// DecisionMade is what people agreed to do, or not to do.
type DecisionMade struct {
	Seq    int64
	Moment // When it was decided.
	By     Actor
	Text   string
}

// Decide keeps what people agreed on. The same words twice are one decision.
func (i Incident) Decide(by Actor, what string, when Moment, at time.Time) ([]Event, error) {
	what = strings.TrimSpace(what)
	if what == "" {
		return nil, Errorf(Invalid, "What was decided? Say it as you would to somebody who was not there.")
	}
	for _, d := range i.Decisions {
		if sameWords(d.Text, what) {
			return nil, Errorf(Conflict, "That is on record as decided, since %s UTC, in line %d.", d.At.Format("15:04"), d.Seq)
		}
	}
	return []Event{{Moment: or(when, at), Actor: by, Kind: Decided, Text: what}}, nil
}

// sameWords reports whether two texts are in the same words, whatever their
// case and their full stop.
func sameWords(a, b string) bool {
	bare := func(s string) string { return strings.TrimRight(strings.Join(strings.Fields(s), " "), ".,;:!? ") }
	return strings.EqualFold(bare(a), bare(b))
}
