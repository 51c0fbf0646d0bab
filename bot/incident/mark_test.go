package incident_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var (
	cho = incident.Actor{ID: "U3", Name: "cho"}
	dan = incident.Actor{ID: "U4", Name: "dan"}
)

// written is the message that the tests mark: Dan's, two minutes before the
// declaration.
const written = "1516114920.000100"

var writtenAt = t0.Add(-2 * time.Minute)

// after is when something happened in the channel.
func after(seconds int) time.Time { return t0.Add(time.Duration(seconds) * time.Second) }

func mark(as incident.Kind, way string, seconds int) incident.Mark {
	return incident.Mark{Channel: "C1", TS: written, As: as, Way: way, Author: dan.ID, At: after(seconds)}
}

func (s *story) mark(by incident.Actor, as incident.Kind, way string, seconds int) {
	s.t.Helper()
	s.add(s.i.Mark(by, mark(as, way, seconds), after(seconds)))
}

func (s *story) unmark(by incident.Actor, as incident.Kind, way string, seconds int) {
	s.t.Helper()
	s.add(s.i.Unmark(by, mark(as, way, seconds), after(seconds)))
}

func (s *story) marking(as incident.Kind) incident.Marking {
	return s.i.Marking(incident.MessageSubject("C1", written), as)
}

// settle does what the job does: it puts the message on the timeline, or takes
// its line back.
func (s *story) settle(as incident.Kind) {
	s.t.Helper()
	s.add(s.i.Capture(as, incident.Captured{
		Author: dan, At: writtenAt, Text: "restarted api-7", Message: incident.Message{Channel: "C1", TS: written, Link: "https://x/p1"},
	}, after(60)))
	if m := s.marking(as); m.Line != 0 {
		s.add(s.i.Release(m.Last().By, s.line(m.Line), after(60)))
	}
}

func (s *story) line(seq int64) incident.Event {
	return s.events[slices.IndexFunc(s.events, func(e incident.Event) bool { return e.Seq == seq })]
}

func (s *story) takeBack(by incident.Actor, seq int64) {
	s.t.Helper()
	line, err := s.i.Undoable(by, seq, s.events)
	if err != nil {
		s.t.Fatal(err)
	}
	s.add(s.i.Undo(by, line, after(90)))
}

// lines are the standing lines that were taken from messages.
func (s *story) lines() []incident.Event {
	var standing []incident.Event
	for _, e := range s.events {
		if e.Data.Message != nil && !s.i.Retracted[e.Seq] {
			standing = append(standing, e)
		}
	}
	return standing
}

func TestAMarkedMessageIsALineOfItsAuthorAtItsOwnTime(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.settle(incident.Noted)
	got := s.lines()
	if len(got) != 1 {
		t.Fatalf("%d lines, want one", len(got))
	}
	e := got[0]
	if e.Kind != incident.Noted || e.Actor != dan || !e.At.Equal(writtenAt) || e.Precision != incident.Exact || e.Text != "restarted api-7" {
		t.Errorf("the line is %+v", e)
	}
	if by, other := e.MarkedBy(); by.ID != ben.ID || !other || e.Data.Message.Link != "https://x/p1" || e.Subject != "message:C1/"+written {
		t.Errorf("marked by %v, the message is %+v of %s", by, e.Data.Message, e.Subject)
	}
	if ch, ts, ok := incident.SubjectMessage(e.Subject); !ok || ch != "C1" || ts != written {
		t.Errorf("the subject reads %s %s %v", ch, ts, ok)
	}
}

func TestManyMarksOfAKindAreOneLineThatTheLastOneTakesAlong(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.settle(incident.Noted)
	s.mark(cho, incident.Noted, "pushpin", 20)
	s.mark(cho, incident.Noted, incident.Pin, 21)
	s.settle(incident.Noted)
	if n := len(s.lines()); n != 1 {
		t.Fatalf("three marks are %d lines", n)
	}
	s.unmark(ben, incident.Noted, "pushpin", 30)
	s.unmark(cho, incident.Noted, "pushpin", 31)
	s.settle(incident.Noted)
	if n := len(s.lines()); n != 1 {
		t.Fatalf("with the pin left there are %d lines", n)
	}
	s.unmark(ana, incident.Noted, incident.Pin, 40) // Anybody may unpin.
	s.settle(incident.Noted)
	last := s.events[len(s.events)-1]
	if len(s.lines()) != 0 || last.Kind != incident.Retracted || last.Actor != ana {
		t.Errorf("%d lines are left, the last event is %+v", len(s.lines()), last)
	}
}

