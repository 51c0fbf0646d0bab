package watch

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// late is how long after its time an effect may be looked at and still be
// looked at as of now.
const late = 2 * time.Minute

// An effect that could not be told for want of an answer is asked for again,
// until the next look, and after the last one for so long. Story time.
const (
	retryAfter = 5 * time.Minute
	lastRetry  = 30 * time.Minute
)

// actionPayload is a CapacityJob's and an EffectJob's payload.
type actionPayload struct {
	Action int64         `json:"action"`
	Look   time.Duration `json:"look,omitempty"` // Of an EffectJob: which of the looks.
	// Began is what the look is counted from. An action that was finished later
	// plans looks of its own, and this one is dropped.
	Began time.Time `json:"began,omitzero"`
	AsOf  time.Time `json:"as_of,omitzero"` // The past time that is looked at; zero is the present.
	Until time.Time `json:"until,omitzero"` // When a source that fails is asked no more; set by the first try.
}

// actionJobs are the looks at an action that was finished at that time.
func actionJobs(i incident.Incident, action int64, at time.Time) []incident.Job {
	// The store keeps milliseconds, and a look compares with what it reads.
	at = at.UTC().Truncate(time.Millisecond)
	p := actionPayload{Action: action, Began: at}
	jobs := []incident.Job{actionJob(i, CapacityJob, p, at.Add(capacityAfter))}
	for _, p.Look = range incident.EffectLooks() {
		jobs = append(jobs, actionJob(i, EffectJob, p, at.Add(p.Look)))
	}
	return jobs
}

// actionJob is one look at an action, due then.
func actionJob(i incident.Incident, kind string, p actionPayload, due time.Time) incident.Job {
	return incident.Job{
		Key:      fmt.Sprintf("%d/%s/%d/%s/%d", i.ID, kind, p.Action, p.Look, due.UnixMilli()),
		Kind:     kind,
		Lane:     fmt.Sprintf("%d/effect/%d", i.ID, p.Action),
		Incident: i.ID,
		Payload:  payload(p),
		Due:      due,
	}
}

// look is one look at the effect of an action.
type look struct {
	actionPayload
	action  incident.Action
	now, at time.Time // The present, and the time that is looked at.
	ended   int64     // The action that ended it; 0 where none did.
}

// lookOf is the look that a job is for: as of its own time where it was logged
// late or fell due while the bot was down, because what happened since is not
// the action's doing.
func lookOf(p actionPayload, a incident.Action, due, now time.Time) look {
	l := look{actionPayload: p, action: a, now: now, at: now}
	if l.AsOf.IsZero() && now.Sub(due) > late {
		l.AsOf = due
	}
	if !l.AsOf.IsZero() {
		l.at = l.AsOf
	}
	if l.Until.IsZero() {
		l.Until = now.Add(lastRetry)
		if next := l.following(); !next.IsZero() && l.AsOf.IsZero() {
			l.Until = next
		}
	}
	return l
}

// endedBy is the look where another action came before anything had moved, after
// the first look was due: what moved since is the other one's to claim. So what
// is looked at ends with it. What came before the first look is named beside the
// answer, because neither can be judged alone.
func (l look) endedBy(i incident.Incident) look {
	known := l.action.Began().Add(incident.EffectLooks()[0])
	for _, e := range l.action.Looks {
		if e.Outcome == incident.Moved {
			return l // Whether it lasts is asked whatever else is done.
		}
		if e.Outcome != incident.CantTell && e.Look < l.Look && e.At.After(known) {
			known = e.At
		}
	}
	for _, o := range i.Actions {
		began := o.Began()
		if o.Seq == l.action.Seq || began.Before(l.action.Began().Add(incident.EffectLooks()[0])) || !began.Before(l.at) {
			continue
		}
		if began.Before(known) {
			began = known
		}
		l.at, l.ended = began, o.Seq
	}
	return l
}

// following is when the next of the looks is due; zero after the last.
func (l look) following() time.Time {
	all := incident.EffectLooks()
	if n := slices.Index(all, l.Look); n >= 0 && n+1 < len(all) {
		return l.action.Began().Add(all[n+1])
	}
	return time.Time{}
}

// again is the time of a further try at this look, after a source failed, and
// the sentence that says so. It is zero where nobody waits for it any more.
func (l look) again(why string) (string, time.Time) {
	next := l.now.Add(retryAfter)
	more := next.Before(l.Until)
	if !more {
		next = time.Time{}
	}
	// The look that follows asks again too.
	if more || l.AsOf.IsZero() && !l.following().IsZero() {
		why = fmt.Sprintf("%s I ask again every %.0f min until %s.", why, retryAfter.Minutes(), clock(l.Until))
	}
	return why, next
}

// whole is when a look whose window is not over can be told. Zero leaves it to
// the look that follows, if that comes first.
func (l look) whole(answer time.Time) time.Time {
	if next := l.following(); !next.IsZero() && !answer.Before(next) {
		return time.Time{}
	}
	return answer
}

// job is a further try at the look, due then. Of a look into the past it is the
// end of the window that is looked at, where that is later.
func (l look) job(i incident.Incident, due, window time.Time) incident.Job {
	p := l.actionPayload
	if !p.AsOf.IsZero() && window.After(p.AsOf) {
		p.AsOf = window
	}
	return actionJob(i, EffectJob, p, due)
}

// over reports whether nobody waits for the look any more: the incident was over
// long before the time that is looked at, or was none.
func (l look) over(i incident.Incident) bool {
	return !i.WatchedAt(l.at)
}

// passed is when a check first passed at a look since the action was finished;
// zero where it has not.
func (l look) passed(check string) time.Time {
	for _, e := range l.action.Looks {
		for _, m := range e.Measures {
			if m.Check == check && m.Judged == incident.Moved && e.Look < l.Look {
				return e.At
			}
		}
	}
	return time.Time{}
}

// repeats reports whether a look found out nothing more: a further try that
// failed as the one before, or one that ends where an earlier one did.
func repeats(a incident.Action, e incident.Effect) bool {
	return slices.ContainsFunc(a.Looks, func(known incident.Effect) bool {
		again := known.Look == e.Look && known.Reason == e.Reason || known.Ended != 0 && known.Ended == e.Ended && known.At.Equal(e.At)
		return again && known.Outcome == e.Outcome && (e.Outcome == incident.CantTell || e.Ended != 0)
	})
}
