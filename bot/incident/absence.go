package incident

import "time"

// Loss is why nothing can be posted in the incident's channel, although there
// was one. People own the channel: they may do all of this to it.
type Loss string

// The losses.
const (
	LossArchived Loss = "archived" // It was archived before the incident's end put it away.
	LossRemoved  Loss = "removed"  // We are not in it any more.
	LossGone     Loss = "gone"     // It was deleted, or is hidden from us.
)

// Absence is a time in which nothing could be posted in the channel. What
// happens meanwhile is on the timeline all the same.
type Absence struct {
	Why   Loss      // What it lasts for now.
	Cause Loss      // What people did: that we are not back after they unarchived it is none.
	By    Actor     // Who did that; the bot where nobody said.
	From  time.Time // Since when.
	Began int64     // The sequence number of the event that began it.
	Seq   int64     // Of the newest event that says why.
	To    time.Time // Zero while it lasts.
	Ended int64     // The sequence number of the event that ended it; 0 while it lasts.
}

// Away is the absence that lasts.
func (i Incident) Away() (Absence, bool) {
	if n := len(i.Absences); n > 0 && i.Absences[n-1].Ended == 0 {
		return i.Absences[n-1], true
	}
	return Absence{}, false
}

// Return is the absence that the event of that number ended.
func (i Incident) Return(seq int64) (Absence, bool) {
	for _, a := range i.Absences {
		if a.Ended == seq && seq != 0 {
			return a, true
		}
	}
	return Absence{}, false
}

// lose folds that nothing can be posted in the channel, or that it is for
// another reason by now.
func (i *Incident) lose(e Event) {
	n := len(i.Absences) - 1
	if _, away := i.Away(); !away {
		i.Absences = append(i.Absences, Absence{From: e.At, Began: e.Seq})
		n++
	}
	a := &i.Absences[n]
	if back := a.Why == LossArchived && e.Data.Loss == LossRemoved; !back {
		a.Cause, a.By = e.Data.Loss, e.Actor
	}
	a.Why, a.Seq = e.Data.Loss, e.Seq
}

// regain folds that the channel can be posted in again.
func (i *Incident) regain(e Event) {
	if _, away := i.Away(); away {
		a := &i.Absences[len(i.Absences)-1]
		a.To, a.Ended = e.At, e.Seq
	}
}
