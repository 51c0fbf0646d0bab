package sandbox_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// httpManifest is an app without Socket Mode.
const httpManifest = `{
	"display_information":{"name":"Sitrep"},
	"features":{"bot_user":{"display_name":"sitrep"},"slash_commands":[{"command":"/incident","url":"https://sitrep.example/slack"}],
		"shortcuts":[{"name":"Declare","type":"global","callback_id":"declare","description":"Opens a form"}]},
	"oauth_config":{"scopes":{"bot":["commands","chat:write","channels:manage","channels:read","channels:history"]}},
	"settings":{"event_subscriptions":{"request_url":"https://sitrep.example/slack","bot_events":["message.channels"]},
		"interactivity":{"is_enabled":true,"request_url":"https://sitrep.example/slack"}}}`

// received is a request that the bot got: its fields, or its JSON.
type received struct {
	header  http.Header
	form    url.Values
	payload any
}

// httpBot is a bot that takes requests. It answers the challenge itself, and all
// else by what do says.
type httpBot struct {
	url string
	got chan received
}

func newHTTPBot(t *testing.T, w *sandbox.Workspace, do func(http.ResponseWriter, received)) *httpBot {
	b := &httpBot{got: make(chan received, 16)}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		sent := r.Header.Get("X-Slack-Request-Timestamp")
		mac := hmac.New(sha256.New, []byte(w.SigningSecret()))
		_, _ = mac.Write([]byte("v0:" + sent + ":" + string(body)))
		if got := r.Header.Get("X-Slack-Signature"); got != "v0="+hex.EncodeToString(mac.Sum(nil)) {
			t.Errorf("the signature is %q", got)
		}
		if n, err := strconv.ParseInt(sent, 10, 64); err != nil || time.Since(time.Unix(n, 0)).Abs() > time.Minute {
			t.Errorf("the time in the signature is %q", sent)
		}
		g := received{header: r.Header}
		text := string(body)
		if r.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
			if g.form, err = url.ParseQuery(text); err != nil {
				t.Error(err)
			}
			text = g.form.Get("payload")
		}
		if text != "" {
			if err := json.Unmarshal([]byte(text), &g.payload); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if challengeOf(g.payload) != "" {
			_, _ = io.WriteString(rw, challengeOf(g.payload))
			return
		}
		do(rw, g)
		b.got <- g
	}))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func challengeOf(payload any) string {
	if at(payload, "type") != "url_verification" {
		return ""
	}
	return at(payload, "challenge")
}

// overHTTP is a workspace with a bot that takes requests.
func overHTTP(t *testing.T, change func(*sandbox.Config), do func(http.ResponseWriter, received)) (*sandbox.Workspace, *httpBot) {
	t.Helper()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest, c.AckTimeout = []byte(httpManifest), 500*time.Millisecond
		if change != nil {
			change(c)
		}
	})
	b := newHTTPBot(t, w, do)
	if err := w.SetRequestURL(t.Context(), b.url); err != nil {
		t.Fatal(err)
	}
	return w, b
}

func TestCommandOverHTTPIsAnsweredByItsBody(t *testing.T) {
	t.Parallel()
	status, body := 200, ""
	w, b := overHTTP(t, nil, func(rw http.ResponseWriter, _ received) {
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, body)
	})
	for _, tt := range []struct {
		name      string
		status    int
		body, see string
	}{
		{"JSON", 200, `{"text":"INC-1 is open"}`, "INC-1 is open"},
		{"plain text", 200, "INC-2 is open", "INC-2 is open"},
		{"an error of the bot's", 500, "oh", `/incident failed with the error "http_service_error"`},
		{"a refusal", 401, "", `/incident failed with the error "http_client_error"`},
	} {
		status, body = tt.status, tt.body
		if err := w.Type(t.Context(), "U0ANA", "general", "", "/incident declare a & b"); err != nil {
			t.Fatal(err)
		}
		g := <-b.got
		if g.form.Get("command") != "/incident" || g.form.Get("text") != "declare a &amp; b" || g.form.Get("user_id") != "U0ANA" || g.form.Get("trigger_id") == "" {
			t.Errorf("%s: the bot got %v", tt.name, g.form)
		}
		if m := last(t, w, "general"); m.Text != tt.see || m.EphemeralFor != "U0ANA" {
			t.Errorf("%s: Ana sees %+v", tt.name, m)
		}
	}
	status, body = 200, ""
	n := len(w.Messages("general"))
	if err := w.Type(t.Context(), "U0ANA", "general", "", "/incident help"); err != nil || len(w.Messages("general")) != n {
		t.Errorf("an empty answer shows something: %v", err)
	}
}

