package incident

import (
	"slices"
	"strings"
	"time"
)

// Mark keeps that somebody marked a message for the timeline. A mark that is
// known, or that the chat says is older than what is known of it, changes
// nothing: deliveries are repeated, and come in any order.
func (i Incident) Mark(by Actor, m Mark, at time.Time) ([]Event, error) {
	if err := m.valid(); err != nil {
		return nil, err
	}
	return i.given(by, m, Marked, at), nil
}

// Unmark keeps that a mark was taken away. Its line is taken back when no other
// mark of its kind is left on the message.
func (i Incident) Unmark(by Actor, m Mark, at time.Time) ([]Event, error) {
	if err := m.valid(); err != nil {
		return nil, err
	}
	return i.given(by, m, Unmarked, at), nil
}

func (m Mark) valid() error {
	switch {
	case m.Channel == "" || m.TS == "" || m.Way == "":
		return Errorf(Invalid, "That does not say which message is meant. Mark the message itself, or use note.")
	case m.As != Noted && m.As != Acted && m.As != Theorised:
		return Errorf(Invalid, "A message cannot be kept as %q. Use note, did or think.", m.As)
	}
	return nil
}

func (i Incident) given(by Actor, m Mark, kind Kind, at time.Time) []Event {
	if m.At.IsZero() {
		m.At = at
	}
	m.At = m.At.UTC()
	now := Given{By: by, Mark: m, On: kind == Marked}
	known := i.Marking(m.Subject(), m.As).Given
	if n := slices.IndexFunc(known, now.same); n >= 0 {
		// What is known already is kept once more where the chat dates it later:
		// what comes late is compared with the newest.
		if old := known[n]; m.At.Before(old.Mark.At) || m.At.Equal(old.Mark.At) && old.On == now.On {
			return nil
		}
	}
	return []Event{{Moment: ExactMoment(m.At), Actor: by, Kind: kind, Subject: m.Subject(), Data: Data{Mark: &m}}}
}

// Captured is a marked message as the chat has it: who said what, and when.
type Captured struct {
	Author  Actor
	At      time.Time // When it was written.
	Text    string    // Plain words.
	Check   string    // The check that the words of an action name, or empty.
	Message Message   // MarkedBy is one of those whose mark counts; the first of them if it is not.
}

// Capture puts a marked message on the timeline, with its own time and its
// author as the one who said it. It adds nothing when the message is there
// already, or when the marks were taken away meanwhile, and refuses a message
// whose words were blanked: they stand in the chat still.
func (i Incident) Capture(as Kind, c Captured, at time.Time) ([]Event, error) {
	m := i.Marking(MessageSubject(c.Message.Channel, c.Message.TS), as)
	marks := m.Counting()
	if len(marks) == 0 || m.Line != 0 {
		return nil, nil
	}
	if !slices.ContainsFunc(marks, func(g Given) bool { return g.By.ID == c.Message.MarkedBy.ID }) {
		c.Message.MarkedBy = marks[0].By
	}
	if i.blanked(m.Subject) {
		return nil, Errorf(Conflict, "What it said was blanked for good, so I do not read it again. If something else of it matters, use note.")
	}
	var events []Event
	var err error
	switch as {
	case Noted:
		events, err = i.Note(c.Author, c.Text, ExactMoment(c.At), at)
	case Acted:
		events, err = i.Act(c.Author, c.Text, ExactMoment(c.At), c.Check, at)
	case Theorised:
		events, err = i.Think(c.Author, c.Text, ExactMoment(c.At), c.Check, at)
	default:
		err = Errorf(Invalid, "A message cannot be kept as %q. Use note, did or think.", as)
	}
	if err != nil {
		return nil, err
	}
	events[0].Subject, events[0].Data.Message = m.Subject, &c.Message
	return events, nil
}

// Release takes the line of a message back once nobody's mark stands any more.
// It adds nothing when somebody has marked it again meanwhile, or when the line
// is gone already.
func (i Incident) Release(by Actor, line Event, at time.Time) ([]Event, error) {
	m := i.Marking(line.Subject, line.Kind)
	if m.Line == 0 || m.Line != line.Seq || m.Wanted() {
		return nil, nil
	}
	return i.Undo(by, line, at)
}

// PutBy is who put a line on the timeline: who marked the message that it was
// taken from, else who said it. It is theirs to take back.
func (e Event) PutBy() Actor {
	if e.Data.Message != nil && !e.Data.Message.MarkedBy.IsZero() {
		return e.Data.Message.MarkedBy
	}
	return e.Actor
}

// MarkedBy is who marked the message that a line was taken from, and false
// where nobody but its author did.
func (e Event) MarkedBy() (Actor, bool) {
	by := e.PutBy()
	return by, e.Data.Message != nil && by.ID != e.Actor.ID && !by.IsZero()
}

// MessageSubject is the subject of a message of the chat, by its channel and id.
func MessageSubject(ch ChannelID, ts string) string { return "message:" + string(ch) + "/" + ts }

// SubjectMessage is the channel and the id in a message's subject.
func SubjectMessage(subject string) (ch ChannelID, ts string, ok bool) {
	kind, name := SplitSubject(subject)
	where, ts, ok := strings.Cut(name, "/")
	return ChannelID(where), ts, ok && kind == "message" && where != "" && ts != ""
}
