package slack

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/internal/doctor"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// fakeDoctor examines the way to the fake, with what is normal.
func fakeDoctor(f *fake) Doctor {
	return Doctor{
		BotToken: "xoxb-hush", AppToken: "xapp-hush", APIURL: f.server.URL + "/api/",
		Scopes: []Scope{
			{Name: "chat:write", Essential: true, Without: "it can say nothing"},
			{Name: "pins:write", Without: "the board is not pinned"},
			{Name: "groups:write", Optional: true, Without: "declare private is refused"},
		},
		Messages: []Sample{{"hello", chat.Text("hello")}},
		Titles:   []string{"API is slow", "Überlast: 50 % 超負荷", strings.Repeat("very ", 40) + "long", "?"},
		Now:      time.Now,
	}
}

// identified answers auth.test with what a header says.
func identified(headers ...string) func(http.ResponseWriter, func()) {
	return func(w http.ResponseWriter, _ func()) {
		for n := 0; n < len(headers); n += 2 {
			w.Header().Set(headers[n], headers[n+1])
		}
		_, _ = fmt.Fprint(w, `{"ok":true,"user_id":"UBOT","bot_id":"BBOT","user":"sitrep","team":"Toggl"}`)
	}
}

const allScopes = "chat:write,pins:write,groups:write"

func text(all []doctor.Finding) string {
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "%s | %s | %s | %s\n", f.Check, f.Level, f.Said, f.Next)
	}
	return b.String()
}

