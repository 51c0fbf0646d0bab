package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// marked is a rig with an incident whose channel is open, and messages in it.
type markedRig struct {
	*rig
	i incident.Incident
	n int // Of events that were delivered.
}

// The messages that the tests mark. Dan wrote most of them.
const (
	danWrote = "1516114920.000100"
	inThread = "1516114930.000200"
)

func newMarkedRig(t *testing.T) *markedRig {
	t.Helper()
	m := &markedRig{rig: newRig(t, verbs{})}
	m.declare()
	m.rest()
	m.i = m.incident(1)
	m.write(map[string]any{"ts": danWrote, "user": "U0DAN", "text": "restarted api-7, <@U0CHO> watches &lt;pool&gt;"})
	return m
}

func (m *markedRig) write(message map[string]any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = append(m.messages, message)
}

func (m *markedRig) deliver(kind string, e map[string]any) {
	m.t.Helper()
	m.n++
	e["type"] = kind
	if f := m.hand(eventsAPI, event(fmt.Sprint("Ev", m.n), e)); !f.acked {
		m.t.Fatalf("%s was not acknowledged\n%s", kind, m.logs)
	}
}

// react delivers that somebody put an emoji on a message; a minus in front of
// its name is that they took it off.
func (m *markedRig) react(by, emoji, ts string) {
	m.t.Helper()
	kind := "reaction_added"
	if rest, off := strings.CutPrefix(emoji, "-"); off {
		kind, emoji = "reaction_removed", rest
	}
	m.deliver(kind, map[string]any{
		"user": by, "reaction": emoji, "item_user": "U0DAN", "event_ts": fmt.Sprintf("%d.000000", t0.Unix()+int64(m.n)),
		"item": map[string]any{"type": "message", "channel": string(m.i.Channel), "ts": ts},
	})
}

// lines are the standing lines that were taken from messages.
func (m *markedRig) lines() []incident.Event {
	m.t.Helper()
	m.rest()
	events, err := m.store.Events(m.t.Context(), m.i.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	i := m.incident(1)
	var all []incident.Event
	for _, e := range events {
		if e.Data.Message != nil && !i.Retracted[e.Seq] {
			all = append(all, e)
		}
	}
	return all
}

func (m *markedRig) one() incident.Event {
	m.t.Helper()
	all := m.lines()
	if len(all) != 1 {
		m.t.Fatalf("%d lines, want one\n%s", len(all), m.logs)
	}
	return all[0]
}

func TestAnEmojiPutsAMessageOnTheTimelineAndTakesItOff(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	m.react("U0BEN", "pushpin::skin-tone-3", danWrote)
	e := m.one()
	if e.Kind != incident.Noted || e.Actor != (incident.Actor{ID: "U0DAN", Name: "dan"}) || e.Text != "restarted api-7, @cho watches <pool>" {
		t.Errorf("the line is %s by %v: %s", e.Kind, e.Actor, e.Text)
	}
	if !e.At.Equal(time.Unix(1516114920, 0)) || e.Data.Message.MarkedBy.Name != "ben" || !strings.HasSuffix(e.Data.Message.Link, "/p1516114920000100") {
		t.Errorf("at %v, %+v", e.At, e.Data.Message)
	}
	m.react("U0CHO", "pushpin", danWrote)
	m.react("U0BEN", "-pushpin", danWrote)
	m.one()
	m.react("U0CHO", "-pushpin::skin-tone-2", danWrote)
	if all := m.lines(); len(all) != 0 {
		t.Errorf("without marks there are %v", all)
	}
	i := m.incident(1)
	if back := i.Marking(incident.MessageSubject(i.Channel, danWrote), incident.Noted); back.Line != 0 {
		t.Errorf("the marking still has line %d", back.Line)
	}
	m.react("U0CHO", "pushpin", danWrote)
	m.react("U0CHO", "wrench", danWrote)
	m.react("U0CHO", "bulb", danWrote)
	if all := m.lines(); len(all) != 3 || all[1].Kind != incident.Acted || all[2].Kind != incident.Theorised {
		t.Errorf("given again, and as an action and a theory: %v", all)
	}
}

func TestWhatIsNoMarkIsAcknowledgedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	before := m.i.Seq
	item := map[string]any{"type": "message", "channel": string(m.i.Channel), "ts": danWrote}
	m.react("U0BEN", "white_check_mark", danWrote)
	m.react("U0BEN", "eyes", danWrote)
	m.react("UBOT", "pushpin", danWrote)
	m.deliver("reaction_added", map[string]any{"user": "U0BEN", "reaction": "pushpin", "item_user": "UBOT", "item": item})
	m.deliver("reaction_added", map[string]any{"user": "U0BEN", "reaction": "pushpin", "item": map[string]any{"type": "file", "file": "F1"}})
	m.deliver("reaction_added", map[string]any{"user": "U0BEN", "reaction": "pushpin", "item": map[string]any{"type": "message", "channel": "C404", "ts": danWrote}})
	m.deliver("pin_added", map[string]any{"user": "UBOT", "channel_id": string(m.i.Channel), "item": map[string]any{"type": "message", "message": map[string]any{"ts": danWrote, "user": "U0DAN"}}})
	m.deliver("pin_added", map[string]any{"user": "U0BEN", "channel_id": string(m.i.Channel), "item": map[string]any{"type": "message", "message": map[string]any{"ts": m.i.Posts[incident.BoardSubject].TS, "user": "UBOT"}}})
	if i := m.incident(1); i.Seq != before {
		t.Errorf("%d events were stored", i.Seq-before)
	}
}

