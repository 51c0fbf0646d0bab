package slack

import "github.com/sitrephq/sitrep/bot/incident"

// contradicted posts a contradiction between people and metrics once, because
// an edit notifies nobody, and edits its message when it changes or ends.
func contradicted(was, i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, c := range i.Checks {
		old, _ := was.Check(c.Verdict.Check)
		if c.Contradiction == nil || c.Contradiction == old.Contradiction {
			continue
		}
		subject := incident.ContradictionSubject(c.Verdict.Check)
		if old.Contradiction == nil || old.Contradiction.Seq != c.Contradiction.Seq {
			jobs = append(jobs, turn(i, e, subject))
		} else {
			jobs = append(jobs, edit(i, e, subject)...)
		}
	}
	return jobs
}

// contradictions are those that last, for a channel that has just been opened.
func contradictions(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, c := range i.Checks {
		if c.Contradiction != nil && c.Contradiction.SettledBy == "" {
			jobs = append(jobs, post(i, e, incident.ContradictionSubject(c.Verdict.Check)))
		}
	}
	return jobs
}
