package incident

import (
	"fmt"
	"slices"
	"time"
)

// Task is something to be done later: an action item. It began with its first
// step; who does it, by when and whether it is done follows from all of them.
type Task struct {
	N      int   // Its number for people, A1. It is never given again.
	Seq    int64 // Of the event that began it.
	Moment       // When it was said.
	By     Actor
	Text   string

	Steps  []TaskStep // What was said about it and not taken back, the oldest first.
	Owner  Actor      // Nobody while it is zero.
	Due    Moment     // Not known where nobody said. Of a Date only the day counts, which is midnight UTC of that day.
	DoneAt time.Time  // Zero while it is to be done.
	DoneBy Actor
}

// TaskStep is one event in the life of a task.
type TaskStep struct {
	Kind  Kind // Tasked, TaskDone.
	Seq   int64
	At    time.Time
	By    Actor
	Owner *Actor // As the event has it: nil says nothing of it.
	Due   Moment
}

// Name is what people call the task: A1. Theories are T1, so it is an action
// item.
func (t Task) Name() string { return fmt.Sprintf("A%d", t.N) }

// Open reports whether it is still to be done.
func (t Task) Open() bool { return t.DoneAt.IsZero() }

// Given is the step that gave the task to whoever has it; false where nobody
// has it.
func (t Task) Given() (TaskStep, bool) {
	for _, s := range slices.Backward(t.Steps) {
		if s.Owner != nil {
			return s, !s.Owner.IsZero()
		}
	}
	return TaskStep{}, false
}

// Newest is the sequence number of the last step.
func (t Task) Newest() int64 {
	if len(t.Steps) == 0 {
		return t.Seq
	}
	return t.Steps[len(t.Steps)-1].Seq
}

// Task is one of the incident's tasks by its number.
func (i Incident) Task(n int) (Task, bool) {
	if at := slices.IndexFunc(i.Tasks, func(t Task) bool { return t.N == n }); at >= 0 {
		return i.Tasks[at], true
	}
	return Task{}, false
}

// OpenTasks are those still to be done, by number.
func (i Incident) OpenTasks() []Task {
	return slices.DeleteFunc(slices.Clone(i.Tasks), func(t Task) bool { return !t.Open() })
}

// task folds a step of a task into the state. Earlier states share the steps,
// so they are replaced and not changed in place.
func (i *Incident) task(e Event) {
	n := e.Data.Task
	at := slices.IndexFunc(i.Tasks, func(t Task) bool { return t.N == n })
	if at < 0 {
		if e.Kind != Tasked || n <= i.LastTask {
			return // It was taken back.
		}
		i.LastTask = n
		i.Tasks = append(i.Tasks, Task{N: n, Seq: e.Seq, Moment: e.Moment, By: e.Actor, Text: e.Text})
		at = len(i.Tasks) - 1
	}
	t := &i.Tasks[at]
	t.Steps = append(slices.Clip(t.Steps), TaskStep{Kind: e.Kind, Seq: e.Seq, At: e.At, By: e.Actor, Owner: e.Data.Owner, Due: e.Data.Due})
	t.settle()
}

// settle says how the task stands, by its steps.
func (t *Task) settle() {
	t.Owner, t.Due, t.DoneAt, t.DoneBy = Actor{}, Moment{}, time.Time{}, Actor{}
	for _, s := range t.Steps {
		if s.Kind == TaskDone {
			t.DoneAt, t.DoneBy = s.At, s.By
			continue
		}
		if s.Owner != nil {
			t.Owner = *s.Owner
		}
		if s.Due.Known() {
			t.Due = s.Due
		}
	}
}

// untask takes a step back, and with its first step the whole task.
func (i *Incident) untask(seq int64) {
	i.Tasks = slices.DeleteFunc(i.Tasks, func(t Task) bool { return t.Seq == seq })
	for n := range i.Tasks {
		t := &i.Tasks[n]
		if at := slices.IndexFunc(t.Steps, func(s TaskStep) bool { return s.Seq == seq }); at >= 0 {
			t.Steps = slices.Delete(slices.Clone(t.Steps), at, at+1)
			t.settle()
		}
	}
}
