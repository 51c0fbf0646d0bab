package slack

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// lost is what is done about a channel in which nothing can be posted any more.
// Of an incident that is over nobody has to know.
func lost(i incident.Incident, e incident.Event) []incident.Job {
	a, away := i.Away()
	switch {
	case !away:
		return nil
	case a.Why == incident.LossRemoved && a.Cause == incident.LossArchived:
		// Somebody opened it again.
		return []incident.Job{job(i, e, ComeBackJob, channelLane, "comeback", "", payload{Anew: e.Seq})}
	case i.Open():
		return []incident.Job{job(i, e, LostJob, remindLane, "lost", "", payload{Anew: e.Seq}), lookAgain(i, a, e.RecordedAt)}
	}
	return nil
}

// lookEvery is how often a lost channel is looked for, in story time.
const lookEvery = 5 * time.Minute

// lookAgain looks for a lost channel in a while.
func lookAgain(i incident.Incident, a incident.Absence, now time.Time) incident.Job {
	due := now.Add(lookEvery)
	return incident.Job{
		Key: fmt.Sprintf("%d/look/%d/%d", i.ID, a.Seq, due.Unix()), Kind: LookJob, Lane: fmt.Sprintf("%d/%s", i.ID, remindLane),
		Incident: i.ID, Payload: payload{Anew: a.Seq}.encode(), Due: due,
	}
}

// regained shows in the channel what happened while nothing could be posted
// there: once, in a message of its own, and in what stands there already.
func regained(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	if i.Open() {
		jobs = append(jobs, post(i, e, incident.ReturnSubject(e.Seq)))
	}
	jobs = append(jobs, opened(i, e)...) // What was done is not done again.
	for _, subject := range slices.Sorted(maps.Keys(i.Posts)) {
		if i.Posts[subject].Channel == i.Channel && redrawn(subject) {
			jobs = append(jobs, post(i, e, subject))
		}
	}
	return jobs
}

// redrawn reports whether a subject's message changes with the incident.
func redrawn(subject string) bool {
	switch kind, _ := incident.SplitSubject(subject); kind {
	case "check", "action", "effect", "theory", "cause", "contradiction", "over", "reopened", "handover", incident.BoardSubject, incident.AnswersSubject, incident.ResolvedSubject, incident.SurveySubject:
		return true
	}
	return false
}
