package runbooks

import (
	"context"
	"slices"
	"time"
)

// quietAtOnce is how many checks are replayed side by side.
const quietAtOnce = 8

// Quiet is what a base check would have said of a service in a time in which
// nothing is known to have happened.
type Quiet struct {
	Service string
	Check   Check
	Replay  Replay
	Err     error // Why it was not replayed; nil otherwise.
}

// Quiet replays each service's base checks that can be asked, over the time
// before the audit. What is not done when ctx ends has its error.
func (a Audit) Quiet(ctx context.Context, over, step time.Duration) []Quiet {
	var all []Quiet
	var services []Service
	for _, s := range a.Services {
		for _, c := range a.library.BaseFor(s.Service) {
			if slices.ContainsFunc(s.Can, func(can Check) bool { return can.Name == c.Name }) {
				all, services = append(all, Quiet{Service: s.Service.Name, Check: c}), append(services, s.Service)
			}
		}
	}
	turn := make(chan struct{}, quietAtOnce)
	new(asker).beside(len(all), func(n int, _ *asker) {
		turn <- struct{}{}
		defer func() { <-turn }()
		if all[n].Err = ctx.Err(); all[n].Err != nil {
			return
		}
		scope := Scope{Service: services[n], At: a.At, Began: a.At}
		all[n].Replay, _, all[n].Err = all[n].Check.Replay(ctx, a.sources.For(services[n], all[n].Check), scope, a.At.Add(-over), a.At, step)
	})
	return all
}
