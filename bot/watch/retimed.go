package watch

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// retimed are the looks that are still to come at actions whose time was
// amended, or whose amendment was taken back: they count from the time that
// stands now. Looks that were had are kept, as is what was counted: they say of
// themselves what they compared with. Those that were planned for the time
// before find out by themselves that nobody waits for them.
func retimed(before, after incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, a := range after.Actions {
		was, known := before.Action(a.Seq)
		if !known || a.Running || a.Began().Equal(was.Began()) {
			continue
		}
		for _, j := range actionJobs(after, a.Seq, a.Began()) {
			p, err := payloadOf[actionPayload](incident.Lease{Job: j})
			had := slices.ContainsFunc(a.Looks, func(l incident.Effect) bool { return l.Look == p.Look })
			if err != nil || had || j.Kind == CapacityJob && a.Capacity != nil {
				continue
			}
			// A look that was dropped has used the key of its time up.
			j.Key = fmt.Sprintf("%s/by/%d", j.Key, e.Seq)
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// had reports whether the look that is due was had already: a time that was
// amended and amended back plans it twice. A further try is another one.
func (p actionPayload) had(a incident.Action, due time.Time) bool {
	if !due.Equal(p.Began.Add(p.Look)) {
		return false
	}
	return slices.ContainsFunc(a.Looks, func(e incident.Effect) bool {
		return e.Look == p.Look && e.At.Add(-e.After).Equal(p.Began)
	})
}
