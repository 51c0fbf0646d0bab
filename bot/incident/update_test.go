package incident_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestTheNewestWordThatStandsDecidesWhatIsPromised(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	at := func(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }
	promised := func(when time.Time) {
		t.Helper()
		if u, ok := s.i.Promised(); ok == when.IsZero() || ok && !u.Next.Equal(when) {
			t.Errorf("the next word is promised for %v (%v), want %v", u.Next, ok, when)
		}
	}
	promised(time.Time{})
	s.add(s.i.Tell(ana, " We are on it. ", at(30), at(5)))
	if u, ok := s.i.LastWord(); !ok || u.Text != "We are on it." || u.By != ana {
		t.Errorf("the last word is %+v", u)
	}
	promised(at(30))
	s.add(s.i.Tell(ben, "", at(45), at(28)))
	promised(at(45))
	if u, _ := s.i.LastWord(); u.Text != "We are on it." {
		t.Errorf("a promise alone is the last word: %+v", u)
	}
	s.add(s.i.Tell(ben, "Back for most.", time.Time{}, at(40)))
	promised(time.Time{})

	// Taken back, the word before it stands again, and is still to be seen.
	last := s.events[len(s.events)-1]
	s.add(s.i.Undo(ben, last, at(41)))
	promised(at(45))
	if u, ok := s.i.Update(last.Seq); !ok || !u.WithdrawnAt.Equal(at(41)) {
		t.Errorf("the withdrawn one is %+v", u)
	}
	s.add(s.i.Resolve(ana, "put them back", at(44)))
	promised(time.Time{})
	s.add(s.i.Reopen(ana, "", "no", at(44)))
	promised(time.Time{})
	s.add(s.i.Resolve(ana, "put them back", at(44)))
	s.add(s.i.Tell(ana, "All is well.", time.Time{}, at(50)))
	if u, _ := s.i.LastWord(); u.Text != "All is well." {
		t.Errorf("after the end the last word is %+v", u)
	}
	s.add(s.i.Reopen(ana, "", "it is back", at(60)))
	promised(time.Time{})
}

func TestAPromiseThatNobodyCanKeepIsRefused(t *testing.T) {
	t.Parallel()
	over := newStory(t)
	over.add(over.i.Resolve(ana, "put them back", t0.Add(time.Hour)))
	for _, tt := range []struct {
		name string
		i    incident.Incident
		text string
		next time.Duration // After now, which is two hours after the declaration.
		code incident.Code
	}{
		{"nothing at all", newStory(t).i, "  ", 0, incident.Invalid},
		{"for the past", newStory(t).i, "x", -time.Minute, incident.Invalid},
		{"for the day after tomorrow", newStory(t).i, "x", 25 * time.Hour, incident.Invalid},
		{"after the end", over.i, "x", time.Hour, incident.Conflict},
	} {
		at := t0.Add(2 * time.Hour)
		next := time.Time{}
		if tt.next != 0 {
			next = at.Add(tt.next)
		}
		if events, err := tt.i.Tell(ana, tt.text, next, at); incident.CodeOf(err) != tt.code || len(events) != 0 {
			t.Errorf("%s: %v, %v", tt.name, events, err)
		}
	}
}

func TestAStepThatIsDoneAfterAllIsNotGivenUp(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	for range 2 {
		s.add(s.i.GiveUp(incident.AnnounceStep, "Invite me.", t0), nil)
		if s.i.GaveUp[incident.AnnounceStep] == "" {
			t.Fatal("it is not on the board that it was given up")
		}
		before := s.i
		s.add(s.i.Step(incident.AnnounceStep, t0), nil)
		if len(s.i.GaveUp) != 0 || len(before.GaveUp) != 1 {
			t.Errorf("done after all, the board still says %v; the state before it %v", s.i.GaveUp, before.GaveUp)
		}
	}
	if events := s.i.Step(incident.AnnounceStep, t0); len(events) != 0 {
		t.Errorf("done twice: %v", events)
	}
}