func TestAnActionMarkedOnANoteIsKeptBesideIt(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.mark(ben, incident.Acted, "wrench", 11)
	s.settle(incident.Noted)
	s.settle(incident.Acted)
	if len(s.lines()) != 2 || len(s.i.Actions) != 1 || s.i.Actions[0].By != dan || !s.i.Actions[0].At.Equal(writtenAt) {
		t.Fatalf("lines %v, actions %v", s.lines(), s.i.Actions)
	}
	s.unmark(ben, incident.Acted, "wrench", 20)
	s.settle(incident.Acted)
	if got := s.lines(); len(got) != 1 || got[0].Kind != incident.Noted || len(s.i.Actions) != 0 {
		t.Errorf("without the wrench: lines %v, actions %v", got, s.i.Actions)
	}
}

func TestAMarkedTheoryHasItsNumberAndIsOnTheBoardOnce(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Theorised, "bulb", 10)
	s.settle(incident.Theorised)
	if len(s.i.Theories) != 1 || s.i.Theories[0].N != 1 || s.i.Theories[0].By != dan || !s.i.Theories[0].At.Equal(writtenAt) {
		t.Fatalf("theories %+v", s.i.Theories)
	}
	other := incident.Mark{Channel: "C1", TS: "1.2", As: incident.Theorised, Way: "bulb", At: t0}
	s.add(s.i.Mark(cho, other, t0))
	_, err := s.i.Capture(incident.Theorised, incident.Captured{Author: ana, At: t0, Text: "Restarted api-7.", Message: incident.Message{Channel: "C1", TS: "1.2"}}, t0)
	if incident.CodeOf(err) != incident.Conflict {
		t.Errorf("the same theory in another message: %v", err)
	}
	s.unmark(ben, incident.Theorised, "bulb", 20)
	s.settle(incident.Theorised)
	if len(s.i.Theories) != 0 {
		t.Errorf("without the bulb there are %+v", s.i.Theories)
	}
}

func TestAMarkThatIsGoneBeforeTheMessageIsReadAddsNothing(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.unmark(ben, incident.Noted, "pushpin", 11)
	s.settle(incident.Noted)
	if len(s.lines()) != 0 {
		t.Errorf("lines %v", s.lines())
	}
	s.mark(ben, incident.Noted, "pushpin", 12)
	s.settle(incident.Noted)
	s.settle(incident.Noted) // The job ran twice.
	if len(s.lines()) != 1 {
		t.Errorf("given again it is %d lines", len(s.lines()))
	}
}

