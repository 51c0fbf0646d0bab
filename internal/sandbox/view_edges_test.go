package sandbox_test

import (
	"errors"
	"testing"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestAnswerToAFormThatWasClosedMeanwhileOpensNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	view := opened(t, c, s, modal(titleField))
	done := doing(func() error { return w.Submit(t.Context(), "U0ANA", view, sandbox.Values{"title": {"t": {"x"}}}) })
	e := s.next()
	if err := w.Submit(t.Context(), "U0ANA", view, nil); err == nil {
		t.Error("a form was sent a second time while it was being sent")
	}
	if err := w.CloseView(t.Context(), "U0ANA", view, false); err != nil {
		t.Fatal(err)
	}
	s.ack(e.ID, map[string]any{"response_action": "push", "view": jsonOf(modal(titleField))})
	if err := <-done; err != nil || len(w.Views("U0ANA")) != 0 {
		t.Errorf("%d modals are open: %v", len(w.Views("U0ANA")), err)
	}
}

func TestOnlyConversationsThatOneSeesCanBeChosen(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = manifest(scopes+`,"groups:write"`, "") })
	c := newClient(t, w)
	s := c.connect()
	secret := c.must("conversations.create", "name", "inc-7", "is_private", "true").at("channel.id")
	view := opened(t, c, s, modal(everyField))
	var fields sandbox.FieldErrors
	if err := w.Submit(t.Context(), "U0ANA", view, sandbox.Values{"b6": {"a": {secret}}}); !errors.As(err, &fields) || fields["b6"] == "" {
		t.Errorf("a channel from outside was chosen: %v", err)
	}
}

func TestShortcutInAThreadIsAnsweredThere(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = fullManifest(twoShortcuts) })
	c := newClient(t, w)
	s := c.connect()
	if err := w.Type(t.Context(), "U0BEN", "general", "", "look"); err != nil {
		t.Fatal(err)
	}
	root := last(t, w, "general").TS
	if err := w.Type(t.Context(), "U0BEN", "general", root, "and here"); err != nil {
		t.Fatal(err)
	}
	ts := last(t, w, "general").TS
	done := doing(func() error { return w.UseMessageShortcut(t.Context(), "U0ANA", "general", ts, "note") })
	e := s.next()
	s.ack(e.ID, nil)
	if err := <-done; err != nil || at(e.Payload, "message.thread_ts") != root {
		t.Errorf("the bot got %v: %v", e.Payload, err)
	}
	if r, err := c.send(at(e.Payload, "response_url"), "application/json", "", `{"text":"noted"}`); err != nil || r.status != 200 {
		t.Fatalf("%v %v", r, err)
	}
	if m := last(t, w, "general"); m.ThreadTS != root {
		t.Errorf("it is answered with %+v", m)
	}
}
