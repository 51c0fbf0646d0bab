package slack

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

const pool = "backend-pool/healthy-share"

func failingPool() incident.Verdict {
	return incident.Verdict{
		Check: pool, Ask: "Is the API pool whole?", Outcome: incident.Fail, Stage: "registered", Base: true,
		Have: "2", Want: "20", Short: "2 of 20", Say: "No: 2 of 20 take traffic", Since: t0.Add(-4 * time.Minute),
	}
}

// judge records a verdict with its evidence.
func (r *rig) judge(i incident.Incident, v incident.Verdict) {
	r.t.Helper()
	e := incident.Evidence{Check: v.Check, At: t0, Source: "main", Outcome: v.Outcome, Queries: []incident.Asked{{For: "query", Query: "up"}}}
	if r.asked != nil {
		e.Queries = r.asked
	}
	e, err := e.Sealed()
	if err != nil {
		r.t.Fatal(err)
	}
	_, err = r.store.Update(r.t.Context(), i.ID, "judge:"+v.Check+":"+string(v.Outcome)+v.Short, func(now incident.Incident) (incident.Change, error) {
		events := now.Judge(v, e.Hash, false, t0)
		for n := range events {
			events[n].Incident, events[n].Seq, events[n].RecordedAt = now.ID, now.Seq+1+int64(n), t0
		}
		after := now.Apply(events...)
		return incident.Change{Events: events, Evidence: []incident.Evidence{e}, Jobs: Follow(now, after, events)}, nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestFromTheDeclarationToTheFirstVerdictAreThreeCalls(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.round() // The channel.
	r.round() // What fills it.
	calls := r.methods()
	if calls[0] != "conversations.create" {
		t.Fatalf("the first call is %s", calls[0])
	}
	if calls[1] != "conversations.invite" || calls[2] != "chat.postMessage" {
		t.Errorf("the calls after it are %v", calls[1:])
	}
	if text := r.messages[0]["text"].(string); !strings.Contains(text, "2 of 20") {
		t.Errorf("the first message says %q, and not the verdict", text)
	}
	r.rest()
	i = r.incident(i.ID)
	if c, _ := i.Check(pool); c.ToldAt.IsZero() {
		t.Error("it is not on record that the failure was told")
	}
	for _, subject := range []string{incident.BoardSubject, incident.AnswersSubject, incident.EvidenceSubject(pool)} {
		if !has(i, subject) {
			t.Errorf("%s was not posted", subject)
		}
	}
	if r.count("pins.add") != 1 || r.count("conversations.setTopic") != 1 || r.last("conversations.setPurpose").Get("purpose") != "Sitrep incident INC-1 · "+i.UID {
		t.Errorf("the channel is not as it should be: %v", r.methods())
	}
	if got := r.last("conversations.create").Get("name"); got != "inc-1-api-is-slow" {
		t.Errorf("the channel is called %s", got)
	}
}

func TestAnAnswerThatWasLostLeavesOneOfEverything(t *testing.T) {
	t.Parallel()
	for _, method := range []string{
		"conversations.create", "conversations.invite", "conversations.setPurpose", "conversations.setTopic",
		"chat.postMessage", "chat.update", "pins.add", "files.getUploadURLExternal", "files.completeUploadExternal",
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			i := r.declare()
			r.judge(i, failingPool())
			for range 3 {
				r.next(method, doneThenLost)
			}
			r.rest()
			if _, err := r.svc.Resolve(t.Context(), incident.Call{Source: "r", Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U1"}}, "put them back"); err != nil {
				t.Fatal(err)
			}
			_, err := r.store.Update(t.Context(), i.ID, "draft", func(now incident.Incident) (incident.Change, error) {
				events := now.RecordDraft("INC-1.md", t0)
				events[0].Incident, events[0].Seq, events[0].RecordedAt = now.ID, now.Seq+1, t0
				return incident.Change{Events: events, Jobs: Follow(now, now.Apply(events...), events)}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			r.rest()
			if len(r.channels) != 1 {
				t.Errorf("there are %d channels", len(r.channels))
			}
			keys, files := map[any]int{}, 0
			for _, m := range r.messages {
				if m["files"] != nil {
					files++
					continue
				}
				meta, _ := m["metadata"].(map[string]any)
				keys[meta["event_payload"].(map[string]any)["key"]]++
			}
			for key, n := range keys {
				if n != 1 {
					t.Errorf("%v was posted %d times", key, n)
				}
			}
			if len(keys) != 4 || files != 1 {
				t.Errorf("posted %v and %d files; want board, answers, evidence, resolved and one file", keys, files)
			}
			if len(r.incident(i.ID).GaveUp) != 0 {
				t.Errorf("gave up: %v", r.incident(i.ID).GaveUp)
			}
		})
	}
}

// A job posts and is killed before that is on record; then not its repeat but
// another job of the same subject runs first, at its own first attempt.
func TestWhatAnotherJobMayHavePostedIsLookedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.round() // The channel.
	lease := incident.Lease{Job: incident.Job{Key: "killed", Kind: PostJob, Incident: i.ID, Subject: incident.AnswersSubject, Payload: `{"subject":"answers"}`}, Attempt: 1}
	if _, err := r.a.Handlers()[PostJob](t.Context(), lease); err != nil {
		t.Fatal(err)
	}
	lease.Key, lease.Begun = "next", true
	decide, err := r.a.Handlers()[PostJob](t.Context(), lease)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.count("chat.postMessage"); n != 1 {
		t.Errorf("it was posted %d times", n)
	}
	if change, err := decide(r.incident(i.ID), t0); err != nil || len(change.Events) != 1 || change.Events[0].Kind != incident.Posted {
		t.Errorf("what was found is not on record: %v, %v", change.Events, err)
	}
}

// A post arrives and its answer is lost; the look for it is refused for good,
// which ends the job. What was posted is there all the same.
func TestWhatWasGivenUpIsLookedForBeforeItIsPostedAgain(t *testing.T) {
	t.Parallel()
	tests := []struct{ words, look, step, subject string }{
		{"FAIL", "conversations.history", "post the first answers", incident.AnswersSubject},
		{"Evidence", "conversations.replies", "post the evidence", incident.EvidenceSubject(pool)},
	}
	for _, tt := range tests {
		t.Run(tt.subject, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			i := r.declare()
			r.judge(i, failingPool())
			r.posting(tt.words, func(w http.ResponseWriter, form url.Values) {
				r.work("chat.postMessage", form)
				w.WriteHeader(http.StatusBadGateway)
			})
			r.next(tt.look, code("missing_scope"))
			r.rest()
			if i = r.incident(i.ID); has(i, tt.subject) || i.GaveUp[tt.step] == "" {
				t.Fatalf("posted %v, gave up %v", i.Posts, i.GaveUp)
			}
			limit := failingPool()
			limit.Check = "db/limit"
			r.judge(i, limit)
			r.rest()
			n := 0
			for _, m := range r.messages {
				if strings.HasPrefix(m["text"].(string), tt.words) {
					n++
				}
			}
			if n != 1 || !has(r.incident(i.ID), tt.subject) {
				t.Errorf("it was posted %d times; on record are %v", n, r.incident(i.ID).Posts)
			}
		})
	}
}

func TestWhatMayExistAlreadyIsLookedFor(t *testing.T) {
	t.Parallel()
	const step = "post the first answers"
	tests := []struct {
		name   string
		begun  bool
		gaveUp map[string]string
		want   bool
	}{
		{name: "nothing was tried"},
		{name: "a job of the subject was begun", begun: true, want: true},
		{name: "the step was refused", gaveUp: map[string]string{step: "Add the scope."}, want: true},
		{name: "the worker stopped trying", gaveUp: map[string]string{PostJob: "It kept failing."}, want: true},
		{name: "another step was refused", gaveUp: map[string]string{"pin the board": "Remove one."}},
	}
	for _, tt := range tests {
		l := incident.Lease{Job: incident.Job{Kind: PostJob}, Begun: tt.begun}
		if got := begun(incident.Incident{GaveUp: tt.gaveUp}, l, step); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestATakenNameIsAdoptedOnlyWhenItIsOurs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, creator, purpose, want string
		archived                     bool
	}{
		{name: "made by us and not marked yet", creator: "UBOT", want: "inc-1-api-is-slow"},
		{name: "made by us and marked with our uid", creator: "UBOT", purpose: "Sitrep incident INC-1 · UID", want: "inc-1-api-is-slow"},
		{name: "made by us for another incident", creator: "UBOT", purpose: "Sitrep incident INC-1 · other", want: "inc-1-api-is-slow-2"},
		{name: "made by somebody else", creator: "U1", want: "inc-1-api-is-slow-2"},
		{name: "archived", creator: "UBOT", archived: true, want: "inc-1-api-is-slow-2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			i := r.declare()
			c := r.channel("inc-1-api-is-slow", tt.creator, strings.Replace(tt.purpose, "UID", i.UID, 1))
			c["is_archived"] = tt.archived
			r.round()
			if got := r.incident(i.ID); got.ChannelName != tt.want {
				t.Errorf("the channel is %q, want %q", got.ChannelName, tt.want)
			}
		})
	}
}

func TestAChannelMadeBeforeTheProcessDiedIsFoundAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	// The first life made it and died before it could say so.
	if _, err := r.store.Claim(t.Context(), "first life", t0, 0, 1, incident.Kinds{}); err != nil {
		t.Fatal(err)
	}
	r.channel("inc-1-api-is-slow", "UBOT", "")
	r.rest()
	if got := r.incident(i.ID); got.Channel != "C1" || r.count("conversations.create") != 0 {
		t.Errorf("channel %q after %d creates", got.Channel, r.count("conversations.create"))
	}
}

func TestARateLimitIsWaitedForAndNotCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.declare()
	r.next("conversations.create", func(w http.ResponseWriter, _ func()) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	var retry *incident.RetryError
	if err := r.round()[ChannelJob]; !errors.As(err, &retry) || retry.After != 7*time.Second || retry.Counts {
		t.Errorf("got %v", err)
	}
}

func TestAMessageThatWasDeletedIsPostedAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.rest()
	before := r.incident(i.ID).Posts[incident.BoardSubject]
	r.messages = slices.DeleteFunc(r.messages, func(m map[string]any) bool { return m["ts"] == before.TS })
	if _, err := r.svc.Note(t.Context(), incident.Call{Source: "n", Channel: "C1", By: incident.Actor{ID: "U1"}}, "look", incident.Moment{}); err != nil {
		t.Fatal(err)
	}
	r.judge(i, incident.Verdict{Check: "db/limit", Ask: "Is there room?", Outcome: incident.Pass, Base: true, Short: "41 of 100", Say: "Yes: 41 of 100"})
	r.rest()
	if now := r.incident(i.ID).Posts[incident.BoardSubject]; now.TS == before.TS || now.TS == "" {
		t.Errorf("the board is still %v", now)
	}
	if r.count("pins.add") != 2 {
		t.Errorf("the new board was not pinned")
	}
}

func TestWhatDidNotChangeIsNotSentAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.rest()
	before := r.count("chat.update")
	if _, err := r.svc.Note(t.Context(), incident.Call{Source: "n", Channel: "C1", By: incident.Actor{ID: "U1"}}, "look", incident.Moment{}); err != nil {
		t.Fatal(err)
	}
	r.rest()
	if after := r.count("chat.update"); after != before {
		t.Errorf("a note made %d edits", after-before)
	}
}

func TestADrawingThatSlackRefusesIsSaidInWords(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.next("chat.postMessage", code("invalid_blocks"))
	r.rest()
	found := false
	for _, c := range r.calls {
		found = found || c.Method == "chat.postMessage" && c.Form.Get("blocks") == "[]" && c.Form.Get("text") != ""
	}
	if !found || !has(r.incident(i.ID), incident.AnswersSubject) {
		t.Error("the words were not posted")
	}
}

func TestARefusedStepIsNamedWithWhatToDo(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.next("pins.add", code("too_many_pins"))
	r.next("conversations.invite", code("user_is_restricted"))
	r.judge(i, failingPool())
	r.rest()
	got := r.incident(i.ID).GaveUp
	if !strings.Contains(got["pin the board"], "Remove one") || !strings.Contains(got["invite the declarer"], "guest") || len(got) != 2 {
		t.Errorf("gave up %v", got)
	}
}

func TestATokenThatWasRevokedPausesAndLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.next("conversations.create", code("token_revoked"))
	var retry *incident.RetryError
	if err := r.round()[ChannelJob]; !errors.As(err, &retry) || retry.Counts {
		t.Errorf("got %v, want a pause", err)
	}
	if r.a.Ready() {
		t.Error("it says that it is ready")
	}
	r.rest()
	if r.incident(i.ID).Channel == "" {
		t.Error("with a good token the channel is still not there")
	}
}

func TestTheAnswerToADeclarationLeadsToItsChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.a.opening.add(i.ID, answerTo{url: r.server.URL + "/response"})
	r.judge(i, failingPool())
	r.rest()
	m := within(t, r.urls, "the answer")
	if m["replace_original"] != true || !strings.Contains(m["text"].(string), "#inc-1-api-is-slow") {
		t.Errorf("answered %v", m)
	}
	if len(r.urls) != 0 {
		t.Error("it was replaced twice")
	}
}

func TestWhatWasTakenBackSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.rest()
	ana := incident.Actor{ID: "U1", Name: "ana"}
	channel := r.incident(i.ID).Channel
	if _, err := r.svc.Act(t.Context(), incident.Call{Source: "a", Channel: channel, By: ana}, "restarted db-1", incident.Moment{}, ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	if _, _, err := r.svc.Undo(t.Context(), incident.Call{Source: "u", Channel: channel, By: ana}, 0); err != nil {
		t.Fatal(err)
	}
	r.rest()
	found := false
	for _, m := range r.messages {
		found = found || m["text"] == "Taken back."
	}
	if !found {
		t.Errorf("the messages are %v", r.messages)
	}
}