func TestAPinIsANoteUntilAnybodyTakesItAway(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	pin := func(kind, by string, at int) {
		m.deliver(kind, map[string]any{
			"user": by, "channel_id": string(m.i.Channel), "item_user": "U0DAN", "event_ts": fmt.Sprintf("%d.5", t0.Unix()+int64(at)),
			"item": map[string]any{"type": "message", "channel": string(m.i.Channel), "message": map[string]any{"ts": danWrote, "user": "U0DAN", "text": "x", "blocks": "odd"}},
		})
	}
	pin("pin_added", "U0BEN", 1)
	if e := m.one(); e.Kind != incident.Noted || e.Data.Message.MarkedBy.ID != "U0BEN" {
		t.Errorf("the line is %+v", e)
	}
	pin("pin_removed", "U0CHO", 2)
	if all := m.lines(); len(all) != 0 {
		t.Errorf("unpinned it is %v", all)
	}
}

func TestOneEventThatIsDeliveredThriceIsOneDecision(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	e := event("Ev77", map[string]any{
		"type": "reaction_added", "user": "U0BEN", "reaction": "pushpin", "item_user": "U0DAN", "event_ts": "1516115041.000000",
		"item": map[string]any{"type": "message", "channel": string(m.i.Channel), "ts": danWrote},
	})
	m.hand(eventsAPI, e)
	m.one()
	seq := m.incident(1).Seq
	m.hand(eventsAPI, e)
	m.hand(eventsAPI, e)
	m.one()
	if i := m.incident(1); i.Seq != seq {
		t.Errorf("the redeliveries left %d events", i.Seq-seq)
	}
}

