package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// scopes are what the bot of these tests has.
const scopes = `"commands","chat:write","channels:manage","channels:read","channels:history","channels:join",` +
	`"metadata.message:read","users:read","pins:write","pins:read","bookmarks:write","bookmarks:read","files:write","app_mentions:read"`

// manifest is an app manifest with those scopes and events.
func manifest(scopes, events string) []byte {
	return fmt.Appendf(nil, `{
		"display_information":{"name":"Sitrep"},
		"features":{"bot_user":{"display_name":"sitrep"},"slash_commands":[{"command":"/incident","should_escape":true},{"command":"/raw"}]},
		"oauth_config":{"scopes":{"bot":[%s]}},
		"settings":{"event_subscriptions":{"bot_events":[%s]},"socket_mode_enabled":true}}`, scopes, events)
}

const allEvents = `"message.channels","app_mention","member_joined_channel"`

// clock is a story clock that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

func (c *clock) move(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

// start runs a workspace for the time of a test, with Ana and Ben in #general.
func start(t *testing.T, change func(*sandbox.Config)) *sandbox.Workspace {
	t.Helper()
	cfg := sandbox.Config{
		Manifest: manifest(scopes, ""),
		TeamName: "Toggl practice",
		People: []sandbox.Person{
			{ID: "U0ANA", Name: "ana", RealName: "Ana", TZ: "Europe/Tallinn", Color: "#7a5cff"},
			{ID: "U0BEN", Name: "ben"},
		},
		Channels: []string{"general"},
		Now:      newClock().now,
	}
	if change != nil {
		change(&cfg)
	}
	w, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the workspace ended with %v", err)
		}
	})
	return w
}

// response is an answer of the Web API.
type response struct {
	status int
	header http.Header
	body   map[string]any
}

func (r response) code() string {
	if r.body["ok"] == true {
		return "ok"
	}
	code, _ := r.body["error"].(string)
	return code
}

// at reads a value in the answer by its path, as in "channel.id".
func (r response) at(path string) string { return at(r.body, path) }

