package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAnIncidentEndsInOneOfFourWays(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }
	other := incident.Other{ID: 4, Number: 11, Channel: "C11", Name: "inc-11"}
	resolve := func(s *story) { s.add(s.i.Resolve(ana, "put them back", at(10))) }
	for _, tt := range []struct {
		name         string
		does         func(s *story)
		status       incident.Status
		counted      bool
		watched      bool // An hour after it was over.
		openFor      time.Duration
		away         bool
		againRefused string
	}{
		{"resolved", resolve, incident.IsResolved, true, true, 10 * time.Minute, false, "INC-12 is resolved already, since 15:14 UTC. If it came back, type reopen with what you see."},
		{"closed", func(s *story) { resolve(s); s.add(s.i.Close(ana, at(60))) }, incident.IsClosed, true, false, 10 * time.Minute, true, "INC-12 is closed, since 16 Jan 16:04 UTC. To go on with it, type reopen INC-12 and what you see."},
		{"called off", func(s *story) { s.add(s.i.CallOff(ben, " load test ", at(6))) }, incident.IsCalledOff, false, false, 6 * time.Minute, true, "INC-12 was called off at 15:10 UTC. If it was real, type reopen with what you see."},
		{"called off when it was resolved", func(s *story) { resolve(s); s.add(s.i.CallOff(ben, "load test", at(20))) }, incident.IsCalledOff, false, false, 20 * time.Minute, true, "INC-12 was called off at 15:24 UTC. If it was real, type reopen with what you see."},
		{"a duplicate", func(s *story) { s.add(s.i.Merge(ben, other, at(6))) }, incident.IsDuplicate, false, false, 6 * time.Minute, true, "INC-12 is the same as INC-11, and the work goes on there. If it is another one after all, type reopen."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.add(s.i.Tell(ana, "", at(30), at(1)))
			tt.does(s)
			if s.i.Open() || s.i.Status != tt.status || s.i.Counted() != tt.counted || s.i.WatchedAt(s.i.OverAt().Add(time.Hour)) != tt.watched || s.i.OpenFor(at(999)) != tt.openFor {
				t.Errorf("%s: open %v, counted %v, open for %v", s.i.Status, s.i.Open(), s.i.Counted(), s.i.OpenFor(at(999)))
			}
			if by, away := s.i.PutAwayBy(); away != tt.away || away && by != s.i.Seq {
				t.Errorf("the channel is put away by %d, %v", by, away)
			}
			if _, promised := s.i.Promised(); promised || s.i.WatchedAt(s.i.OverAt().Add(time.Hour+time.Second)) {
				t.Error("somebody waits for a word or for looks")
			}
			if got := s.i.LookBack(incident.Hindsight{}, "", at(99)); len(got) != 0 != tt.counted {
				t.Errorf("it is looked back over: %v", got)
			}
			for what, again := range map[string]func() ([]incident.Event, error){
				"resolve":  func() ([]incident.Event, error) { return s.i.Resolve(ana, "x", at(70)) },
				"mitigate": func() ([]incident.Event, error) { return s.i.Mitigate(ana, "x", at(70)) },
			} {
				if events, err := again(); incident.CodeOf(err) != incident.Conflict || err.Error() != tt.againRefused {
					t.Errorf("%s: %v, %v", what, events, err)
				}
			}

			s.add(s.i.SetLead(ben, ben, at(71)))
			s.add(s.i.Reopen(ben, "", "it is back", at(72)))
			if !s.i.Open() || !s.i.Counted() || s.i.Status != incident.Investigating || !s.i.OverAt().IsZero() || s.i.SameAs != nil || s.i.Lead != ben || s.i.Resolution != "" {
				t.Errorf("open again it is %+v", s.i)
			}
			if _, away := s.i.PutAwayBy(); away {
				t.Error("the channel of what is open is put away")
			}
			if r, holds, ok := s.i.Reopened(s.i.Seq); !ok || !holds || r.From != tt.status || r.Why != "it is back" {
				t.Errorf("the reopening is %+v, %v", r, holds)
			}
		})
	}
}

