package sandbox

import "time"

// triggerMemory is the machine time for which a used or expired trigger id is
// told apart from one that was never given out.
const triggerMemory = 10 * time.Minute

// trigger is a trigger id: the right to open one view in front of the person
// who has just done something, for a moment.
type trigger struct {
	user string
	room *room     // Where it was done; nil outside of channels.
	view string    // The modal in which it was done; empty outside of modals.
	made time.Time // Machine time.
	used bool
}

// trigger gives out a trigger id, of the shape of Slack's.
func (w *Workspace) trigger(t trigger) string {
	t.made = time.Now()
	for id, old := range w.triggers {
		if t.made.Sub(old.made) > triggerMemory {
			delete(w.triggers, id)
		}
	}
	id := w.triggerID()
	w.triggers[id] = &t
	return id
}

// exchange looks at a trigger id that a call brings. It is used up only when
// the call has succeeded: a view with a mistake in it may be sent again.
func (w *Workspace) exchange(id string) (*trigger, *refusal) {
	t := w.triggers[id]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case time.Since(t.made) > w.cfg.TriggerLife:
		return nil, refuse("expired_trigger_id")
	}
	return t, nil
}
