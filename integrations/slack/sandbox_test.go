package slack

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/bot/work"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
	"github.com/sitrephq/sitrep/internal/store"
)

const manifest = `{
  "display_information": {"name": "Sitrep"},
  "features": {"bot_user": {"display_name": "sitrep"}, "app_home": {"home_tab_enabled": true}, "shortcuts": [
    {"name": "Declare an incident", "type": "global", "callback_id": "sitrep_declare", "description": "Open an incident"},
    {"name": "Add to timeline", "type": "message", "callback_id": "sitrep_timeline", "description": "Keep it"},
    {"name": "Declare from message", "type": "message", "callback_id": "sitrep_declare_from", "description": "Open an incident"}
  ], "slash_commands": [{"command": "/incident", "should_escape": true}]},
  "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:manage", "channels:read", "channels:history", "channels:join", "users:read", "pins:read", "pins:write", "reactions:read", "app_mentions:read", "files:write", "metadata.message:read"]}},
  "settings": {"event_subscriptions": {"bot_events": ["member_joined_channel", "app_home_opened", "reaction_added", "reaction_removed", "pin_added", "pin_removed", "app_mention"]}, "socket_mode_enabled": true}
}`

// overHTTP makes the manifest one of an app that Slack calls.
var overHTTP = strings.NewReplacer(
	`"socket_mode_enabled": true`, `"socket_mode_enabled": false`,
	`"event_subscriptions": {`, `"interactivity": {"is_enabled": true, "request_url": "https://sitrep.example.com/slack"}, "event_subscriptions": {"request_url": "https://sitrep.example.com/slack", `,
	`"command": "/incident"`, `"command": "/incident", "url": "https://sitrep.example.com/slack"`,
)

// life is a bot in the practice workspace: adapter, worker and store are real.
type life struct {
	t     *testing.T
	ws    *sandbox.Workspace
	a     *Adapter
	svc   *incident.Service
	store *store.Store
	logs  *lines
	table Verbs // Instead of the two verbs of its own; set before anything is typed.
}

func newLife(t *testing.T, fault func(method string, call int) sandbox.Fault, but ...func(*sandbox.Config)) *life {
	t.Helper()
	return newLifeWith(t, way{fault: fault}, but...)
}

// way is how a life differs from the others.
type way struct {
	fault func(method string, call int) sandbox.Fault
	http  bool // Slack calls the bot.
	tune  func(l *limits)
}

