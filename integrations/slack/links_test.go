package slack

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/commands"
)

// both runs the adapter with its two connections at once.
func (r *rig) both() (first, second *websocket.Conn) {
	r.t.Helper()
	r.a.limits.apart = time.Millisecond
	first, second = r.start(), r.connection()
	r.until("two connections", func() bool { return r.a.links.up() == linkCount })
	return first, second
}

func TestWhileOneConnectionIsReplacedTheOtherTakesWhatComes(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested", ""} {
		t.Run("reason "+reason, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{run: reply("here")})
			first, second := r.both()
			back := make(chan struct{})
			r.next("apps.connections.open", func(w http.ResponseWriter, do func()) {
				<-back // As long as it takes; the other methods wait for it too.
				w.WriteHeader(http.StatusInternalServerError)
			})
			if reason == "" {
				_ = first.NetConn().Close()
			} else {
				r.send(first, map[string]any{"type": "disconnect", "reason": reason})
			}
			r.until("the end of the first", func() bool { return r.a.links.up() == 1 })
			for n := range 20 {
				if !r.a.Ready() {
					t.Fatal("one connection is up and it says that it is not ready")
				}
				r.command(second, fmt.Sprint("E", n), fmt.Sprint("T", n), "status")
				if ack := wordsOf(t, within(t, r.acks, "the acknowledgement")); !strings.Contains(ack, "here") {
					t.Errorf("answered %s", ack)
				}
			}
			close(back)
			r.connection()
			r.until("two connections", func() bool { return r.a.links.up() == linkCount })
			if !strings.Contains(r.logs.String(), "another takes what comes until it is back") {
				t.Error("the loss is not in the log")
			}
		})
	}
}

func TestWithoutAnyConnectionItIsNotReady(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	first, second := r.both()
	back := make(chan struct{})
	for range linkCount {
		r.next("apps.connections.open", func(w http.ResponseWriter, _ func()) {
			<-back
			w.WriteHeader(http.StatusInternalServerError)
		})
	}
	_ = first.NetConn().Close()
	_ = second.NetConn().Close()
	r.until("the loss", func() bool { return !r.a.Ready() })
	r.until("the loss in the log", func() bool {
		return strings.Contains(r.logs.String(), "what is typed now gets an error from Slack")
	})
	close(back)
	r.until("a connection", r.a.Ready)
}

// A connection over which nothing comes may be dead: only the pings of the
// other end tell.
func TestAConnectionThatWentDeadWithoutAWordIsReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	r.a.limits.ping = 50 * time.Millisecond // The fake pings once, at the start.
	r.start()
	conn := r.connection()
	r.command(conn, "E1", "T1", "status")
	for {
		ack := within(t, r.acks, "the acknowledgement")
		if strings.Contains(wordsOf(t, ack), "here") {
			return
		}
	}
}

func TestAnAnswerWhoseConnectionEndedGoesAnotherWay(t *testing.T) {
	t.Parallel()
	started, free := make(chan struct{}), make(chan struct{})
	r := newRig(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		close(started)
		<-free
		return commands.Reply{Message: chat.Text("recorded")}, nil
	}})
	conn := r.start()
	r.command(conn, "E1", "T1", "did x")
	within(t, started, "the verb")
	r.send(conn, map[string]any{"type": "disconnect", "reason": "refresh_requested"})
	r.connection()
	close(free)
	if m := within(t, r.urls, "the answer"); m["text"] != "recorded" {
		t.Errorf("answered %v", m)
	}
	// Should it count after all, it must not say the same once more.
	if ack := within(t, r.acks, "the acknowledgement"); ack["envelope_id"] != "E1" || ack["payload"] != nil {
		t.Errorf("acknowledged %v", ack)
	}
}

func TestAForgottenLaptopIsNamedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	r.connected.Store(linkCount)
	first, second := r.both()
	if strings.Contains(r.logs.String(), "another process") {
		t.Error("our own connections are taken for somebody else's")
	}
	r.connected.Store(linkCount + 1)
	for _, conn := range []*websocket.Conn{first, second} {
		r.send(conn, map[string]any{"type": "disconnect", "reason": "refresh_requested"})
		r.connection()
		r.until("two connections", func() bool { return r.a.links.up() == linkCount })
	}
	if n := strings.Count(r.logs.String(), "another process is connected with the same Slack app"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
}

func TestAnAppTokenThatIsNoLongerGoodEndsTheRunWithWhatToDo(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"not_allowed_token_type": "xapp-", "token_expired": "use the new token", "missing_scope": "Add it under OAuth", "no_permission": "Check its scopes",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{run: reply("here")})
			r.a.limits.apart = time.Millisecond
			ended := make(chan error, 1)
			go func() { ended <- r.a.Run(t.Context()) }()
			conn := r.connection()
			r.connection()
			r.next("apps.connections.open", code(name))
			r.send(conn, map[string]any{"type": "disconnect", "reason": "refresh_requested"})
			if err := within(t, ended, "the end of Run"); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("Run: %v, want %q", err, want)
			}
			if r.a.Ready() {
				t.Error("it says that it is ready")
			}
		})
	}
}

