package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// call is one call that the fake received.
type call struct {
	Method string
	Form   url.Values
}

// fake is as much of Slack as the adapter calls: enough to answer each method,
// and to answer it wrongly in one chosen way.
type fake struct {
	t      testing.TB
	server *httptest.Server

	mu        sync.Mutex
	calls     []call
	scripts   map[string][]func(w http.ResponseWriter, do func()) // The next answers of a method.
	refuse    map[string]string                                   // Codes by "method channel", until they are taken out.
	channels  []map[string]any
	bookmarks []map[string]any
	messages  []map[string]any
	n         int

	conns chan *websocket.Conn
	acks  chan map[string]any
	urls  chan map[string]any // What came to the response_url.
	wg    sync.WaitGroup

	over      chan struct{}
	ended     bool
	connected atomic.Int64 // What each hello says, if it is set.
}

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{t: t, scripts: map[string][]func(http.ResponseWriter, func()){}, conns: make(chan *websocket.Conn, 8), acks: make(chan map[string]any, 64), urls: make(chan map[string]any, 64), over: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", f.method)
	mux.HandleFunc("/link", f.link)
	mux.HandleFunc("/upload", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/response", func(_ http.ResponseWriter, r *http.Request) {
		var m map[string]any
		_ = json.NewDecoder(r.Body).Decode(&m)
		f.urls <- m
	})
	f.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		f.mu.Lock()
		f.ended = true
		f.mu.Unlock()
		close(f.over)
		f.server.CloseClientConnections()
		f.server.Close()
		f.wg.Wait()
	})
	return f
}

// next scripts a method's next answer. Calling do does the work first.
func (f *fake) next(method string, answer func(w http.ResponseWriter, do func())) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.scripts[method] = append(f.scripts[method], answer)
}

func code(name string) func(http.ResponseWriter, func()) {
	return func(w http.ResponseWriter, _ func()) { _, _ = fmt.Fprintf(w, `{"ok":false,"error":%q}`, name) }
}

// doneThenLost does the work and answers 500: whether it was done is not known.
func doneThenLost(w http.ResponseWriter, do func()) {
	do()
	w.WriteHeader(http.StatusInternalServerError)
}

func (f *fake) count(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if c.Method == method {
			n++
		}
	}
	return n
}

func (f *fake) methods() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []string
	for _, c := range f.calls {
		all = append(all, c.Method)
	}
	return all
}

func (f *fake) last(method string) url.Values {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range slices.Backward(f.calls) {
		if c.Method == method {
			return c.Form
		}
	}
	f.t.Fatalf("%s was never called", method)
	return nil
}

func (f *fake) method(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	maps.Copy(form, r.URL.Query())

	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, call{name, form})
	done := false
	var answer any
	do := func() {
		if !done {
			done = true
			answer = f.work(name, form)
		}
	}
	if s := f.scripts[name]; len(s) > 0 {
		f.scripts[name] = s[1:]
		s[0](w, do)
		return
	}
	if refused := f.refuse[name+" "+form.Get("channel")]; refused != "" {
		code(refused)(w, do)
		return
	}
	do()
	_ = json.NewEncoder(w).Encode(answer)
}

