package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func last(t *testing.T, w *sandbox.Workspace, channel string) sandbox.Message {
	t.Helper()
	all := w.Messages(channel)
	if len(all) == 0 {
		t.Fatalf("there is no message in %s", channel)
	}
	return all[len(all)-1]
}

func TestCommandAcknowledgedIsAnsweredToTheTypistAlone(t *testing.T) {
	t.Parallel()
	var heard []string
	w := start(t, func(c *sandbox.Config) {
		c.OnTyped = func(user, channel, text string) { heard = append(heard, user+" "+text) }
	})
	s := newClient(t, w).connect()
	done := typing(t, w, "general", "/incident declare  sev1 <API> is slow @ben #general https://x.example/a?b=1&c=2.")

	e := s.next()
	if e.Type != "slash_commands" || !e.Accepts {
		t.Fatalf("got %+v, want a command that takes a payload", e)
	}
	general := w.Channels()[0].ID
	for key, want := range map[string]string{
		"command": "/incident", "channel_id": general, "channel_name": "general", "user_id": "U0ANA", "user_name": "ana",
		"text": "declare  sev1 &lt;API&gt; is slow <@U0BEN|ben> <#" + general + "|general> <https://x.example/a?b=1&amp;c=2>.",
	} {
		if got := at(e.Payload, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if n, _ := w.Pending(); n != 1 {
		t.Errorf("%d envelopes are pending, want 1", n)
	}
	s.ack(e.ID, map[string]any{"response_type": "ephemeral", "text": "INC-1 is open"})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n, _ := w.Pending(); n != 0 {
		t.Errorf("%d envelopes are pending after the acknowledgement", n)
	}
	m := last(t, w, "general")
	if m.EphemeralFor != "U0ANA" || m.Text != "INC-1 is open" || m.User != w.BotUser() {
		t.Errorf("the answer is %+v", m)
	}
	if len(heard) != 1 || !strings.HasPrefix(heard[0], "U0ANA /incident declare") {
		t.Errorf("OnTyped heard %q", heard)
	}
}

func TestCommandWithoutEscapingKeepsNamesAsTyped(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := newClient(t, w).connect()
	done := typing(t, w, "general", "/raw tell @ben a<b")
	e := s.next()
	if got := at(e.Payload, "text"); got != "tell @ben a&lt;b" {
		t.Errorf("text is %q", got)
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := len(w.Messages("general")); n != 0 {
		t.Errorf("%d messages after an empty acknowledgement", n)
	}
}

func TestCommandThatComesToNothingShowsSlacksError(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 20_500)
	tests := []struct {
		name, want string
		bot        func(*socket)
	}{
		{"nobody is connected", "dispatch_failed", nil},
		{"nobody acknowledges", "operation_timeout", func(s *socket) { s.next() }},
		{"another envelope is acknowledged", "operation_timeout", func(s *socket) { s.next(); s.ack("E0", nil) }},
		{"the payload is too long", "operation_timeout", func(s *socket) { s.ack(s.next().ID, map[string]any{"text": long}) }},
		{"the payload has bad blocks", "invalid_command_response", func(s *socket) {
			s.ack(s.next().ID, map[string]any{"text": "x", "blocks": []any{map[string]any{"type": "carousel"}}})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := start(t, func(c *sandbox.Config) { c.AckTimeout = 300 * time.Millisecond })
			c := newClient(t, w)
			if tt.bot != nil {
				s := c.connect()
				done := typing(t, w, "general", "/incident status")
				tt.bot(s)
				if err := <-done; err != nil {
					t.Fatal(err)
				}
			} else if err := <-typing(t, w, "general", "/incident status"); err != nil {
				t.Fatal(err)
			}
			m := last(t, w, "general")
			if !strings.Contains(m.Text, tt.want) || m.EphemeralFor != "U0ANA" || m.User != "USLACKBOT" {
				t.Errorf("the person sees %+v, want %s", m, tt.want)
			}
			if n, version := w.Pending(); n != 0 || version != 1 {
				t.Errorf("%d pending at version %d, want 0 at 1", n, version)
			}
		})
	}
}

func TestLineThatCannotBeTypedIsExplained(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	gone := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", gone, "text", "root").at("ts")
	tests := []struct{ name, user, channel, thread, text, want string }{
		{"an unknown command", "U0ANA", "general", "", "/nope", "not a valid command"},
		{"a command in a thread", "U0ANA", gone, ts, "/incident status", "not supported in threads"},
		{"an unknown channel", "U0ANA", "nowhere", "", "hi", "no channel"},
		{"an unknown person", "U0EVE", "general", "", "hi", "nobody"},
		{"the bot", w.BotUser(), "general", "", "hi", "nobody"},
		{"nothing", "U0ANA", "general", "", "  ", "nothing to send"},
		{"a thread that is not there", "U0ANA", "general", "1.000001", "hi", "thread"},
	}
	for _, tt := range tests {
		if err := w.Type(t.Context(), tt.user, tt.channel, tt.thread, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, version := w.Pending(); version != 0 {
		t.Errorf("%d envelopes were made of it", version)
	}
}

func TestResponseURLWorksFiveTimesAndThirtyMinutes(t *testing.T) {
	t.Parallel()
	story := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now = story.now })
	c := newClient(t, w)
	s := c.connect()
	urlOf := func() string {
		done := typing(t, w, "general", "/incident status")
		e := s.next()
		s.ack(e.ID, nil)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		return at(e.Payload, "response_url")
	}
	post := func(url, body string) response {
		r, err := c.send(url, "application/json", "", body)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := urlOf()
	for range 4 {
		// A command has no original, so nothing is replaced.
		if r := post(first, `{"text":"for you","replace_original":true}`); r.status != http.StatusOK {
			t.Fatalf("answered %d %v", r.status, r.body)
		}
	}
	if r := post(first, `{"text":"for all","response_type":"in_channel"}`); r.status != http.StatusOK {
		t.Fatalf("answered %d %v", r.status, r.body)
	}
	if r := post(first, `{"text":"once more"}`); r.status != http.StatusNotFound || r.code() != "used_url" {
		t.Errorf("the sixth use is answered %d %s", r.status, r.code())
	}
	all := w.Messages("general")
	if len(all) != 5 || all[3].EphemeralFor != "U0ANA" || all[4].EphemeralFor != "" {
		t.Errorf("the channel shows %+v", all)
	}
	second := urlOf()
	story.move(30*time.Minute + time.Second)
	if r := post(second, `{"text":"late"}`); r.code() != "expired_url" {
		t.Errorf("after half an hour: %s", r.code())
	}
}
