package slack

import "github.com/sitrephq/sitrep/bot/incident"

// silence is the one message about a metrics source that does not answer, and
// the one that says that it is back. Where the first answers are that message,
// because there was nothing else to say, there is no second one.
func silence(was, i incident.Incident, e incident.Event) []incident.Job {
	old, _ := was.Check(e.Data.Verdict.Check)
	before, now := was.Silent(), i.Silent()
	if e.Data.Verdict.Reason != incident.SourceFailed && old.Reason != incident.SourceFailed {
		return nil
	}
	jobs := edit(i, e, incident.SourceSubject)
	told := has(i, incident.SourceSubject) || has(i, incident.AnswersSubject)
	switch {
	case !told || i.KeepsFallingSilent():
	case before == 0 && now > 0:
		// The others find out within the same second.
		return []incident.Job{after(turn(i, e, incident.SourceSubject), gather)}
	case before > 0 && now == 0:
		return append(jobs, turn(i, e, incident.BackSubject))
	}
	return jobs
}