func TestWhateverWasWrittenBecomesALineOfWords(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 200)
	tests := []struct {
		name    string
		message map[string]any
		author  incident.Actor
		app     bool
		text    string
		files   int
		short   bool
	}{
		{"a reply in a thread", map[string]any{"ts": inThread, "thread_ts": danWrote, "user": "U0CHO", "text": "it\nhelped"}, incident.Actor{ID: "U0CHO", Name: "cho"}, false, "it helped", 0, false},
		{"only a file", map[string]any{"ts": "3.1", "user": "U0CHO", "text": "", "files": []any{map[string]any{"name": "p95.png", "permalink": "https://x/F1"}}}, incident.Actor{ID: "U0CHO", Name: "cho"}, false, "a file", 1, false},
		{"words and files", map[string]any{"ts": "3.2", "user": "U0CHO", "text": "see", "files": []any{map[string]any{"title": "p95"}, map[string]any{}}}, incident.Actor{ID: "U0CHO", Name: "cho"}, false, "see", 2, false},
		{"a long one", map[string]any{"ts": "3.3", "user": "U0CHO", "text": long}, incident.Actor{ID: "U0CHO", Name: "cho"}, false, strings.TrimSpace(long[:499]) + "…", 0, true},
		{"an app's, with a block that nobody knows", map[string]any{
			"ts": "3.4", "user": "UAPP1", "bot_id": "B1", "bot_profile": map[string]any{"name": "Deployer"}, "text": "",
			"blocks": []any{
				map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": "v42 is out"}, "accessory": map[string]any{"type": "moon"}},
				map[string]any{"type": "actions", "elements": []any{map[string]any{"type": "moon", "text": map[string]any{"text": "Press"}}}},
			},
		}, incident.Actor{ID: "UAPP1", Name: "Deployer"}, true, "v42 is out", 0, false},
		{"an old webhook's", map[string]any{"ts": "3.5", "bot_id": "B2", "subtype": "bot_message", "username": "grafana", "attachments": []any{map[string]any{"title": "Alert", "text": "p95 > 4 s", "fallback": "x"}}}, incident.Actor{ID: "B2", Name: "grafana"}, true, "Alert p95 > 4 s", 0, false},
		{"nothing to read", map[string]any{"ts": "3.6", "user": "U0CHO"}, incident.Actor{ID: "U0CHO", Name: "cho"}, false, "a message without words", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := newMarkedRig(t)
			m.write(tt.message)
			m.react("U0BEN", "pushpin", tt.message["ts"].(string))
			e := m.one()
			if e.Actor != tt.author || e.Text != tt.text || e.Data.Message.App != tt.app || len(e.Data.Message.Files) != tt.files || e.Data.Message.Shortened != tt.short {
				t.Errorf("by %v: %q, %+v", e.Actor, e.Text, e.Data.Message)
			}
		})
	}
}

func TestWhatCanNeverBeReadIsSaidOnceToWhoMarkedIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, ts, says string
		before         func(m *markedRig)
	}{
		{"it was deleted", "9.9", "It is not there any more.", nil},
		{"its replies are left", "9.8", "It is not there any more.", func(m *markedRig) {
			m.write(map[string]any{"ts": "9.8", "user": "USLACKBOT", "subtype": "tombstone", "text": "This message was deleted."})
		}},
		{"we may not read there", danWrote, "lacks the scope", func(m *markedRig) {
			m.next("conversations.history", func(w http.ResponseWriter, _ func()) {
				_, _ = w.Write([]byte(`{"ok":false,"error":"missing_scope","needed":"channels:history"}`))
			})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := newMarkedRig(t)
			if tt.before != nil {
				tt.before(m)
			}
			m.react("U0BEN", "pushpin", tt.ts)
			if all := m.lines(); len(all) != 0 {
				t.Errorf("lines %v", all)
			}
			told := m.last("chat.postEphemeral")
			if m.count("chat.postEphemeral") != 1 || told.Get("user") != "U0BEN" || !strings.Contains(told.Get("text"), tt.says) {
				t.Errorf("told %d times, %s: %s", m.count("chat.postEphemeral"), told.Get("user"), told.Get("text"))
			}
			if i := m.incident(1); len(i.GaveUp) != 0 {
				t.Errorf("the board says %v", i.GaveUp)
			}
		})
	}
}

func TestATheoryThatIsOnTheBoardIsSaidToWhoMarkedItAgain(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	m.write(map[string]any{"ts": "3.1", "user": "U0CHO", "text": "The database"})
	m.write(map[string]any{"ts": "3.2", "user": "U0DAN", "text": "the database."})
	m.react("U0BEN", "bulb", "3.1")
	m.one()
	m.react("U0BEN", "bulb", "3.2")
	m.one()
	if told := m.last("chat.postEphemeral").Get("text"); !strings.Contains(told, "as T1") {
		t.Errorf("told %q", told)
	}
}

