package incident_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// typedAt is a time as somebody types it.
func typedAt(after time.Duration) incident.Moment {
	return incident.Moment{At: t0.Add(after), Zone: "UTC", Precision: incident.Minute}
}

// amend edits a line and returns the edit's number.
func (s *story) amend(line int64, text string, when incident.Moment) int64 {
	s.t.Helper()
	s.add(s.i.Amend(ben, s.line(line), text, when, t0.Add(time.Hour)))
	return s.i.Seq
}

func TestAnEditReachesWhereverTheLineIsHeld(t *testing.T) {
	t.Parallel()
	s := failing(t)
	s.add(s.i.Act(ana, "restarted api", incident.Moment{}, pool, t0.Add(time.Minute)))
	act := s.i.Seq
	s.add(s.i.Answer(ana, pool, incident.Fail, "I se 2", t0.Add(2*time.Minute)))
	answer := s.i.Seq
	theory := s.think(ana, "dms", 3*time.Minute).Seq
	s.add(s.i.RuleOut(ana, 1, "no sing of it", t0.Add(4*time.Minute)))
	out := s.i.Seq
	s.add(s.i.BeginImpact(ana, incident.Moment{}, "first call", t0.Add(5*time.Minute)))
	impact := s.i.Seq
	s.add(s.i.Decide(ana, "no failovr", incident.Moment{}, t0.Add(6*time.Minute)))
	decision := s.i.Seq
	s.add(s.i.AddTask(ana, "fix alrt", ben, incident.Moment{}, t0.Add(7*time.Minute)))
	task := s.i.Seq
	s.add(s.i.Note(ana, "a customr called", incident.Moment{}, t0.Add(8*time.Minute)))
	note := s.i.Seq

	before := s.i
	edits := []int64{
		s.amend(act, "restarted api-7", typedAt(-10*time.Minute)), s.amend(answer, "I see 2", incident.Moment{}), s.amend(theory, "DNS", typedAt(-time.Minute)),
		s.amend(out, "no sign of it", incident.Moment{}), s.amend(impact, "", typedAt(-4*time.Minute)), s.amend(decision, "no failover", incident.Moment{}),
		s.amend(task, "fix the alert", incident.Moment{}), s.amend(note, "a customer called", typedAt(0)),
	}
	type held struct {
		act, answer, theory, why, decision, task string
		acted, began, thought, felt              time.Time
		owned                                    time.Time
		early                                    bool
	}
	look := func(i incident.Incident) held {
		c, _ := i.Check(pool)
		return held{
			act: i.Actions[0].Text, acted: i.Actions[0].At, answer: c.Answers[0].Why, theory: i.Theories[0].Text, thought: i.Theories[0].Since,
			why: i.Theories[0].Why, felt: i.Impact[0].Start.At, decision: i.Decisions[0].Text, task: i.Tasks[0].Text, owned: c.OwnedAt(), early: c.Acts[0].Early,
		}
	}
	was := held{"restarted api", "I se 2", "dms", "no sing of it", "no failovr", "fix alrt", t0.Add(time.Minute), time.Time{}, t0.Add(3 * time.Minute), t0.Add(5 * time.Minute), t0.Add(time.Minute), false}
	// The action turns out to have been done before the check failed: it is no
	// answer to the failure, and the next one is.
	want := held{"restarted api-7", "I see 2", "DNS", "no sign of it", "no failover", "fix the alert", t0.Add(-10 * time.Minute), time.Time{}, t0.Add(-time.Minute), t0.Add(-4 * time.Minute), t0.Add(2 * time.Minute), true}
	if got := look(s.i); got != want {
		t.Errorf("edited it is\n%+v, want\n%+v", got, want)
	}
	if got := look(before); got != was {
		t.Errorf("the earlier state was changed to\n%+v, want\n%+v", got, was)
	}
	if again := incident.Fold(1, 12, s.events); !reflect.DeepEqual(look(again), look(s.i)) {
		t.Errorf("read again it is %+v", look(again))
	}
	if e, ok := s.i.Edited(note); !ok || e.Text != "a customer called" || e.By != ben || s.i.LineOf(e.Seq) != note {
		t.Errorf("the note's edit is %+v", e)
	}

	// Each edit can be taken back, and the line is as it was said.
	for _, e := range edits {
		s.undo(e, 2*time.Hour)
	}
	if got := look(s.i); got != was {
		t.Errorf("taken back it is\n%+v, want\n%+v", got, was)
	}
	if _, ok := s.i.Edited(note); ok {
		t.Error("the note is edited still")
	}
}

func TestTheNewestEditCountsAndTheOneBeforeComesBack(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Act(ana, "one", incident.Moment{}, "", t0))
	first := s.amend(2, "two", typedAt(time.Minute))
	second := s.amend(2, "three", incident.Moment{})
	if a := s.i.Actions[0]; a.Text != "three" || !a.At.Equal(t0.Add(time.Minute)) {
		t.Errorf("it is %+v", a)
	}
	read := func() incident.Event { return incident.AsAmended(s.events)[1] }
	if e := read(); e.Text != "three" || !e.At.Equal(t0.Add(time.Minute)) || s.events[1].Text != "one" {
		t.Errorf("it reads %+v", e)
	}
	s.undo(second, time.Hour)
	if e := read(); e.Text != "two" || s.i.Actions[0].Text != "two" {
		t.Errorf("it reads %+v", e)
	}
	s.undo(first, time.Hour)
	if e := read(); e.Text != "one" || !e.At.Equal(t0) || s.i.Actions[0].Text != "one" {
		t.Errorf("it reads %+v", e)
	}
}