func TestDeliveriesInAnyOrderLeaveWhatPeopleDidLast(t *testing.T) {
	t.Parallel()
	type delivery struct {
		on bool
		at int
	}
	tests := []struct {
		name string
		all  []delivery
		want bool
	}{
		{"the taking away overtook the mark", []delivery{{false, 20}, {true, 10}}, false},
		{"the second mark overtook the taking away", []delivery{{true, 10}, {true, 30}, {false, 20}}, true},
		{"all of it backwards", []delivery{{true, 30}, {false, 20}, {true, 10}}, true},
		{"a mark twice, then away", []delivery{{true, 10}, {true, 10}, {false, 20}}, false},
		{"taken away twice around a late mark", []delivery{{false, 20}, {false, 40}, {true, 30}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			for _, d := range tt.all {
				if d.on {
					s.mark(ben, incident.Noted, "pushpin", d.at)
				} else {
					s.unmark(ben, incident.Noted, "pushpin", d.at)
				}
				s.settle(incident.Noted)
			}
			if got := len(s.lines()) == 1; got != tt.want {
				t.Errorf("it is on the timeline: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAMarkThatIsKnownIsKeptOnce(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	n := len(s.events)
	s.mark(ben, incident.Noted, "pushpin", 10)
	if len(s.events) != n {
		t.Errorf("the same mark under another delivery left %d events", len(s.events)-n)
	}
}

func TestAnUndoneLineComesBackOnlyByAMarkThatIsGivenAnew(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.mark(cho, incident.Noted, "pushpin", 11)
	s.settle(incident.Noted)
	s.takeBack(ana, s.marking(incident.Noted).Line)
	s.settle(incident.Noted) // The marks stand, and are spent.
	if len(s.lines()) != 0 {
		t.Fatalf("the undone line came back: %v", s.lines())
	}
	s.unmark(ben, incident.Noted, "pushpin", 100)
	s.settle(incident.Noted)
	if e := s.events[len(s.events)-1]; e.Kind != incident.Unmarked {
		t.Errorf("taking away the mark of an undone line added %+v", e)
	}
	s.mark(ben, incident.Noted, "pushpin", 110)
	s.settle(incident.Noted)
	if len(s.lines()) != 1 {
		t.Fatalf("marked again it is %d lines", len(s.lines()))
	}
	// Cho's mark is spent: only Ben's holds the new line.
	s.unmark(ben, incident.Noted, "pushpin", 120)
	s.settle(incident.Noted)
	if len(s.lines()) != 0 {
		t.Errorf("lines %v", s.lines())
	}
}

func TestABlankedMessageIsNotReadAgain(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.settle(incident.Noted)
	for n := range s.events {
		if s.events[n].Data.Message != nil {
			s.events[n].Text, s.events[n].Redacted = "", true
		}
	}
	s.i = incident.Fold(s.i.ID, s.i.Number, s.events)
	s.unmark(ben, incident.Noted, "pushpin", 20)
	s.settle(incident.Noted)
	for _, as := range []incident.Kind{incident.Noted, incident.Acted} {
		s.mark(ben, as, "again", 30)
		_, err := s.i.Capture(as, incident.Captured{Author: dan, At: writtenAt, Text: "a secret", Message: incident.Message{Channel: "C1", TS: written}}, after(40))
		if incident.CodeOf(err) != incident.Conflict {
			t.Errorf("as %s: %v", as, err)
		}
	}
}

func TestUndoTakesBackWhatThePersonMarkedAndNotWhatOthersMarkedOfTheirs(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Note(dan, "typed by dan", incident.Moment{}, t0))
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.settle(incident.Noted)
	if line, err := s.i.Undoable(dan, 0, s.events); err != nil || line.Text != "typed by dan" {
		t.Errorf("dan would take back %q, %v", line.Text, err)
	}
	s.takeBack(ben, 0)
	if len(s.lines()) != 0 {
		t.Errorf("ben's undo left %v", s.lines())
	}
}

func TestWhatAnAppWroteEndsNoBlindTime(t *testing.T) {
	t.Parallel()
	for _, app := range []bool{true, false} {
		s := newStory(t)
		s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
		s.mark(ben, incident.Acted, "wrench", 10)
		s.add(s.i.Capture(incident.Acted, incident.Captured{
			Author: dan, At: after(5), Text: "pool restarted", Check: pool, Message: incident.Message{Channel: "C1", TS: written, App: app},
		}, after(20)))
		if got := s.check().OwnedAt(); got.IsZero() != app {
			t.Errorf("written by an app: %v, owned at %v", app, got)
		}
	}
}

func TestMarksAreRefusedThatSayNothing(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	for _, m := range []incident.Mark{
		{TS: written, As: incident.Noted, Way: "pushpin"},
		{Channel: "C1", As: incident.Noted, Way: "pushpin"},
		{Channel: "C1", TS: written, As: incident.Resolved, Way: "pushpin"},
		{Channel: "C1", TS: written, As: incident.Noted},
	} {
		if _, err := s.i.Mark(ben, m, t0); incident.CodeOf(err) != incident.Invalid {
			t.Errorf("%+v: %v", m, err)
		}
		if _, err := s.i.Unmark(ben, m, t0); incident.CodeOf(err) != incident.Invalid {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

func TestApplyingMarksLeavesTheIncidentAsItWas(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.mark(ben, incident.Noted, "pushpin", 10)
	s.settle(incident.Noted)
	before := s.i
	line := s.marking(incident.Noted).Line
	s.takeBack(ana, line)
	s.mark(cho, incident.Noted, "pushpin", 200)
	was := before.Marking(incident.MessageSubject("C1", written), incident.Noted)
	if was.Line != line || len(was.Given) != 1 || was.Given[0].Spent {
		t.Errorf("the incident before has %+v", was)
	}
	if got := incident.Fold(s.i.ID, s.i.Number, s.events).Marking(was.Subject, was.As); len(got.Given) != 2 || got.Line != 0 {
		t.Errorf("folded anew it is %+v", got)
	}
}