func TestTheDoctorSaysWhatIsWrongWithTheWayToSlackAndWhatToDo(t *testing.T) {
	t.Parallel()
	ok := func(w http.ResponseWriter, _ func()) { _, _ = fmt.Fprint(w, `{"ok":true}`) }
	for _, tt := range []struct {
		name   string
		method string
		answer func(http.ResponseWriter, func())
		change func(*Doctor)
		want   []string
	}{
		{name: "all is well", want: []string{
			"tokens | ok", "workspace | ok | the bot token is sitrep in Toggl", "scopes | ok | all 3 are granted", "socket | ok | a socket opens",
			"connections | ok | no other process", "messages | ok | Slack would accept all 1", "channel names | ok | such as inc-1-api-is-slow", "clock | ok | it agrees",
		}},
		{name: "the tokens are swapped", change: func(d *Doctor) { d.BotToken, d.AppToken = d.AppToken, d.BotToken }, want: []string{
			"tokens | failed | the two Slack tokens are swapped", "workspace | not checked", "scopes | not checked", "socket | not checked", "channel names | ok",
		}},
		{name: "the token is revoked", method: "auth.test", answer: code("token_revoked"), want: []string{
			"workspace | failed | auth.test answered token_revoked | The token was revoked.", "scopes | not checked", "socket | ok", "messages | not checked", "clock | not checked",
		}},
		{name: "nothing answers", change: func(d *Doctor) { d.APIURL = "http://127.0.0.1:1/api/" }, want: []string{
			"workspace | failed | Slack cannot be reached | check that this machine", "socket | failed | Slack cannot be reached",
		}},
		{name: "a scope is missing", method: "auth.test", answer: identified("X-OAuth-Scopes", "chat:write,groups:write"), want: []string{
			"scopes | failed | not granted: pins:write (the board is not pinned) | paste the output of sitrep manifest",
		}},
		{name: "an optional one is", method: "auth.test", answer: identified("X-OAuth-Scopes", "chat:write, pins:write"), want: []string{
			"scopes | warning | optional and not granted: groups:write (declare private is refused) | nothing, if you left them out on purpose",
		}},
		{name: "the scopes are not said", method: "auth.test", answer: identified(), want: []string{"scopes | not checked"}},
		{name: "the app token has no scope", method: "apps.connections.open", answer: code("missing_scope"), want: []string{
			"socket | failed | apps.connections.open answered missing_scope | The Slack app lacks the scope connections:write", "connections | not checked",
		}},
		{name: "Socket Mode gives no address", method: "apps.connections.open", answer: ok, want: []string{"socket | failed | Slack gave no address"}},
		{name: "the socket cannot be dialled", method: "second", want: []string{"socket | failed | a socket is promised, and cannot be opened | see that this machine"}},
		{name: "a message is refused", method: "blocks.validate", answer: func(w http.ResponseWriter, _ func()) {
			_, _ = fmt.Fprint(w, `{"ok":false,"error":"invalid_blocks","errors":[{"pointer":"/blocks/0"}]}`)
		}, want: []string{`messages | failed | Slack would refuse the message "hello": invalid_blocks: {"pointer":"/blocks/0"} | report this`}},
		{name: "there is no validator", method: "blocks.validate", answer: code("unknown_method"), want: []string{"messages | not checked | this server does not know blocks.validate"}},
		{name: "the validator is tired", method: "blocks.validate", answer: func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusTooManyRequests) }, want: []string{"messages | not checked | Slack accepted 0 and then asked to wait"}},
		{name: "the clock is late", change: func(d *Doctor) { d.Now = func() time.Time { return time.Now().Add(-20*time.Minute - 30*time.Second) } }, want: []string{"clock | failed | it is 20 min behind Slack's | let the machine keep its time by NTP"}},
		{name: "the clock is a little early", change: func(d *Doctor) { d.Now = func() time.Time { return time.Now().Add(30 * time.Second) } }, want: []string{"clock | warning", "s ahead of Slack's"}},
		{name: "Slack calls, with a secret", change: func(d *Doctor) {
			d.HTTP, d.AppToken, d.SigningSecret, d.Listen = true, "", strings.Repeat("0f", 16), "127.0.0.1:0"
		}, want: []string{"tokens | ok", "signing secret | ok", "requests | ok | they can be taken at 127.0.0.1:0"}},
		{name: "Slack calls, with half a secret", change: func(d *Doctor) { d.HTTP, d.AppToken, d.SigningSecret = true, "", "hush" }, want: []string{"signing secret | warning | it is not 32"}},
		{name: "Slack calls, without one", change: func(d *Doctor) { d.HTTP, d.AppToken = true, "" }, want: []string{"signing secret | failed | SLACK_SIGNING_SECRET is not set", "requests | failed | SLACK_LISTEN is not set"}},
		{name: "Slack calls, at an address that is taken", change: func(d *Doctor) {
			d.HTTP, d.AppToken, d.SigningSecret, d.Listen = true, "", strings.Repeat("0f", 16), strings.TrimSuffix(strings.TrimPrefix(d.APIURL, "http://"), "/api/")
		}, want: []string{"requests | warning | listen tcp"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			switch tt.method {
			case "second": // The first address is only asked for; the second is dialled.
				f.next("apps.connections.open", func(w http.ResponseWriter, _ func()) {
					_, _ = fmt.Fprint(w, `{"ok":true,"url":"ws://127.0.0.1:1/link?ticket=hush"}`)
				})
				f.next("apps.connections.open", func(w http.ResponseWriter, _ func()) {
					_, _ = fmt.Fprint(w, `{"ok":true,"url":"ws://127.0.0.1:1/link?ticket=hush"}`)
				})
			case "auth.test", "":
			default:
				f.next(tt.method, tt.answer)
			}
			if tt.method == "auth.test" {
				f.next("auth.test", tt.answer)
			} else {
				f.next("auth.test", identified("X-OAuth-Scopes", allScopes))
			}
			f.next("blocks.validate", ok)
			d := fakeDoctor(f)
			if tt.change != nil {
				tt.change(&d)
			}
			got := text(d.Look(t.Context()))
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("it found\n%swant %q", got, want)
				}
			}
			if strings.Contains(got, "hush") {
				t.Errorf("a secret is printed:\n%s", got)
			}
		})
	}
}

// sockets serves a socket of the test's own making, and has the fake give out
// its address.
func (f *fake) sockets(t *testing.T, talk func(conn *websocket.Conn)) {
	t.Helper()
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		talk(conn)
	}))
	t.Cleanup(link.Close)
	for range 200 {
		f.next("apps.connections.open", func(w http.ResponseWriter, _ func()) {
			_, _ = fmt.Fprintf(w, `{"ok":true,"url":"ws%s/link"}`, strings.TrimPrefix(link.URL, "http"))
		})
	}
}

