package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// fullManifest has shortcuts, a Home tab and all events.
func fullManifest(shortcuts string) []byte {
	return fmt.Appendf(nil, `{
		"display_information":{"name":"Sitrep"},
		"features":{"app_home":{"home_tab_enabled":true},"bot_user":{"display_name":"sitrep"},"slash_commands":[{"command":"/incident"}],"shortcuts":[%s]},
		"oauth_config":{"scopes":{"bot":[%s]}},
		"settings":{"event_subscriptions":{"bot_events":[%s,"app_home_opened"]},"socket_mode_enabled":true}}`, shortcuts, scopes, allEvents)
}

const twoShortcuts = `{"name":"Declare an incident","type":"global","callback_id":"declare","description":"Opens a form"},
	{"name":"Add to timeline","type":"message","callback_id":"note","description":"Notes this message"}`

func TestGlobalShortcutCarriesNoChannel(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = fullManifest(twoShortcuts) })
	c := newClient(t, w)
	s := c.connect()
	if all := w.Shortcuts(); len(all) != 2 || all[0].CallbackID != "declare" || all[1].Type != "message" {
		t.Errorf("the shortcuts are %+v", all)
	}
	done := doing(func() error { return w.UseShortcut(t.Context(), "U0ANA", "declare") })
	e := s.next()
	for path, want := range map[string]string{
		"type": "shortcut", "callback_id": "declare", "user.id": "U0ANA", "channel": "", "response_url": "", "message": "",
	} {
		if got := at(e.Payload, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	c.must("views.open", "trigger_id", at(e.Payload, "trigger_id"), "view", modal(titleField))
	s.ack(e.ID, nil)
	if err := <-done; err != nil || len(w.Views("U0ANA")) != 1 {
		t.Errorf("%d modals are open: %v", len(w.Views("U0ANA")), err)
	}
	if err := w.UseShortcut(t.Context(), "U0ANA", "note"); err == nil || !strings.Contains(err.Error(), "no global shortcut") {
		t.Errorf("a message shortcut without a message: %v", err)
	}
}

func TestMessageShortcutCarriesTheMessageAndAWayToAnswer(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest, c.AckTimeout = fullManifest(twoShortcuts), 300*time.Millisecond
	})
	c := newClient(t, w)
	s := c.connect()
	if err := w.Type(t.Context(), "U0BEN", "general", "", "the pool looks empty"); err != nil {
		t.Fatal(err)
	}
	m := last(t, w, "general")
	use := func(channel, ts, id string) <-chan error {
		return doing(func() error { return w.UseMessageShortcut(t.Context(), "U0ANA", channel, ts, id) })
	}
	done := use("general", m.TS, "note")
	e := s.next()
	for path, want := range map[string]string{
		"type": "message_action", "callback_id": "note", "user.id": "U0ANA", "channel.name": "general", "message.text": "the pool looks empty",
		"message.user": "U0BEN", "message.ts": m.TS, "message_ts": m.TS,
	} {
		if got := at(e.Payload, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	// The bot is no member, and yet it answers.
	if r, err := c.send(at(e.Payload, "response_url"), "application/json", "", `{"text":"noted"}`); err != nil || r.status != 200 {
		t.Fatalf("%v %v", r, err)
	}
	if got := last(t, w, "general"); got.Text != "noted" || got.EphemeralFor != "U0ANA" {
		t.Errorf("Ana sees %+v", got)
	}
	for _, tt := range []struct{ ts, id, want string }{
		{m.TS, "declare", "no message shortcut"},
		{"1.000001", "note", "not there"},
		{last(t, w, "general").TS, "note", "not there"},
		{m.TS, "note", "operation_timeout"},
	} {
		if err := <-use("general", tt.ts, tt.id); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s on %s: %v, want %s", tt.id, tt.ts, err, tt.want)
		}
	}
}

