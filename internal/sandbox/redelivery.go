package sandbox

import "time"

// dueEvery is how often, in machine time, a workspace looks whether story time
// has come to a redelivery. A clock that jumps is looked at by Pending too.
const dueEvery = 50 * time.Millisecond

// NextRedelivery is the story time at which the next event is delivered again,
// and whether there is one. Whoever moves the clock has to stop there. Without
// Config.RedeliverInStory there is none: such an event is pending instead.
func (w *Workspace) NextRedelivery() (time.Time, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var next time.Time
	for _, e := range w.pending {
		if !e.due.IsZero() && (next.IsZero() || e.due.Before(next)) {
			next = e.due
		}
	}
	return next, !next.IsZero()
}

// redeliver delivers again whatever story time has come to. The caller holds
// the lock.
func (w *Workspace) redeliver() {
	var due []*envelope
	now := w.now()
	for _, e := range w.pending {
		if !e.due.IsZero() && !now.Before(e.due) {
			due = append(due, e)
		}
	}
	for _, e := range due {
		w.deliverAgain(e)
	}
}

// lookForDue looks for redeliveries from now on, as long as there are some to
// come. The caller holds the lock.
func (w *Workspace) lookForDue() {
	if w.dueTimer != nil || w.closed {
		return
	}
	w.dueTimer = time.AfterFunc(dueEvery, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.dueTimer = nil
		w.redeliver()
		for _, e := range w.pending {
			if !e.due.IsZero() {
				w.lookForDue()
				return
			}
		}
	})
}
