package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func get(t *testing.T, w *sandbox.Workspace, path string, change func(*http.Request)) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	resp, err := newClient(t, w).http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(b)
}

func TestPageIsServedAndMayLoadNothingElse(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Page = fstest.MapFS{"index.html": {Data: []byte("<p>practice")}, "assets/app.js": {Data: []byte("1")}}
	})
	status, header, body := get(t, w, "/", nil)
	if status != 200 || body != "<p>practice" || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("the page is %d %q %v", status, body, header)
	}
	if status, header, _ := get(t, w, "/assets/app.js", nil); status != 200 || !strings.Contains(header.Get("Content-Type"), "javascript") {
		t.Errorf("the script is %d as %s", status, header.Get("Content-Type"))
	}
	c := newClient(t, w)
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := c.http.Get(w.URL() + "/archives/C01/p1516115040000100")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if got := resp.Header.Get("Location"); got != "/#/C01/p1516115040000100" {
		t.Errorf("a permalink leads to %q", got)
	}
	for _, path := range []string{"/assets/none.js", "/assets", "/../go.mod"} {
		if status, _, _ := get(t, w, path, nil); status != http.StatusNotFound {
			t.Errorf("%s is answered %d", path, status)
		}
	}
	if status, _, body := get(t, start(t, nil), "/", nil); status != http.StatusNotFound || !strings.Contains(body, "without a page") {
		t.Errorf("without a page: %d %q", status, body)
	}
}

