package incident_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var (
	t0  = time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	ana = incident.Actor{ID: "U1", Name: "ana"}
	ben = incident.Actor{ID: "U2", Name: "ben"}
)

const pool = "backend-pool/healthy-share"

// story numbers events as the Service does and folds them.
type story struct {
	t      *testing.T
	events []incident.Event
	i      incident.Incident
}

func newStory(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, i: incident.Incident{ID: 1, Number: 12}}
	sev := incident.Sev1
	s.add([]incident.Event{{
		Moment: incident.ExactMoment(t0), Actor: ana, Kind: incident.Declared, Text: "API is slow",
		Data: incident.Data{UID: "u", Title: "API is slow", Service: "api", Severity: &sev},
	}}, nil)
	return s
}

func (s *story) add(events []incident.Event, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("the rule refused: %v", err)
	}
	for _, e := range events {
		e.Seq = s.i.Seq + 1
		e.Incident = s.i.ID
		s.events = append(s.events, e)
		s.i = s.i.Apply(e)
	}
}

func (s *story) check() incident.Check {
	s.t.Helper()
	c, ok := s.i.Check(pool)
	if !ok {
		s.t.Fatal("the check is not on the incident")
	}
	return c
}

func verdict(o incident.Outcome, short string) incident.Verdict {
	v := incident.Verdict{Check: pool, Ask: "Is the API pool whole?", Outcome: o, Short: short, Base: true}
	if o == incident.Fail {
		v.Since = t0.Add(-4 * time.Minute)
	}
	return v
}

func TestBlindTimeEndsWithAPersonsFirstActAndNotWithTheBotsPost(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	s.add(s.i.Post(incident.AnswersSubject, "C1", "1.1", s.i.Seq, t0.Add(time.Second)), nil)

	c := s.check()
	if !c.SignalAt.Equal(t0.Add(-4*time.Minute)) || !c.ToldAt.Equal(t0.Add(time.Second)) {
		t.Errorf("signal %v, told %v; want four minutes before and one second after declaring", c.SignalAt, c.ToldAt)
	}
	if !c.OwnedAt().IsZero() {
		t.Fatalf("owned at %v though only the bot spoke", c.OwnedAt())
	}

	s.add(s.i.Act(ben, "added 4 replicas", incident.Moment{}, "", t0.Add(time.Minute)))
	if !s.check().OwnedAt().IsZero() {
		t.Error("an action that does not name the check ended its blind time")
	}
	s.add(s.i.Take(ana, pool, t0.Add(3*time.Minute)))
	if got := s.check().OwnedAt(); !got.Equal(t0.Add(3 * time.Minute)) {
		t.Errorf("owned at %v, want when ana took it", got)
	}
}

func TestUndoingTheOnlyActLeavesTheCheckBlindAgain(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	s.add(s.i.Take(ana, pool, t0.Add(time.Minute)))
	line, err := s.i.Undoable(ana, 0, s.events)
	if err != nil {
		t.Fatal(err)
	}
	s.add(s.i.Undo(ana, line, t0.Add(2*time.Minute)))

	if c := s.check(); !c.OwnedAt().IsZero() || !c.Owner.IsZero() {
		t.Errorf("owner %v since %v after the undo", c.Owner, c.OwnedAt())
	}
	if _, err := s.i.Undo(ana, line, t0.Add(3*time.Minute)); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("a second undo of the line: %v, want a conflict", err)
	}
	if _, err := s.i.Undoable(ana, 0, s.events); incident.CodeOf(err) != incident.NotFound {
		t.Errorf("nothing of ana's is left to undo, got %v", err)
	}
}

func TestOneOddReadFlipsNothingAndTwoDo(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	look := func(o incident.Outcome, short string, after time.Duration) {
		s.add(s.i.Judge(verdict(o, short), "h", false, t0.Add(after)), nil)
	}
	look(incident.Pass, "20 of 20", 0)
	look(incident.Fail, "2 of 20", time.Minute)
	if c := s.check(); c.Outcome != incident.Pass || c.Pending == nil {
		t.Fatalf("after one red read: %s, pending %v", c.Outcome, c.Pending)
	}
	look(incident.Pass, "20 of 20", 2*time.Minute)
	if c := s.check(); c.Outcome != incident.Pass || c.Pending != nil || len(c.Flips) != 0 {
		t.Fatalf("a single red read left its mark: %+v", c)
	}
	look(incident.Unknown, "", 3*time.Minute)
	look(incident.Fail, "2 of 20", 4*time.Minute)
	if c := s.check(); c.Outcome != incident.Pass {
		t.Fatal("an unknown and a fail are not two reads of one kind")
	}
	look(incident.Fail, "2 of 20", 5*time.Minute)
	if c := s.check(); c.Outcome != incident.Fail || len(c.Flips) != 1 {
		t.Fatalf("two red reads in a row: %s, %d flips", c.Outcome, len(c.Flips))
	}
}

