package incident

import (
	"slices"
	"time"
)

// Unquote brings what the incident's effects say of another incident's actions
// in line with that one: of one that is private nothing is said, and what was
// redacted there is not said here. It changes nothing where nothing of it stands.
func (i Incident) Unquote(other Incident, events []Event, at time.Time) Change {
	var c Change
	for _, e := range events {
		if e.Data.Effect == nil {
			continue
		}
		said := e.Data.Effect.Elsewhere
		left := other.quoted(said)
		if slices.Equal(left, said) {
			continue
		}
		effect := *e.Data.Effect
		effect.Elsewhere = left
		e.Data.Effect, e.Redacted = &effect, true
		c.Redact = append(c.Redact, e)
		c.Events = append(c.Events, Event{
			Moment: ExactMoment(at), Actor: Bot, Kind: Redacted, Text: "it named what is not to be read here", Data: Data{Action: e.Seq},
		})
	}
	return c
}

// quoted are quotes of actions as they may be from now on. An action whose words
// are gone is known by its time.
func (i Incident) quoted(said []Elsewhere) []Elsewhere {
	var left []Elsewhere
	for _, q := range said {
		if q.Incident == i.Name() {
			if i.Private {
				continue
			}
			if slices.ContainsFunc(i.Actions, func(a Action) bool { return a.At.Equal(q.At) && a.Text == Tombstone }) &&
				!slices.ContainsFunc(i.Actions, func(a Action) bool { return a.At.Equal(q.At) && a.Text == q.Text }) {
				q.Text = Tombstone
			}
		}
		left = append(left, q)
	}
	return left
}
