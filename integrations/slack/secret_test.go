package slack

import (
	"encoding/json"
	"strings"
	"testing"
)

const leaked = "ghp_" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"

func TestASecretInAMarkedMessageIsMaskedAndItsAuthorTold(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	long := strings.Repeat("and so on ", longestLine/10-1)
	m.write(map[string]any{"ts": "1516114921.000100", "user": "U0DAN", "text": long + leaked})
	m.react("U0BEN", "pushpin", "1516114921.000100")
	if e := m.one(); strings.Contains(e.Text, leaked[:8]) || !strings.HasPrefix(e.Text, "and so on") || !e.Data.Message.Shortened {
		t.Errorf("the line is %q", e.Text)
	}
	told := map[string]string{}
	m.mu.Lock()
	for _, c := range m.calls {
		if c.Method == "chat.postEphemeral" {
			told[c.Form.Get("user")] = c.Form.Get("text")
		}
	}
	m.mu.Unlock()
	const masked = "I masked what looks like a GitHub token before keeping it. "
	if told["U0DAN"] != masked+"Your message in Slack still shows it: delete it and revoke the token." {
		t.Errorf("the author reads %q", told["U0DAN"])
	}
	if told["U0BEN"] != masked+"The message that you marked still shows it: have it deleted, and revoke the token." {
		t.Errorf("who marked it reads %q", told["U0BEN"])
	}
	m.nowhere(leaked)
}

// nowhere fails where a text is in what was sent to Slack, stored or logged.
func (r *rig) nowhere(text string) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.calls {
		for name, values := range c.Form {
			if strings.Contains(strings.Join(values, " "), text) {
				r.t.Errorf("%s says it in %s: %v", c.Method, name, values)
			}
		}
	}
	if strings.Contains(r.logs.String(), text) {
		r.t.Errorf("it is in the log:\n%s", r.logs)
	}
	events, err := r.store.Events(r.t.Context(), 1)
	if err != nil {
		r.t.Fatal(err)
	}
	stored, err := json.Marshal(events)
	if err != nil || strings.Contains(string(stored), text) {
		r.t.Errorf("it is stored: %s, %v", stored, err)
	}
}
