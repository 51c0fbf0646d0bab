package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestWorkspaceRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	ana := []sandbox.Person{{ID: "U0ANA", Name: "ana"}}
	good := manifest(scopes, "")
	tests := []struct {
		name, want string
		cfg        sandbox.Config
	}{
		{"no manifest", "not JSON", sandbox.Config{People: ana}},
		{"neither Socket Mode nor an address for commands", "no way in", sandbox.Config{People: ana, Manifest: []byte(`{"features":{"bot_user":{"display_name":"x"},"slash_commands":[{"command":"/x"}]}}`)}},
		{"neither Socket Mode nor an address for events", "no way in", sandbox.Config{People: ana, Manifest: []byte(`{"features":{"bot_user":{"display_name":"x"}},"settings":{"event_subscriptions":{"bot_events":["app_mention"]}}}`)}},
		{"commands without their scope", "scope commands", sandbox.Config{People: ana, Manifest: manifest(`"chat:write"`, "")}},
		{"nobody", "at least one person", sandbox.Config{Manifest: good}},
		{"one id twice", "of their own", sandbox.Config{Manifest: good, People: append(ana, ana...)}},
		{"the bot's name", "of their own", sandbox.Config{Manifest: good, People: []sandbox.Person{{ID: "U1", Name: "sitrep"}}}},
		{"an id of another shape", "no id of a person", sandbox.Config{Manifest: good, People: []sandbox.Person{{ID: "ana", Name: "ana"}}}},
		{"a zone that is none", "time zone", sandbox.Config{Manifest: good, People: []sandbox.Person{{ID: "U1", Name: "a", TZ: "Mars/Base"}}}},
		{"a channel's name", "invalid_name_specials", sandbox.Config{Manifest: good, People: ana, Channels: []string{"General"}}},
		{"somebody else to act as", "to act as", sandbox.Config{Manifest: good, People: ana, Me: "U0BEN"}},
		{"tokens in each other's place", "must begin", sandbox.Config{Manifest: good, People: ana, BotToken: "xapp-1", AppToken: "xoxb-1"}},
	}
	for _, tt := range tests {
		if _, err := sandbox.New(tt.cfg); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestWorkspaceListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"0.0.0.0:0": "this machine only", "192.0.2.1:0": "this machine only", "example.com:80": "this machine only", "nonsense": "cannot listen",
		"127.0.0.1:0": "", "localhost:0": "", ":0": "", "[::1]:0": "",
	} {
		w, err := sandbox.New(sandbox.Config{Manifest: manifest(scopes, ""), People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Listen(addr)
		if want == "" && err != nil && addr != "[::1]:0" || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("Listen(%q): %v, want %q", addr, err, want)
		}
		if err == nil {
			if !strings.HasPrefix(w.URL(), "http://127.0.0.1:") && !strings.HasPrefix(w.URL(), "http://[::1]:") {
				t.Errorf("Listen(%q) serves at %s", addr, w.URL())
			}
			ctx, stop := context.WithCancel(t.Context())
			stop()
			if err := w.Run(ctx); err != nil {
				t.Errorf("Run: %v", err)
			}
		}
	}
}

func TestTokensAreTheOwnersOrMadeUp(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.BotToken, c.AppToken = "xoxb-mine", "xapp-mine" })
	if w.BotToken() != "xoxb-mine" || w.AppToken() != "xapp-mine" {
		t.Errorf("the tokens are %s and %s", w.BotToken(), w.AppToken())
	}
	a, b := start(t, nil), start(t, nil)
	if a.BotToken() == b.BotToken() || a.BotUser() == b.BotUser() {
		t.Error("two workspaces share what should be their own")
	}
}

func TestEndReleasesWhoeverWaits(t *testing.T) {
	t.Parallel()
	w, err := sandbox.New(sandbox.Config{
		Manifest: manifest(scopes, ""), People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}, Channels: []string{"general"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	c := newClient(t, w)
	s := c.connect()
	updates := w.Subscribe(t.Context())
	done := typing(t, w, "general", "/incident status")
	s.next()
	stop()
	if err := <-done; !errors.Is(err, sandbox.ErrClosed) {
		t.Errorf("Type returned %v, want ErrClosed", err)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run returned %v", err)
	}
	if _, ok := <-updates; ok {
		t.Error("the feed goes on")
	}
	if n, _ := w.Pending(); n != 0 {
		t.Errorf("%d envelopes are pending after the end", n)
	}
	if err := <-typing(t, w, "general", "/incident status"); !errors.Is(err, sandbox.ErrClosed) {
		t.Errorf("typing after the end: %v", err)
	}
}

func TestSlowSubscriberIsLetGo(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	updates := w.Subscribe(t.Context())
	for n := range 600 {
		if err := w.Type(t.Context(), "U0ANA", "general", "", fmt.Sprint("line ", n)); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for range updates {
		n++
	}
	if n == 0 || n >= 600 {
		t.Errorf("%d updates came before the feed was closed", n)
	}
}

func TestEverythingAtOnceComesToRest(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = manifest(scopes, allEvents)
		c.Journal = &journal{}
		c.RedeliverAfter = []time.Duration{0, 10 * time.Millisecond, 10 * time.Millisecond}
	})
	c := newClient(t, w)
	ctx, stop := context.WithCancel(t.Context())
	var bots, people sync.WaitGroup
	for range 3 {
		s := c.connect()
		bots.Go(func() {
			for {
				e, err := s.read(10 * time.Second)
				if err != nil {
					return
				}
				if s.ws.WriteJSON(map[string]any{"envelope_id": e.ID, "payload": map[string]any{"text": "ok"}}) != nil {
					return
				}
			}
		})
	}
	id := c.channel("inc-1")
	for n := range 4 {
		people.Go(func() {
			for i := range 10 {
				if err := w.Type(ctx, "U0ANA", "general", "", fmt.Sprintf("/incident note %d.%d", n, i)); err != nil {
					t.Error(err)
				}
			}
		})
		people.Go(func() {
			for i := range 10 {
				if err := w.Type(ctx, "U0BEN", id, "", fmt.Sprintf("line %d.%d", n, i)); err != nil {
					t.Error(err)
				}
				w.Messages(id)
				w.Channels()
			}
		})
		people.Go(func() {
			for i := range 10 {
				if r, err := c.try("chat.postMessage", "channel", id, "text", fmt.Sprintf("post %d.%d", n, i)); err != nil || r.code() != "ok" {
					t.Errorf("%v %v", r.body, err)
				}
				w.SetStory(sandbox.Story{Title: fmt.Sprint(i)})
			}
		})
	}
	people.Wait()
	rest(t, w)
	w.Disconnect("")
	bots.Wait()
	stop()
	answers := 0
	for _, m := range w.Messages("general") {
		if m.EphemeralFor == "U0ANA" && m.Text == "ok" {
			answers++
		}
	}
	if answers != 40 {
		t.Errorf("40 commands were answered %d times", answers)
	}
	seen := map[string]bool{}
	for _, m := range w.Messages(id) {
		if seen[m.TS] {
			t.Errorf("%s is the id of two messages", m.TS)
		}
		seen[m.TS] = true
	}
}