// posting answers the post with those words in another way, once.
func (r *rig) posting(words string, answer func(w http.ResponseWriter, form url.Values)) {
	r.t.Helper()
	const method = "chat.postMessage"
	var script func(w http.ResponseWriter, _ func())
	script = func(w http.ResponseWriter, _ func()) {
		form := r.calls[len(r.calls)-1].Form
		if strings.Contains(form.Get("text"), words) {
			answer(w, form)
			return
		}
		r.scripts[method] = append(r.scripts[method], script)
		_ = json.NewEncoder(w).Encode(r.work(method, form))
	}
	r.next(method, script)
}

// whilePosting lets something happen in the time that the post with those words
// is on its way.
func (r *rig) whilePosting(words string, happens func()) {
	r.t.Helper()
	r.posting(words, func(w http.ResponseWriter, form url.Values) {
		answer := r.work("chat.postMessage", form)
		happens()
		_ = json.NewEncoder(w).Encode(answer)
	})
}

// What a message says is drawn before it is on its way.
func TestWhatHappensWhileAMessageIsOnItsWayIsShown(t *testing.T) {
	t.Parallel()
	ana := incident.Actor{ID: "U1", Name: "ana"}

	t.Run("an action that is taken back", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, verbs{})
		i := r.declare()
		r.rest()
		channel := r.incident(i.ID).Channel
		if _, err := r.svc.Act(t.Context(), incident.Call{Source: "a", Channel: channel, By: ana}, "restarted db-1", incident.Moment{}, ""); err != nil {
			t.Fatal(err)
		}
		r.whilePosting("restarted db-1", func() {
			if _, _, err := r.svc.Undo(t.Context(), incident.Call{Source: "u", Channel: channel, By: ana}, 0); err != nil {
				t.Error(err)
			}
		})
		r.rest()
		if last := r.messages[len(r.messages)-1]; last["text"] != "Taken back." {
			t.Errorf("the message still says %q", last["text"])
		}
	})

	t.Run("a second answer", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, verbs{})
		i := r.declare()
		r.judge(i, failingPool())
		r.round() // The channel.
		r.whilePosting("FAIL", func() {
			r.judge(i, incident.Verdict{Check: "db/limit", Ask: "Is there room in the database?", Outcome: incident.Unknown, Base: true, Detail: "No samples since 14:58."})
		})
		r.rest()
		ts := r.incident(i.ID).Posts[incident.AnswersSubject].TS
		shown := false
		for _, c := range r.calls {
			shown = shown || c.Method == "chat.update" && c.Form.Get("ts") == ts && strings.Contains(c.Form.Get("blocks"), "Is there room in the database?")
		}
		if !shown {
			t.Errorf("the answers never show the second verdict: %v", r.methods())
		}
	})
}

func TestTheDeclarerHearsThatThereIsNoChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.a.opening.add(i.ID, answerTo{url: r.server.URL + "/response"})
	r.next("conversations.create", code("restricted_action"))
	r.rest()
	m := within(t, r.urls, "the answer")
	b, _ := json.Marshal(m)
	if !strings.Contains(string(b), "INC-1 is saved, but I could not open its channel.") || !strings.Contains(string(b), "Ask an admin") {
		t.Errorf("answered %s", b)
	}
	if r.incident(i.ID).GaveUp[openStep] == "" {
		t.Error("it is not on record")
	}
}

func TestAnIncidentWithoutAServiceStillLeadsToItsChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i, err := r.svc.Declare(t.Context(), incident.Call{Source: "s", By: incident.Actor{ID: "U1"}}, incident.Declaration{Title: "Slow since lunch"})
	if err != nil {
		t.Fatal(err)
	}
	r.a.opening.add(i.ID, answerTo{url: r.server.URL + "/response"})
	r.rest()
	if m := within(t, r.urls, "the answer"); !strings.Contains(m["text"].(string), "Which service?") {
		t.Errorf("answered %v", m)
	}
}

func TestSomebodyElsesCopyOfOurMarkIsNotTakenForOurs(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.messages = append(r.messages, map[string]any{"ts": "1.1", "user": "U1", "metadata": map[string]any{
		"event_type": eventType, "event_payload": map[string]any{"key": i.UID + "/" + incident.AnswersSubject},
	}})
	r.next("chat.postMessage", func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusBadGateway) })
	r.rest()
	if got := r.incident(i.ID).Posts[incident.AnswersSubject].TS; got == "1.1" || got == "" {
		t.Errorf("the answers are %q", got)
	}
}