func newLifeWith(t *testing.T, how way, but ...func(*sandbox.Config)) *life {
	t.Helper()
	x := &life{t: t, logs: &lines{}}
	now := func() time.Time { return t0 }
	manifest, listen := manifest, ""
	if how.http {
		manifest, listen = overHTTP.Replace(manifest), "127.0.0.1:0"
	}
	var err error
	cfg := sandbox.Config{
		Manifest: []byte(manifest), People: []sandbox.Person{{ID: "U0ANA", Name: "ana", RealName: "Ana"}, {ID: "U0BEN", Name: "ben", RealName: "Ben"}}, Channels: []string{"general"},
		Now: now, Fault: how.fault,
	}
	for _, change := range but {
		change(&cfg)
	}
	x.ws, err = sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.ws.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	x.store, err = store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "sitrep.db"), Scratch: true})
	if err != nil {
		t.Fatal(err)
	}
	x.svc = &incident.Service{Store: x.store, Now: now, Followers: []incident.Follower{Follow}}
	log := slog.New(slog.NewTextHandler(x.logs, nil))
	x.a, err = New(Config{
		BotToken: x.ws.BotToken(), AppToken: x.ws.AppToken(), SigningSecret: x.ws.SigningSecret(), Listen: listen, APIURL: x.ws.URL() + "/api/",
		Incidents: x.svc, Table: x, Now: now, Log: log, Home: x.home,
	})
	if err != nil {
		t.Fatal(err)
	}
	if how.tune != nil {
		how.tune(&x.a.limits)
	}
	handlers := map[string]work.Handler{}
	for kind, h := range x.a.Handlers() {
		handlers[kind] = h
	}
	worker := &work.Worker{
		Queue: x.store, Incidents: x.svc, Handlers: handlers, Now: func() time.Time { return t0.Add(time.Minute) },
		Owner: "test", Log: log, Poll: 5 * time.Millisecond,
	}
	end := []func(){x.run("workspace", x.ws.Run), x.run("worker", worker.Run), x.run("slack", x.a.Run)}
	t.Cleanup(func() {
		for _, stop := range slices.Backward(end) {
			stop()
		}
		if err := x.store.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(x.logs.String())
		}
	})
	x.until("a way in", x.a.Ready)
	if how.http {
		if err := x.ws.SetRequestURL(t.Context(), "http://"+x.a.Address()+"/slack"); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

func (x *life) run(name string, run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(x.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	return func() {
		cancel()
		if err := within(x.t, ended, "the end of "+name); err != nil {
			x.t.Errorf("%s: %v", name, err)
		}
	}
}

// Run declares.
func (x *life) Run(ctx context.Context, req commands.Request) (commands.Reply, error) {
	if x.table != nil {
		return x.table.Run(ctx, req)
	}
	i, err := x.svc.Declare(ctx, req.Call, incident.Declaration{Title: req.Text, Service: "api", Severity: incident.Sev1})
	return commands.Reply{Message: say.Declared(i, 0), Opens: i.ID}, err
}

// Press takes a check.
func (x *life) Press(ctx context.Context, verb string, req commands.Request) (commands.Reply, error) {
	if x.table != nil {
		return x.table.Press(ctx, verb, req)
	}
	if verb != "take" {
		return commands.Reply{}, fmt.Errorf("nobody pressed %s", verb)
	}
	_, err := x.svc.Take(ctx, req.Call, req.Text)
	return commands.Reply{Message: chat.Text("You are on it.")}, err
}

// Explain shows the error.
func (x *life) Explain(err error, req commands.Request) chat.Message {
	if x.table != nil {
		return x.table.Explain(err, req)
	}
	return chat.Text(err.Error())
}

// home lists what is open, and lets one declare.
func (x *life) home(ctx context.Context, who incident.Actor) (chat.Message, error) {
	open, err := x.store.Incidents(ctx, incident.Filter{Viewer: incident.Viewer{Actor: who}, Open: true})
	m := say.List(open, t0)
	m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Declare an incident", Verb: "declare", Ask: true, Primary: true}))
	return m, err
}

func (x *life) until(what string, is func() bool) {
	x.t.Helper()
	for deadline := time.Now().Add(patience); !is(); {
		if time.Now().After(deadline) {
			x.t.Fatalf("%s did not come within %v\n%s", what, patience, x.logs)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (x *life) incident() incident.Incident {
	x.t.Helper()
	i, err := x.store.Incident(x.t.Context(), 1)
	if err != nil {
		x.t.Fatal(err)
	}
	return i
}

// declare types the command and waits until the channel is as it should be.
func (x *life) declare() incident.Incident {
	x.t.Helper()
	if err := x.ws.Type(x.t.Context(), "U0ANA", "general", "", "/incident API is slow"); err != nil {
		x.t.Fatal(err)
	}
	r := &rig{fake: &fake{t: x.t}, store: x.store}
	r.judge(x.incident(), failingPool())
	x.until("a channel with all that belongs into it", func() bool {
		i := x.incident()
		return has(i, incident.BoardSubject) && has(i, incident.AnswersSubject) && has(i, incident.EvidenceSubject(pool)) && len(i.Steps) == 3 && len(x.channel().Pins) == 1
	})
	return x.incident()
}

func (x *life) channel() sandbox.Channel {
	all := x.ws.Channels()
	return all[len(all)-1]
}

// ours are the bot's messages in the incident's channel.
func (x *life) ours() []sandbox.Message {
	var all []sandbox.Message
	for _, m := range x.ws.Messages(x.channel().ID) {
		if m.User == x.ws.BotUser() && !m.System {
			all = append(all, m)
		}
	}
	return all
}

func TestFromATypedLineToAFilledChannel(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	i := x.declare()
	c := x.channel()
	if c.Name != "inc-1-api-is-slow" || c.Purpose != purpose(i).text || !strings.Contains(c.Topic, "SEV1 · API is slow") || !slices.Contains(c.Members, "U0ANA") {
		t.Errorf("the channel is %+v", c)
	}
	if c.Pins[0] != i.Posts[incident.BoardSubject].TS {
		t.Errorf("pinned %v, the board is %v", c.Pins, i.Posts)
	}
	var said []string
	for _, m := range x.ws.Messages("general") {
		if m.EphemeralFor == "U0ANA" {
			said = append(said, m.PlainText())
		}
	}
	if len(said) == 0 || !strings.Contains(strings.Join(said, "\n"), "inc-1-api-is-slow") {
		t.Errorf("the declarer reads %q", said)
	}

	answers := x.ours()[slices.IndexFunc(x.ours(), func(m sandbox.Message) bool { return m.TS == i.Posts[incident.AnswersSubject].TS })]
	take := answers.Buttons()[slices.IndexFunc(answers.Buttons(), func(b sandbox.Button) bool { return b.Label == "I'm on it" })]
	if err := x.ws.Click(t.Context(), "U0ANA", c.ID, answers.TS, take.ActionID, take.Value); err != nil {
		t.Fatal(err)
	}
	if got, _ := x.incident().Check(pool); got.Owner.ID != "U0ANA" {
		t.Errorf("the owner is %v", got.Owner)
	}
	x.until("the answers say who is on it", func() bool {
		return slices.ContainsFunc(x.ours(), func(m sandbox.Message) bool {
			return m.TS == answers.TS && m.Edited && strings.Contains(m.PlainText(), "is on it")
		})
	})
}

func TestWhateverFailsOnceLeavesOneOfEverything(t *testing.T) {
	t.Parallel()
	kinds := []sandbox.FaultKind{sandbox.FailBefore, sandbox.FailAfter, sandbox.CutAfter, sandbox.RateLimited}
	methods := []string{
		"conversations.create", "conversations.invite", "conversations.setPurpose", "conversations.setTopic",
		"chat.postMessage", "pins.add",
	}
	for _, method := range methods {
		for _, kind := range kinds {
			t.Run(fmt.Sprintf("%s %s", method, kind), func(t *testing.T) {
				t.Parallel()
				x := newLife(t, func(m string, call int) sandbox.Fault {
					if m == method && call == 1 {
						return sandbox.Fault{Kind: kind, RetryAfter: time.Second}
					}
					return sandbox.Fault{}
				})
				i := x.declare()
				if n := len(x.ws.Channels()); n != 2 {
					t.Errorf("there are %d channels beside general", n-1)
				}
				if got := len(x.ours()); got != 3 {
					var said []string
					for _, m := range x.ours() {
						said = append(said, m.Text)
					}
					t.Errorf("%d messages of ours %q, want board, answers and evidence", got, said)
				}
				if len(i.GaveUp) != 0 {
					t.Errorf("gave up %v", i.GaveUp)
				}
			})
		}
	}
}

func TestABrokenConnectionComesBack(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"", "warning", "refresh_requested"} {
		t.Run("reason "+reason, func(t *testing.T) {
			t.Parallel()
			x := newLife(t, nil)
			x.ws.Disconnect(reason)
			x.until("another connection", func() bool {
				return strings.Count(x.logs.String(), "connected to slack") == 2 && x.ws.Connections() > 0
			})
			if err := x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident API is slow"); err != nil {
				t.Fatal(err)
			}
			if i := x.incident(); i.Title != "API is slow" {
				t.Errorf("stored %q", i.Title)
			}
		})
	}
}

func TestAHostileTitleIsShownAsItWasTyped(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	title := "<!channel> *all* & `none` :fire:"
	if err := x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident "+title); err != nil {
		t.Fatal(err)
	}
	x.until("the board", func() bool { return has(x.incident(), incident.BoardSubject) })
	if got := x.incident().Title; got != title {
		t.Errorf("stored %q", got)
	}
	if m := x.ours(); !strings.Contains(m[0].PlainText(), title) {
		t.Errorf("the board reads %q", m[0].PlainText())
	}
}

func TestANameThatIsTakenIsANormalPath(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	// An archived channel keeps its name, and a channel of people's is not ours.
	old, err := x.ws.Create(t.Context(), "U0BEN", "inc-1-api-is-slow", false)
	x.must(err)
	x.must(x.ws.Archive(t.Context(), "U0BEN", old))
	theirs, err := x.ws.Create(t.Context(), "U0BEN", "inc-1-api-is-slow-2", false)
	x.must(err)
	i := x.declare()
	if i.ChannelName != "inc-1-api-is-slow-3" || string(i.Channel) == old || string(i.Channel) == theirs || len(i.GaveUp) > 0 {
		t.Errorf("the channel is %s, %s; gave up %v", i.ChannelName, i.Channel, i.GaveUp)
	}
	for _, id := range []string{old, theirs} {
		if said := x.read(id); strings.Contains(said, "SEV1") {
			t.Errorf("in a channel of people's stands %q", said)
		}
	}
}
