package incident

import (
	"slices"
	"strings"
	"time"
)

// Update is what a person said to those outside who wait for word, and when
// they promised the next one.
type Update struct {
	Seq  int64     // Of its event; its number for people.
	At   time.Time // When it was said.
	By   Actor     // Who said it, and promised the next word.
	Text string    // Empty where only the next word was promised.
	Next time.Time // When the next word was promised; zero where none was.
	// WithdrawnAt is when it was taken back. It was read by then, so it is
	// withdrawn where it stands and not blanked.
	WithdrawnAt time.Time
	// Over says that the incident ended after it, which kept its promise for
	// good: no reopening brings that back.
	Over bool
}

// AnnounceStep names the announcement for people, as in "I could not …".
const AnnounceStep = "announce it"

// farthest is how far ahead a next word can be promised. What lies beyond is a
// slip: people outside wait for hours, not days.
const farthest = 24 * time.Hour

// Tell says something to those outside, promises when they hear next, or both.
// The zero next promises nothing, and ends an earlier promise.
func (i Incident) Tell(by Actor, text string, next, at time.Time) ([]Event, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "" && next.IsZero():
		return nil, Errorf(Invalid, "What is to be said to the people outside?")
	case next.IsZero():
	case !i.Open():
		return nil, Errorf(Conflict, "%s is over, so I would remind nobody of a next word. Leave its time out.", i.Name())
	case !next.After(at):
		return nil, Errorf(Invalid, "The next word cannot be promised for %s UTC: that is past.", next.UTC().Format("15:04"))
	case next.Sub(at) > farthest:
		return nil, Errorf(Invalid, "A next word can be promised for the next 24 hours, no further.")
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Told, Text: text, Data: Data{Next: next.UTC()}}}, nil
}

// Update is one of the incident's updates by its number.
func (i Incident) Update(seq int64) (Update, bool) {
	if n := slices.IndexFunc(i.Updates, func(u Update) bool { return u.Seq == seq }); n >= 0 {
		return i.Updates[n], true
	}
	return Update{}, false
}

// LastWord is the newest update with words that stands.
func (i Incident) LastWord() (Update, bool) {
	for _, u := range slices.Backward(i.Updates) {
		if u.WithdrawnAt.IsZero() && u.Text != "" {
			return u, true
		}
	}
	return Update{}, false
}

// Promised is the update that promises the next word. The newest one that
// stands decides, and the end of the incident keeps every promise.
func (i Incident) Promised() (Update, bool) {
	for _, u := range slices.Backward(i.Updates) {
		if u.WithdrawnAt.IsZero() {
			return u, !u.Over && !u.Next.IsZero()
		}
	}
	return Update{}, false
}

// keepPromises says that the end of the incident is the word that was promised.
func (i *Incident) keepPromises() {
	for n := range i.Updates {
		i.Updates[n].Over = true
	}
}

// withdraw takes an update back.
func (i *Incident) withdraw(seq int64, at time.Time) {
	if n := slices.IndexFunc(i.Updates, func(u Update) bool { return u.Seq == seq }); n >= 0 {
		i.Updates[n].WithdrawnAt = at
	}
}
