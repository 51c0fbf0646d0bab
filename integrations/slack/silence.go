package slack

import "github.com/sitrephq/sitrep/bot/incident"

// silence is the one message about a metrics source that does not answer, and
// the one that says that it is back. Where the first answers are that message,
// because there was nothing else to say, there is no second one.
func silence(was, i incident.Incident, e incident.Event) []incident.Job {
	old, _ := was.Check(e.Data.Verdict.Check)
	before, now := dark(was), dark(i)
	if e.Data.Verdict.Reason != incident.SourceFailed && old.Reason != incident.SourceFailed {
		return nil
	}
	jobs := edit(i, e, incident.SourceSubject)
	told := has(i, incident.SourceSubject) || has(i, incident.AnswersSubject)
	keeps, _ := i.Check(e.Data.Verdict.Check)
	switch {
	case !told || keeps.Flapping(e.At):
	case before == 0 && now > 0:
		// The others find out within the same second.
		return []incident.Job{after(turn(i, e, incident.SourceSubject), gather)}
	case before > 0 && now == 0:
		return append(jobs, turn(i, e, incident.BackSubject))
	}
	return jobs
}

// dark is how many checks a metrics source does not answer.
func dark(i incident.Incident) int {
	n := 0
	for _, c := range i.Checks {
		if c.Outcome == incident.Unknown && c.Reason == incident.SourceFailed {
			n++
		}
	}
	return n
}
