package incident_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// friday is a due date.
var friday = incident.Moment{At: time.Date(2018, 1, 19, 0, 0, 0, 0, time.UTC), Precision: incident.Date}

func (s *story) task(n int) incident.Task {
	s.t.Helper()
	t, ok := s.i.Task(n)
	if !ok {
		s.t.Fatalf("there is no A%d", n)
	}
	return t
}

func TestATaskIsGivenMovedAndDone(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.AddTask(ana, " fix the alert ", incident.Actor{}, incident.Moment{}, t0))
	if got := s.task(1); got.Name() != "A1" || got.Text != "fix the alert" || !got.Owner.IsZero() || got.Due.Known() {
		t.Fatalf("it began as %+v", got)
	}
	s.add(s.i.ChangeTask(ana, 1, &ben, friday, t0.Add(time.Minute)))
	given, ok := s.task(1).Given()
	if got := s.task(1); got.Owner != ben || got.Due != friday || !ok || given.By != ana || got.Newest() != given.Seq {
		t.Errorf("given to Ben by Friday it is %+v", got)
	}
	before := s.i
	s.add(s.i.FinishTask(ben, 1, t0.Add(2*time.Minute)))
	if got := s.task(1); got.Open() || got.DoneBy != ben || len(s.i.OpenTasks()) != 0 {
		t.Errorf("done it is %+v", got)
	}
	if was, _ := before.Task(1); !was.Open() || len(was.Steps) != 2 {
		t.Errorf("the earlier state was changed: %+v", was)
	}

	// Each step can be taken back by itself.
	s.undo(s.task(1).Newest(), 3*time.Minute)
	if got := s.task(1); !got.Open() || got.Owner != ben {
		t.Errorf("not done after all it is %+v", got)
	}
	s.undo(given.Seq, 4*time.Minute)
	if got := s.task(1); !got.Owner.IsZero() || got.Due.Known() {
		t.Errorf("taken from Ben it is %+v", got)
	}
	s.undo(s.task(1).Seq, 5*time.Minute)
	if _, err := s.i.FinishTask(ben, 1, t0); incident.CodeOf(err) != incident.NotFound {
		t.Errorf("what was taken back is done: %v", err)
	}
	s.add(s.i.AddTask(ana, "another", ana, friday, t0))
	if got := s.i.Tasks[0]; got.Name() != "A2" || got.Owner != ana {
		t.Errorf("the next one is %+v: a number was given twice", got)
	}
}

func TestATaskIsRefusedInWords(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.AddTask(ana, "fix the alert", ben, friday, t0))
	nobody := incident.Actor{}
	for name, tt := range map[string]struct {
		err  error
		code incident.Code
		want string
	}{
		"nothing":             {second(s.i.AddTask(ana, " ", nobody, incident.Moment{}, t0)), incident.Invalid, "What is to be done?"},
		"the same again":      {second(s.i.AddTask(ben, "Fix the alert.", nobody, incident.Moment{}, t0)), incident.Conflict, "It is on the list as A1"},
		"by a day gone by":    {second(s.i.AddTask(ana, "x", nobody, friday, t0.Add(100*time.Hour))), incident.Invalid, "19 Jan 2018 is past"},
		"to who has it":       {second(s.i.ChangeTask(ana, 1, &ben, friday, t0)), incident.Conflict, "A1 stands so already"},
		"one that is not":     {second(s.i.FinishTask(ana, 7, t0)), incident.NotFound, "There is no task A7 in INC-12. Type tasks"},
		"one that is not, to": {second(s.i.ChangeTask(ana, 7, &ana, incident.Moment{}, t0)), incident.NotFound, "There is no task A7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusal(t, tt.err, tt.code, tt.want)
		})
	}
	if _, err := s.i.AddTask(ana, "today still", nobody, incident.Moment{At: t0.Truncate(24 * time.Hour), Precision: incident.Date}, t0); err != nil {
		t.Errorf("the day that it is was refused: %v", err)
	}
	s.add(s.i.FinishTask(ben, 1, t0))
	_, err := s.i.FinishTask(ben, 1, t0)
	refusal(t, err, incident.Conflict, "A1 is done already")
	_, err = s.i.ChangeTask(ana, 1, &ana, incident.Moment{}, t0)
	refusal(t, err, incident.Conflict, "type undo 3 first")
}

func second(_ []incident.Event, err error) error { return err }

func TestADecisionStandsUntilItIsTakenBack(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Decide(ana, " no failover ", incident.Moment{}, t0))
	if d := s.i.Decisions; len(d) != 1 || d[0].Text != "no failover" || d[0].By != ana {
		t.Fatalf("decided is %+v", d)
	}
	_, err := s.i.Decide(ben, "No failover.", incident.Moment{}, t0)
	refusal(t, err, incident.Conflict, "on record as decided")
	_, err = s.i.Decide(ben, "", incident.Moment{}, t0)
	refusal(t, err, incident.Invalid, "What was decided?")
	s.undo(2, time.Minute)
	if len(s.i.Decisions) != 0 {
		t.Errorf("taken back, and there is %+v", s.i.Decisions)
	}
}
