package incident_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// measured is a story in which the pool was judged.
func measured(t *testing.T, o incident.Outcome, short string) *story {
	t.Helper()
	s := newStory(t)
	s.add(s.i.Judge(verdict(o, short), "h", false, t0), nil)
	return s
}

// turns is a change of the metrics that two looks confirm.
func (s *story) turns(o incident.Outcome, short string, after time.Duration) {
	s.t.Helper()
	for range 2 {
		s.add(s.i.Judge(verdict(o, short), "h", false, t0.Add(after)), nil)
		after += 15 * time.Second
	}
	if c := s.check(); c.Outcome != o {
		s.t.Fatalf("the metrics say %s, want %s", c.Outcome, o)
	}
}

func TestAnOverruledFailureIsNeitherFailingNorPassing(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Fail, "2 of 20")
	s.add(s.i.Overrule(ana, pool, incident.Pass, "the exporter is old", t0.Add(2*time.Minute)))
	c := s.check()
	o, ok := c.Overruled()
	if !ok || o.By != ana || o.Over != incident.Fail || o.Measured != "2 of 20" || o.Why != "the exporter is old" {
		t.Fatalf("overruled %v: %+v", ok, o)
	}
	if !c.SetAside() || c.Stands() == incident.Fail || c.Stands() == incident.Pass || len(s.i.Failing()) != 0 {
		t.Errorf("it stands as %s, failing are %v", c.Stands(), s.i.Failing())
	}
	if c.Outcome != incident.Fail || c.Evidence != "h" {
		t.Errorf("the metrics' side became %s with evidence %q", c.Outcome, c.Evidence)
	}
	if last := s.events[len(s.events)-1]; last.Evidence != "h" || last.Data.Measured != "2 of 20" || !last.Kind.Said() {
		t.Errorf("the line is %+v", last)
	}
	if got := c.OwnedAt(); !got.Equal(t0.Add(2 * time.Minute)) {
		t.Errorf("blind until %v; overruling is a person's act", got)
	}
	if d, ok := s.i.Deciding(); !ok || d.Verdict.Check != pool {
		t.Error("what was overruled decides no more")
	}
}

func TestAnOverrulingEndsWhenTheMetricsChange(t *testing.T) {
	t.Parallel()
	for _, to := range []incident.Outcome{incident.Pass, incident.Unknown} {
		s := measured(t, incident.Fail, "2 of 20")
		s.add(s.i.Overrule(ana, pool, incident.Pass, "the exporter is old", t0.Add(time.Minute)))
		s.add(s.i.Judge(verdict(incident.Fail, "3 of 20"), "h", true, t0.Add(2*time.Minute)), nil)
		if _, ok := s.check().Overruled(); !ok {
			t.Fatal("another number ended it; only another outcome does")
		}
		s.turns(to, "x", 3*time.Minute)
		c := s.check()
		if _, ok := c.Overruled(); ok || c.Overrules[0].EndedBy != to || c.Overrules[0].EndedAt.IsZero() {
			t.Errorf("after %s: %+v", to, c.Overrules)
		}
		s.turns(incident.Fail, "2 of 20", 5*time.Minute)
		if len(s.i.Failing()) != 1 {
			t.Errorf("it fails again after %s and is not among %v", to, s.i.Failing())
		}
	}
}

func TestAPassThatIsOverruledFailsByAPerson(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Pass, "20 of 20")
	s.add(s.i.Overrule(ben, pool, incident.Fail, "three answer nobody", t0.Add(time.Minute)))
	c := s.check()
	if c.Stands() != incident.Fail || !c.ByPerson() || c.SetAside() || len(s.i.Failing()) != 1 {
		t.Errorf("it stands as %s, by a person %v", c.Stands(), c.ByPerson())
	}
	if !c.FailedAt.IsZero() || !c.OwnedAt().IsZero() {
		t.Errorf("the metrics did not fail, and it failed at %v", c.FailedAt)
	}
}

func TestUndoingAnOverrulingLetsTheMetricsStandAgain(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Fail, "2 of 20")
	s.add(s.i.Overrule(ana, pool, incident.Pass, "old", t0.Add(time.Minute)))
	s.add(s.i.Overrule(ben, pool, incident.Pass, "very old", t0.Add(2*time.Minute)))
	for want, by := range slices.Backward([]incident.Actor{ana, ben}) {
		line, err := s.i.Undoable(by, 0, s.events)
		if err != nil {
			t.Fatal(err)
		}
		before := s.check()
		s.add(s.i.Undo(by, line, t0.Add(3*time.Minute)))
		if got := len(s.check().Overrules); got != want {
			t.Fatalf("%d overrulings are left, want %d", got, want)
		}
		if len(before.Overrules) != want+1 || before.Overrules[want].Seq != line.Seq {
			t.Fatal("an earlier state was changed")
		}
	}
	if len(s.i.Failing()) != 1 || !s.check().OwnedAt().IsZero() {
		t.Error("nobody overrules it any more, and it does not fail")
	}
}

