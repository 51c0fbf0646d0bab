package slack

import (
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
)

// theorised is what a step of a theory changes in the channel. Each theory has
// one message, edited through its life. That it is the cause is a message of its
// own: nobody may miss that.
func theorised(i incident.Incident, e incident.Event) []incident.Job {
	t, ok := i.TheoryOf(e.Seq)
	switch {
	case !ok:
		return nil
	case e.Kind == incident.Nudged:
		return []incident.Job{nudge(i, e, e.Seq, t)}
	case t.Seq == e.Seq:
		return append([]incident.Job{post(i, e, incident.TheorySubject(t.Seq))}, edits(i, e, e.Data.Check)...)
	}
	jobs := aboutTheory(i, e, t)
	if e.Kind == incident.Found {
		jobs = append(jobs, post(i, e, incident.CauseSubject(e.Seq)))
	}
	return jobs
}

// aboutTheory redraws the messages about a theory: its own, those that it is the
// cause, and the questions in its thread.
func aboutTheory(i incident.Incident, e incident.Event, t incident.Theory) []incident.Job {
	jobs := edit(i, e, incident.TheorySubject(t.Seq))
	for _, s := range t.Steps {
		switch {
		case s.Kind == incident.Found:
			jobs = append(jobs, edit(i, e, incident.CauseSubject(s.Seq))...)
		case s.Kind == incident.Nudged && has(i, incident.NudgeSubject(s.Seq)):
			jobs = append(jobs, nudge(i, e, s.Seq, t))
		}
	}
	return jobs
}

// nudges redraws the questions of theories that are still open: one of the
// checks that nobody was on has somebody now.
func nudges(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, t := range i.Theories {
		for _, s := range t.Nudges() {
			if has(i, incident.NudgeSubject(s.Seq)) {
				jobs = append(jobs, nudge(i, e, s.Seq, t))
			}
		}
	}
	return jobs
}

// nudge is the bot's question about a theory, in the theory's thread.
func nudge(i incident.Incident, e incident.Event, seq int64, t incident.Theory) incident.Job {
	subject := incident.NudgeSubject(seq)
	return job(i, e, PostJob, postsLane, "post:"+subject, subject, payload{Subject: subject, Parent: incident.TheorySubject(t.Seq)})
}

// bearing redraws the messages of open theories that something was measured
// for, tried or answered: they say what there is.
func bearing(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, t := range i.TheoriesThat(incident.TheoryOpen) {
		var about bool
		switch e.Kind {
		case incident.Judged:
			about = t.Check == e.Data.Verdict.Check
		case incident.Answered, incident.Overruled:
			about = t.Check == e.Data.Check
		case incident.EffectJudged:
			about = slices.ContainsFunc(i.Bears(t).Actions, func(a incident.Action) bool { return a.Seq == e.Data.Effect.Action })
		default: // It measures nothing.
		}
		if about {
			jobs = append(jobs, edit(i, e, incident.TheorySubject(t.Seq))...)
		}
	}
	return jobs
}
