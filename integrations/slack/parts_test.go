package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// numbered is so many words that can be told apart and counted.
func numbered(n int) string {
	var b strings.Builder
	for k := range n {
		fmt.Fprintf(&b, "word%05d ", k)
	}
	return b.String()
}

// thread is what stands in a message's thread, and all that is drawn there and
// in the message.
func (r *rig) thread(ts string) (replies []map[string]any, all string) {
	r.t.Helper()
	for _, m := range r.messages {
		if m["ts"] != ts && m["thread_ts"] != ts {
			continue
		}
		blocks, _ := m["blocks"].(json.RawMessage)
		all += string(blocks)
		if m["ts"] != ts {
			replies = append(replies, m)
		}
	}
	return replies, all
}

func (r *rig) resolve(i incident.Incident, how string) {
	r.t.Helper()
	call := incident.Call{Source: "resolve " + how[:10] + fmt.Sprint(i.Seq), Channel: i.Channel, By: incident.Actor{ID: "U1", Name: "ana"}}
	if _, err := r.svc.Resolve(r.t.Context(), call, how); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) reopen(i incident.Incident) {
	r.t.Helper()
	call := incident.Call{Source: fmt.Sprint("reopen", i.Seq), Channel: i.Channel, By: incident.Actor{ID: "U1", Name: "ana"}}
	if _, err := r.svc.Reopen(r.t.Context(), call, 0, "", "it is back"); err != nil {
		r.t.Fatal(err)
	}
}

func TestAPostThatIsTooLongGoesOnInItsThread(t *testing.T) {
	t.Parallel()
	const words = 2500
	lost := func(r *rig) func(http.ResponseWriter, url.Values) {
		return func(w http.ResponseWriter, form url.Values) {
			r.work("chat.postMessage", form)
			w.WriteHeader(http.StatusBadGateway)
		}
	}
	tests := []struct {
		name    string
		trouble func(r *rig)
	}{
		{"nothing goes wrong", func(*rig) {}},
		{"the answer to the first is lost", func(r *rig) { r.posting("INC-1 resolved", lost(r)) }},
		{"the answer to a part is lost", func(r *rig) { r.posting("… INC-1 resolved", lost(r)) }},
		{"a part has to wait", func(r *rig) {
			r.posting("… INC-1 resolved", func(w http.ResponseWriter, _ url.Values) { w.WriteHeader(http.StatusTooManyRequests) })
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			i := r.declare()
			r.rest()
			tt.trouble(r)
			r.resolve(r.incident(i.ID), numbered(words))
			r.rest()

			first := r.incident(i.ID).Posts[incident.ResolvedSubject]
			replies, all := r.thread(first.TS)
			if n := strings.Count(all, "word0"); n != words {
				t.Errorf("%d of %d words are shown, in %d replies", n, words, len(replies))
			}
			if len(replies) < 2 || len(replies) >= mostParts {
				t.Errorf("%d replies", len(replies))
			}
			keys := map[any]bool{}
			for _, m := range r.messages {
				meta, _ := m["metadata"].(map[string]any)
				key := meta["event_payload"].(map[string]any)["key"]
				if keys[key] {
					t.Errorf("%v was posted twice", key)
				}
				keys[key] = true
			}
			if !keys[i.UID+"/resolved/part-2"] {
				t.Errorf("the keys are %v", keys)
			}
		})
	}
}

func TestAPostThatBecomesShorterLeavesNothingOldBehind(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.rest()
	r.resolve(r.incident(i.ID), numbered(2500))
	r.rest()
	first := r.incident(i.ID).Posts[incident.ResolvedSubject].TS

	r.reopen(r.incident(i.ID))
	r.rest()
	replies, all := r.thread(first)
	if strings.Contains(all, "word0") || !strings.Contains(all, "is open again") {
		t.Errorf("the message reads %s", all)
	}
	for _, m := range replies {
		if text := m["text"].(string); !strings.Contains(text, "Nothing is left here") {
			t.Errorf("a part still says %.60q", text)
		}
	}

	// Another end is another message, with a thread of its own.
	r.resolve(r.incident(i.ID), "again "+numbered(2500))
	r.rest()
	second := r.incident(i.ID).Posts[incident.ResolvedSubject].TS
	again, all := r.thread(second)
	if second == first || len(again) != len(replies) || strings.Count(all, "word0") != 2500 {
		t.Errorf("the second end has %d replies and %d words", len(again), strings.Count(all, "word0"))
	}
	if old, _ := r.thread(first); len(old) != len(replies) {
		t.Errorf("the first end has %d replies now", len(old))
	}
}

func TestAPartThatWasDeletedIsPostedAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.rest()
	r.resolve(r.incident(i.ID), numbered(2500))
	r.rest()
	first := r.incident(i.ID).Posts[incident.ResolvedSubject].TS
	replies, _ := r.thread(first)
	if len(replies) == 0 {
		t.Fatal("it has no parts")
	}
	gone := replies[len(replies)-1]["ts"]
	r.messages = r.among(func(m map[string]any) bool { return m["ts"] != gone })
	r.a.drawings = drawings{} // As after a restart.
	if _, err := r.svc.Note(t.Context(), incident.Call{Source: "n", Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U1"}}, "look", incident.Moment{}); err != nil {
		t.Fatal(err)
	}
	r.rest()
	now, all := r.thread(first)
	if len(now) != len(replies) || strings.Count(all, "word0") != 2500 {
		t.Errorf("%d replies with %d words", len(now), strings.Count(all, "word0"))
	}
}

func TestLongEvidenceGoesOnBesideItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.asked = []incident.Asked{{For: "query", Query: numbered(2500)}}
	r.judge(i, failingPool())
	r.rest()
	i = r.incident(i.ID)
	_, all := r.thread(i.Posts[incident.AnswersSubject].TS)
	if n := strings.Count(all, "word0"); n != 2500 {
		t.Errorf("%d of 2500 words are shown", n)
	}
	if len(i.GaveUp) != 0 {
		t.Errorf("gave up %v", i.GaveUp)
	}
}

func TestTheBoardStaysOneMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	_, err := r.store.Update(t.Context(), i.ID, "refused", func(now incident.Incident) (incident.Change, error) {
		events := now.GiveUp("pin the board", numbered(1500), t0)
		events[0].Incident, events[0].Seq, events[0].RecordedAt = now.ID, now.Seq+1, t0
		return incident.Change{Events: events}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.rest()
	replies, all := r.thread(r.incident(i.ID).Posts[incident.BoardSubject].TS)
	if len(replies) != 0 || !strings.Contains(all, "more lines: "+whereTheRest) {
		t.Errorf("%d replies, drawn as %s", len(replies), all)
	}
}

func TestWhatCanBePressedStaysOnTheFirstPart(t *testing.T) {
	t.Parallel()
	m := chat.Message{Text: "long", Parts: []chat.Part{
		chat.P(chat.T(numbered(2500))),
		chat.Buttons(chat.Button{Label: "15:00 pool fell", Verb: "impact", Value: "start"}),
		chat.P(chat.T("And stop?")),
		chat.Buttons(chat.Button{Label: "20:45 resolved", Verb: "impact", Value: "end"}),
	}}
	for n, d := range inParts(m, whereTheRest) {
		legal(t, d)
		b, _ := json.Marshal(d.Blocks)
		if got := strings.Count(string(b), `"type":"button"`); n == 0 && got != 2 || n > 0 && got != 0 {
			t.Errorf("part %d has %d buttons", n+1, got)
		}
		if n == 0 && !strings.Contains(string(b), "lines below, in the thread") {
			t.Errorf("the first does not say that it goes on: %s", b)
		}
	}
}

func TestMoreThanAnyoneReadsIsCounted(t *testing.T) {
	t.Parallel()
	m := chat.Message{Text: "long"}
	for n := range 1000 {
		m.Parts = append(m.Parts, chat.P(chat.T(fmt.Sprintf("line %04d", n))))
	}
	all := inParts(m, "the draft has all of them")
	var b []byte
	for _, d := range all {
		legal(t, d)
		part, _ := json.Marshal(d.Blocks)
		b = append(b, part...)
	}
	shown := strings.Count(string(b), `"line `)
	if len(all) != mostParts || shown < 200 || !strings.Contains(string(b), fmt.Sprintf("… and %d more lines: the draft has all of them", 1000-shown)) {
		t.Errorf("%d parts show %d lines", len(all), shown)
	}
}
