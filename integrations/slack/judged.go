package slack

import "github.com/sitrephq/sitrep/bot/incident"

// judged is what a verdict changes in the channel: at most one new message, and
// edits of those that show the check.
func judged(was, i incident.Incident, e incident.Event) []incident.Job {
	v := *e.Data.Verdict
	jobs := silence(was, i, e)
	if j, ok := news(was, i, e); ok {
		jobs = append(jobs, j)
	}
	return append(jobs, edits(i, e, v.Check)...)
}

// news is the message that a verdict is worth, if it is worth one. The first
// row that fits decides.
func news(was, i incident.Incident, e incident.Event) (incident.Job, bool) {
	v := *e.Data.Verdict
	old, _ := was.Check(v.Check)
	now, _ := i.Check(v.Check)
	var (
		own      = incident.CheckSubject(v.Check)
		answers  = post(i, e, incident.AnswersSubject)
		first    = old.Outcome == ""
		answered = has(i, incident.AnswersSubject)
		fails    = v.Outcome == incident.Fail
		broke    = fails && old.Outcome != incident.Fail && (old.Known != incident.Fail || resurfaces(old))
		overdue  = !e.RecordedAt.Before(i.DeclaredAt.Add(answersBy))
	)
	for _, row := range []struct {
		fits bool
		job  incident.Job
	}{
		// Who asked is answered, whatever it is, where they look: at the end.
		{e.Data.Asked, turn(i, e, own)},
		// Nothing was said yet: this failure is what the answers are for. Others
		// that come at once belong into them.
		{fails && first && !answered, after(answers, gather)},
		// The answers told of a failure already: one more is a line there, and
		// nobody has to be called twice.
		{fails && first && failing(was), answers},
		// The channel was told that nothing fails, or that this does not: an
		// edit would notify nobody. One that keeps flipping has had its turn.
		{broke && !now.Flapping(e.At), turn(i, e, own)},
		// The time for the answers is over and there were none: the service
		// became known late, or its metrics are slow. Those that come with this
		// one are waited for.
		{first && !answered && overdue, after(answers, boardAfter)},
	} {
		if row.fits {
			return row.job, true
		}
	}
	return incident.Job{}, false
}

// resurfaces reports whether a failure that a person had set aside went out of
// sight for a while: that ended the overruling, so it is news again. Any other
// failure that comes back out of an unknown was told before.
func resurfaces(old incident.Check) bool {
	for _, o := range old.Overrules {
		if o.EndedBy == incident.Unknown && o.EndedAt.Equal(old.At) {
			return true
		}
	}
	return false
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
