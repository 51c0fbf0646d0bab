package incident

import (
	"slices"
	"time"
)

// Mark is one person's wish that a message of the chat becomes a line of the
// timeline, or stops being one: a reaction, a pin, a shortcut.
type Mark struct {
	Channel ChannelID `json:"channel"`
	TS      string    `json:"ts"`               // The chat's id of the message.
	As      Kind      `json:"as"`               // What the message says: Noted, Acted, Theorised.
	Way     string    `json:"way"`              // How it was marked: an emoji's name, Pin, Shortcut.
	Author  string    `json:"author,omitempty"` // Who wrote the message, by the chat's id, where the chat said so.
	// At is when the chat says that it was given or taken away: deliveries come
	// in any order. Zero is now.
	At time.Time `json:"at,omitzero"`
}

// The ways of marking that are no emoji.
const (
	Pin      = "pin" // A message is pinned once, whoever pins it, and anybody may unpin it.
	Shortcut = "shortcut"
)

// Subject is the message that the mark speaks of.
func (m Mark) Subject() string { return MessageSubject(m.Channel, m.TS) }

// Message is the message of the chat that a line was taken from.
type Message struct {
	Channel   ChannelID `json:"channel"`
	TS        string    `json:"ts"`             // The chat's id of the message.
	Link      string    `json:"link,omitempty"` // Leads to it; empty where the chat gave none.
	MarkedBy  Actor     `json:"marked_by"`      // Who put it on the timeline.
	App       bool      `json:"app,omitempty"`  // An app wrote it, and no person.
	Files     []File    `json:"files,omitempty"`
	Shortened bool      `json:"shortened,omitempty"` // The rest of its words is behind Link.
}

// File is a file or picture that hangs on a message. It is never fetched: the
// chat keeps it.
type File struct {
	Name string `json:"name"`
	Link string `json:"link,omitempty"` // Leads to it, for those whom the chat lets see it.
}

// Marking is what one message is to be, by everybody's marks of one kind. Many
// marks of a kind are one line.
type Marking struct {
	Subject string // The message.
	As      Kind
	Line    int64   // The line that the message is by now; 0 while it is none.
	Blanked bool    // Its line was blanked for good, and must not be read again.
	Given   []Given // The newest of each person and way, in the order in which they came.
}

// Given is one mark, or what is left of one that was taken away: without that,
// a delivery that comes late would give it again.
type Given struct {
	By   Actor
	Mark Mark
	On   bool // It stands; false once it was taken away.
	// Spent says that the line which it made was taken back by undo. Only a
	// mark that is given anew makes another one.
	Spent bool
}

// Wanted reports whether the message is to be on the timeline.
func (m Marking) Wanted() bool { return slices.ContainsFunc(m.Given, Given.counts) }

// Counting are the marks that want it, the oldest first: who gave the first one
// put the message on the timeline.
func (m Marking) Counting() []Given {
	return slices.DeleteFunc(slices.Clone(m.Given), func(g Given) bool { return !g.counts() })
}

// Last is the newest mark, or what is left of it: whom an answer is for.
func (m Marking) Last() Given { return m.Given[len(m.Given)-1] }

func (g Given) counts() bool { return g.On && !g.Spent }

// same reports whether two are one mark, given again or taken away.
func (g Given) same(other Given) bool {
	return g.Mark.Way == other.Mark.Way && (g.Mark.Way == Pin || g.By.ID == other.By.ID)
}

// Marking is what the marks of a kind say of a message; the zero Marking where
// there never was one.
func (i Incident) Marking(subject string, as Kind) Marking {
	if n := i.marking(subject, as); n >= 0 {
		return i.Markings[n]
	}
	return Marking{Subject: subject, As: as}
}

func (i Incident) marking(subject string, as Kind) int {
	return slices.IndexFunc(i.Markings, func(m Marking) bool { return m.Subject == subject && m.As == as })
}

// blanked reports whether a line of the message was blanked for good, of
// whatever kind.
func (i Incident) blanked(subject string) bool {
	return slices.ContainsFunc(i.Markings, func(m Marking) bool { return m.Subject == subject && m.Blanked })
}

// mark folds a mark that was given or taken away. Incidents share what Apply
// does not clone, so the marks are written to a list of their own.
func (i *Incident) mark(e Event) {
	m := e.Data.Mark
	if m == nil {
		return
	}
	n := i.marking(m.Subject(), m.As)
	if n < 0 {
		n = len(i.Markings)
		i.Markings = append(i.Markings, Marking{Subject: m.Subject(), As: m.As})
	}
	now := Given{By: e.Actor, Mark: *m, On: e.Kind == Marked}
	others := slices.DeleteFunc(slices.Clone(i.Markings[n].Given), now.same)
	i.Markings[n].Given = append(others, now)
}

// captured notes which line a message became.
func (i *Incident) captured(e Event) {
	if n := i.marking(e.Subject, e.Kind); n >= 0 {
		i.Markings[n].Line = e.Seq
		i.Markings[n].Blanked = i.Markings[n].Blanked || e.Redacted
	}
}

// spend folds that a line was taken back. The marks that stand made it, and
// make no other.
func (i *Incident) spend(line int64) {
	n := slices.IndexFunc(i.Markings, func(m Marking) bool { return m.Line == line })
	if n < 0 {
		return
	}
	m := &i.Markings[n]
	m.Line, m.Given = 0, slices.Clone(m.Given)
	for g := range m.Given {
		m.Given[g].Spent = true
	}
}