func TestWhatWasBlankedIsNotReadInAnotherVersion(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Note(ana, "secret", incident.Moment{}, t0))
	s.amend(2, "secret too", incident.Moment{})
	events := append([]incident.Event{}, s.events...)
	events[2].Text, events[2].Redacted = "", true
	if e := incident.AsAmended(events)[1]; e.Text != "" || !e.Redacted {
		t.Errorf("an edit was blanked, and the line reads %+v", e)
	}
}

func TestAnEditIsRefusedInWords(t *testing.T) {
	t.Parallel()
	s := failing(t)
	s.add(s.i.Act(ana, "put them back", incident.Moment{}, "", t0.Add(time.Minute)))
	act := s.i.Seq
	s.add(s.i.FinishAction(ana, act, t0.Add(5*time.Minute)))
	s.add(s.i.Take(ana, pool, t0.Add(6*time.Minute)))
	taken := s.i.Seq
	s.add(s.i.Tell(ana, "we are on it", time.Time{}, t0.Add(7*time.Minute)))
	told := s.i.Seq
	s.add(s.i.BeginImpact(ana, typedAt(0), "", t0.Add(8*time.Minute)))
	began := s.i.Seq
	s.add(s.i.EndImpact(ana, typedAt(10*time.Minute), "", t0.Add(11*time.Minute)))
	ended := s.i.Seq
	s.add(s.i.Note(ana, "gone", incident.Moment{}, t0.Add(12*time.Minute)))
	gone := s.i.Seq
	s.undo(gone, 13*time.Minute)
	s.add(s.i.Note(ana, "a note", incident.Moment{}, t0.Add(14*time.Minute)))
	note := s.i.Seq
	edit := s.amend(note, "another note", incident.Moment{})
	for name, tt := range map[string]struct {
		line int64
		text string
		when incident.Moment
		code incident.Code
		want string
	}{
		"the title":              {1, "x", incident.Moment{}, incident.Conflict, "Line 1 stays as it is. It is not something that a person noted"},
		"a verdict":              {2, "x", incident.Moment{}, incident.Conflict, "type sev, service, lead or reopen"},
		"what others read":       {told, "x", incident.Moment{}, incident.Conflict, "to withdraw it, then update"},
		"words of a press":       {taken, "x", incident.Moment{}, incident.Conflict, "say only its time"},
		"after its end":          {act, "", typedAt(6 * time.Minute), incident.Invalid, "It was finished at 15:09 UTC"},
		"impact after its end":   {began, "", typedAt(11 * time.Minute), incident.Invalid, "after this impact ended, at 15:14 UTC"},
		"an end before it began": {ended, "", typedAt(-time.Minute), incident.Invalid, "before this impact began, at 15:04 UTC"},
		"what was taken back":    {gone, "x", incident.Moment{}, incident.Conflict, "was taken back"},
		"an edit":                {edit, "x", incident.Moment{}, incident.Conflict, "It amends another line"},
		"nothing":                {note, " ", incident.Moment{}, incident.Invalid, "What should line"},
		"what it says":           {note, "another note", incident.Moment{}, incident.Conflict, "says so already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := s.i.Amend(ben, s.line(tt.line), tt.text, tt.when, t0)
			refusal(t, err, tt.code, tt.want)
		})
	}
	blank := s.line(note)
	blank.Redacted = true
	_, err := s.i.Amend(ben, blank, "x", incident.Moment{}, t0)
	refusal(t, err, incident.Conflict, "was blanked for good")
	if _, err := s.i.Amend(ben, s.line(taken), "", typedAt(3*time.Minute), t0); err != nil {
		t.Errorf("the time of a press was refused: %v", err)
	}
}

func TestOnlyWhatMeansTheSameElsewhereIsMoved(t *testing.T) {
	t.Parallel()
	s := failing(t)
	s.add(s.i.Answer(ana, pool, incident.Fail, "", t0))
	s.add(s.i.Note(ana, "search is slow", incident.Moment{}, t0))
	for seq, want := range map[int64]string{1: "not something that a person noted", 3: "speaks of something in INC-12"} {
		_, err := s.i.MoveOut(ana, s.line(seq), nil, t0)
		refusal(t, err, incident.Conflict, want)
	}
	s.add(s.i.MoveOut(ana, s.line(4), &incident.LineRef{Number: 13, Line: 7}, t0))
	_, err := s.i.MoveOut(ana, s.line(4), nil, t0)
	refusal(t, err, incident.Conflict, "taken back already")

	there := newStory(t)
	action := incident.Action{DoneAt: t0.Add(time.Minute)}
	there.add(there.i.TakeIn(incident.Event{Kind: incident.Acted, Actor: ben, Text: "restarted search", Moment: typedAt(0)}, action, incident.Task{}, &incident.LineRef{Number: 12, Line: 4}, t0.Add(time.Hour)))
	if a := there.i.Actions[0]; a.By != ben || !a.At.Equal(t0) || !a.DoneAt.Equal(t0.Add(time.Minute)) || there.line(2).Data.Moved.Line != 4 {
		t.Errorf("it is %+v there", a)
	}
	there.add(there.i.TakeIn(incident.Event{Kind: incident.Tasked, Actor: ben, Text: "fix it"}, incident.Action{}, incident.Task{Owner: ana, Due: friday}, nil, t0))
	if task := there.i.Tasks[0]; task.Owner != ana || task.Due != friday {
		t.Errorf("the task is %+v there", task)
	}
}
