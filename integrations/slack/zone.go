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

// zone is a person's own time zone as Slack knows it, UTC when it cannot be
// had in time. Only what was really answered is remembered.
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
		return time.UTC
	}
	zone, err := time.LoadLocation(u.TZ)
	if err != nil {
		a.log.WarnContext(ctx, "a person's time zone is not known here, UTC is used", "user", user, "zone", u.TZ)
		return time.UTC
	}
	a.zones.mu.Lock()
	defer a.zones.mu.Unlock()
	if a.zones.of == nil {
		a.zones.of = map[string]*time.Location{}
	}
	a.zones.of[user] = zone
	return zone
}
