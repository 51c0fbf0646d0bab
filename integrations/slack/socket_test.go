package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// wordsOf is all that an acknowledgement shows.
func wordsOf(t *testing.T, m map[string]any) string {
	t.Helper()
	b, err := json.Marshal(m["payload"])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func reply(text string) func(context.Context, commands.Request) (commands.Reply, error) {
	return func(context.Context, commands.Request) (commands.Reply, error) {
		return commands.Reply{Message: chat.Text(text)}, nil
	}
}

func TestACommandIsStoredBeforeItIsAcknowledged(t *testing.T) {
	t.Parallel()
	var r *rig
	r = newRig(t, verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
		i, err := r.svc.Declare(ctx, req.Call, incident.Declaration{Title: req.Text})
		return commands.Reply{Message: chat.Text(i.Name() + " is open and saved."), Opens: i.ID}, err
	}})
	conn := r.start()
	r.command(conn, "E1", "T1", "API &lt;slow&gt; &amp; down")
	ack := within(t, r.acks, "the acknowledgement")
	if ack["envelope_id"] != "E1" || !strings.Contains(wordsOf(t, ack), "INC-1 is open and saved.") {
		t.Fatalf("acknowledged %v", ack)
	}
	i := r.incident(1)
	if i.Title != "API <slow> & down" || i.Declarer.ID != "U1" {
		t.Errorf("stored %q by %v", i.Title, i.Declarer)
	}
}

func TestTheSameTriggerTwiceMakesOneIncidentAndTheSameAnswer(t *testing.T) {
	t.Parallel()
	var r *rig
	r = newRig(t, verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
		i, err := r.svc.Declare(ctx, req.Call, incident.Declaration{Title: req.Text})
		return commands.Reply{Message: chat.Text(i.Name() + " is open.")}, err
	}})
	conn := r.start()
	for _, envelope := range []string{"E1", "E2"} {
		r.command(conn, envelope, "T1", "API is slow")
		if ack := within(t, r.acks, "the acknowledgement"); !strings.Contains(wordsOf(t, ack), "INC-1 is open.") {
			t.Errorf("%s was answered %s", envelope, wordsOf(t, ack))
		}
	}
	all, err := r.store.Incidents(t.Context(), incident.Filter{})
	if err != nil || len(all) != 1 {
		t.Errorf("%d incidents, error %v; want one", len(all), err)
	}
}

func TestWhatCannotBeStoredIsSaidInsideThreeSeconds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		run  func(ctx context.Context, free chan struct{}) error
		want string
	}{
		{"a store that gives up with the time says that nothing was done", func(ctx context.Context, _ chan struct{}) error {
			<-ctx.Done()
			return fmt.Errorf("begin: %w", incident.Errorf(incident.Unavailable, "busy"))
		}, "Not recorded, nothing was done."},
		{"an error that does not tell is not made up", func(ctx context.Context, _ chan struct{}) error {
			<-ctx.Done()
			return errors.New("commit: disk I/O error")
		}, "I cannot tell whether this was recorded."},
		{"a verb that never comes back does not keep the asker waiting", func(_ context.Context, free chan struct{}) error {
			<-free
			return nil
		}, "I cannot tell whether this was recorded."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			free := make(chan struct{})
			r := newRig(t, verbs{run: func(ctx context.Context, _ commands.Request) (commands.Reply, error) {
				return commands.Reply{}, tt.run(ctx, free)
			}})
			conn := r.start()
			t.Cleanup(func() { close(free) })
			began := time.Now()
			r.command(conn, "E1", "T1", "did restart db-1")
			ack := wordsOf(t, within(t, r.acks, "the acknowledgement"))
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("it took %v", took)
			}
			if !strings.Contains(ack, tt.want) || !strings.Contains(ack, "/incident did restart db-1") {
				t.Errorf("answered %s, want %q and the line given back", ack, tt.want)
			}
		})
	}
}