func TestOverrulingIsRefusedWhereItSaysNothing(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Fail, "2 of 20")
	question := incident.Verdict{Check: "people/q", Ask: "Did anyone?", Human: true, Outcome: incident.Unknown, Reason: incident.AskPerson}
	listed := incident.Verdict{Check: "list/l", Ask: "What changed?", Outcome: incident.Shown}
	s.add(s.i.Judge(question, "h", true, t0), nil)
	s.add(s.i.Judge(listed, "h", true, t0), nil)
	tests := []struct {
		name, check, why string
		outcome          incident.Outcome
		code             incident.Code
	}{
		{"without a reason", pool, " ", incident.Pass, incident.Invalid},
		{"what the metrics say too", pool, "I see it", incident.Fail, incident.Conflict},
		{"cannot tell", pool, "no idea", incident.Unknown, incident.Invalid},
		{"never asked", "a/b", "why", incident.Pass, incident.NotFound},
		{"a question to people", "people/q", "why", incident.Pass, incident.Conflict},
		{"a list", "list/l", "why", incident.Pass, incident.Conflict},
	}
	for _, tt := range tests {
		if _, err := s.i.Overrule(ana, tt.check, tt.outcome, tt.why, t0); incident.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
}

func TestAContradictionIsOneUntilItIsSettled(t *testing.T) {
	t.Parallel()
	say := func(s *story, by incident.Actor, o incident.Outcome, after time.Duration) {
		s.add(s.i.Answer(by, pool, o, "", t0.Add(after)))
	}
	tests := []struct {
		name    string
		settles func(*story)
		by      incident.Kind
	}{
		{"the metrics come round", func(s *story) { s.turns(incident.Pass, "20 of 20", 3*time.Minute) }, incident.Judged},
		{"the person thinks again", func(s *story) { say(s, ana, incident.Fail, 3*time.Minute) }, incident.Answered},
		{"the person takes it back", func(s *story) { s.add(s.i.Unsay(ana, pool, "", t0.Add(3*time.Minute))) }, incident.Retracted},
		{"somebody overrules", func(s *story) { s.add(s.i.Overrule(ben, pool, incident.Pass, "old", t0.Add(3*time.Minute))) }, incident.Overruled},
		{"the metrics cannot tell", func(s *story) { s.turns(incident.Unknown, "", 3*time.Minute) }, ""},
		{"somebody else agrees with the metrics", func(s *story) { say(s, ben, incident.Fail, 3*time.Minute) }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := measured(t, incident.Fail, "2 of 20")
			say(s, ana, incident.Pass, time.Minute)
			k := s.check().Contradiction
			if k == nil || k.SettledBy != "" || k.Measured != "2 of 20" || k.Outcome != incident.Fail || len(k.Words) != 1 {
				t.Fatalf("the contradiction is %+v", k)
			}
			began := *k
			tt.settles(s)
			now := s.check().Contradiction
			if now.SettledBy != tt.by || now.Seq != began.Seq {
				t.Errorf("settled by %q, want %q; begun in line %d, want %d", now.SettledBy, tt.by, now.Seq, began.Seq)
			}
			if k.SettledBy != "" {
				t.Error("an earlier state was changed")
			}
			if folded := incident.Fold(1, 12, s.events); folded.Checks[0].Contradiction.SettledBy != tt.by {
				t.Error("read from the store it stands otherwise")
			}
		})
	}
}

func TestAWordFromBeforeTheMetricsChangedContradictsNothing(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Pass, "20 of 20")
	s.add(s.i.Answer(ana, pool, incident.Pass, "", t0.Add(time.Minute)))
	s.turns(incident.Fail, "2 of 20", 2*time.Minute)
	if c := s.check(); c.Contradicted() || c.Contradiction != nil {
		t.Errorf("ana agreed with the metrics, and now contradicts them: %+v", c.Contradiction)
	}

	// A word that was said while nothing could be measured is held against what
	// the metrics say first.
	s = measured(t, incident.Unknown, "")
	s.add(s.i.Answer(ana, pool, incident.Pass, "", t0.Add(time.Minute)))
	s.turns(incident.Fail, "2 of 20", 2*time.Minute)
	if !s.check().Contradicted() || s.check().Contradiction == nil {
		t.Error("ana said that it is fine, the metrics say that it is not, and nobody is told")
	}
}

func TestASettledContradictionComesBackWhenWhatSettledItIsTakenBack(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Fail, "2 of 20")
	s.add(s.i.Answer(ana, pool, incident.Pass, "", t0.Add(time.Minute)))
	s.add(s.i.Overrule(ana, pool, incident.Pass, "old", t0.Add(2*time.Minute)))
	line, err := s.i.Undoable(ana, 0, s.events)
	if err != nil {
		t.Fatal(err)
	}
	seq := s.check().Contradiction.Seq
	s.add(s.i.Undo(ana, line, t0.Add(3*time.Minute)))
	if k := s.check().Contradiction; k.SettledBy != "" || k.Seq != seq {
		t.Errorf("after the undo it is %+v, want the one of line %d again", k, seq)
	}
}

