package slack

import "context"

// Run takes in what people type and press until ctx ends, and acknowledges it.
// It returns an error that says what to do when the tokens are not good, and
// nil when it was asked to end.
func (a *Adapter) Run(ctx context.Context) error {
	defer a.http.CloseIdleConnections()
	defer a.ended.Store(true)
	a.ended.Store(false)
	a.intake.open()
	if err := a.preflight(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	if a.cfg.Listen != "" {
		return a.front(ctx)
	}
	return a.sockets(ctx)
}