func TestTheThirdFlipInTenMinutesIsFlapping(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	at := t0
	for n, o := range []incident.Outcome{incident.Pass, incident.Fail, incident.Pass, incident.Fail} {
		s.add(s.i.Judge(verdict(o, "x"), "h", true, at), nil) // Asked: each look counts at once.
		if got, want := s.check().Flapping(at), n == 3; got != want {
			t.Errorf("after %d flips flapping is %v", n, got)
		}
		at = at.Add(time.Minute)
	}
	if s.check().Flapping(at.Add(time.Hour)) {
		t.Error("it still flaps an hour later")
	}
}

func TestUnchangedReadsAreOnRecordOnlyEveryFiveMinutes(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	for m := range 60 {
		s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0.Add(time.Duration(m)*time.Minute)), nil)
	}
	if reads := len(s.events) - 2; reads < 10 || reads > 12 {
		t.Errorf("an hour of unchanged reads left %d lines, want about 11", reads)
	}
	if c := s.check(); !c.Since.Equal(t0.Add(-4 * time.Minute)) {
		t.Errorf("since became %v", c.Since)
	}
}

func TestApplyLeavesTheIncidentItWasCalledOnAsItWas(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	s.add(s.i.Act(ben, "restarted api-7", incident.Moment{}, "", t0))
	before := s.i
	take, err := before.Take(ana, pool, t0)
	if err != nil {
		t.Fatal(err)
	}
	gone, err := before.Undoable(ben, 0, s.events)
	if err != nil {
		t.Fatal(err)
	}
	undo, err := before.Undo(ben, gone, t0)
	if err != nil {
		t.Fatal(err)
	}
	_ = before.Apply(append(take, undo...)...)
	if c, _ := before.Check(pool); !c.Owner.IsZero() || len(c.Acts) != 0 {
		t.Error("applying to a copy changed the original's check")
	}
	if len(before.Actions) != 1 || before.Actions[0].Text != "restarted api-7" || len(before.Retracted) != 0 {
		t.Errorf("applying to a copy changed the original's actions: %+v", before.Actions)
	}
}

func TestFoldingAllEventsEqualsApplyingThemOneByOne(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	s.add(s.i.OpenChannel("C1", "inc-12", false, t0))
	s.add(s.i.BeginImpact(ana, incident.Moment{}, "", t0))
	s.add(s.i.EndImpact(ana, incident.ExactMoment(t0.Add(time.Hour)), "", t0.Add(time.Hour)))
	s.add(s.i.Resolve(ana, "put them back", t0.Add(time.Hour)))
	folded := incident.Fold(s.i.ID, s.i.Number, s.events)
	if folded.Seq != s.i.Seq || folded.Status != s.i.Status || len(folded.Impact) != 1 || folded.Channel != "C1" {
		t.Errorf("folded %+v\napplied %+v", folded, s.i)
	}
}

func TestAnImpactThatIsStatedAgainIsOneWindow(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.BeginImpact(ana, incident.ExactMoment(t0.Add(-4*time.Minute)), "", t0))
	line, err := s.i.Undoable(ana, 0, s.events)
	if err != nil {
		t.Fatal(err)
	}
	s.add(s.i.EndImpact(ana, incident.ExactMoment(t0.Add(time.Hour)), "", t0))
	s.add(s.i.Undo(ana, line, t0))
	s.add(s.i.BeginImpact(ana, incident.ExactMoment(t0.Add(-19*time.Minute)), "", t0))
	if w := s.i.Impact; len(w) != 1 || !w[0].Start.At.Equal(t0.Add(-19*time.Minute)) || !w[0].End.Known() {
		t.Errorf("the windows are %+v", w)
	}
}

func TestAnActThatIsLoggedLateCountsFromWhenItWasDone(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	s.add(s.i.Take(ana, pool, t0.Add(10*time.Minute)))
	s.add(s.i.Act(ben, "restarted the pool", incident.ExactMoment(t0.Add(time.Minute)), pool, t0.Add(11*time.Minute)))
	s.add(s.i.Act(ben, "restarted the pool", incident.ExactMoment(t0.Add(-time.Hour)), pool, t0.Add(12*time.Minute)))
	if got := s.check().OwnedAt(); !got.Equal(t0.Add(time.Minute)) {
		t.Errorf("owned at %v, want a minute after declaring: the hour before, it was not failing", got)
	}
}

