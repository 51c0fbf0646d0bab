package incident

import (
	"slices"
	"strings"
	"time"
)

// settling is how long after the declaration those whom we invite know why they
// are here: they were invited because of it.
const settling = time.Minute

// Arrive keeps that somebody came into the channel, and whether they are to be
// told where it stands. Who declared it and who leads it know; nor are those
// told whom the bot itself invited in the first minute.
func (i Incident) Arrive(who Actor, invited bool, at time.Time) ([]Event, error) {
	events, err := i.Join(who, at)
	for n := range events {
		events[n].Data.Greet = who.ID != i.Declarer.ID && who.ID != i.Lead.ID && !(invited && at.Sub(i.DeclaredAt) < settling)
	}
	return events, err
}

// Helper is somebody who said that they can help.
type Helper struct {
	Seq  int64 // Of the event that says so.
	By   Actor
	At   time.Time
	With string // What they can do; may be empty.
}

// Offer keeps that somebody can help, and with what.
func (i Incident) Offer(by Actor, with string, at time.Time) ([]Event, error) {
	with = strings.TrimSpace(with)
	n := slices.IndexFunc(i.Helpers, func(h Helper) bool { return h.By.ID == by.ID })
	switch {
	case !i.Open():
		return nil, Errorf(Conflict, "%s is over, so nobody has to help.", i.Name())
	case by.ID == i.Lead.ID:
		return nil, Errorf(Conflict, "You lead %s: whoever can help is named to you.", i.Name())
	case n >= 0 && (with == "" || with == i.Helpers[n].With):
		return nil, Errorf(Conflict, "You said so at %s UTC, and the board names you.", i.Helpers[n].At.Format("15:04"))
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: HelpOffered, Text: with}}, nil
}

// helps folds in that somebody can help. What they said before is replaced.
func (i *Incident) helps(e Event) {
	i.Helpers = slices.DeleteFunc(i.Helpers, func(h Helper) bool { return h.By.ID == e.Actor.ID })
	i.Helpers = append(i.Helpers, Helper{Seq: e.Seq, By: e.Actor, At: e.At, With: e.Text})
}
