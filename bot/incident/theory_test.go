package incident_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// failing is a story in which the pool fails and nobody is on it.
func failing(t *testing.T) *story {
	t.Helper()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	return s
}

func (s *story) think(by incident.Actor, text string, after time.Duration) incident.Theory {
	s.t.Helper()
	s.add(s.i.Think(by, text, incident.Moment{}, "", t0.Add(after)))
	return s.i.Theories[len(s.i.Theories)-1]
}

func (s *story) theory(n int) incident.Theory {
	s.t.Helper()
	t, ok := s.i.Theory(n)
	if !ok {
		s.t.Fatalf("there is no T%d", n)
	}
	return t
}

func (s *story) undo(seq int64, after time.Duration) {
	s.t.Helper()
	line, err := s.i.Undoable(ana, seq, s.events)
	if err != nil {
		s.t.Fatal(err)
	}
	s.add(s.i.Undo(ana, line, t0.Add(after)))
}

func refusal(t *testing.T, err error, code incident.Code, want string) {
	t.Helper()
	if incident.CodeOf(err) != code || !strings.Contains(err.Error(), want) {
		t.Errorf("refused with %v, want %s: %s", err, code, want)
	}
}

func TestATheoryKeepsItsNumberWhateverBecomesOfTheOthers(t *testing.T) {
	t.Parallel()
	s := failing(t)
	first := s.think(ana, "database overloaded", time.Minute)
	s.undo(first.Seq, 2*time.Minute)
	if len(s.i.Theories) != 0 {
		t.Fatalf("it was taken back, and there is %+v", s.i.Theories)
	}
	if second := s.think(ben, "DNS", 3*time.Minute); second.Name() != "T2" {
		t.Errorf("the next one is %s: a number was given twice", second.Name())
	}
	_, err := s.i.RuleOut(ana, 1, "", t0)
	refusal(t, err, incident.NotFound, "T1 was taken back.")
	_, err = s.i.RuleOut(ana, 7, "", t0)
	refusal(t, err, incident.NotFound, "There is no theory T7 in INC-12.")
	if again := incident.Fold(1, 12, s.events); !reflect.DeepEqual(again.Theories, s.i.Theories) || again.LastTheory != s.i.LastTheory {
		t.Errorf("read back it is %+v, it was %+v", again.Theories, s.i.Theories)
	}
}

func TestATheoryStandsAsItsLastStepSays(t *testing.T) {
	t.Parallel()
	s := failing(t)
	s.think(ana, "DNS", time.Minute)
	before := s.i

	s.add(s.i.RuleOut(ben, 1, "resolvers answer in 2 ms", t0.Add(11*time.Minute)))
	ruled := s.i.Seq
	if d := s.theory(1); d.Status != incident.TheoryRuledOut || d.Why != "resolvers answer in 2 ms" || d.ClosedBy() != ruled || d.OpenFor(t0.Add(time.Hour)) != 10*time.Minute {
		t.Errorf("ruled out it is %+v", d)
	}
	if d, _ := before.Theory(1); !d.Open() || len(d.Steps) != 1 {
		t.Errorf("the state before has changed too: %+v", d)
	}
	_, err := s.i.RuleOut(ana, 1, "", t0.Add(12*time.Minute))
	refusal(t, err, incident.Conflict, "T1 was ruled out at 15:15 UTC. To follow it again, type think T1.")
	_, err = s.i.Keep(ana, 1, t0.Add(12*time.Minute))
	refusal(t, err, incident.Conflict, "T1 is closed: it was ruled out at 15:15 UTC.")

	s.add(s.i.Rethink(ana, 1, "one resolver does not", t0.Add(21*time.Minute)))
	if d := s.theory(1); !d.Open() || d.Why != "" || !d.ClosedAt.IsZero() || d.OpenFor(t0.Add(26*time.Minute)) != 15*time.Minute {
		t.Errorf("open again it is %+v, open for %v", d, d.OpenFor(t0.Add(26*time.Minute)))
	}
	_, err = s.i.Rethink(ana, 1, "", t0)
	refusal(t, err, incident.Conflict, "T1 is open already, since 15:25 UTC: DNS")

	s.add(s.i.Confirm(ana, 1, "it had the old zone", t0.Add(31*time.Minute)))
	if d := s.theory(1); d.Status != incident.TheoryFound || d.OpenFor(t0.Add(time.Hour)) != 20*time.Minute {
		t.Errorf("found it is %+v", d)
	}
	found := s.i.Seq
	s.undo(found, 32*time.Minute)
	if d := s.theory(1); !d.Open() {
		t.Errorf("that it is the cause was taken back, and it is %s", d.Status)
	}
	s.undo(ruled, 33*time.Minute)
	if d := s.theory(1); !d.Open() || d.OpenFor(t0.Add(31*time.Minute)) != 30*time.Minute {
		t.Errorf("it was never ruled out, and is %s, open for %v", d.Status, d.OpenFor(t0.Add(31*time.Minute)))
	}
}

