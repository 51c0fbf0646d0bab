package slack

import (
	"context"
	"time"
)

// zoneLimit is the machine time in which a person's zone must be known: the
// command that asks for it has two seconds for everything.
const zoneLimit = 700 * time.Millisecond

// zone is a person's own time zone as Slack knows it. Where it cannot be had in
// time it is UTC under a name that says so: whoever typed a clock time reads in
// the echo how it was taken, and can type it again with its zone.
func (a *Adapter) zone(ctx context.Context, user string) *time.Location {
	ctx, cancel := context.WithTimeout(ctx, zoneLimit)
	defer cancel()
	p, err := a.person(ctx, user)
	if err != nil || p.zone == nil {
		a.log.WarnContext(ctx, "a person's time zone is not known, UTC is used", "user", user, "error", err)
		return unknownZone()
	}
	return p.zone
}

// unknownZone is UTC for want of a better one. Its name stands where a clock
// time is echoed: "14:45 UTC (your zone could not be looked up)".
func unknownZone() *time.Location {
	return time.FixedZone("UTC (your zone could not be looked up)", 0)
}
