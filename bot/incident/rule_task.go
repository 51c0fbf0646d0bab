package incident

import (
	"slices"
	"strings"
	"time"
)

// AddTask keeps what is to be done later, under the next number. The zero owner
// is nobody yet, the zero due no day. The same words twice are one task, while
// it is to be done.
func (i Incident) AddTask(by Actor, what string, owner Actor, due Moment, at time.Time) ([]Event, error) {
	what = strings.TrimSpace(what)
	if what == "" {
		return nil, Errorf(Invalid, "What is to be done? A few words are enough.")
	}
	if n := slices.IndexFunc(i.Tasks, func(t Task) bool { return t.Open() && sameWords(t.Text, what) }); n >= 0 {
		t := i.Tasks[n]
		return nil, Errorf(Conflict, "It is on the list as %s, since %s UTC. To give it to somebody, type task %s and the person.", t.Name(), t.At.Format("15:04"), t.Name())
	}
	if err := ahead(due, at); err != nil {
		return nil, err
	}
	data := Data{Task: i.LastTask + 1, Due: due}
	if !owner.IsZero() {
		data.Owner = &owner
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Tasked, Text: what, Data: data}}, nil
}

// ChangeTask gives a task to somebody, to nobody (the zero Actor), or another
// day. A nil owner and the zero due leave what there is. One that was done is to
// be done again: whoever changes it says so.
func (i Incident) ChangeTask(by Actor, n int, owner *Actor, due Moment, at time.Time) ([]Event, error) {
	t, err := i.theTask(n)
	switch {
	case err != nil:
		return nil, err
	case !t.Open():
		return nil, Errorf(Conflict, "%s was done at %s UTC. If it was not, type undo %d first.", t.Name(), t.DoneAt.Format("15:04"), t.Newest())
	}
	if owner != nil && owner.ID == t.Owner.ID {
		owner = nil
	}
	if due == t.Due {
		due = Moment{}
	}
	if owner == nil && !due.Known() {
		return nil, Errorf(Conflict, "%s stands so already: %s.", t.Name(), t.Text)
	}
	if err := ahead(due, at); err != nil {
		return nil, err
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Tasked, Data: Data{Task: t.N, Owner: owner, Due: due}}}, nil
}

// FinishTask says that a task is done.
func (i Incident) FinishTask(by Actor, n int, at time.Time) ([]Event, error) {
	t, err := i.theTask(n)
	switch {
	case err != nil:
		return nil, err
	case !t.Open():
		return nil, Errorf(Conflict, "%s is done already, since %s UTC.", t.Name(), t.DoneAt.Format("15:04"))
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: TaskDone, Data: Data{Task: t.N}}}, nil
}

// theTask is a task by its number, or what to do instead.
func (i Incident) theTask(n int) (Task, error) {
	t, ok := i.Task(n)
	switch {
	case ok:
		return t, nil
	case n >= 1 && n <= i.LastTask:
		return Task{}, Errorf(NotFound, "A%d was taken back. To have it again, type task and what is to be done.", n)
	default:
		return Task{}, Errorf(NotFound, "There is no task A%d in %s. Type tasks to see the list.", n, i.Name())
	}
}

// ahead refuses a day that is over: nobody can do anything by then. A day of
// which only the date is known lasts until its end in the last of all zones.
func ahead(due Moment, at time.Time) error {
	const lastZone = 12 * time.Hour
	end := due.At
	if due.Precision == Date {
		end = due.At.Add(24*time.Hour + lastZone)
	}
	if due.Known() && end.Before(at) {
		return Errorf(Invalid, "%s is past, so nobody can do it by then. Say a day that is still to come.", due.At.Format("2 Jan 2006"))
	}
	return nil
}
