package incident

import (
	"slices"
	"time"
)

// path is what Path returns a copy of.
var path = [...]string{"demand", "admission", "running", "registered", "healthy", "receiving", "working"}

// Path is the way that work takes through a service, in order: demand,
// admission, running, registered, healthy, receiving, working. The first step
// where the numbers disagree names the place that broke.
func Path() []string { return slices.Clone(path[:]) }

// StageOrder is a stage's place on the path, and a place behind all of them for
// a stage that is not on it.
func StageOrder(stage string) int {
	if n := slices.Index(path[:], stage); n >= 0 {
		return n
	}
	return len(path)
}

// Deciding is the check that decides the incident: the first base check on the
// path that has failed. Blind time is measured on it. One that fell only after
// people had noticed is not what they noticed, and one that was failing for as
// long as was looked back is probably another story: they decide only if there
// is no other. It reports false while none has failed.
func (i Incident) Deciding() (Check, bool) {
	var deciding Check
	found := false
	for _, c := range i.Checks {
		if c.Base && !c.FailedAt.IsZero() && (!found || i.decides(c) < i.decides(deciding)) {
			deciding, found = c, true
		}
	}
	return deciding, found
}

// fellLater is how long after declaring a check may begin to fail and still be
// what was declared: people may be quicker than a scrape and two reads.
const fellLater = 2 * time.Minute

func (i Incident) decides(c Check) int {
	behind := 0
	switch {
	case c.SignalEarlier:
		behind = 2
	case c.SignalAt.After(i.DeclaredAt.Add(fellLater)):
		behind = 1
	}
	return behind*(StageOrder("")+1) + StageOrder(c.Stage)
}
