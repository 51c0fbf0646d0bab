package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

const buttons = `[{"type":"actions","block_id":"row","elements":[
	{"type":"button","action_id":"take#0","value":"pool","style":"primary","text":{"type":"plain_text","text":"I'm on it"}},
	{"type":"static_select","action_id":"sev","options":[{"text":{"type":"plain_text","text":"SEV1"},"value":"1"},{"text":{"type":"plain_text","text":"SEV2"},"value":"2"}]}]}]`

func clicking(t *testing.T, w *sandbox.Workspace, channel, ts, action, value string) <-chan error {
	done := make(chan error, 1)
	go func() { done <- w.Click(t.Context(), "U0ANA", channel, ts, action, value) }()
	return done
}

func TestClickReachesTheBotWithAllAboutIt(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", id, "text", "board", "blocks", buttons).at("ts")
	done := clicking(t, w, id, ts, "take#0", "pool")
	e := s.next()
	if e.Type != "interactive" {
		t.Fatalf("got %+v", e)
	}
	for path, want := range map[string]string{
		"type": "block_actions", "user.id": "U0ANA", "channel.id": id, "container.message_ts": ts, "container.is_ephemeral": "false",
		"message.ts": ts, "message.text": "board", "state.values.row.sev.selected_option": "", "actions.0.action_id": "take#0", "actions.0.block_id": "row",
		"actions.0.value": "pool", "actions.0.text.text": "I'm on it", "actions.0.type": "button", "actions.0.style": "primary",
	} {
		if got := at(e.Payload, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if at(e.Payload, "trigger_id") == "" {
		t.Error("there is no trigger_id")
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}

	// Its response URL replaces the message it was pressed on, then takes it away.
	url := at(e.Payload, "response_url")
	if r, err := c.send(url, "application/json", "", `{"replace_original":"true","text":"taken by Ana"}`); err != nil || r.status != 200 {
		t.Fatalf("%v %v", r, err)
	}
	if m := last(t, w, id); m.TS != ts || m.Text != "taken by Ana" || m.Blocks != nil {
		t.Errorf("the message is %+v", m)
	}
	if r, err := c.send(url, "application/json", "", `{"delete_original":true}`); err != nil || r.status != 200 {
		t.Fatalf("%v %v", r, err)
	}
	if m := last(t, w, id); m.TS == ts {
		t.Error("the message is still there")
	}

	ts = c.must("chat.postMessage", "channel", id, "text", "board", "blocks", buttons).at("ts")
	done = clicking(t, w, id, ts, "sev", "2")
	e = s.next()
	if got := at(e.Payload, "actions.0.selected_option.text.text"); got != "SEV2" {
		t.Errorf("the option is %q", got)
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	// What was chosen goes with the next press, as a form does.
	done = clicking(t, w, id, ts, "take#0", "pool")
	e = s.next()
	if got := at(e.Payload, "state.values.row.sev.selected_option.value"); got != "2" {
		t.Errorf("with the next press goes %q", got)
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestEphemeralMessageIsPressedByItsPersonOnly(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	done := typing(t, w, "general", "/incident help")
	e := s.next()
	s.ack(e.ID, map[string]any{"text": "help", "blocks": []any{map[string]any{"type": "actions", "elements": []any{
		map[string]any{"type": "button", "action_id": "go", "value": "x", "text": map[string]any{"type": "plain_text", "text": "Go"}},
	}}}})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	m := last(t, w, "general")
	if err := w.Click(t.Context(), "U0BEN", "general", m.TS, "go", "x"); err == nil || !strings.Contains(err.Error(), "not there") {
		t.Errorf("Ben presses what only Ana sees: %v", err)
	}
	done = clicking(t, w, "general", m.TS, "go", "x")
	e = s.next()
	if at(e.Payload, "container.is_ephemeral") != "true" || at(e.Payload, "message") != "" {
		t.Errorf("the click is %v", e.Payload)
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r, err := c.send(at(e.Payload, "response_url"), "application/json", "", `{"replace_original":true,"text":"done"}`); err != nil || r.status != 200 {
		t.Fatalf("%v %v", r, err)
	}
	if got := last(t, w, "general"); got.TS != m.TS || got.Text != "done" || got.EphemeralFor != "U0ANA" {
		t.Errorf("the replaced message is %+v", got)
	}
}

func TestClickThatComesToNothingSaysWhy(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.AckTimeout = 200 * time.Millisecond })
	c := newClient(t, w)
	id := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", id, "text", "board", "blocks", buttons).at("ts")
	click := func(ts, action, value string) string {
		if err := w.Click(t.Context(), "U0ANA", id, ts, action, value); err != nil {
			return err.Error()
		}
		return ""
	}
	for _, tt := range []struct{ got, want string }{
		{click(ts, "take#0", "pool"), "dispatch_failed"},
		{click(ts, "take#0", "other"), "no control"},
		{click(ts, "take#9", "pool"), "no control"},
		{click("1.000001", "take#0", "pool"), "not there"},
	} {
		if !strings.Contains(tt.got, tt.want) {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	c.connect()
	if got := click(ts, "take#0", "pool"); !strings.Contains(got, "operation_timeout") {
		t.Errorf("without an acknowledgement: %q", got)
	}
	if n, version := w.Pending(); n != 0 || version != 2 {
		t.Errorf("%d pending at version %d, want 0 at 2", n, version)
	}
}
