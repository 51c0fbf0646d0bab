package runbooks

import (
	"context"
	"log/slog"
	"time"
)

// A directory is read anew every hour, and sooner while it cannot be. Machine
// time: it is the source that is waited for.
const (
	rereadEvery = time.Hour
	rereadSoon  = time.Minute
)

// Run keeps the directory fresh until ctx ends: it looks at once, then every
// hour; after a failure in a minute, and then in twice as long each time.
func (d *Directory) Run(ctx context.Context) error {
	if !d.Discovers() {
		<-ctx.Done()
		return nil
	}
	pause := rereadSoon
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-wait.C:
		}
		err := d.Refresh(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			pause = rereadSoon
			wait.Reset(rereadEvery)
			continue
		}
		d.log().WarnContext(ctx, "the services could not be read", "error", err, "again_in", pause)
		wait.Reset(pause)
		pause = min(2*pause, rereadEvery)
	}
}

func (d *Directory) log() *slog.Logger {
	if d.cfg.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return d.cfg.Log
}
