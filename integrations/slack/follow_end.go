package slack

import (
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The times are story time.
const (
	awayAfter    = time.Minute    // A closed channel goes when its last messages are there.
	awayByItself = 24 * time.Hour // What was called off can be opened again where it was, for a day.
)

// over says that it was called off, is a duplicate or is closed, by the event
// that says so, and plans to put the channel away.
func over(i incident.Incident, e incident.Event, by int64) []incident.Job {
	away := job(i, e, ArchiveJob, channelLane, "archive", "", payload{Anew: by})
	away.Due = away.Due.Add(awayByItself)
	if i.Status == incident.IsClosed {
		away.Due = e.RecordedAt.Add(awayAfter)
	}
	return []incident.Job{post(i, e, incident.OverSubject(by)), away}
}

// endings redraws what an earlier end or reopening said: it does not hold any
// more.
func endings(was, i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	if by, ok := was.PutAwayBy(); ok {
		jobs = edit(i, e, incident.OverSubject(by))
	}
	for _, r := range was.Reopenings {
		jobs = append(jobs, edit(i, e, incident.ReopenedSubject(r.Seq))...)
	}
	return jobs
}

// lostBefore tells the lead of a channel that is away when its incident is
// opened again: before, nobody had to know.
func lostBefore(i incident.Incident, e incident.Event) []incident.Job {
	a, away := i.Away()
	if !away {
		return nil
	}
	return []incident.Job{job(i, e, LostJob, remindLane, "lost", "", payload{Anew: a.Seq}), lookAgain(i, a, e.RecordedAt)}
}

// loud reports whether a subject may get a new message although the incident
// was called off or is a duplicate: what was still on its way is of no use to
// anyone, and what is there is edited.
func loud(i incident.Incident, subject string) bool {
	kind, _ := incident.SplitSubject(subject)
	switch kind {
	case incident.BoardSubject, "over", "reopened", "metric":
		return true
	}
	_, posted := i.Posts[subject]
	return posted || i.Counted()
}