func TestWhatCannotEndThatWaySaysWhatToDo(t *testing.T) {
	t.Parallel()
	at := t0.Add(10 * time.Minute)
	with := func(does ...func(s *story)) incident.Incident {
		s := newStory(t)
		for _, do := range does {
			do(s)
		}
		return s.i
	}
	resolve := func(s *story) { s.add(s.i.Resolve(ana, "put back", at)) }
	off := func(s *story) { s.add(s.i.CallOff(ana, "load test", at)) }
	same := func(s *story) { s.add(s.i.Merge(ana, incident.Other{Number: 11}, at)) }
	end := func(s *story) { resolve(s); s.add(s.i.Close(ana, at)) }
	for name, tt := range map[string]struct {
		events []incident.Event
		err    error
		says   string
	}{
		"called off without why":  take(with().CallOff(ana, " ", at)).says("Why is it none?"),
		"called off twice":        take(with(off).CallOff(ana, "x", at)).says("was called off at 15:14 UTC"),
		"a duplicate called off":  take(with(same).CallOff(ana, "x", at)).says("the same as INC-11"),
		"closed and called off":   take(with(end).CallOff(ana, "x", at)).says("To go on with it, type reopen INC-12"),
		"the same as itself":      take(with().Merge(ana, incident.Other{Number: 12}, at)).says("is this incident itself"),
		"the same twice":          take(with(same).Merge(ana, incident.Other{Number: 11}, at)).says("already, since 15:14 UTC"),
		"the same as another one": take(with(same).Merge(ana, incident.Other{Number: 10}, at)).says("If it is another one after all, type reopen"),
		"an open one closed":      take(with().Close(ana, at)).says("is investigating still. Type resolve and what fixed it"),
		"a false alarm closed":    take(with(off).Close(ana, at)).says("there is nothing to close"),
		"closed twice":            take(with(end).Close(ana, at)).says("is closed, since"),
		"open and opened":         take(with().Reopen(ana, "", "", at)).says("is open already"),
	} {
		if len(tt.events) != 0 || tt.err == nil || !strings.Contains(tt.err.Error(), tt.says) {
			t.Errorf("%s: %v, %v", name, tt.events, tt.err)
		}
	}
}

// refused is what a rule answered, and what it should say.
type refused = struct {
	events []incident.Event
	err    error
	says   string
}

type taken struct {
	events []incident.Event
	err    error
}

func take(events []incident.Event, err error) taken { return taken{events, err} }

func (t taken) says(what string) refused { return refused{t.events, t.err, what} }

func TestAResolutionThatIsTakenBackLeavesUsersFine(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }
	s := newStory(t)
	s.add(s.i.Mitigate(ana, "", at(5)))
	s.add(s.i.Resolve(ana, "put back", at(10)))
	s.add(s.i.Reopen(ana, incident.IsMitigated, "a check still fails", at(12)))
	if s.i.Status != incident.IsMitigated || !s.i.MitigatedAt.Equal(at(5)) {
		t.Errorf("it is %s since %v", s.i.Status, s.i.MitigatedAt)
	}
	if _, err := s.i.Reopen(ana, incident.IsMitigated, "", at(13)); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("mitigated twice: %v", err)
	}
	s = newStory(t)
	s.add(s.i.Resolve(ana, "put back", at(10)))
	s.add(s.i.Reopen(ana, incident.IsMitigated, "", at(12)))
	if s.i.Status != incident.IsMitigated || !s.i.MitigatedAt.Equal(at(12)) {
		t.Errorf("it is %s since %v", s.i.Status, s.i.MitigatedAt)
	}
}

func TestOfTwoThatAreSaidToBeTheSameAsEachOtherTheOlderGoesOn(t *testing.T) {
	t.Parallel()
	at := t0.Add(10 * time.Minute)
	for number, goesOn := range map[int64]bool{13: true, 11: false} {
		s := newStory(t) // INC-12.
		other := incident.Other{ID: 9, Number: number}
		s.add(s.i.Merge(ana, other, at))
		s.add(s.i.FindDuplicate(ben, other, cho, at), nil)
		if s.i.Open() != goesOn || len(s.i.Duplicates) != 1 {
			t.Errorf("beside INC-%d, INC-12 is %s with %v", number, s.i.Status, s.i.Duplicates)
		}
	}
	s := newStory(t)
	other := incident.Other{ID: 9, Number: 13}
	s.add(s.i.FindDuplicate(ben, other, cho, at), nil)
	s.add(s.i.LoseDuplicate(ben, other, at), nil)
	if len(s.i.Duplicates) != 0 || len(s.i.LoseDuplicate(ben, other, at)) != 0 || !s.i.Open() {
		t.Errorf("a duplicate that is none is lost once: %v", s.i.Duplicates)
	}
}

func TestWhatFailsAtTheEndIsExplainedBesideIt(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	if _, err := s.i.Excuse(ana, "draining", t0); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("before the end: %v", err)
	}
	s.add(s.i.Resolve(ana, "put back", t0))
	if _, err := s.i.Excuse(ana, " ", t0); incident.CodeOf(err) != incident.Invalid {
		t.Errorf("without why: %v", err)
	}
	s.add(s.i.Excuse(ana, "draining", t0))
	line := s.events[len(s.events)-1]
	if len(s.i.Excuses) != 1 || s.i.Excuses[0].Why != "draining" || len(s.i.Failing()) != 1 {
		t.Errorf("%+v, %d fail", s.i.Excuses, len(s.i.Failing()))
	}
	undone := s.i
	events, err := s.i.Undo(ana, line, t0)
	if err != nil {
		t.Fatal(err)
	}
	if undone = undone.Apply(events...); len(undone.Excuses) != 0 {
		t.Error("taken back it stands")
	}
	s.add(s.i.Reopen(ana, incident.IsMitigated, "", t0))
	if len(s.i.Excuses) != 0 {
		t.Error("it is beside no resolution")
	}
}
