package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestPageShowsFillsAndClosesForms(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	updates := w.Subscribe(t.Context())
	view := opened(t, c, s, modal(titleField+","+moreButton))
	for u := range updates {
		if u.Type != "views" {
			continue
		}
		b, err := json.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		if v := jsonOf(string(b)); at(v, "user") != "U0ANA" || at(v, "views.0.id") != view || at(v, "views.0.fields.0.label") != "What is wrong?" {
			t.Errorf("the page is told %s", b)
		}
		break
	}
	send := func(path, body string) response {
		r, err := c.send(path, "application/json", "", body)
		if err != nil {
			t.Error(err)
		}
		return r
	}
	if r := send("/page/view/submit", `{"user":"U0ANA","view_id":"`+view+`"}`); r.at("errors.title") == "" {
		t.Errorf("an empty form is answered %v", r.body)
	}
	_, _, body := get(t, w, "/page/state", nil)
	state := jsonOf(body)
	for path, want := range map[string]string{
		"views.U0ANA.0.errors.title": "Please complete this required field.", "views.U0ANA.0.fields.0.error": "Please complete this required field.",
		"views.U0ANA.0.title": "Declare", "views.U0ANA.0.submit": "Open", "views.U0ANA.0.fields.0.value": "[]", "views.U0ANA.0.blocks.0.type": "input",
		"views.U0ANA.0.busy": "false", "views.U0ANA.0.trouble": "", "home_tab": "false", "homes": "map[]",
	} {
		if got := at(state, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	answered := make(chan response, 1)
	go func() {
		answered <- send("/page/view/click", `{"user":"U0ANA","view_id":"`+view+`","block_id":"row","action_id":"more","value":"x","values":{"title":{"t":["API"]}}}`)
	}()
	e := s.next()
	s.ack(e.ID, nil)
	if r := <-answered; r.code() != "ok" || at(e.Payload, "view.state.values.title.t.value") != "API" {
		t.Errorf("the click is %v, answered %v", e.Payload, r.body)
	}
	if r := send("/page/view/close", `{"user":"U0ANA","view_id":"`+view+`","all":true}`); r.code() != "ok" || len(w.Views("U0ANA")) != 0 {
		t.Errorf("closing is answered %v", r.body)
	}
}

func TestPageUsesShortcutsAndOpensTheHomeTab(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = fullManifest(twoShortcuts) })
	c := newClient(t, w)
	s := c.connect()
	if err := w.Type(t.Context(), "U0BEN", "general", "", "look"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/page/shortcut declare": "shortcut", "/page/shortcut note": "message_action", "/page/home ": "event_callback",
	} {
		path, callback, _ := strings.Cut(path, " ")
		ts := ""
		if callback == "note" {
			ts = last(t, w, "general").TS
		}
		answered := make(chan response, 1)
		go func() {
			r, _ := c.send(path, "application/json", "", `{"user":"U0ANA","channel":"general","ts":"`+ts+`","callback_id":"`+callback+`"}`)
			answered <- r
		}()
		e := s.next()
		s.ack(e.ID, nil)
		if r := <-answered; r.code() != "ok" || at(e.Payload, "type") != want {
			t.Errorf("%s %s: %v, the bot got %v", path, callback, r.body, e.Payload)
		}
	}
	c.must("views.publish", "user_id", "U0ANA", "view", `{"type":"home","blocks":[`+moreButton+`]}`)
	_, _, body := get(t, w, "/page/state", nil)
	state := jsonOf(body)
	for path, want := range map[string]string{
		"home_tab": "true", "homes.U0ANA.type": "home", "homes.U0ANA.blocks.0.type": "actions", "shortcuts.0.callback_id": "declare",
		"shortcuts.1.type": "message", "shortcuts.1.name": "Add to timeline", "shortcuts.0.description": "Opens a form",
	} {
		if got := at(state, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}