func TestTheSameWordsAreOneTheory(t *testing.T) {
	t.Parallel()
	s := failing(t)
	s.think(ana, "Database overloaded.", time.Minute)
	_, err := s.i.Think(ben, "database  overloaded", incident.Moment{}, "", t0.Add(100*time.Second))
	refusal(t, err, incident.Conflict, "ana logged the same 40 s ago, as T1. If yours is another one, say in what.")
	_, err = s.i.Think(ana, "database overloaded", incident.Moment{}, "", t0.Add(100*time.Second))
	refusal(t, err, incident.Conflict, "It is on the board as T1, since 15:05 UTC.")

	s.add(s.i.FindCause(ben, "database overloaded", "", t0.Add(5*time.Minute)))
	if len(s.i.Theories) != 1 || s.theory(1).Status != incident.TheoryFound {
		t.Errorf("the cause in the theory's own words is another one: %+v", s.i.Theories)
	}
	s.add(s.i.FindCause(ben, "deploy v42 emptied the pool", pool, t0.Add(6*time.Minute)))
	if d := s.theory(2); d.Status != incident.TheoryFound || d.Text != "deploy v42 emptied the pool" || d.Why != "" {
		t.Errorf("a cause that nobody had thought of is %+v", d)
	}
	for _, empty := range []func() ([]incident.Event, error){
		func() ([]incident.Event, error) { return s.i.Think(ana, " ", incident.Moment{}, "", t0) },
		func() ([]incident.Event, error) { return s.i.FindCause(ana, " ", "", t0) },
	} {
		_, err := empty()
		refusal(t, err, incident.Invalid, "What")
	}
}

func TestThinkingOfACheckEndsItsBlindTime(t *testing.T) {
	t.Parallel()
	s := failing(t)
	s.add(s.i.Think(ben, "the pool lost its servers", incident.Moment{}, pool, t0.Add(3*time.Minute)))
	if got := s.check().OwnedAt(); !got.Equal(t0.Add(3 * time.Minute)) {
		t.Errorf("someone was on it at %v", got)
	}
	s.undo(s.theory(1).Seq, 4*time.Minute)
	if got := s.check().OwnedAt(); !got.IsZero() {
		t.Errorf("it was taken back, and someone was on it at %v", got)
	}
}

func TestTheBotAsksAboutATheoryOnceAndOnceMoreAfterEachDelay(t *testing.T) {
	t.Parallel()
	s := failing(t)
	dns := s.think(ana, "DNS", time.Minute)
	nudge := func(by int64, after time.Duration) bool {
		events := s.i.Nudge(1, by, t0.Add(after))
		s.add(events, nil)
		return len(events) > 0
	}
	if !nudge(dns.Seq, 21*time.Minute) || nudge(dns.Seq, 22*time.Minute) {
		t.Fatal("the first question does not come once")
	}
	s.add(s.i.Keep(ana, 1, t0.Add(23*time.Minute)))
	kept := s.i.Seq
	if got := s.theory(1).Until; !got.Equal(t0.Add(38 * time.Minute)) {
		t.Errorf("it has its time until %v", got)
	}
	_, err := s.i.Keep(ben, 1, t0.Add(24*time.Minute))
	refusal(t, err, incident.Conflict, "T1 has its time until 15:42 UTC already.")
	if nudge(dns.Seq, 24*time.Minute) {
		t.Error("the timer from before the delay asks too")
	}
	if !nudge(kept, 38*time.Minute) || nudge(kept, 39*time.Minute) {
		t.Error("after the delay it is not asked once more")
	}
	if n := len(s.theory(1).Nudges()); n != 2 {
		t.Errorf("it was asked %d times", n)
	}
}