func TestAPanicInAVerbEndsNothingElse(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: func(_ context.Context, req commands.Request) (commands.Reply, error) {
		if req.Text == "boom" {
			panic("boom")
		}
		return commands.Reply{Message: chat.Text("still here")}, nil
	}})
	conn := r.start()
	r.command(conn, "E1", "T1", "boom")
	if ack := wordsOf(t, within(t, r.acks, "the acknowledgement")); !strings.Contains(ack, "I cannot tell") {
		t.Errorf("answered %s", ack)
	}
	r.command(conn, "E2", "T2", "status")
	if ack := wordsOf(t, within(t, r.acks, "the acknowledgement")); !strings.Contains(ack, "still here") {
		t.Errorf("answered %s", ack)
	}
	if !strings.Contains(r.logs.String(), "a verb panicked") {
		t.Error("the panic is not in the log")
	}
}

func TestTooManyAtOnceAreToldSo(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	r := newRig(t, verbs{run: func(ctx context.Context, _ commands.Request) (commands.Reply, error) {
		select {
		case <-free:
		case <-ctx.Done():
		}
		return commands.Reply{Message: chat.Text("done")}, nil
	}})
	conn := r.start()
	for n := range atOnce + 1 {
		r.command(conn, fmt.Sprint("E", n), fmt.Sprint("T", n), "note it is slow")
	}
	if ack := wordsOf(t, within(t, r.acks, "the refusal")); !strings.Contains(ack, "Not recorded, nothing was done.") {
		t.Errorf("answered %s", ack)
	}
	close(free)
	for range atOnce {
		if ack := wordsOf(t, within(t, r.acks, "an answer")); !strings.Contains(ack, "done") {
			t.Errorf("answered %s", ack)
		}
	}
}

// The library says that an acknowledgement was not written, and sends it no
// more: the person sees Slack's own error for a command that was stored.
func TestAnAnswerThatIsLostOnTheWireIsGivenAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("INC-1 is open and saved.")})
	s := &socket{a: r.a, acks: make(chan ack, 1)}
	lost := func(envelope string) {
		if _, err := s.take(t.Context(), socketmode.Event{Type: socketmode.EventTypeErrorWriteFailed, Data: &socketmode.ErrorWriteFailed{
			Cause: errors.New("broken pipe"), Response: &socketmode.Response{EnvelopeID: envelope},
		}}); err != nil {
			t.Error(err)
		}
	}
	line, _ := json.Marshal(map[string]string{"command": "/incident", "text": "declare API is slow", "user_id": "U1", "trigger_id": "T1", "response_url": r.server.URL + "/response"})
	s.hand(t.Context(), socketmode.Request{Type: socketmode.RequestTypeSlashCommands, EnvelopeID: "E1", Payload: line})
	within(t, s.acks, "the acknowledgement")
	lost("E1")
	if m := within(t, r.urls, "the answer"); m["response_type"] != "ephemeral" || m["replace_original"] != false || m["text"] != "INC-1 is open and saved." {
		t.Errorf("answered %v", m)
	}
	lost("E1") // It is given again once.
	lost("E2") // Of this one nothing is known.
	r.idle()
	if len(r.urls) != 0 {
		t.Errorf("answered %v too", <-r.urls)
	}
}