func TestShortcutsThatSlackWouldNotTakeAreNamed(t *testing.T) {
	t.Parallel()
	one := `{"name":"n","type":"global","callback_id":"c%d","description":"d"}`
	var eleven []string
	for n := range 11 {
		eleven = append(eleven, fmt.Sprintf(one, n))
	}
	for shortcuts, want := range map[string]string{
		strings.Join(eleven, ","):                            "11 shortcuts",
		eleven[0] + "," + eleven[0]:                          "callback_id of its own",
		strings.Replace(eleven[0], `"n"`, `"`+x(25)+`"`, 1):  "24 characters",
		strings.Replace(eleven[0], `"d"`, `"`+x(151)+`"`, 1): "150 characters",
		strings.Replace(eleven[0], `global`, `user`, 1):      "global or message",
	} {
		_, err := sandbox.New(sandbox.Config{Manifest: fullManifest(shortcuts), People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", shortcuts, err, want)
		}
	}
}

func TestHomeTabShowsWhatTheBotPublishes(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = fullManifest(twoShortcuts) })
	c := newClient(t, w)
	s := c.connect()
	if err := w.OpenHome(t.Context(), "U0ANA"); err != nil {
		t.Fatal(err)
	}
	e := s.next()
	s.ack(e.ID, nil)
	channel := at(e.Payload, "event.channel")
	if at(e.Payload, "event.type") != "app_home_opened" || at(e.Payload, "event.user") != "U0ANA" || at(e.Payload, "event.tab") != "home" || channel == "" {
		t.Errorf("the bot hears %v", e.Payload)
	}
	home := `{"type":"home","private_metadata":"p","blocks":[` + moreButton + `]}`
	r := c.must("views.publish", "user_id", "U0ANA", "view", home)
	updates := w.Subscribe(t.Context())
	if got := c.call("views.publish", "user_id", "U0ANA", "view", home, "hash", "1.x").code(); got != "hash_conflict" {
		t.Errorf("an old hash: %s", got)
	}
	again := c.must("views.publish", "user_id", "U0ANA", "view", home, "hash", r.at("view.hash"))
	if again.at("view.id") != r.at("view.id") || again.at("view.hash") == r.at("view.hash") {
		t.Errorf("published again: %v", again.body)
	}
	if u := <-updates; u.Type != "home" || u.User != "U0ANA" || u.Home.ID != r.at("view.id") {
		t.Errorf("the page is told %+v", u)
	}
	if v := w.Home("U0ANA"); v == nil || len(v.Buttons()) != 1 || w.Home("U0BEN") != nil {
		t.Errorf("Ana sees %+v", v)
	}

	done := doing(func() error { return w.ClickView(t.Context(), "U0ANA", r.at("view.id"), "more", "x", nil) })
	e = s.next()
	s.ack(e.ID, nil)
	if err := <-done; err != nil || at(e.Payload, "view.type") != "home" || at(e.Payload, "view.private_metadata") != "p" {
		t.Errorf("the click is %v: %v", e.Payload, err)
	}
	c.must("views.open", "trigger_id", at(e.Payload, "trigger_id"), "view", modal(titleField))

	if err := w.OpenHome(t.Context(), "U0ANA"); err != nil {
		t.Fatal(err)
	}
	e = s.next()
	s.ack(e.ID, nil)
	if at(e.Payload, "event.view.id") != r.at("view.id") || at(e.Payload, "event.channel") != channel {
		t.Errorf("the second time the bot hears %v", e.Payload)
	}
	for _, tt := range []struct{ user, view, want string }{
		{"U0EVE", home, "invalid_arguments"}, {"U0ANA", modal(titleField), "invalid_arguments"}, {"U0BEN", home, "ok"},
	} {
		if got := c.call("views.publish", "user_id", tt.user, "view", tt.view).code(); got != tt.want {
			t.Errorf("for %s: %s, want %s", tt.user, got, tt.want)
		}
	}
	// Without the tab there is nothing to open and nowhere to publish.
	w = start(t, nil)
	if err := w.OpenHome(t.Context(), "U0ANA"); err == nil || !strings.Contains(err.Error(), "no Home tab") {
		t.Errorf("a tab that is not there: %v", err)
	}
	if got := newClient(t, w).call("views.publish", "user_id", "U0ANA", "view", home).code(); got != "not_enabled" {
		t.Errorf("publishing there: %s", got)
	}
}