func at(v any, path string) string {
	for key := range strings.SplitSeq(path, ".") {
		if list, ok := v.([]any); ok {
			var n int
			if _, err := fmt.Sscan(key, &n); err != nil || n >= len(list) {
				return ""
			}
			v = list[n]
			continue
		}
		m, _ := v.(map[string]any)
		v = m[key]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// client is a bot's client, written for these tests.
type client struct {
	t    *testing.T
	w    *sandbox.Workspace
	http *http.Client
}

func newClient(t *testing.T, w *sandbox.Workspace) *client {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &client{t: t, w: w, http: &http.Client{Transport: transport, Timeout: 10 * time.Second}}
}

// try calls a method with a form, as the bot; arguments come in pairs.
func (c *client) try(method string, args ...string) (response, error) {
	form := url.Values{"token": {c.w.BotToken()}}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	return c.send("/api/"+method, "application/x-www-form-urlencoded", "", form.Encode())
}

// call is try for a call that must get an answer.
func (c *client) call(method string, args ...string) response {
	c.t.Helper()
	r, err := c.try(method, args...)
	if err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	return r
}

// must is a call that must succeed.
func (c *client) must(method string, args ...string) response {
	c.t.Helper()
	r := c.call(method, args...)
	if r.code() != "ok" {
		c.t.Fatalf("%s: %s %v", method, r.code(), r.body)
	}
	return r
}

func (c *client) send(path, kind, bearer, body string) (response, error) {
	if !strings.HasPrefix(path, "http") {
		path = c.w.URL() + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, path, strings.NewReader(body))
	if err != nil {
		return response{}, err
	}
	req.Header.Set("Content-Type", kind)
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return response{}, err
	}
	r := response{status: resp.StatusCode, header: resp.Header}
	if json.Unmarshal(b, &r.body) != nil {
		r.body = map[string]any{"text": string(b)}
	}
	return r, nil
}

// channel makes a channel of the bot's with Ana in it.
func (c *client) channel(name string) string {
	c.t.Helper()
	id := c.must("conversations.create", "name", name).at("channel.id")
	c.must("conversations.invite", "channel", id, "users", "U0ANA")
	return id
}

// envelope is what comes over a socket.
type envelope struct {
	Type        string         `json:"type"`
	ID          string         `json:"envelope_id"`
	Payload     map[string]any `json:"payload"`
	Attempt     int            `json:"retry_attempt"`
	RetryReason string         `json:"retry_reason"`
	Reason      string         `json:"reason"`
	Connections int            `json:"num_connections"`
	Accepts     bool           `json:"accepts_response_payload"`
}

// socket is an open socket of the bot's.
type socket struct {
	t  *testing.T
	w  *sandbox.Workspace
	ws *websocket.Conn
}

func (c *client) ticket() string {
	c.t.Helper()
	r, err := c.send("/api/apps.connections.open", "application/json", c.w.AppToken(), "")
	if err != nil || r.code() != "ok" {
		c.t.Fatalf("apps.connections.open: %v %v", r.body, err)
	}
	return r.at("url")
}

// dial opens a socket, with the origin that Slack's own clients name.
func (c *client) dial() *socket {
	c.t.Helper()
	ws, resp, err := websocket.DefaultDialer.DialContext(c.t.Context(), c.ticket(), http.Header{"Origin": {"https://api.slack.com"}})
	if err != nil {
		c.t.Fatal(err)
	}
	_ = resp.Body.Close()
	c.t.Cleanup(func() { _ = ws.Close() })
	return &socket{t: c.t, w: c.w, ws: ws}
}

// connect opens a socket and takes its greeting.
func (c *client) connect() *socket {
	c.t.Helper()
	s := c.dial()
	if h := s.next(); h.Type != "hello" {
		c.t.Fatalf("the first frame is %+v, want hello", h)
	}
	return s
}

// next is the next frame; the test fails if none comes.
func (s *socket) next() envelope {
	s.t.Helper()
	e, err := s.read(5 * time.Second)
	if err != nil {
		s.t.Fatalf("no frame came: %v", err)
	}
	return e
}

func (s *socket) read(within time.Duration) (envelope, error) {
	if err := s.ws.SetReadDeadline(time.Now().Add(within)); err != nil {
		return envelope{}, err
	}
	var e envelope
	err := s.ws.ReadJSON(&e)
	return e, err
}

func (s *socket) ack(id string, payload any) {
	s.t.Helper()
	if err := s.ws.WriteJSON(map[string]any{"envelope_id": id, "payload": payload}); err != nil {
		s.t.Fatal(err)
	}
}

// typing types as a person beside the test, which goes on to be the bot.
func typing(t *testing.T, w *sandbox.Workspace, channel, text string) <-chan error {
	done := make(chan error, 1)
	go func() { done <- w.Type(t.Context(), "U0ANA", channel, "", text) }()
	return done
}

// rest waits until nothing is pending.
func rest(t *testing.T, w *sandbox.Workspace) {
	t.Helper()
	eventually(t, "nothing is pending", func() bool { n, _ := w.Pending(); return n == 0 })
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for !is() {
		if time.Now().After(deadline) {
			t.Fatalf("it did not come about that %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// journal collects lines that several goroutines write.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) { j.mu.Lock(); defer j.mu.Unlock(); return j.b.Write(p) }

func (j *journal) String() string { j.mu.Lock(); defer j.mu.Unlock(); return j.b.String() }

func (j *journal) lines(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for l := range strings.Lines(j.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatalf("%q is not JSON: %v", l, err)
		}
		all = append(all, m)
	}
	return all
}

var errDisk = errors.New("the disk is full")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errDisk }

// section is a message of one paragraph, as JSON.
func section(text string) string {
	b, _ := json.Marshal([]any{map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": text}}})
	return string(b)
}

// jsonOf is JSON text as a value.
func jsonOf(text string) any {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	return v
}
