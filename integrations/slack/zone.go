package slack

import (
	"context"
	"sync"
	"time"
)

// zoneLimit is the machine time in which a person's zone must be known: the
// command that asks for it has two seconds for everything.
const zoneLimit = 700 * time.Millisecond

// zones remembers the zones people live in.
type zones struct {
	mu sync.Mutex
	of map[string]*time.Location
}

// zone is a person's own time zone as Slack knows it. Where it cannot be had in
// time it is UTC under a name that says so: whoever typed a clock time reads in
// the echo how it was taken, and can type it again with its zone. Only what was
// really answered is remembered.
func (a *Adapter) zone(ctx context.Context, user string) *time.Location {
	a.zones.mu.Lock()
	known := a.zones.of[user]
	a.zones.mu.Unlock()
	if known != nil {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, zoneLimit)
	defer cancel()
	u, err := a.api.GetUserInfoContext(ctx, user)
	if err != nil || u == nil || u.TZ == "" {
		a.log.WarnContext(ctx, "a person's time zone is not known, UTC is used", "user", user, "error", err)
		return unknownZone()
	}
	zone, err := time.LoadLocation(u.TZ)
	if err != nil {
		a.log.WarnContext(ctx, "a person's time zone is not known here, UTC is used", "user", user, "zone", u.TZ)
		return unknownZone()
	}
	a.zones.mu.Lock()
	defer a.zones.mu.Unlock()
	if a.zones.of == nil {
		a.zones.of = map[string]*time.Location{}
	}
	a.zones.of[user] = zone
	return zone
}

// unknownZone is UTC for want of a better one. Its name stands where a clock
// time is echoed: "14:45 UTC (your zone could not be looked up)".
func unknownZone() *time.Location {
	return time.FixedZone("UTC (your zone could not be looked up)", 0)
}
