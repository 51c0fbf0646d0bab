package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// fate is what became of a delivery.
type fate struct {
	acked   bool
	payload string // As JSON.
}

// hand dispatches a delivery and waits for what becomes of it.
func (r *rig) hand(kind string, payload any) fate {
	r.t.Helper()
	b, err := json.Marshal(payload)
	if err != nil {
		r.t.Fatal(err)
	}
	came := make(chan fate, 4)
	r.a.dispatch(r.t.Context(), delivery{
		kind: kind, id: "E1", payload: b,
		acknowledge: func(p any, _ string) {
			b, err := json.Marshal(p)
			if err != nil {
				r.t.Error(err)
			}
			came <- fate{true, string(b)}
		},
		leave: func() { came <- fate{} },
	})
	f := within(r.t, came, "an acknowledgement")
	r.idle()
	if len(came) != 0 {
		r.t.Errorf("it was answered twice, then with %v", <-came)
	}
	return f
}

// idle waits until nothing is worked on.
func (r *rig) idle() {
	r.t.Helper()
	r.until("the end of the work", func() bool { return !r.a.intake.busy() })
}

// until waits for what must come.
func (r *rig) until(what string, is func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			r.t.Fatalf("%s did not come within %v\n%s", what, patience, r.logs)
		}
	}
}

func event(id string, e map[string]any) map[string]any {
	return map[string]any{"type": "event_callback", "event_id": id, "team_id": "T0", "event_time": t0.Unix(), "event": e}
}

func TestAnEventIsStoredBeforeItIsAcknowledged(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		err   error
		acked bool
		says  string
	}{
		{"what is stored is acknowledged", nil, true, ""},
		{"what is refused is acknowledged, because it would be refused again", incident.Errorf(incident.Conflict, "It is closed."), true, "an event was refused"},
		{"what could not be stored comes again", incident.Errorf(incident.Unavailable, "busy"), false, "slack delivers it again"},
		{"what may have been stored comes again", errors.New("disk I/O error"), false, "slack delivers it again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			var got inner
			r.a.heard["pin_added"] = func(_ context.Context, e inner) error { got = e; return tt.err }
			if f := r.hand(eventsAPI, event("Ev1", map[string]any{"type": "pin_added", "user": "U1"})); f.acked != tt.acked {
				t.Errorf("acknowledged: %v", f.acked)
			}
			if got.source() != "slack:event:Ev1" || got.Team != "T0" || !got.Time.Equal(t0) || !strings.Contains(string(got.Raw), `"user":"U1"`) {
				t.Errorf("heard %+v", got)
			}
			if !strings.Contains(r.logs.String(), tt.says) {
				t.Errorf("logged %q", r.logs)
			}
		})
	}
}

func TestAHearerThatPanicsOrHangsEndsNothingElse(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.a.limits.store, r.a.limits.ack = time.Millisecond, 20*time.Millisecond
	free := make(chan struct{})
	r.a.heard["boom"] = func(context.Context, inner) error { panic("boom") }
	r.a.heard["sleep"] = func(context.Context, inner) error {
		<-free
		return nil
	}
	if f := r.hand(eventsAPI, event("Ev1", map[string]any{"type": "boom"})); f.acked {
		t.Error("an event was acknowledged although its hearer panicked")
	}
	time.AfterFunc(100*time.Millisecond, func() { close(free) })
	if f := r.hand(eventsAPI, event("Ev2", map[string]any{"type": "sleep"})); f.acked {
		t.Error("an event was acknowledged although nobody knows whether it is stored")
	}
	if len(r.a.eventSlots) != 0 {
		t.Errorf("%d slots are still taken", len(r.a.eventSlots))
	}
}

// A second delivery can be the only one that arrives, and a first one that
// arrives late must change nothing.
func TestARedeliveredEventIsWorkedAndStoredOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.declare()
	r.rest()
	i := r.incident(1)
	worked := 0
	r.a.heard["pin_added"] = func(ctx context.Context, e inner) error {
		worked++
		_, err := r.svc.Note(ctx, incident.Call{Source: e.source(), Channel: i.Channel, By: incident.Actor{ID: "U1"}}, "pinned", incident.Moment{})
		return err
	}
	for attempt := range 3 {
		if f := r.hand(eventsAPI, event("Ev1", map[string]any{"type": "pin_added"})); !f.acked {
			t.Errorf("delivery %d was not acknowledged", attempt)
		}
	}
	notes := 0
	events, err := r.store.Events(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Text == "pinned" {
			notes++
		}
	}
	if worked != 3 || notes != 1 {
		t.Errorf("worked %d times, stored %d times; want 3 and 1", worked, notes)
	}
}

func TestTooManyEventsComeAgainAndKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	r.a.heard["message"] = func(context.Context, inner) error { return nil }
	for range eventsAtOnce {
		r.a.eventSlots <- struct{}{}
	}
	if f := r.hand(eventsAPI, event("Ev1", map[string]any{"type": "message"})); f.acked {
		t.Error("an event was acknowledged that nobody worked")
	}
	if f := r.hand(slashCommands, map[string]any{"command": "/incident", "text": "status", "trigger_id": "T1"}); !strings.Contains(f.payload, "here") {
		t.Errorf("a typed line was answered %s", f.payload)
	}
}

func TestADeedIsAcknowledgedWithWhatItReturns(t *testing.T) {
	t.Parallel()
	user := map[string]any{"id": "U1", "username": "ana"}
	tests := []struct {
		name    string
		payload map[string]any
		deed    deed
		source  string
		err     error
		want    fate
	}{
		{
			"a view",
			map[string]any{"type": "view_submission", "trigger_id": "T1", "user": user, "view": map[string]any{
				"id": "V1", "hash": "h1", "callback_id": "declare", "private_metadata": "m",
				"state": map[string]any{"values": map[string]any{"title": map[string]any{"text": map[string]any{"type": "plain_text_input", "value": "API is slow"}}}},
			}},
			deed{viewSubmission, "declare"},
			"slack:view_submission:V1:h1", nil,
			fate{true, `"said"`},
		},
		{
			"a view whose words are refused",
			map[string]any{"type": "view_submission", "user": user, "view": map[string]any{"id": "V1", "hash": "h1", "callback_id": "declare"}},
			deed{viewSubmission, "declare"},
			"slack:view_submission:V1:h1", incident.Errorf(incident.Conflict, "It is closed already."),
			fate{true, "It is closed already."},
		},
		{
			"a view that is closed",
			map[string]any{"type": "view_closed", "user": user, "view": map[string]any{"id": "V1", "hash": "h1", "callback_id": "declare"}},
			deed{viewClosed, "declare"},
			"slack:view_closed:V1:h1", nil,
			fate{true, `"said"`},
		},
		{
			"a shortcut",
			map[string]any{"type": "shortcut", "trigger_id": "T1", "user": user, "callback_id": "declare"},
			deed{globalShortcut, "declare"},
			"slack:shortcut:T1", nil,
			fate{true, `"said"`},
		},
		{
			"a shortcut that fails has no place for words",
			map[string]any{"type": "shortcut", "trigger_id": "T1", "user": user, "callback_id": "declare"},
			deed{globalShortcut, "declare"},
			"slack:shortcut:T1", errors.New("no"),
			fate{},
		},
		{
			"a message's shortcut",
			map[string]any{"type": "message_action", "trigger_id": "T1", "user": user, "callback_id": "timeline", "channel": map[string]any{"id": "C1"}, "message": map[string]any{"ts": "1.2", "text": "it is slow"}},
			deed{messageAction, "timeline"},
			"slack:message_action:T1", nil,
			fate{true, `"said"`},
		},
		{
			"a button that opens something",
			map[string]any{"type": "block_actions", "trigger_id": "T1", "user": user, "actions": []any{map[string]any{"action_id": "yes#0", "value": "v"}}},
			deed{blockActions, "yes"},
			"slack:press:T1", nil,
			fate{true, `"said"`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			var got interaction
			r.a.done[tt.deed] = func(_ context.Context, in interaction) (any, error) {
				got = in
				return "said", tt.err
			}
			f := r.hand(interactive, tt.payload)
			if f.acked != tt.want.acked || !strings.Contains(f.payload, tt.want.payload) {
				t.Errorf("answered %+v, want %+v", f, tt.want)
			}
			if got.source() != tt.source || got.by() != (incident.Actor{ID: "U1", Name: "ana"}) {
				t.Errorf("it was %s by %v", got.source(), got.by())
			}
			if tt.deed.kind == viewSubmission && tt.err == nil && got.View.entered("title", "text").Value != "API is slow" {
				t.Errorf("the view says %+v", got.View)
			}
			if tt.deed.kind == viewSubmission && tt.err != nil && !strings.Contains(f.payload, `"response_action":"push"`) {
				t.Errorf("what was filled in is lost: %s", f.payload)
			}
		})
	}
}

func TestAMessagesShortcutThatIsRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.a.done[deed{messageAction, "timeline"}] = func(context.Context, interaction) (any, error) {
		return nil, incident.Errorf(incident.NotFound, "This is not an incident's channel.")
	}
	f := r.hand(interactive, map[string]any{"type": "message_action", "trigger_id": "T1", "callback_id": "timeline", "response_url": r.server.URL + "/response"})
	if !f.acked || f.payload != "null" {
		t.Errorf("acknowledged %+v", f)
	}
	if m := within(t, r.urls, "the answer"); m["text"] != "This is not an incident's channel." {
		t.Errorf("answered %v", m)
	}
}

func TestAChoiceIsAPressWithItsValue(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{press: func(_ context.Context, verb string, req commands.Request) (commands.Reply, error) {
		if verb != "service" || req.Text != "billing" {
			t.Errorf("pressed %s %q", verb, req.Text)
		}
		return commands.Reply{}, nil
	}})
	f := r.hand(interactive, map[string]any{"type": "block_actions", "trigger_id": "T1", "actions": []any{map[string]any{
		"action_id": "service#0", "selected_option": map[string]any{"value": "billing", "text": map[string]any{"text": "Billing"}},
	}}})
	if !f.acked {
		t.Error("it was not acknowledged")
	}
}

func TestWhatComesAfterTheEndIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: reply("here")})
	r.a.heard["pin_added"] = func(context.Context, inner) error { return nil }
	r.a.intake.close()
	if f := r.hand(slashCommands, map[string]any{"command": "/incident", "text": "did x", "trigger_id": "T1"}); !strings.Contains(f.payload, "Not recorded") {
		t.Errorf("a typed line was answered %+v", f)
	}
	if f := r.hand(eventsAPI, event("Ev1", map[string]any{"type": "pin_added"})); f.acked {
		t.Error("an event was acknowledged that nobody worked")
	}
	if len(r.a.slots)+len(r.a.eventSlots) != 0 {
		t.Error("slots are still taken")
	}
}

// The library refuses an event whole for one block of it; what we need of it is
// there all the same.
func TestAnEventWithABlockThatTheLibraryRefusesIsHeard(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	heard := make(chan inner, 1)
	r.a.heard["app_mention"] = func(_ context.Context, e inner) error { heard <- e; return nil }
	conn := r.start()
	r.send(conn, map[string]any{"envelope_id": "E1", "type": "events_api", "retry_attempt": 1, "retry_reason": "timeout", "payload": event("Ev1", map[string]any{
		"type": "app_mention", "user": "U1", "text": "did x", "channel": "C1", "blocks": []any{map[string]any{"type": "rich_text", "elements": "not a list"}},
	})})
	if ack := within(t, r.acks, "the acknowledgement"); ack["envelope_id"] != "E1" {
		t.Errorf("acknowledged %v", ack)
	}
	if e := within(t, heard, "the event"); e.ID != "Ev1" {
		t.Errorf("heard %+v", e)
	}
}

func TestALateAnswerSaysThatItMayBeStored(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{run: func(ctx context.Context, _ commands.Request) (commands.Reply, error) {
		<-ctx.Done()
		time.Sleep(60 * time.Millisecond) // A verb that does not look at its end.
		return commands.Reply{Message: chat.Text("too late")}, nil
	}})
	r.a.limits.store, r.a.limits.ack = time.Millisecond, 20*time.Millisecond
	f := r.hand(slashCommands, map[string]any{"command": "/incident", "text": "did x", "trigger_id": "T1"})
	if !strings.Contains(f.payload, "I cannot tell whether this was recorded.") || !strings.Contains(f.payload, "/incident did x") {
		t.Errorf("answered %s", f.payload)
	}
}

func TestSlackHoldingEventsBackIsLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	if f := r.hand(eventsAPI, map[string]any{"type": "app_rate_limited", "minute_rate_limited": 1}); !f.acked {
		t.Error("it was not acknowledged")
	}
	if !strings.Contains(r.logs.String(), "Slack holds further ones back") {
		t.Error(fmt.Sprint("logged ", r.logs))
	}
}