func TestTheBotDoesNotAskWhereNobodyHasToBeCalled(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(s *story){
		"somebody took the check": func(s *story) { s.add(s.i.Take(ben, pool, t0.Add(5*time.Minute))) },
		"it was ruled out":        func(s *story) { s.add(s.i.RuleOut(ben, 1, "", t0.Add(5*time.Minute))) },
		"it was found":            func(s *story) { s.add(s.i.Confirm(ben, 1, "", t0.Add(5*time.Minute))) },
		"it is over":              func(s *story) { s.add(s.i.Resolve(ben, "it went away", t0.Add(5*time.Minute))) },
		"it was taken back":       func(s *story) { s.undo(s.theory(1).Seq, 5*time.Minute) },
		"it was opened again later": func(s *story) {
			s.add(s.i.RuleOut(ben, 1, "", t0.Add(5*time.Minute)))
			s.add(s.i.Rethink(ben, 1, "", t0.Add(6*time.Minute)))
		},
		"the check passes again": func(s *story) {
			for range 2 {
				s.add(s.i.Judge(verdict(incident.Pass, "20 of 20"), "h", false, t0.Add(5*time.Minute)), nil)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := failing(t)
			by := s.think(ana, "DNS", time.Minute).Seq
			then(s)
			if events := s.i.Nudge(1, by, t0.Add(21*time.Minute)); events != nil {
				t.Errorf("it asks all the same: %+v", events)
			}
		})
	}
	s := newStory(t)
	v := verdict(incident.Fail, "2 of 20")
	v.SinceAtLeast = true
	s.add(s.i.Judge(v, "h", false, t0), nil)
	if by := s.think(ana, "DNS", time.Minute).Seq; s.i.Nudge(1, by, t0.Add(time.Hour)) != nil {
		t.Error("it asks for the sake of a check that has been red for days")
	}
	s = failing(t)
	s.add(s.i.Think(ben, "the pool", incident.Moment{}, pool, t0.Add(time.Minute)))
	if s.i.Nudge(1, s.i.Seq, t0.Add(time.Hour)) != nil {
		t.Error("it asks about the theory for the sake of the check that it is about")
	}
}

func TestWhatBearsOnATheoryIsWhatNamesIt(t *testing.T) {
	t.Parallel()
	s := failing(t)
	act := func(text, check string, after time.Duration) {
		s.add(s.i.Act(ben, text, incident.Moment{}, check, t0.Add(after)))
	}
	act("added a database", "", time.Minute)
	db := s.think(ana, "database overloaded", 2*time.Minute)
	s.add(s.i.Think(ana, "the pool lost its servers", incident.Moment{}, pool, t0.Add(2*time.Minute)))
	if s.i.Bears(db).Measured() {
		t.Error("nothing was measured for it")
	}
	act("added 4 Databases", "", 3*time.Minute)
	act("restarted the api", "", 4*time.Minute)
	act("flushed everything for T1", "", 5*time.Minute)
	act("put them back", pool, 6*time.Minute)

	texts := func(n int) string {
		var all []string
		for _, a := range s.i.Bears(s.theory(n)).Actions {
			all = append(all, a.Text)
		}
		return strings.Join(all, "; ")
	}
	if got, want := texts(1), "added 4 Databases; flushed everything for T1"; got != want {
		t.Errorf("for T1 was done %q, want %q", got, want)
	}
	if got, want := texts(2), "put them back"; got != want {
		t.Errorf("for T2 was done %q, want %q", got, want)
	}
	if b := s.i.Bears(s.theory(2)); !b.Measured() || b.Check.Short != "2 of 20" {
		t.Errorf("for T2 was measured %+v", b.Check)
	}
	if s.i.Bears(s.theory(1)).Measured() {
		t.Error("it is not known yet what the actions moved")
	}
	s.add(s.i.Measure(incident.Effect{Action: s.i.Actions[1].Seq, Outcome: incident.NothingYet}, "h", t0.Add(13*time.Minute)), nil)
	if !s.i.Bears(s.theory(1)).Measured() {
		t.Error("it is known that the databases moved nothing")
	}
	s.add(s.i.Answer(ana, pool, incident.Pass, "I see 20", t0.Add(14*time.Minute)))
	if n := len(s.i.Bears(s.theory(2)).Answers); n != 1 {
		t.Errorf("%d people answered", n)
	}
}
