package slack

import "github.com/sitrephq/sitrep/bot/incident"

// judged is what a verdict changes in the channel. The first failure of a base
// check makes the first answers; one that comes after answers in which nothing
// failed, or after the check had passed, is a turning point of its own.
// Whatever else changes is an edit of the message that shows it.
func judged(was, i incident.Incident, e incident.Event) []incident.Job {
	v := *e.Data.Verdict
	old, _ := was.Check(v.Check)
	now, _ := i.Check(v.Check)
	first, own := old.Outcome == "", incident.CheckSubject(v.Check)
	answered := has(i, incident.AnswersSubject)

	jobs := silence(old, i, e)
	switch {
	case asked(old, v):
		jobs = append(jobs, post(i, e, own))
	case v.Outcome == incident.Fail && first && !answered:
		jobs = append(jobs, after(post(i, e, incident.AnswersSubject), gather))
	case v.Outcome == incident.Fail && first && failing(was):
		jobs = append(jobs, post(i, e, incident.AnswersSubject))
	case v.Outcome == incident.Fail && old.Outcome != incident.Fail && !now.Flapping(e.At):
		jobs = append(jobs, turn(i, e, own))
	case first && !answered && !e.RecordedAt.Before(i.DeclaredAt.Add(answersBy)):
		// The time for the first answers is over and there were none: the
		// service became known late, or its metrics are slow. Those that come
		// with this one are waited for.
		jobs = append(jobs, after(post(i, e, incident.AnswersSubject), boardAfter))
	}
	return append(jobs, edits(i, e, v.Check)...)
}

// asked reports whether a person wanted this look: a verdict that is neither
// the first of a base check, nor a change that a read before it had announced.
func asked(old incident.Check, v incident.Verdict) bool {
	if old.Outcome == "" {
		return !v.Base
	}
	return old.Outcome == v.Outcome || old.Pending == nil || old.Pending.Outcome != v.Outcome
}

// silence is the one message about a metrics source that does not answer. In
// the first answers it is a line of them.
func silence(old incident.Check, i incident.Incident, e incident.Event) []incident.Job {
	now := e.Data.Verdict.Reason == incident.SourceFailed
	switch {
	case has(i, incident.SourceSubject) && (now || old.Reason == incident.SourceFailed):
		return edit(i, e, incident.SourceSubject)
	case now && has(i, incident.AnswersSubject):
		return []incident.Job{post(i, e, incident.SourceSubject)}
	}
	return nil
}

// edits redraws the messages that show a check.
func edits(i incident.Incident, e incident.Event, check string) []incident.Job {
	jobs := edit(i, e, incident.CheckSubject(check))
	if c, ok := i.Check(check); ok && c.Base {
		jobs = append(jobs, edit(i, e, incident.AnswersSubject)...)
	}
	return jobs
}

// failing reports whether some base check fails.
func failing(i incident.Incident) bool { return firstFailing(i) != "" }

// firstFailing is the failing base check that the first answers are about.
// What has been red for as long as was looked back is probably another story,
// and comes last.
func firstFailing(i incident.Incident) string {
	best, at := "", 0
	for _, c := range i.Failing() {
		rank := incident.StageOrder(c.Stage)
		if c.SinceAtLeast {
			rank += incident.StageOrder("") + 1
		}
		if c.Base && (best == "" || rank < at) {
			best, at = c.Check, rank
		}
	}
	return best
}
