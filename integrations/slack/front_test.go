package slack

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/commands"
)

const (
	secret   = "8f742231b10e8888abcd99yyyzzz85a5"
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// newFront is a rig that Slack calls, and the address at which it does. The
// adapter runs until the test or stop ends it.
func newFront(t *testing.T, v verbs) (r *rig, at string, stop func()) {
	t.Helper()
	r = newRig(t, v)
	r.a.cfg.Listen, r.a.cfg.SigningSecret = "127.0.0.1:0", secret
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := within(t, ended, "the end of Run"); err != nil {
			t.Errorf("Run: %v", err)
		}
		if r.a.Ready() {
			t.Error("it has ended and says that it is ready")
		}
	})
	r.until("a way in", r.a.Ready)
	return r, "http://" + r.a.Address() + "/slack", cancel
}

func signature(secret string, at time.Time, body string) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return http.Header{
		"X-Slack-Request-Timestamp": {stamp},
		"X-Slack-Signature":         {"v0=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// knock sends one and returns the answer.
func knock(t *testing.T, method, address, kind, body string, header http.Header) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header.Clone()
	req.Header.Set("Content-Type", kind)
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}

func signed(t *testing.T, address, kind, body string) (int, string) {
	t.Helper()
	return knock(t, http.MethodPost, address, kind, body, signature(secret, time.Now(), body))
}

func line(text, responseURL string) string {
	return url.Values{"command": {"/incident"}, "text": {text}, "trigger_id": {"T1"}, "user_id": {"U1"}, "channel_id": {"C1"}, "is_enterprise_install": {"false"}, "response_url": {responseURL}}.Encode()
}

func TestOnlyWhatSlackSignedIsTakenIn(t *testing.T) {
	t.Parallel()
	r, at, _ := newFront(t, verbs{run: reply("here")})
	body := line("status", "")
	now := time.Now()
	bare := func(drop string) http.Header {
		h := signature(secret, now, body)
		h.Del(drop)
		return h
	}
	tests := []struct {
		name   string
		method string
		at     string
		kind   string
		body   string
		header http.Header
		status int
		says   string
	}{
		{"a signed line", "POST", at, formType, body, signature(secret, now, body), 200, "here"},
		{"at an address of its own", "POST", at + "/commands", formType + "; charset=utf-8", body, signature(secret, now, body), 200, "here"},
		{"four minutes old", "POST", at, formType, body, signature(secret, now.Add(-4*time.Minute), body), 200, "here"},
		{"six minutes old", "POST", at, formType, body, signature(secret, now.Add(-6*time.Minute), body), 401, "signature"},
		{"six minutes to come", "POST", at, formType, body, signature(secret, now.Add(6*time.Minute), body), 401, "signature"},
		{"another secret", "POST", at, formType, body, signature("other", now, body), 401, "signature"},
		{"another body", "POST", at, formType, body + "&x=1", signature(secret, now, body), 401, "signature"},
		{"without a signature", "POST", at, formType, body, bare("X-Slack-Signature"), 401, "signature"},
		{"without a time", "POST", at, formType, body, bare("X-Slack-Request-Timestamp"), 401, "signature"},
		{"another content type", "POST", at, "text/plain", body, signature(secret, now, body), 415, "content type"},
		{"no content type", "POST", at, ";", body, signature(secret, now, body), 415, "content type"},
		{"too long", "POST", at, formType, strings.Repeat("x", bodyLimit+1), signature(secret, now, body), 413, "body"},
		{"read, not posted", "GET", at, formType, body, signature(secret, now, body), 405, ""},
		{"another address", "POST", at + "/other", formType, body, signature(secret, now, body), 404, ""},
	}
	for _, tt := range tests {
		if status, said := knock(t, tt.method, tt.at, tt.kind, tt.body, tt.header); status != tt.status || !strings.Contains(said, tt.says) {
			t.Errorf("%s: answered %d %q, want %d %q", tt.name, status, said, tt.status, tt.says)
		}
	}
	if n := strings.Count(r.logs.String(), "its signature is not Slack's"); n != 1 {
		t.Errorf("strangers filled the log with %d lines", n)
	}
	if strings.Contains(r.logs.String(), secret) {
		t.Error("the secret is in the log")
	}
}

func TestARequestIsAnsweredByWhatItAsks(t *testing.T) {
	t.Parallel()
	r, at, _ := newFront(t, verbs{run: reply("here"), press: func(_ context.Context, verb string, req commands.Request) (commands.Reply, error) {
		return commands.Reply{Message: chat.Text(verb + " " + req.Text)}, nil
	}})
	r.a.heard["pin_added"] = func(context.Context, inner) error { return nil }
	r.a.heard["pin_removed"] = func(context.Context, inner) error { return context.DeadlineExceeded }
	r.a.done[deed{viewSubmission, "x"}] = func(context.Context, interaction) (any, error) {
		return map[string]string{"response_action": "clear"}, nil
	}
	payload := func(v any) string {
		b, _ := json.Marshal(v)
		return url.Values{"payload": {string(b)}}.Encode()
	}
	asJSON := func(v any) string {
		b, _ := json.Marshal(v)
		return string(b)
	}
	tests := []struct {
		name       string
		kind, body string
		status     int
		want       string
	}{
		{"Slack asks whether the address is ours", jsonType, `{"type":"url_verification","challenge":"3eZbrw1aB"}`, 200, "3eZbrw1aB"},
		{"Slack asks whether the certificate is good", formType, "ssl_check=1&token=x", 200, ""},
		{"an event that is stored", jsonType, asJSON(event("Ev1", map[string]any{"type": "pin_added"})), 200, ""},
		{"an event that is not stored comes again", jsonType, asJSON(event("Ev2", map[string]any{"type": "pin_removed"})), 503, "not taken, send it again\n"},
		{"an event that nobody hears", jsonType, asJSON(event("Ev3", map[string]any{"type": "sun_rose"})), 200, ""},
		{"what is no JSON would come again and again", jsonType, `{`, 200, ""},
		{"a press", formType, payload(map[string]any{"type": "block_actions", "trigger_id": "T1", "response_url": r.server.URL + "/response", "actions": []any{map[string]any{"action_id": "take#0", "value": "pool"}}}), 200, ""},
		{"a form", formType, payload(map[string]any{"type": "view_submission", "view": map[string]any{"id": "V1", "hash": "h", "callback_id": "x"}}), 200, `{"response_action":"clear"}`},
		{"a payload that is none", formType, "payload=%7B", 200, ""},
	}
	for _, tt := range tests {
		if status, said := signed(t, at, tt.kind, tt.body); status != tt.status || said != tt.want {
			t.Errorf("%s: answered %d %q, want %d %q", tt.name, status, said, tt.status, tt.want)
		}
	}
	if m := within(t, r.urls, "the answer to the press"); m["text"] != "take pool" {
		t.Errorf("the press was answered %v", m)
	}
}

func TestARedeliveryByHTTPSaysSo(t *testing.T) {
	t.Parallel()
	r, at, _ := newFront(t, verbs{})
	r.a.heard["pin_added"] = func(context.Context, inner) error { return context.DeadlineExceeded }
	b, _ := json.Marshal(event("Ev1", map[string]any{"type": "pin_added"}))
	header := signature(secret, time.Now(), string(b))
	header.Set("X-Slack-Retry-Num", "2")
	header.Set("X-Slack-Retry-Reason", "http_timeout")
	if status, _ := knock(t, http.MethodPost, at, jsonType, string(b), header); status != http.StatusServiceUnavailable {
		t.Errorf("answered %d", status)
	}
	if !strings.Contains(r.logs.String(), "attempt=2") {
		t.Errorf("logged %s", r.logs)
	}
}

func TestARequestThatRunsAtTheEndIsStillAnswered(t *testing.T) {
	t.Parallel()
	started, free := make(chan struct{}), make(chan struct{})
	r, at, stop := newFront(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		close(started)
		<-free
		return commands.Reply{Message: chat.Text("recorded")}, nil
	}})
	answer := make(chan string, 1)
	go func() {
		status, said := signed(t, at, formType, line("did x", ""))
		answer <- fmt.Sprint(status, said)
	}()
	within(t, started, "the verb")
	stop()
	r.until("the end of the intake", func() bool { return !r.a.Ready() })
	close(free)
	if said := within(t, answer, "the answer"); !strings.Contains(said, "200") || !strings.Contains(said, "recorded") {
		t.Errorf("answered %s", said)
	}
}

