package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// part is something long-running, by name.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// stopLimit is how long all parts together may take to end.
const stopLimit = 15 * time.Second

// runParts starts the parts in order and runs until ctx ends or one of them
// does. It stops them in reverse, each after the one that leans on it, and says
// by name which did not end in time.
func runParts(ctx context.Context, parts ...part) error {
	type ended struct {
		name string
		err  error
	}
	first := make(chan ended, len(parts))
	cancels := make([]context.CancelFunc, len(parts))
	done := make([]chan error, len(parts))
	for n, p := range parts {
		var own context.Context
		own, cancels[n] = context.WithCancel(context.WithoutCancel(ctx))
		done[n] = make(chan error, 1)
		go func() {
			err := p.run(own)
			done[n] <- err
			first <- ended{p.name, err}
		}()
	}

	var errs []error
	select {
	case <-ctx.Done():
	case e := <-first:
		if e.err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", e.name, e.err))
		} else {
			errs = append(errs, fmt.Errorf("%s ended by itself", e.name))
		}
	}

	limit := time.NewTimer(stopLimit)
	defer limit.Stop()
	for n, part := range slices.Backward(parts) {
		cancels[n]()
		select {
		case err := <-done[n]:
			if err != nil && len(errs) == 0 && !errors.Is(err, context.Canceled) {
				errs = append(errs, fmt.Errorf("%s: %w", part.name, err))
			}
		case <-limit.C:
			return errors.Join(append(errs, fmt.Errorf("%s did not end within %v", part.name, stopLimit))...)
		}
	}
	return errors.Join(errs...)
}