func TestWhatCannotBeReadIsAcknowledgedOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		envelope map[string]any
		says     string
	}{
		{"an envelope of a kind to come", map[string]any{"envelope_id": "E1", "type": "telepathy", "payload": map[string]any{}}, ""},
		{"an event nobody knows", map[string]any{"envelope_id": "E1", "type": "events_api", "payload": map[string]any{"type": "event_callback", "event": map[string]any{"type": "sun_rose"}}}, ""},
		{"an event that is known and not used", map[string]any{"envelope_id": "E1", "type": "events_api", "payload": map[string]any{"type": "event_callback", "event": map[string]any{"type": "member_joined_channel", "user": "U1", "channel": "C1"}}}, ""},
		{"a press of something that is not ours", map[string]any{"envelope_id": "E1", "type": "interactive", "payload": map[string]any{"type": "shortcut", "callback_id": "x"}}, ""},
		{"a command that is not one", map[string]any{"envelope_id": "E1", "type": "slash_commands", "payload": []int{1}}, "Not recorded, nothing was done"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{run: reply("still here")})
			conn := r.start()
			r.send(conn, tt.envelope)
			ack := within(t, r.acks, "the acknowledgement")
			if ack["envelope_id"] != "E1" || !strings.Contains(wordsOf(t, ack), tt.says) {
				t.Errorf("acknowledged %v", ack)
			}
			r.command(conn, "E2", "T2", "status")
			if ack := within(t, r.acks, "the next acknowledgement"); ack["envelope_id"] != "E2" {
				t.Errorf("then acknowledged %v", ack)
			}
		})
	}
}

func TestAReplacedConnectionGoesOn(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{run: reply("here")})
			conn := r.start()
			r.send(conn, map[string]any{"type": "disconnect", "reason": reason})
			conn = r.connection()
			r.command(conn, "E1", "T1", "status")
			if ack := wordsOf(t, within(t, r.acks, "the acknowledgement")); !strings.Contains(ack, "here") {
				t.Errorf("answered %s", ack)
			}
			if !r.a.Ready() {
				t.Error("it is connected and says that it is not ready")
			}
		})
	}
}

func TestSlackThatClosesEachConnectionAtOnceIsNotHammered(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	var opened atomic.Int64
	conn := r.start()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r.wg.Go(func() {
		for {
			opened.Add(1)
			_ = conn.WriteJSON(map[string]any{"type": "disconnect", "reason": "link_disabled"})
			select {
			case conn = <-r.conns:
			case <-ctx.Done():
				return
			}
		}
	})
	deadline := time.Now().Add(patience)
	for !strings.Contains(r.logs.String(), "is Socket Mode switched on") {
		if time.Now().After(deadline) {
			t.Fatal("nothing was said about it")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if n := opened.Load(); n > mostOpened {
		t.Errorf("%d connections were opened", n)
	}
}

func TestAPressRunsItsVerbAndIsAnsweredApart(t *testing.T) {
	t.Parallel()
	got := make(chan commands.Request, 1)
	r := newRig(t, verbs{press: func(_ context.Context, verb string, req commands.Request) (commands.Reply, error) {
		req.Verb = verb
		got <- req
		return commands.Reply{Message: chat.Text("You are on it.")}, nil
	}})
	conn := r.start()
	r.send(conn, map[string]any{"envelope_id": "E1", "type": "interactive", "payload": map[string]any{
		"type": "block_actions", "trigger_id": "T1", "response_url": r.server.URL + "/response",
		"user": map[string]any{"id": "U1", "name": "ana"}, "channel": map[string]any{"id": "C1"},
		"actions": []map[string]any{{"type": "button", "action_id": "take#0", "block_id": "b", "value": "backend-pool/healthy-share", "text": map[string]any{"type": "plain_text", "text": "I'm on it"}}},
	}})
	ack := within(t, r.acks, "the acknowledgement")
	if ack["envelope_id"] != "E1" || ack["payload"] != nil {
		t.Errorf("acknowledged %v", ack)
	}
	req := within(t, got, "the press")
	if req.Verb != "take" || req.Text != "backend-pool/healthy-share" || req.Channel != "C1" || req.Source != "slack:press:T1" {
		t.Errorf("pressed %+v", req)
	}
	if m := within(t, r.urls, "the answer"); m["response_type"] != "ephemeral" || m["replace_original"] != false || m["text"] != "You are on it." {
		t.Errorf("answered %v", m)
	}
}

func TestALongAnswerIsSplitAndNothingOfItIsLost(t *testing.T) {
	t.Parallel()
	m := chat.Message{Text: "The timeline"}
	for n := range 400 {
		m.Parts = append(m.Parts, chat.P(chat.T(fmt.Sprintf("line %03d: <api> & co %s", n, strings.Repeat("x", 60)))))
	}
	r := newRig(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		return commands.Reply{Message: m}, nil
	}})
	conn := r.start()
	r.command(conn, "E1", "T1", "timeline")
	all := wordsOf(t, within(t, r.acks, "the acknowledgement"))
	if len(all) > 20_000 {
		t.Errorf("the acknowledgement has %d bytes", len(all))
	}
	for range mostAnswers - 1 {
		b, _ := json.Marshal(within(t, r.urls, "the rest"))
		all += string(b)
	}
	shown := strings.Count(all, "co xx")
	if !strings.Contains(all, fmt.Sprintf("… and %d more lines", 400-shown)) {
		t.Errorf("%d lines of 400 are shown and the rest is not counted right", shown)
	}
}

