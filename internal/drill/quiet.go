package drill

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Bot is the running bot, as far as a clock has to know it: what it still has
// to do by a story time, and how to tell it that the clock was moved.
type Bot struct {
	// Waiting is how many jobs are due by then and not finished, and when the
	// next of the others is due (zero if none is).
	Waiting func(ctx context.Context, due time.Time) (n int, next time.Time, err error)
	Nudge   func()
}

// patience is the machine time after which a drill that does not come to rest
// is broken rather than slow.
const patience = 30 * time.Second

// settle waits until nothing is due, leased or unacknowledged at this story
// time, and returns when the next thing is due, a job or an event that Slack
// delivers again (zero if none is). Only then may the clock be moved: nothing is
// late, and every run is the same.
func (d *Driver) settle(ctx context.Context) (time.Time, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errors.New("the bot did not come to rest"))
	defer cancel()
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for {
		// An envelope is made before the job that made it is finished, and a
		// job before its envelope is acknowledged. So when both are at zero,
		// and no envelope was made between the two looks, all is done.
		unacked, version := d.Workspace.Pending()
		waiting, next, err := d.Bot.Waiting(ctx, d.Clock.Now())
		if err != nil && ctx.Err() == nil {
			return time.Time{}, err
		}
		still, same := d.Workspace.Pending()
		if err == nil && unacked == 0 && still == 0 && waiting == 0 && version == same {
			if again, ok := d.Workspace.NextRedelivery(); ok && (next.IsZero() || again.Before(next)) {
				next = again
			}
			return next, nil
		}
		select {
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("at %s story time %d envelopes and %d jobs are still open: %w", d.Clock.Now().Format(time.TimeOnly), unacked, waiting, context.Cause(ctx))
		case <-poll.C:
		}
	}
}