// The library stops for good, without a word, when nobody reads from it.
func TestAFloodWedgesNothing(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	r := newRig(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		<-free
		return commands.Reply{Message: chat.Text("done")}, nil
	}})
	r.a.heard["message"] = func(context.Context, inner) error {
		<-free
		return nil
	}
	conn := r.start()
	const many = 300
	for n := range many {
		r.command(conn, fmt.Sprint("E", n), fmt.Sprint("T", n), "status")
		r.send(conn, map[string]any{"envelope_id": fmt.Sprint("M", n), "type": "events_api", "payload": event(fmt.Sprint("Ev", n), map[string]any{"type": "message"})})
		r.send(conn, map[string]any{"envelope_id": fmt.Sprint("U", n), "type": "events_api", "payload": event(fmt.Sprint("Eu", n), map[string]any{"type": "sun_rose"})})
		if n%50 == 49 { // What nobody could work is answered while the rest hangs.
			for got := 0; got < 50; {
				if ack := within(t, r.acks, "an acknowledgement"); strings.HasPrefix(fmt.Sprint(ack["envelope_id"]), "U") {
					got++
				}
			}
		}
	}
	close(free)
	r.command(conn, "last", "T", "status")
	for within(t, r.acks, "an acknowledgement")["envelope_id"] != "last" {
	}
}

// Whatever came in over either connection is answered, if only by a refusal.
func TestNothingThatCameInIsLostAtTheEnd(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	r := newRig(t, verbs{run: func(context.Context, commands.Request) (commands.Reply, error) {
		<-free
		return commands.Reply{Message: chat.Text("recorded")}, nil
	}})
	r.a.limits.apart = time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.a.Run(ctx) }()
	conns := []*websocket.Conn{r.connection(), r.connection()}
	const each = 20
	answers := map[string]int{}
	for n := range 2 * each {
		r.command(conns[n%2], fmt.Sprint("E", n), fmt.Sprint("T", n), "did x")
	}
	// More than can be worked at once: those that were refused have arrived, and
	// so have those before them.
	take := func() {
		ack := within(t, r.acks, "an acknowledgement")
		if words := wordsOf(t, ack); !strings.Contains(words, "recorded") && !strings.Contains(words, "Not recorded") {
			t.Errorf("answered %s", words)
		}
		answers[fmt.Sprint(ack["envelope_id"])]++
	}
	for range 2*each - atOnce {
		take()
	}
	stop()
	close(free)
	for range atOnce {
		take()
	}
	if err := within(t, ended, "the end"); err != nil {
		t.Error(err)
	}
	for n := range 2 * each {
		if got := answers[fmt.Sprint("E", n)]; got != 1 {
			t.Errorf("E%d was acknowledged %d times", n, got)
		}
	}
}

// Slack drops an acknowledgement of 20 KB without a word.
func TestAnAcknowledgementThatIsTooLongIsSentWithoutItsPayload(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.a.done[deed{viewSubmission, "x"}] = func(context.Context, interaction) (any, error) {
		return map[string]string{"response_action": "update", "view": strings.Repeat("x", 21_000)}, nil
	}
	conn := r.start()
	r.send(conn, map[string]any{"envelope_id": "E1", "type": "interactive", "payload": map[string]any{
		"type": "view_submission", "view": map[string]any{"id": "V1", "hash": "h", "callback_id": "x"},
	}})
	if ack := within(t, r.acks, "the acknowledgement"); ack["envelope_id"] != "E1" || ack["payload"] != nil {
		t.Errorf("acknowledged %v", ack)
	}
	if !strings.Contains(r.logs.String(), "an acknowledgement could not be sent whole") {
		t.Error("it is not in the log")
	}
}

func TestConnectionsAreOpenedApart(t *testing.T) {
	t.Parallel()
	const apart = 20 * time.Second
	at := func(s int) time.Time { return t0.Add(time.Duration(s) * time.Second) }
	tests := []struct {
		name  string
		since [linkCount]time.Time
		n     int
		want  time.Duration
	}{
		{"the first opens at once", [linkCount]time.Time{}, 0, 0},
		{"the second waits for the first", [linkCount]time.Time{}, 1, apart},
		{"the second waits for what is left", [linkCount]time.Time{0: at(95)}, 1, 15 * time.Second},
		{"the second does not wait for one that is old", [linkCount]time.Time{0: at(20)}, 1, 0},
		{"the first is apart from the second", [linkCount]time.Time{1: at(99)}, 0, 19 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := links{since: tt.since}
			if got := l.pause(tt.n, apart, at(100)); got != tt.want {
				t.Errorf("it waits %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTheBreakerRestsAndThenTriesAgain(t *testing.T) {
	t.Parallel()
	b := breaker{rest: 30 * time.Second}
	for range mostOpened {
		if b.tripped(t0) {
			t.Fatal("it tripped too early")
		}
	}
	for _, at := range []time.Duration{0, 29 * time.Second} {
		if !b.tripped(t0.Add(at)) {
			t.Errorf("after %v it went on", at)
		}
	}
	if b.tripped(t0.Add(31 * time.Second)) {
		t.Error("it rests for ever")
	}
}
