package slack

import (
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
)

// reworded redraws what shows a line that was amended, or that is again as it
// was said.
func reworded(i incident.Incident, e incident.Event, line int64) []incident.Job {
	jobs := append(edit(i, e, incident.ActionSubject(line)), edit(i, e, incident.EffectSubject(line))...)
	if t, ok := i.TheoryOf(line); ok {
		jobs = append(jobs, aboutTheory(i, e, t)...)
	}
	for _, c := range i.Checks {
		if slices.ContainsFunc(c.Acts, func(a incident.Act) bool { return a.Seq == line }) ||
			slices.ContainsFunc(c.Answers, func(a incident.Answer) bool { return a.Seq == line }) {
			jobs = append(jobs, edits(i, e, c.Check)...)
		}
	}
	return jobs
}