func TestStateIsWhatThePageWasPromised(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Verbs = []sandbox.Verb{{Name: "declare", Aliases: []string{"new"}, Args: "<title>", Short: "Open", Example: "/incident declare x"}, {Name: "lead"}}
	})
	c := newClient(t, w)
	id := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", id, "text", "board", "blocks", section("board")).at("ts")
	c.must("pins.add", "channel", id, "timestamp", ts)
	w.SetStory(sandbox.Story{Title: "Toggl", Speed: 30, Buttons: []sandbox.StoryButton{{ID: "skip", Label: "Skip"}}})
	_, _, body := get(t, w, "/page/state", nil)
	var state any
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"team.name": "Toggl practice", "command": "/incident", "verbs.0.aliases.0": "new", "verbs.1.aliases": "[]", "me": "U0ANA",
		"people.0.real_name": "Ana", "people.0.color": "#7a5cff", "people.0.bot": "false", "people.2.id": w.BotUser(), "people.2.bot": "true",
		"channels.0.name": "general", "channels.1.members.1": "U0ANA", "channels.1.pins.0": ts, "channels.1.archived": "false",
		"messages." + id + ".0.system": "true", "messages." + id + ".2.ts": ts, "messages." + id + ".2.thread_ts": "",
		"messages." + id + ".2.blocks.0.type": "section", "messages." + id + ".2.at": "2018-01-16T15:04:00Z",
		"messages." + id + ".2.files": "[]", "messages." + id + ".2.ephemeral_for": "",
		"story.title": "Toggl", "story.now": "2018-01-16T15:04:00Z", "story.steps": "[]", "story.score": "[]", "story.buttons.0.id": "skip",
	} {
		if got := at(state, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestPageTypesClicksAndPressesTheStory(t *testing.T) {
	t.Parallel()
	pressed := ""
	w := start(t, func(c *sandbox.Config) {
		c.OnStoryButton = func(id string) error {
			if pressed = id; id == "end" {
				return errors.New("Declare the incident first.")
			}
			return nil
		}
	})
	c := newClient(t, w)
	s := c.connect()
	send := func(path, body string) response {
		t.Helper()
		r, err := c.send(path, "application/json", "", body)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := send("/page/type", `{"user":"U0BEN","channel":"general","text":"morning"}`); r.code() != "ok" {
		t.Errorf("typing: %v", r.body)
	}
	if m := last(t, w, "general"); m.User != "U0BEN" || m.Text != "morning" {
		t.Errorf("the message is %+v", m)
	}
	if r := send("/page/type", `{"user":"U0BEN","channel":"general","thread_ts":"`+last(t, w, "general").TS+`","text":"and evening"}`); r.code() != "ok" {
		t.Errorf("replying: %v", r.body)
	}
	if m := last(t, w, "general"); m.ThreadTS == "" {
		t.Errorf("the reply is %+v", m)
	}
	if r := send("/page/type", `{"user":"U0BEN","channel":"general","text":"/nope"}`); !strings.Contains(r.code(), "not a valid command") {
		t.Errorf("a wrong command: %v", r.body)
	}
	id := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", id, "text", "x", "blocks", buttons).at("ts")
	clicked := make(chan response, 1)
	go func() {
		r, _ := c.send("/page/click", "application/json", "", `{"user":"U0ANA","channel":"`+id+`","ts":"`+ts+`","block_id":"row","action_id":"take#0","value":"pool"}`)
		clicked <- r
	}()
	s.ack(s.next().ID, nil)
	if r := <-clicked; r.code() != "ok" {
		t.Errorf("clicking: %v", r.body)
	}
	if r := send("/page/story", `{"id":"skip"}`); r.code() != "ok" || pressed != "skip" {
		t.Errorf("the story's button: %v %q", r.body, pressed)
	}
	if r := send("/page/story", `{"id":"end"}`); r.code() != "Declare the incident first." {
		t.Errorf("a refused button: %v", r.body)
	}
	if r, err := c.send("/page/type", "text/plain", "", `{}`); err != nil || r.status != http.StatusUnsupportedMediaType {
		t.Errorf("a form from elsewhere is answered %d %v", r.status, err)
	}
}

func TestStreamTellsWhatHappens(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL()+"/page/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	events := bufio.NewScanner(resp.Body)
	next := func(kind string) any {
		t.Helper()
		for events.Scan() {
			data, ok := strings.CutPrefix(events.Text(), "data: ")
			if !ok {
				continue
			}
			var v any
			if err := json.Unmarshal([]byte(data), &v); err != nil {
				t.Fatal(err)
			}
			if at(v, "type") != kind {
				t.Fatalf("got %s, want a %s", data, kind)
			}
			return v
		}
		t.Fatalf("the stream ended before a %s: %v", kind, events.Err())
		return nil
	}
	id := c.must("conversations.create", "name", "inc-1").at("channel.id")
	if v := next("channel"); at(v, "channel.id") != id {
		t.Errorf("the channel is %v", v)
	}
	next("message") // The bot has joined.
	ts := c.must("chat.postMessage", "channel", id, "text", "board", "blocks", buttons).at("ts")
	if v := next("message"); at(v, "message.ts") != ts || at(v, "message.blocks.0.type") != "actions" {
		t.Errorf("the message is %v", v)
	}
	story := sandbox.Story{Title: "Toggl", Now: newClock().now()}
	w.SetStory(story)
	if v := next("story"); at(v, "story.title") != "Toggl" {
		t.Errorf("the story is %v", v)
	}
	w.SetStory(story) // Nothing new: not told.
	story.Now = story.Now.Add(12 * time.Minute)
	w.SetStory(story)
	if v := next("story"); at(v, "story.now") != "2018-01-16T15:16:00Z" {
		t.Errorf("after a jump the story is %v", v)
	}
	// And every two seconds, with the time it is then.
	if v := next("story"); at(v, "story.now") != "2018-01-16T15:04:00Z" {
		t.Errorf("the story is %v", v)
	}
}

func TestOthersAreKeptOut(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	tests := []struct {
		name, path string
		change     func(*http.Request)
		want       int
	}{
		{"itself", "/page/state", nil, 200},
		{"itself by name", "/page/state", func(r *http.Request) { r.Host = "localhost:1" }, 200},
		{"its own origin", "/page/state", func(r *http.Request) { r.Header.Set("Origin", w.URL()) }, 200},
		{"a name made to point here", "/page/state", func(r *http.Request) { r.Host = "evil.example" }, 403},
		{"the same at the Web API", "/api/auth.test", func(r *http.Request) { r.Host = "evil.example:80" }, 403},
		{"another site", "/page/state", func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		{"another port", "/page/state", func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") }, 403},
		{"a sandboxed frame", "/page/state", func(r *http.Request) { r.Header.Set("Origin", "null") }, 403},
		{"a browser that says so", "/page/stream", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
	}
	for _, tt := range tests {
		if got, _, _ := get(t, w, tt.path, tt.change); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
