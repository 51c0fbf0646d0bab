package sandbox_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestFaultsDecideWhetherTheWorkIsDone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		fault  sandbox.Fault
		status int // 0 when the connection is cut.
		code   string
		done   bool
	}{
		{"500 before", sandbox.Fault{Kind: sandbox.FailBefore}, http.StatusInternalServerError, "", false},
		{"500 after", sandbox.Fault{Kind: sandbox.FailAfter}, http.StatusInternalServerError, "", true},
		{"cut after", sandbox.Fault{Kind: sandbox.CutAfter}, 0, "", true},
		{"429", sandbox.Fault{Kind: sandbox.RateLimited, RetryAfter: 1500 * time.Millisecond}, http.StatusTooManyRequests, "ratelimited", false},
		{"refused", sandbox.Fault{Kind: sandbox.Refused, Code: "token_revoked"}, http.StatusOK, "token_revoked", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := &journal{}
			w := start(t, func(c *sandbox.Config) {
				c.Journal = log
				c.Fault = func(method string, call int) sandbox.Fault {
					if method == "conversations.create" && call == 2 {
						return tt.fault
					}
					return sandbox.Fault{}
				}
			})
			c := newClient(t, w)
			c.must("conversations.create", "name", "first")
			r, err := c.try("conversations.create", "name", "second")
			if tt.status == 0 != (err != nil) || r.status != tt.status || tt.code != "" && r.code() != tt.code {
				t.Errorf("answered %d %s %v", r.status, r.code(), err)
			}
			if tt.status == http.StatusTooManyRequests && r.header.Get("Retry-After") != "2" {
				t.Errorf("Retry-After is %q, want whole seconds", r.header.Get("Retry-After"))
			}
			again := c.call("conversations.create", "name", "second").code()
			if tt.done != (again == "name_taken") {
				t.Errorf("a repeat is answered %s, but the work was done: %v", again, tt.done)
			}
			lines := log.lines(t)
			if len(lines) != 3 || lines[1]["fault"] == nil || (lines[1]["code"] == "ok") != tt.done {
				t.Errorf("the journal is %v", lines)
			}
		})
	}
}

func TestLatencyIsMachineTimeBeforeTheWork(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Latency = func(method string) time.Duration {
			if method == "conversations.create" {
				return 50 * time.Millisecond
			}
			return 0
		}
	})
	c := newClient(t, w)
	began := time.Now()
	c.must("conversations.create", "name", "inc-1")
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("the call took %v", took)
	}
}

func TestJournalHasEveryCallAndEnvelopeAndNoToken(t *testing.T) {
	t.Parallel()
	log := &journal{}
	w := start(t, func(c *sandbox.Config) { c.Journal = log })
	c := newClient(t, w)
	s := c.connect()
	done := typing(t, w, "general", "/incident declare my token is "+w.BotToken())
	e := s.next()
	s.ack(e.ID, map[string]any{"text": "open"})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.ack("E0", nil)
	eventually(t, "the acknowledgement of nothing is journaled", func() bool { return strings.Contains(log.String(), `"unknown":true`) })
	id := c.channel("inc-1")
	c.call("chat.postMessage", "channel", id, "text", w.AppToken(), "blocks", section("x"))
	if _, err := c.send("/api/auth.test", "application/x-www-form-urlencoded", "", "token=secret-of-another-kind"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.send(at(e.Payload, "response_url"), "application/json", "", `{"text":"later"}`); err != nil {
		t.Fatal(err)
	}
	var got []string
	for n, l := range log.lines(t) {
		if l["n"] != float64(n+1) || at(l, "at") != "2018-01-16T15:04:00Z" || at(l, "machine") == "" {
			t.Errorf("line %d is %v", n+1, l)
		}
		name := at(l, "method") + at(l, "type")
		if l["unknown"] == true {
			name = "unknown"
		}
		got = append(got, strings.TrimSpace(at(l, "kind")+" "+name+" "+at(l, "code")))
	}
	want := []string{
		"call apps.connections.open ok", "envelope slash_commands", "ack", "ack unknown", "call conversations.create ok",
		"call conversations.invite ok", "call chat.postMessage ok", "call auth.test invalid_auth", "call response_url ok",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the journal is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, secret := range []string{w.BotToken(), w.AppToken(), "secret-of-another-kind"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the journal shows %s", secret)
		}
	}
	if !strings.Contains(log.String(), "xoxb-***") || !strings.Contains(log.String(), "xapp-***") {
		t.Error("the journal does not show that there were tokens")
	}
}

func TestJournalThatCannotBeWrittenEndsTheWorkspace(t *testing.T) {
	t.Parallel()
	w, err := sandbox.New(sandbox.Config{
		Manifest: manifest(scopes, ""), People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}, Journal: brokenWriter{},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	go func() { ended <- w.Run(ctx) }()
	_, _ = newClient(t, w).try("auth.test")
	if err := <-ended; !errors.Is(err, errDisk) {
		t.Errorf("Run returned %v, want the writer's error", err)
	}
}