func TestInteractivityOverHTTPIsAFormWithAPayload(t *testing.T) {
	t.Parallel()
	var c *client
	w, b := overHTTP(t, nil, func(rw http.ResponseWriter, g received) {
		switch at(g.payload, "type") {
		case "shortcut":
			c.must("views.open", "trigger_id", at(g.payload, "trigger_id"), "view", modal(titleField))
		case "view_submission":
			rw.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(rw, `{"response_action":"errors","errors":{"title":"Too short."}}`)
		}
	})
	c = newClient(t, w)
	if err := w.UseShortcut(t.Context(), "U0ANA", "declare"); err != nil {
		t.Fatal(err)
	}
	<-b.got
	err := w.Submit(t.Context(), "U0ANA", top(t, w).ID, sandbox.Values{"title": {"t": {"x"}}})
	if err == nil || !strings.Contains(err.Error(), "Too short.") || top(t, w).Errors["title"] != "Too short." {
		t.Errorf("Ana is told %v", err)
	}
}

func TestEventOverHTTPComesAgainUnlessTheBotForbidsIt(t *testing.T) {
	t.Parallel()
	story := newClock()
	w, b := overHTTP(t, func(c *sandbox.Config) { c.Now, c.RedeliverInStory = story.now, true }, func(rw http.ResponseWriter, g received) {
		switch g.header.Get("X-Slack-Retry-Num") {
		case "":
			rw.WriteHeader(http.StatusServiceUnavailable)
		case "1":
			time.Sleep(600 * time.Millisecond) // Longer than the bot has.
		case "2":
			rw.Header().Set("X-Slack-No-Retry", "1")
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	newClient(t, w).must("conversations.create", "name", "inc-1")
	for _, want := range []string{"", "http_error", "http_timeout"} {
		if want == "http_timeout" {
			eventually(t, "the event waits for its minute", func() bool { _, ok := w.NextRedelivery(); return ok })
			story.move(time.Minute)
		}
		g := <-b.got
		if got := g.header.Get("X-Slack-Retry-Reason"); got != want || at(g.payload, "event.subtype") != "channel_join" {
			t.Errorf("it comes because of %q, want %q: %v", got, want, g.payload)
		}
	}
	rest(t, w)
	if due, ok := w.NextRedelivery(); ok {
		t.Errorf("after X-Slack-No-Retry it is due at %v", due)
	}
}

func TestRequestURLHasToAnswerTheChallenge(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest, c.AckTimeout = []byte(httpManifest), 300*time.Millisecond })
	deaf := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "hello") }))
	defer deaf.Close()
	inJSON := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var v map[string]string
		_ = json.NewDecoder(r.Body).Decode(&v)
		_ = json.NewEncoder(rw).Encode(map[string]string{"challenge": v["challenge"]})
	}))
	defer inJSON.Close()
	for _, tt := range []struct{ name, url, want string }{
		{"something else", deaf.URL, "did not answer the challenge"},
		{"nobody", "http://127.0.0.1:1", "did not answer the challenge"},
		{"another machine", "https://sitrep.example/slack", "this machine only"},
		{"the challenge in JSON", inJSON.URL, ""},
	} {
		err := w.SetRequestURL(t.Context(), tt.url)
		if tt.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if err := start(t, nil).SetRequestURL(t.Context(), inJSON.URL); err == nil || !strings.Contains(err.Error(), "Socket Mode") {
		t.Errorf("with Socket Mode: %v", err)
	}
}