func TestAnAnswerThatNobodyWaitsForAnyMoreGoesAnotherWay(t *testing.T) {
	t.Parallel()
	started, free := make(chan struct{}), make(chan struct{})
	r, at, _ := newFront(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		close(started)
		<-free
		return commands.Reply{Message: chat.Text("recorded")}, nil
	}})
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	body := line("did x", r.server.URL+"/response")
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, at, strings.NewReader(body))
	req.Header = signature(secret, time.Now(), body)
	req.Header.Set("Content-Type", formType)
	w := bufio.NewWriter(conn)
	if err := req.Write(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	within(t, started, "the verb")
	_ = conn.Close()
	r.until("the server to notice", func() bool { return strings.Contains(r.logs.String(), "slack hung up before the answer") })
	close(free)
	if m := within(t, r.urls, "the answer"); m["text"] != "recorded" {
		t.Errorf("answered %v", m)
	}
}

func TestAnAddressThatIsTakenIsNamed(t *testing.T) {
	t.Parallel()
	_, at, _ := newFront(t, verbs{})
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, verbs{})
	r.a.cfg.Listen, r.a.cfg.SigningSecret = u.Host, secret
	if err := r.a.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "slack.listen is") || !strings.Contains(err.Error(), u.Host) {
		t.Errorf("Run: %v", err)
	}
}

func TestHTTPModeNeedsNoAppTokenAndNoSocket(t *testing.T) {
	t.Parallel()
	r, _, _ := newFront(t, verbs{})
	if r.count("apps.connections.open") != 0 {
		t.Error("a socket was asked for")
	}
	cfg := r.a.cfg
	cfg.AppToken = ""
	if _, err := New(cfg); err != nil {
		t.Errorf("without an app token: %v", err)
	}
	cfg.SigningSecret = ""
	if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), "SLACK_SIGNING_SECRET is not set") {
		t.Errorf("without a signing secret: %v", err)
	}
}