func TestTheAddressOfAnAnswerIsInNoError(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	err := r.a.answer(t.Context(), "http://127.0.0.1:1/secret", chat.Text("x"), false)
	if err == nil || strings.Contains(err.Error(), "secret") || !is(err, notDone) {
		t.Errorf("got %v", err)
	}
}

func TestTheTypistsZoneIsAskedOnceAndOnlyWhenWanted(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
		if req.Text == "zone" {
			return commands.Reply{Message: chat.Text(req.Zone(ctx).String())}, nil
		}
		return commands.Reply{Message: chat.Text("no zone")}, nil
	}})
	conn := r.start()
	for n, text := range []string{"status", "zone", "zone"} {
		r.command(conn, fmt.Sprint("E", n), fmt.Sprint("T", n), text)
		ack := wordsOf(t, within(t, r.acks, "the acknowledgement"))
		if want := map[string]string{"status": "no zone", "zone": "Europe/Tallinn"}[text]; !strings.Contains(ack, want) {
			t.Errorf("%s was answered %s", text, ack)
		}
	}
	if n := r.count("users.info"); n != 1 {
		t.Errorf("the zone was asked for %d times", n)
	}
}

func TestATimeThatIsReadAsUTCForWantOfAZoneSaysSo(t *testing.T) {
	t.Parallel()
	person := func(fields string) func(chan struct{}) func(http.ResponseWriter, func()) {
		return func(chan struct{}) func(http.ResponseWriter, func()) {
			return func(w http.ResponseWriter, _ func()) {
				_, _ = fmt.Fprintf(w, `{"ok":true,"user":{"id":"U1"%s}}`, fields)
			}
		}
	}
	tests := []struct {
		name   string
		answer func(free chan struct{}) func(http.ResponseWriter, func())
	}{
		{"slack is slow", func(free chan struct{}) func(http.ResponseWriter, func()) {
			return func(http.ResponseWriter, func()) { <-free }
		}},
		{"slack refuses", func(chan struct{}) func(http.ResponseWriter, func()) { return code("missing_scope") }},
		{"slack does not know it", person("")},
		{"nobody here knows it", person(`,"tz":"Mars/Olympus"`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
				when, _ := commands.ParseWhen(ctx, req.Text, req.Now, req.Zone)
				return commands.Reply{Message: chat.Text("Noted at " + when.Echo)}, nil
			}})
			free := make(chan struct{})
			conn := r.start()
			r.next("users.info", tt.answer(free))
			r.command(conn, "E1", "T1", "14:45 it is slow")
			ack := wordsOf(t, within(t, r.acks, "the acknowledgement"))
			close(free)
			if !strings.Contains(ack, "Noted at 14:45 UTC (your zone could not be looked up)") {
				t.Errorf("answered %s", ack)
			}
			r.command(conn, "E2", "T2", "14:45 it is slow")
			if ack := wordsOf(t, within(t, r.acks, "the next acknowledgement")); !strings.Contains(ack, "14:45 EET = 12:45 UTC") {
				t.Errorf("then answered %s", ack)
			}
		})
	}
}