func (f *fake) work(name string, form url.Values) any {
	ok := map[string]any{"ok": true}
	switch name {
	case "auth.test":
		ok["user_id"], ok["bot_id"] = "UBOT", "BBOT"
	case "apps.connections.open":
		ok["url"] = "ws" + strings.TrimPrefix(f.server.URL, "http") + "/link"
	case "conversations.create":
		for _, c := range f.channels {
			if c["name"] == form.Get("name") {
				return map[string]any{"ok": false, "error": "name_taken"}
			}
		}
		ok["channel"] = f.channel(form.Get("name"), "UBOT", "")
	case "users.conversations", "conversations.list":
		ok["channels"] = f.channels
	case "conversations.setPurpose", "conversations.setTopic", "conversations.invite", "conversations.join":
		ok["channel"] = map[string]any{"id": form.Get("channel")}
		if name == "conversations.join" {
			for _, method := range []string{"chat.postMessage ", "chat.update "} {
				delete(f.refuse, method+form.Get("channel"))
			}
		}
	case "chat.postMessage":
		f.n++
		m := map[string]any{"ts": fmt.Sprintf("1516115040.%06d", f.n), "user": "UBOT", "bot_id": "BBOT", "text": form.Get("text"), "thread_ts": form.Get("thread_ts"), "channel": form.Get("channel")}
		var meta any
		if json.Unmarshal([]byte(form.Get("metadata")), &meta) == nil {
			m["metadata"] = meta
		}
		show(m, form)
		f.messages = append(f.messages, m)
		ok["ts"], ok["channel"] = m["ts"], m["channel"]
	case "chat.update":
		for _, m := range f.messages {
			if m["ts"] == form.Get("ts") {
				m["text"] = form.Get("text")
				show(m, form)
				ok["ts"], ok["channel"] = form.Get("ts"), form.Get("channel")
				return ok
			}
		}
		return map[string]any{"ok": false, "error": "message_not_found"}
	case "conversations.history":
		ok["messages"] = f.among(func(m map[string]any) bool { return m["thread_ts"] == nil || m["thread_ts"] == "" })
		slices.Reverse(ok["messages"].([]map[string]any))
	case "conversations.replies":
		ok["messages"] = f.among(func(m map[string]any) bool { return m["ts"] == form.Get("ts") || m["thread_ts"] == form.Get("ts") })
	case "files.getUploadURLExternal":
		f.n++
		ok["upload_url"], ok["file_id"] = f.server.URL+"/upload", fmt.Sprint("F", f.n)
	case "files.completeUploadExternal":
		f.n++
		var files []map[string]any
		_ = json.Unmarshal([]byte(form.Get("files")), &files)
		for _, file := range files {
			file["name"] = "INC-12.md"
		}
		f.messages = append(f.messages, map[string]any{"ts": fmt.Sprintf("1516115040.%06d", f.n), "user": "UBOT", "text": form.Get("initial_comment"), "files": files, "thread_ts": form.Get("thread_ts")})
		ok["files"] = files
	case "users.info":
		ok["user"] = map[string]any{"id": form.Get("user"), "tz": "Europe/Tallinn", "name": strings.ToLower(strings.TrimPrefix(form.Get("user"), "U0")), "is_bot": strings.HasPrefix(form.Get("user"), "UAPP")}
	case "chat.getPermalink":
		ok["permalink"] = "https://x.slack.com/archives/" + form.Get("channel") + "/p" + strings.ReplaceAll(form.Get("message_ts"), ".", "")
	case "conversations.info":
		for _, c := range f.channels {
			if c["id"] == form.Get("channel") {
				ok["channel"] = c
				return ok
			}
		}
		return map[string]any{"ok": false, "error": "channel_not_found"}
	case "chat.postEphemeral":
		ok["message_ts"] = "1516115040.999999"
	case "bookmarks.add":
		f.n++
		b := map[string]any{"id": fmt.Sprint("Bk", f.n), "title": form.Get("title"), "link": form.Get("link")}
		f.bookmarks = append(f.bookmarks, b)
		ok["bookmark"] = b
	case "bookmarks.list":
		ok["bookmarks"] = f.bookmarks
	case "pins.add", "conversations.archive":
	default:
		return map[string]any{"ok": false, "error": "unknown_method"}
	}
	return ok
}

// show keeps what is drawn of a message.
func show(m map[string]any, form url.Values) {
	if blocks := form.Get("blocks"); blocks != "" {
		m["blocks"] = json.RawMessage(blocks)
	}
}

// among are some of the messages; f.mu is held.
func (f *fake) among(those func(m map[string]any) bool) []map[string]any {
	some := []map[string]any{}
	for _, m := range f.messages {
		if those(m) {
			some = append(some, m)
		}
	}
	return some
}

// channel adds one; f.mu is held.
func (f *fake) channel(name, creator, purpose string) map[string]any {
	c := map[string]any{"id": fmt.Sprintf("C%d", len(f.channels)+1), "name": name, "creator": creator, "purpose": map[string]any{"value": purpose}}
	f.channels = append(f.channels, c)
	return c
}

// link is the socket. Acknowledgements of every connection go to one channel.
func (f *fake) link(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("debug_reconnects") {
		f.t.Error("the connection was asked to last six minutes")
	}
	f.mu.Lock()
	if f.ended {
		f.mu.Unlock()
		return
	}
	f.wg.Add(1)
	f.mu.Unlock()
	defer f.wg.Done()
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	_ = conn.WriteJSON(map[string]any{"type": "hello", "num_connections": max(1, f.connected.Load())})
	_ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(patience))
	select {
	case f.conns <- conn:
	case <-f.over:
		return
	}
	for {
		var m map[string]any
		if conn.ReadJSON(&m) != nil {
			return
		}
		select {
		case f.acks <- m:
		case <-f.over: // What nobody looked at.
		}
	}
}

func (f *fake) connection() *websocket.Conn {
	f.t.Helper()
	return within(f.t, f.conns, "a connection")
}

func within[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come within %v", what, patience)
		panic("unreachable")
	}
}

func (f *fake) command(conn *websocket.Conn, envelope, trigger, text string) {
	f.t.Helper()
	f.send(conn, map[string]any{"envelope_id": envelope, "type": "slash_commands", "accepts_response_payload": true, "payload": map[string]any{
		"command": "/incident", "text": text, "user_id": "U1", "user_name": "ana", "channel_id": "C9", "trigger_id": trigger, "response_url": f.server.URL + "/response",
	}})
}

func (f *fake) send(conn *websocket.Conn, v any) {
	f.t.Helper()
	if err := conn.WriteJSON(v); err != nil {
		f.t.Fatal(err)
	}
}

