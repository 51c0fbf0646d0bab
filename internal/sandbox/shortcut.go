package sandbox

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Shortcut is something that the bot offers beside its commands, as its manifest
// names it.
type Shortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"` // "global", or "message" for one in a message's menu.
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"`
}

// Slack's limits for shortcuts: how many, and characters.
const (
	shortcutsLimit   = 10
	shortcutName     = 24
	shortcutWordsMax = 150
)

// checkShortcuts says what Slack would refuse in a manifest's shortcuts.
func checkShortcuts(all []Shortcut) error {
	if len(all) > shortcutsLimit {
		return fmt.Errorf("the app manifest has %d shortcuts, and Slack takes %d", len(all), shortcutsLimit)
	}
	seen := map[string]bool{}
	for _, s := range all {
		switch {
		case s.Type != "global" && s.Type != "message":
			return fmt.Errorf("the app manifest's shortcut %q must be of the type global or message", s.Name)
		case s.Name == "" || utf8.RuneCountInString(s.Name) > shortcutName:
			return fmt.Errorf("the app manifest's shortcut %q needs a name of at most %d characters", s.Name, shortcutName)
		case s.Description == "" || utf8.RuneCountInString(s.Description) > shortcutWordsMax:
			return fmt.Errorf("the app manifest's shortcut %q needs a description of at most %d characters", s.Name, shortcutWordsMax)
		case s.CallbackID == "" || utf8.RuneCountInString(s.CallbackID) > idLimit || seen[s.CallbackID]:
			return fmt.Errorf("the app manifest's shortcut %q needs a callback_id of its own", s.Name)
		}
		seen[s.CallbackID] = true
	}
	return nil
}

// Shortcuts are what the bot offers.
func (w *Workspace) Shortcuts() []Shortcut { return slices.Clone(list(w.app.shortcuts)) }

// offers reports whether there is a shortcut of that type.
func (a app) offers(kind, callbackID string) bool {
	return slices.ContainsFunc(a.shortcuts, func(s Shortcut) bool { return s.Type == kind && s.CallbackID == callbackID })
}

// UseShortcut uses a global shortcut as a person, from wherever they are: the
// bot is told neither a channel nor a response URL. It waits until the bot has
// acknowledged it. An error is a sentence.
func (w *Workspace) UseShortcut(ctx context.Context, user, callbackID string) error {
	return w.sendOff(ctx, func() (map[string]any, error) {
		who, err := w.actor(user)
		if err != nil {
			return nil, err
		}
		if !w.app.offers("global", callbackID) {
			return nil, sorry("There is no global shortcut %q.", callbackID)
		}
		at, _ := w.stamp()
		payload := w.interaction("shortcut", who)
		payload["callback_id"], payload["action_ts"] = callbackID, at
		payload["trigger_id"] = w.trigger(trigger{user: who.ID})
		return payload, nil
	})
}

// UseMessageShortcut uses a shortcut from the menu of a message, which the bot
// gets with its channel and a response URL, member or not. It waits until the
// bot has acknowledged it. An error is a sentence.
func (w *Workspace) UseMessageShortcut(ctx context.Context, user, channel, ts, callbackID string) error {
	return w.sendOff(ctx, func() (map[string]any, error) {
		who, r, err := w.acting(user, channel)
		if err != nil {
			return nil, err
		}
		p := r.visible(ts)
		switch {
		case !w.app.offers("message", callbackID):
			return nil, sorry("There is no message shortcut %q.", callbackID)
		case p == nil:
			return nil, sorry("This message is not there any more.")
		}
		at, _ := w.stamp()
		payload := w.interaction("message_action", who)
		payload["callback_id"], payload["action_ts"], payload["message_ts"] = callbackID, at, p.TS
		payload["trigger_id"] = w.trigger(trigger{user: who.ID, room: r})
		payload["response_url"] = w.responseURL(&hook{room: r, user: who.ID, thread: p.ThreadTS})
		payload["channel"] = map[string]any{"id": r.ID, "name": r.calledAs()}
		payload["message"] = w.wire(p)
		return payload, nil
	})
}

// sendOff sends what a person has done to the bot and waits until it is
// acknowledged. The payload is made under the lock.
func (w *Workspace) sendOff(ctx context.Context, compose func() (map[string]any, error)) error {
	var failed error
	w.mu.Lock()
	payload, err := compose()
	if err != nil {
		w.mu.Unlock()
		return err
	}
	e := w.dispatch(&envelope{
		kind: "interactive", payload: encode(payload),
		gaveUp: func(code string) { failed = dropped(w.app.name, code) },
	})
	w.mu.Unlock()
	if err := w.await(ctx, e); err != nil {
		return err
	}
	return failed // Written before the envelope was over.
}