func TestUnsayTakesBackOnesOwnWordOnly(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Fail, "2 of 20")
	if _, err := s.i.Unsay(ana, pool, "", t0); incident.CodeOf(err) != incident.NotFound {
		t.Errorf("nothing was said: %v", err)
	}
	s.add(s.i.Answer(ana, pool, incident.Pass, "I see 20", t0.Add(time.Minute)))
	if _, err := s.i.Unsay(ben, pool, "", t0); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("it was ana's: %v", err)
	}
	s.add(s.i.Unsay(ana, pool, "I see 20", t0.Add(2*time.Minute)))
	if len(s.check().Answers) != 0 {
		t.Error("it was not taken back")
	}
	last := s.events[len(s.events)-1]
	if last.Kind != incident.Noted || last.Text != "I see 20" || last.Actor != ana {
		t.Errorf("the note is %+v", last)
	}
}

func TestAQuestionToPeopleIsAsTheyAnsweredIt(t *testing.T) {
	t.Parallel()
	const q = "people/q"
	question := incident.Verdict{Check: q, Ask: "Did anyone?", Human: true, Outcome: incident.Unknown, Reason: incident.AskPerson}
	s := newStory(t)
	ask := func(after time.Duration) { s.add(s.i.Judge(question, "h", true, t0.Add(after)), nil) }
	say := func(by incident.Actor, o incident.Outcome, after time.Duration) {
		s.add(s.i.Answer(by, q, o, "", t0.Add(after)))
	}
	want := func(when string, stands incident.Outcome, waits bool, words int) {
		t.Helper()
		c, _ := s.i.Check(q)
		if c.Stands() != stands || c.Waits() != waits || len(c.Words()) != words {
			t.Errorf("%s it stands as %s, waits %v, with %d words; want %s, %v, %d", when, c.Stands(), c.Waits(), len(c.Words()), stands, waits, words)
		}
		if c.Contradicted() {
			t.Errorf("%s it contradicts metrics that there are not", when)
		}
	}
	ask(0)
	want("asked", incident.Unknown, true, 0)
	say(ana, incident.Unknown, time.Minute)
	want("when one cannot tell", incident.Unknown, true, 1)
	say(ben, incident.Pass, 2*time.Minute)
	want("answered", incident.Pass, false, 2)
	say(ana, incident.Fail, 3*time.Minute)
	want("when two differ, the worse counts", incident.Fail, false, 2)
	ask(4 * time.Minute)
	want("asked again, the earlier words stand until it is answered", incident.Fail, true, 2)
	say(ana, incident.Pass, 5*time.Minute)
	want("answered again", incident.Pass, false, 1)
	if len(s.i.Failing()) != 0 {
		t.Errorf("failing are %v", s.i.Failing())
	}
}

func TestAnAnswerToWhatWasNotAskedPutsTheQuestionToo(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	q := incident.Verdict{Check: "people/q", Ask: "When?", Human: true, Text: true, Outcome: incident.Unknown, Reason: incident.AskPerson}
	s.add(s.i.AnswerUnasked(ana, q, "", "14:31", t0))
	c, _ := s.i.Check("people/q")
	if c.Ask != "When?" || c.Waits() || c.Stands() != incident.Unknown || len(c.Words()) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestARerunKeepsTheNumbersBeforeIt(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	look := func(have string, asked bool, after time.Duration) {
		v := verdict(incident.Fail, have+" of 20")
		v.Have, v.Want = have, "20"
		s.add(s.i.Judge(v, "hash-"+have, asked, t0.Add(after)), nil)
	}
	look("2", false, 0)
	if c := s.check(); c.Rerun || c.Before.Outcome != "" {
		t.Errorf("the first look is no rerun: %+v", c.Before)
	}
	look("8", false, time.Minute) // Fresh numbers, and no confirmed look.
	look("12", true, 2*time.Minute)
	c := s.check()
	if !c.Rerun || c.Before.Have != "2" || !c.Before.At.Equal(t0) || c.Before.Evidence != "hash-2" || c.Confirmed.Have != "12" || c.Evidence != "hash-12" {
		t.Errorf("before %+v, now %+v", c.Before, c.Confirmed)
	}
}

func TestABlindSpellIsNoRecoveryAndNoRelapse(t *testing.T) {
	t.Parallel()
	s := measured(t, incident.Fail, "2 of 20")
	s.turns(incident.Unknown, "", time.Minute)
	if c := s.check(); c.Known != incident.Fail || !c.BackAt.IsZero() {
		t.Errorf("behind the unknown stands %q, back at %v", c.Known, c.BackAt)
	}
	s.turns(incident.Pass, "20 of 20", 2*time.Minute)
	back := s.check().BackAt
	s.turns(incident.Unknown, "", 4*time.Minute)
	s.turns(incident.Pass, "20 of 20", 6*time.Minute)
	if c := s.check(); back.IsZero() || !c.BackAt.Equal(back) {
		t.Errorf("it was back at %v, and after a blind spell at %v", back, c.BackAt)
	}
	s.turns(incident.Fail, "2 of 20", 8*time.Minute)
	if c := s.check(); !c.BackAt.IsZero() || c.Known != incident.Fail {
		t.Errorf("it fails again, and is back at %v", c.BackAt)
	}
}