// verbs is a table of one test's own making.
type verbs struct {
	run   func(ctx context.Context, req commands.Request) (commands.Reply, error)
	press func(ctx context.Context, verb string, req commands.Request) (commands.Reply, error)
}

func (v verbs) Run(ctx context.Context, req commands.Request) (commands.Reply, error) {
	return v.run(ctx, req)
}

func (v verbs) Press(ctx context.Context, verb string, req commands.Request) (commands.Reply, error) {
	return v.press(ctx, verb, req)
}

func (v verbs) Explain(err error, _ commands.Request) chat.Message { return chat.Text(err.Error()) }

var t0 = time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)

// rig is an adapter with a real store and the fake.
type rig struct {
	*fake
	a     *Adapter
	store *store.Store
	svc   *incident.Service
	logs  *lines
	asked []incident.Asked // What verdicts rest on, instead of one query.
	later time.Duration    // How far the story has gone on since t0.
}

type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newRig(t testing.TB, v verbs) *rig {
	t.Helper()
	f := newFake(t)
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "sitrep.db"), Scratch: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &rig{fake: f, store: s, logs: &lines{}}
	now := func() time.Time { return t0.Add(r.later) }
	r.svc = &incident.Service{Store: s, Now: now, Followers: []incident.Follower{Follow}}
	r.a, err = New(Config{
		BotToken: "xoxb-1", AppToken: "xapp-1", APIURL: f.server.URL + "/api/",
		Incidents: r.svc, Table: v, Now: now, Log: slog.New(slog.NewTextHandler(r.logs, nil)),
		Draft: func(context.Context, incident.Incident) (string, []byte, error) {
			return "INC-12.md", []byte("# draft"), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.a.http.CloseIdleConnections)
	return r
}

// start runs the adapter until the test ends, and returns its connection.
func (r *rig) start() *websocket.Conn {
	r.t.Helper()
	ctx, stop := context.WithCancel(r.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.a.Run(ctx) }()
	r.t.Cleanup(func() {
		stop()
		if err := within(r.t, ended, "the end of Run"); err != nil {
			r.t.Errorf("Run: %v", err)
		}
	})
	return r.connection()
}

// declare opens an incident and returns it.
func (r *rig) declare() incident.Incident {
	r.t.Helper()
	i, err := r.svc.Declare(r.t.Context(), incident.Call{Source: "test", Channel: "C9", By: incident.Actor{ID: "U1", Name: "ana"}},
		incident.Declaration{Title: "API is slow", Service: "api", Severity: incident.Sev1})
	if err != nil {
		r.t.Fatal(err)
	}
	return i
}

// round runs what is due once, as the worker would, and returns what failed by
// the job's step. A job that failed is due again in the next round.
func (r *rig) round() map[string]error {
	r.t.Helper()
	leases, err := r.store.Claim(r.t.Context(), "test", t0.Add(time.Hour), time.Minute, 50, incident.Kinds{})
	if err != nil {
		r.t.Fatal(err)
	}
	if len(leases) == 0 {
		return nil
	}
	failed := map[string]error{}
	for _, l := range leases {
		if err := r.workJob(l); err != nil {
			failed[l.Kind] = err
		}
	}
	return failed
}

// workJob runs one job as the worker would, and returns what failed.
func (r *rig) workJob(l incident.Lease) error {
	r.t.Helper()
	d, err := r.a.Handlers()[l.Kind](r.t.Context(), l)
	var refused *incident.RefusedError
	switch {
	case errors.As(err, &refused):
		d = func(i incident.Incident, at time.Time) (incident.Change, error) {
			return incident.Change{Events: i.GiveUp(refused.Step, refused.Reason, at)}, nil
		}
	case err != nil:
		if err := r.store.Fail(r.t.Context(), l, incident.Failure{Err: err.Error()}); err != nil {
			r.t.Fatal(err)
		}
		return err
	case d == nil:
		d = func(incident.Incident, time.Time) (incident.Change, error) { return incident.Change{}, nil }
	}
	if _, err := r.svc.Complete(r.t.Context(), l, d); err != nil {
		r.t.Fatalf("%s: %v", l.Key, err)
	}
	return err
}

// rest runs rounds until nothing is due.
func (r *rig) rest() {
	r.t.Helper()
	for range 50 {
		if r.round() == nil {
			return
		}
	}
	r.t.Fatal("the jobs do not come to rest")
}

func (r *rig) incident(id incident.ID) incident.Incident {
	r.t.Helper()
	i, err := r.store.Incident(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return i
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// anyone may do it.
func anyone(context.Context, incident.Actor) error { return nil }

// idle is a queue in which no channel waits.
type idle struct{}

func (idle) ChannelsWaiting(context.Context) (int, error) { return 0, nil }

// nobody may do it.
func nobody(context.Context, incident.Actor) error {
	return incident.Errorf(incident.Conflict, "Ask U0DANA.")
}