func TestWhatCannotBeReadJustNowIsReadLater(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter, func()){
		"a rate limit": func(w http.ResponseWriter, _ func()) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"a broken server": doneThenLost,
		"a proxy's page":  func(w http.ResponseWriter, _ func()) { _, _ = w.Write([]byte("<html>")) },
		"half an answer":  func(w http.ResponseWriter, _ func()) { _, _ = w.Write([]byte(`{"ok":true,"messages":[`)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{"conversations.history", "users.info", "chat.getPermalink"} {
				m := newMarkedRig(t)
				m.next(method, answer)
				m.react("U0BEN", "pushpin", danWrote)
				m.one()
				if m.count("chat.postEphemeral") != 0 {
					t.Errorf("%s: told %s", method, m.last("chat.postEphemeral").Get("text"))
				}
			}
		})
	}
}

func TestAMarkThatIsTakenAwayWhileTheMessageIsReadAddsNothing(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	m.react("U0BEN", "pushpin", danWrote)
	m.next("conversations.history", func(w http.ResponseWriter, do func()) {
		by := incident.Call{Source: "meanwhile", Channel: m.i.Channel, By: incident.Actor{ID: "U0BEN"}}
		mark := incident.Mark{Channel: m.i.Channel, TS: danWrote, As: incident.Noted, Way: "pushpin", At: t0.Add(time.Minute)}
		if _, err := m.svc.Unmark(t.Context(), by, mark); err != nil {
			t.Error(err)
		}
		do()
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "messages": []any{map[string]any{"ts": danWrote, "user": "U0DAN", "text": "x"}}})
	})
	if all := m.lines(); len(all) != 0 {
		t.Errorf("lines %v", all)
	}
}

func TestAnAppsReactionPutsNothingOnTheTimeline(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	m.react("UAPP1", "pushpin", danWrote)
	if all := m.lines(); len(all) != 0 {
		t.Fatalf("lines %v", all)
	}
	m.react("U0BEN", "pushpin", danWrote)
	if e := m.one(); e.Data.Message.MarkedBy.ID != "U0BEN" {
		t.Errorf("marked by %v", e.Data.Message.MarkedBy)
	}
}

func TestTheShortcutAddsANoteAndTellsHowToTakeItBack(t *testing.T) {
	t.Parallel()
	m := newMarkedRig(t)
	use := func(trigger, channel, author string) string {
		f := m.hand(interactive, map[string]any{
			"type": "message_action", "callback_id": "sitrep_timeline", "trigger_id": trigger, "response_url": m.server.URL + "/response",
			"user": map[string]any{"id": "U0BEN", "name": "ben"}, "channel": map[string]any{"id": channel},
			"message": map[string]any{"ts": danWrote, "user": author, "text": "restarted api-7"},
		})
		if !f.acked || f.payload != "null" {
			t.Fatalf("the shortcut came to %+v", f)
		}
		b, err := json.Marshal(within(t, m.urls, "an answer"))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	said := use("T1", string(m.i.Channel), "U0DAN")
	if !strings.Contains(said, "Added to the timeline of INC-1: restarted api-7") || !strings.Contains(said, "note message:"+string(m.i.Channel)+"/"+danWrote) {
		t.Errorf("said %s", said)
	}
	line := m.one()
	if line.Data.Message.MarkedBy.Name != "ben" || line.Actor.ID != "U0DAN" {
		t.Errorf("the line is %+v", line)
	}
	if said := use("T2", string(m.i.Channel), "U0DAN"); !strings.Contains(said, fmt.Sprintf("already, as line %d", line.Seq)) {
		t.Errorf("the second time it said %s", said)
	}
	if said := use("T3", "C404", "U0DAN"); !strings.Contains(said, "This is not an incident's channel") {
		t.Errorf("elsewhere it said %s", said)
	}
	if said := use("T4", string(m.i.Channel), "UBOT"); !strings.Contains(said, "I wrote that") {
		t.Errorf("on our own message it said %s", said)
	}
	m.one()
}
