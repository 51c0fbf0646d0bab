package sandbox

import (
	"context"
	"slices"
)

// OpenHome opens the bot's Home tab as a person. The bot is told of it if it has
// subscribed to app_home_opened, and publishes there what it likes; it is not
// waited for. An error is a sentence.
func (w *Workspace) OpenHome(ctx context.Context, user string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	who, err := w.actor(user)
	switch {
	case err != nil:
		return err
	case !w.app.home:
		return sorry("%s has no Home tab: its manifest does not switch it on.", w.app.name)
	case !slices.Contains(w.app.events, "app_home_opened"):
		return nil // It stays as it was published.
	}
	at, _ := w.stamp()
	e := map[string]any{"type": "app_home_opened", "user": who.ID, "channel": w.direct(who.ID).ID, "tab": "home", "event_ts": at}
	if v := w.homes[who.ID]; v != nil {
		e["view"] = w.wireView(v, true)
	}
	w.emit(e)
	return nil
}

// Home is what a person sees on the bot's Home tab; nil if the bot has
// published nothing for them.
func (w *Workspace) Home(user string) *View {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, _ := w.person(user)
	if v := w.homes[p.ID]; v != nil {
		return new(w.shown(v))
	}
	return nil
}