func TestACommandThatRunsAtTheEndIsStillAnswered(t *testing.T) {
	t.Parallel()
	started, free := make(chan struct{}), make(chan struct{})
	r := newRig(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		close(started)
		<-free
		return commands.Reply{Message: chat.Text("recorded")}, nil
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.a.Run(ctx) }()
	conn := r.connection()
	r.command(conn, "E1", "T1", "note x")
	within(t, started, "the verb")
	stop()
	r.command(conn, "E2", "T2", "note y")
	if ack := wordsOf(t, within(t, r.acks, "the refusal")); !strings.Contains(ack, "Not recorded") {
		t.Errorf("what came after the end was answered %s", ack)
	}
	close(free)
	if ack := wordsOf(t, within(t, r.acks, "the acknowledgement")); !strings.Contains(ack, "recorded") {
		t.Errorf("answered %s", ack)
	}
	if err := within(t, ended, "the end"); err != nil {
		t.Error(err)
	}
}

func TestBadTokensEndTheStartWithWhatToDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		method string
		answer string
		want   string
	}{
		{"revoked", "auth.test", "token_revoked", "Install the app again and use the new token"},
		{"removed", "auth.test", "account_inactive", "Install it again"},
		{"an app token without its scope", "apps.connections.open", "missing_scope", "connections:write"},
		{"a bot token for an app token", "apps.connections.open", "not_allowed_token_type", "xapp-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			r.next(tt.method, code(tt.answer))
			if err := r.a.Run(t.Context()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Run: %v, want %q", err, tt.want)
			}
		})
	}
}

func TestTokensInEachOthersPlaceAreNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ bot, app, want string }{
		{"xapp-1", "xoxb-1", "swapped"},
		{"", "xapp-1", "SLACK_BOT_TOKEN is not set"},
		{"xoxb-1", "", "SLACK_APP_TOKEN is not set"},
		{"xoxp-1", "xapp-1", "not a bot token"},
		{"xoxb-1", "xoxb-2", "not an app-level token"},
	} {
		if err := checkTokens(tt.bot, tt.app); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q and %q: %v, want %q", tt.bot, tt.app, err, tt.want)
		}
	}
	if err := checkTokens("xoxb-1", "xapp-1"); err != nil {
		t.Error(err)
	}
}

func TestATokenRevokedInTheMiddleOfLifeIsNotReady(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- r.a.Run(ctx) }()
	conn := r.connection()
	r.next("apps.connections.open", code("token_revoked"))
	r.send(conn, map[string]any{"type": "disconnect", "reason": "refresh_requested"})
	if err := within(t, ended, "the end of Run"); err == nil || !strings.Contains(err.Error(), "Install the app again") {
		t.Errorf("Run: %v", err)
	}
	if r.a.Ready() {
		t.Error("it says that it is ready")
	}
	_ = conn.WriteControl(websocket.CloseMessage, nil, time.Now().Add(time.Second))
}

func TestOnlyTheNewestAnswersAreRemembered(t *testing.T) {
	t.Parallel()
	var s spoken
	s.keep("press", "https://example.com", nil) // It has no answer that could be lost.
	for n := range spokenLimit + 1 {
		s.keep(fmt.Sprint("E", n), "https://example.com", ephemeral{Type: "ephemeral"})
	}
	for envelope, want := range map[string]bool{"press": false, "E0": false, "E1": true, fmt.Sprint("E", spokenLimit): true} {
		if _, ok := s.take(envelope); ok != want {
			t.Errorf("%s is remembered: %v", envelope, ok)
		}
	}
	if len(s.order) != spokenLimit {
		t.Errorf("%d envelopes are remembered", len(s.order))
	}
}