func TestUndoGivesACheckBackToWhoTookItBefore(t *testing.T) {
	t.Parallel()
	cho := incident.Actor{ID: "U3", Name: "cho"}
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	undo := func(by incident.Actor) {
		t.Helper()
		line, err := s.i.Undoable(by, 0, s.events)
		if err != nil {
			t.Fatal(err)
		}
		s.add(s.i.Undo(by, line, t0.Add(time.Hour)))
	}
	s.add(s.i.Take(ana, pool, t0.Add(time.Minute)))
	s.add(s.i.Answer(ana, pool, incident.Pass, "looks fine", t0.Add(2*time.Minute)))
	s.add(s.i.Answer(ben, pool, incident.Fail, "no", t0.Add(3*time.Minute)))
	undo(ben)
	if c := s.check(); c.Owner != ana || len(c.Answers) != 1 || c.Answers[0].By != ana {
		t.Fatalf("after ben's answer is taken back, on it is %v and the answers are %v", c.Owner, c.Answers)
	}
	undo(ana)
	if c := s.check(); c.Owner != ana || len(c.Answers) != 0 {
		t.Fatalf("after ana's answer is taken back, on it is %v and the answers are %v", c.Owner, c.Answers)
	}
	s.add(s.i.Take(cho, pool, t0.Add(4*time.Minute)))
	undo(cho)
	if c := s.check(); c.Owner != ana {
		t.Errorf("after cho takes it and takes that back, on it is %v", c.Owner)
	}
}

func TestAnotherServicesVerdictsAreNoAnswer(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Judge(verdict(incident.Pass, "4 of 4"), "h", false, t0), nil)
	s.add(s.i.SetService(ana, "web", t0))
	if len(s.i.Checks) != 0 {
		t.Errorf("the old service's checks are %v", s.i.Checks)
	}
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	if s.check().Outcome != incident.Fail {
		t.Error("the first look at the new service does not count at once")
	}
}

func TestALookBackThatFailedIsMadeUpFor(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	first := verdict(incident.Fail, "2 of 20")
	first.Since = time.Time{}
	s.add(s.i.Judge(first, "h", false, t0), nil)
	if !s.check().SignalAt.IsZero() {
		t.Fatal("nobody knows yet since when")
	}
	later := verdict(incident.Fail, "3 of 20")
	later.GoodTo = t0.Add(-5 * time.Minute)
	s.add(s.i.Judge(later, "h", false, t0.Add(time.Minute)), nil)
	if c := s.check(); !c.SignalAt.Equal(t0.Add(-4*time.Minute)) || !c.LastGood.Equal(later.GoodTo) {
		t.Errorf("signal %v, last good %v", c.SignalAt, c.LastGood)
	}
}

func TestWhatFellAfterItWasDeclaredDecidesOnlyIfNothingElseDoes(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	fell := verdict(incident.Fail, "15 of 20")
	fell.Check, fell.Stage, fell.Since = "backend-pool/running", "running", s.i.DeclaredAt.Add(4*time.Minute)
	s.add(s.i.Judge(fell, "h", false, s.i.DeclaredAt.Add(5*time.Minute)), nil)
	if c, ok := s.i.Deciding(); !ok || c.Verdict.Check != fell.Check {
		t.Errorf("with nothing else it is %v, %v", c.Verdict.Check, ok)
	}
	before := verdict(incident.Fail, "2 of 20")
	before.Since = s.i.DeclaredAt.Add(-4 * time.Minute)
	s.add(s.i.Judge(before, "h", false, s.i.DeclaredAt.Add(5*time.Minute)), nil)
	if c, _ := s.i.Deciding(); c.Verdict.Check != pool {
		t.Errorf("it is %s, which fell after people had noticed", c.Verdict.Check)
	}
}

func TestWhatWasRedForDaysDecidesOnlyIfNothingElseDoes(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	old := verdict(incident.Fail, "15 of 20")
	old.Check, old.Stage, old.SinceAtLeast = "backend-pool/running", "running", true
	s.add(s.i.Judge(old, "h", false, t0), nil)
	if c, ok := s.i.Deciding(); !ok || c.Verdict.Check != old.Check {
		t.Errorf("with nothing else it is %v, %v", c.Verdict.Check, ok)
	}
	s.add(s.i.Judge(verdict(incident.Fail, "2 of 20"), "h", false, t0), nil)
	if c, _ := s.i.Deciding(); c.Verdict.Check != pool {
		t.Errorf("it is %s", c.Verdict.Check)
	}
}