func TestAForgottenLaptopIsCounted(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.sockets(t, func(conn *websocket.Conn) {
		_ = conn.WriteJSON(map[string]any{"type": "hello", "num_connections": 4})
		_, _, _ = conn.ReadMessage() // Until the other end leaves.
	})
	if got := text(fakeDoctor(f).Look(t.Context())); !strings.Contains(got, "connections | warning | 3 others are open") {
		t.Errorf("it found\n%s", got)
	}
}

func TestWhereSlackClosesEachSocketAtOnceTheDoctorDoesNotGoOn(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.sockets(t, func(conn *websocket.Conn) {
		_ = conn.WriteJSON(map[string]any{"type": "disconnect", "reason": "link_disabled"})
	})
	if got := text(fakeDoctor(f).Look(t.Context())); !strings.Contains(got, "socket | failed | Slack closes each socket at once") {
		t.Errorf("it found\n%s", got)
	}
	if n := f.count("apps.connections.open"); n > 100 {
		t.Errorf("it asked for %d sockets", n)
	}
}

// The practice workspace enforces what Slack does: the same examination finds
// nothing wrong there, and what a lesser manifest lacks.
func TestTheDoctorFindsThePracticeWorkspaceInOrder(t *testing.T) {
	t.Parallel()
	x := newLife(t, func(string, int) sandbox.Fault { return sandbox.Fault{} })
	d := Doctor{
		BotToken: x.ws.BotToken(), AppToken: x.ws.AppToken(), APIURL: x.ws.URL() + "/api/",
		Scopes:   []Scope{{Name: "chat:write"}, {Name: "bookmarks:write", Without: "the channel has no bookmarks"}},
		Messages: []Sample{{"hello", chat.Message{Text: "hello", Parts: []chat.Part{chat.P(chat.B("hello")), chat.Buttons(chat.Button{Label: "Go", Verb: "status", Value: "x"})}}}},
		Titles:   []string{"API is slow"},
		Now:      time.Now,
	}
	all := d.Look(t.Context())
	got := text(all)
	for _, want := range []string{"workspace | ok", "bookmarks:write (the channel has no bookmarks)", "socket | ok", "connections | warning", "messages | ok", "clock | ok"} {
		if !strings.Contains(got, want) {
			t.Errorf("it found\n%swant %q", got, want)
		}
	}
	if n := slices.IndexFunc(all, func(f doctor.Finding) bool {
		return (f.Level == doctor.Warning || f.Level == doctor.Failed) && f.Next == ""
	}); n >= 0 {
		t.Errorf("%+v does not say what to do", all[n])
	}
}

func TestTheDoctorLooksForTheChannelOfAnnouncements(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.mu.Lock()
	for name, is := range map[string]string{"incidents": "is_member", "exec": "", "old": "is_archived"} {
		c := f.channel(name, "U9", "")
		if is != "" {
			c[is] = true
		}
	}
	f.mu.Unlock()
	for where, want := range map[string]string{
		"#incidents": "announcements | ok | every incident is announced in #incidents | ",
		"exec":       "announcements | ok | every incident is announced in #exec, which the bot joins then | ",
		"#old":       "announcements | failed | #old is archived | unarchive it, or name another under slack.announce",
		"#none":      "announcements | failed | there is no channel #none that the bot can see | name a private one by its id and invite the bot to it, or name another",
		"C9":         "announcements | failed | there is no channel C9 that the bot can see | name a private one",
	} {
		d := fakeDoctor(f)
		d.Announce, d.AppToken, d.Messages = where, "", nil
		f.next("auth.test", identified("X-OAuth-Scopes", allScopes))
		if got := text(d.Look(t.Context())); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nwant %q", where, got, want)
		}
	}
	f.next("conversations.list", code("missing_scope"))
	f.next("auth.test", identified("X-OAuth-Scopes", allScopes))
	d := fakeDoctor(f)
	d.Announce, d.AppToken, d.Messages = "#incidents", "", nil
	if got := text(d.Look(t.Context())); !strings.Contains(got, "announcements | warning") {
		t.Errorf("a scope that is missing:\n%s", got)
	}
	if got := text(fakeDoctor(f).Look(t.Context())); strings.Contains(got, "announcements") {
		t.Errorf("where none is wanted it is looked for:\n%s", got)
	}
}
