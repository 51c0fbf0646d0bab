package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// announcing is a rig whose workspace has a channel for announcements, C1. The
// incident's own is C2.
func announcing(t *testing.T, where string) *rig {
	t.Helper()
	r := newRig(t, verbs{})
	r.svc.Followers = append(r.svc.Followers, FollowOutside)
	r.a.cfg.Announce = where
	r.mu.Lock()
	r.channel("incidents", "U9", "")
	r.mu.Unlock()
	return r
}

func (r *rig) tell(i incident.Incident, source, text string, next time.Duration) {
	r.t.Helper()
	var promised time.Time
	if next != 0 {
		promised = t0.Add(r.later + next)
	}
	call := incident.Call{Source: source, Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U1", Name: "ana"}}
	if _, err := r.svc.Tell(r.t.Context(), call, text, promised); err != nil {
		r.t.Fatal(err)
	}
}

// restUntil runs what is due by then, as the worker would.
func (r *rig) restUntil(later time.Duration) {
	r.t.Helper()
	r.later = later
	for range 50 {
		leases, err := r.store.Claim(r.t.Context(), "test", t0.Add(later), time.Minute, 50, incident.Kinds{})
		if err != nil {
			r.t.Fatal(err)
		}
		if len(leases) == 0 {
			return
		}
		for _, l := range leases {
			_ = r.workJob(l) // What failed is due again.
		}
	}
	r.t.Fatal("the jobs do not come to rest")
}

// in are the texts of our messages in a channel, threads included.
func (r *rig) in(channel string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, m := range r.messages {
		if m["channel"] == channel {
			text := m["text"].(string)
			if thread, _ := m["thread_ts"].(string); thread != "" {
				text = "> " + text
			}
			all = append(all, text)
		}
	}
	return all
}

// drawn is what the n-th of our messages in a channel is drawn of.
func (r *rig) drawn(channel string, n int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.messages {
		if m["channel"] != channel {
			continue
		}
		if n == 0 {
			return string(m["blocks"].(json.RawMessage))
		}
		n--
	}
	return ""
}

func TestPeopleOutsideHaveOneMessageAndItsThread(t *testing.T) {
	t.Parallel()
	r := announcing(t, "#incidents")
	i := r.declare()
	r.restUntil(time.Minute)
	same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC")
	if words := r.last("chat.postMessage"); r.count("conversations.list") != 1 || words.Get("channel") == "" {
		t.Errorf("the channel was looked for %d times", r.count("conversations.list"))
	}

	r.tell(i, "first", "We are on it.", 30*time.Minute)
	r.restUntil(2 * time.Minute)
	r.tell(i, "second", "Back for most.", 0)
	r.restUntil(3 * time.Minute)
	same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC", "> INC-1: We are on it.", "> INC-1: Back for most.")
	if got := r.drawn("C1", 0); !strings.Contains(got, "Last word 15:06 UTC:") || !strings.Contains(got, "Back for most.") || strings.Contains(got, "Next word") || !strings.Contains(got, "\\u003c#C2\\u003e") {
		t.Errorf("the announcement is %s", got)
	}

	// Taken back, the word before it stands again, and so does its promise.
	last := r.incident(i.ID).Updates[1]
	if _, _, err := r.svc.Undo(t.Context(), incident.Call{Source: "undo", Channel: "C2", By: last.By}, last.Seq); err != nil {
		t.Fatal(err)
	}
	r.restUntil(4 * time.Minute)
	same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC", "> INC-1: We are on it.", "> Withdrawn 15:07 UTC. What was said here at 15:06 UTC does not hold.")
	if got := r.drawn("C1", 0); !strings.Contains(got, "We are on it.") || !strings.Contains(got, "Next word 15:35 UTC.") {
		t.Errorf("the announcement is %s", got)
	}

	if _, err := r.svc.Resolve(t.Context(), incident.Call{Source: "r", Channel: "C2", By: incident.Actor{ID: "U1"}}, "put them back"); err != nil {
		t.Fatal(err)
	}
	r.restUntil(time.Hour)
	same(t, r.in("C1"), "SEV1 API is slow: resolved 15:08 UTC", "> INC-1: We are on it.", "> Withdrawn 15:07 UTC. What was said here at 15:06 UTC does not hold.", "> INC-1: Resolved 15:08 UTC, after 4 min: put them back.")
	for _, text := range r.in("C2") {
		if strings.Contains(text, "We are on it.") {
			t.Errorf("the incident's own channel was told too: %s", text)
		}
	}
	if len(r.in("U1")) != 0 {
		t.Errorf("somebody was reminded of what the end has kept: %q", r.in("U1"))
	}
}

func TestWithoutAChannelForAnnouncementsWordsAreSaidInTheIncidents(t *testing.T) {
	t.Parallel()
	r := announcing(t, "")
	i := r.declare()
	r.restUntil(time.Minute)
	r.tell(i, "first", "We are on it.", 0)
	if _, err := r.svc.Mitigate(t.Context(), incident.Call{Source: "m", Channel: "C2", By: incident.Actor{ID: "U1"}}, ""); err != nil {
		t.Fatal(err)
	}
	r.restUntil(2 * time.Minute)
	if got := r.in("C1"); len(got) != 0 {
		t.Errorf("it is announced: %q", got)
	}
	said := 0
	for _, text := range r.in("C2") {
		if strings.Contains(text, "Mitigated") {
			t.Errorf("who works on it is told what they did: %q", text)
		}
		if text == "INC-1: We are on it." {
			said++
		}
	}
	if said != 1 {
		t.Errorf("it was said %d times: %q", said, r.in("C2"))
	}
}

func TestAChannelThatCannotBeHadIsSaidAndTriedAgainWithTheNextWord(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		where, code, joins string
		says               string
	}{
		"not a member, and may not join": {"#incidents", "not_in_channel", "missing_scope", "I am not in #incidents and may not join it. Invite me to it."},
		"archived":                       {"C1", "is_archived", "", "I cannot post in C1: it is archived."},
		"not there":                      {"#exec", "", "", "I can see no channel #exec."},
		"forbidden":                      {"#incidents", "restricted_action", "", "Ask an admin to allow it."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := announcing(t, tt.where)
			if tt.code != "" {
				r.refuse = map[string]string{"chat.postMessage C1": tt.code, "conversations.join C1": tt.joins}
			}
			i := r.declare()
			r.restUntil(time.Minute)
			if got := r.incident(i.ID).GaveUp[incident.AnnounceStep]; !strings.Contains(got, tt.says) {
				t.Errorf("the board says %q, want %q", got, tt.says)
			}
			posts := r.count("chat.postMessage")
			r.restUntil(time.Hour)
			if n := r.count("chat.postMessage"); n != posts {
				t.Errorf("it is tried again without a reason: %d posts, then %d", posts, n)
			}
			r.tell(i, "first", "We are on it.", 0)
			r.restUntil(time.Hour + time.Minute)
			if in := r.in("C2"); in[len(in)-1] != "INC-1: We are on it." {
				t.Errorf("the word is lost: %q", in)
			}

			// Somebody mends it.
			r.refuse, r.a.cfg.Announce = nil, "#incidents"
			r.tell(i, "second", "Back for most.", 0)
			r.restUntil(2 * time.Hour)
			same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC", "> INC-1: Back for most.")
			if got := r.incident(i.ID).GaveUp; len(got) != 0 {
				t.Errorf("the board still says %v", got)
			}
		})
	}
}

func TestAChannelThatIsLostLaterLosesNoWord(t *testing.T) {
	t.Parallel()
	r := announcing(t, "#incidents")
	i := r.declare()
	r.restUntil(time.Minute)
	r.tell(i, "first", "We are on it.", 0)
	r.restUntil(2 * time.Minute)

	// Somebody takes us out of it: a public one is joined again.
	r.refuse = map[string]string{"chat.update C1": "not_in_channel", "chat.postMessage C1": "not_in_channel"}
	r.tell(i, "second", "Half are back.", 0)
	r.restUntil(3 * time.Minute)
	same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC", "> INC-1: We are on it.", "> INC-1: Half are back.")

	// Somebody archives it.
	for name, refuse := range map[string]map[string]string{
		"and the announcement cannot be edited": {"chat.update C1": "is_inactive", "chat.postMessage C1": "is_archived"},
		"or only its thread is refused":         {"chat.postMessage C1": "is_archived"},
	} {
		r.refuse = refuse
		r.tell(i, name, name, 0)
		r.restUntil(r.later + time.Minute)
		if in := r.in("C2"); in[len(in)-1] != "INC-1: "+name {
			t.Errorf("the word is lost: %q", in)
		}
		if got := r.incident(i.ID).GaveUp[incident.AnnounceStep]; !strings.Contains(got, "I cannot post in #incidents: it is archived.") {
			t.Errorf("the board says %q", got)
		}
	}
	r.refuse = nil
	r.tell(i, "last", "All are back.", 0)
	r.restUntil(time.Hour)
	if in := r.in("C1"); in[len(in)-1] != "> INC-1: All are back." || len(r.incident(i.ID).GaveUp) != 0 {
		t.Errorf("mended, it says %q, and the board %v", in, r.incident(i.ID).GaveUp)
	}
}

func TestAPublicChannelIsJoinedWhereItHasToBe(t *testing.T) {
	t.Parallel()
	r := announcing(t, "incidents")
	r.refuse = map[string]string{"chat.postMessage C1": "not_in_channel"}
	r.declare()
	r.restUntil(time.Minute)
	same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC")
	if n := r.count("conversations.join"); n != 1 {
		t.Errorf("it was joined %d times", n)
	}
}

func TestAnAnnouncementWhoseAnswerIsLostIsOne(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"chat.postMessage", "chat.update", "conversations.list"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			r := announcing(t, "#incidents")
			i := r.declare()
			r.restUntil(5 * time.Second)
			for range 2 {
				r.next(method, doneThenLost)
			}
			r.restUntil(time.Minute)
			r.tell(i, "first", "We are on it.", 0)
			for range 2 {
				r.next(method, doneThenLost)
			}
			r.restUntil(2 * time.Minute)
			same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC", "> INC-1: We are on it.")
		})
	}
}

func TestADeletedAnnouncementIsPostedAnew(t *testing.T) {
	t.Parallel()
	r := announcing(t, "#incidents")
	i := r.declare()
	r.restUntil(time.Minute)
	r.mu.Lock()
	r.messages = nil
	r.mu.Unlock()
	r.tell(i, "first", "We are on it.", 0)
	r.restUntil(2 * time.Minute)
	same(t, r.in("C1"), "SEV1 API is slow: investigating since 15:04 UTC", "> INC-1: We are on it.")
}

func TestWhoPromisedIsRemindedInTimeAndTheLeadWhenItIsLate(t *testing.T) {
	t.Parallel()
	due, late := "INC-1: a word to others is promised for 15:35 UTC. It is due in 2 min.", "INC-1: the word to others that was promised for 15:35 UTC has not come. They have waited for 5 min."
	promise := func(t *testing.T) (*rig, incident.Incident) {
		t.Helper()
		r := announcing(t, "#incidents")
		i := r.declare()
		r.restUntil(time.Minute)
		if _, err := r.svc.SetLead(t.Context(), incident.Call{Source: "lead", Channel: "C2", By: i.Lead}, incident.Actor{ID: "U2", Name: "ben"}); err != nil {
			t.Fatal(err)
		}
		r.tell(i, "first", "We are on it.", 30*time.Minute)
		r.restUntil(28 * time.Minute)
		if got := r.in("U1"); len(got) != 0 {
			t.Errorf("reminded too early: %q", got)
		}
		return r, i
	}
	t.Run("nobody writes", func(t *testing.T) {
		t.Parallel()
		r, i := promise(t)
		r.restUntil(29 * time.Minute)
		same(t, r.in("U1"), due)
		r.restUntil(36 * time.Minute)
		r.restUntil(3 * time.Hour)
		same(t, r.in("U1"), due)
		same(t, r.in("U2"), late)
		if got := r.drawn("C1", 0); !strings.Contains(got, "It is late.") {
			t.Errorf("those who wait are not told that it is late: %s", got)
		}
		if got := r.incident(i.ID).GaveUp; len(got) != 0 {
			t.Errorf("the board says %v", got)
		}
	})
	t.Run("the word came", func(t *testing.T) {
		t.Parallel()
		r, i := promise(t)
		r.tell(i, "second", "Back for most.", 0)
		r.restUntil(3 * time.Hour)
		if got := append(r.in("U1"), r.in("U2")...); len(got) != 0 {
			t.Errorf("somebody is reminded: %q", got)
		}
	})
	t.Run("it was put off", func(t *testing.T) {
		t.Parallel()
		r, i := promise(t)
		r.tell(i, "second", "", time.Hour)
		r.restUntil(50 * time.Minute)
		if got := append(r.in("U1"), r.in("U2")...); len(got) != 0 {
			t.Errorf("somebody is reminded of the earlier time: %q", got)
		}
		r.restUntil(3 * time.Hour)
		if len(r.in("U1")) != 1 || len(r.in("U2")) != 1 {
			t.Errorf("of the later time: %q, %q", r.in("U1"), r.in("U2"))
		}
	})
	t.Run("direct messages are refused", func(t *testing.T) {
		t.Parallel()
		r, i := promise(t)
		r.refuse = map[string]string{"chat.postMessage U1": "missing_scope"}
		r.restUntil(29 * time.Minute)
		if got := r.last("chat.postEphemeral"); got.Get("channel") != "C2" || got.Get("user") != "U1" || got.Get("text") != due {
			t.Errorf("instead it is said: %v", got)
		}
		if got := r.incident(i.ID).GaveUp; len(got) != 0 {
			t.Errorf("the board says %v", got)
		}
	})
}

// The bot is in no channel but those it opens: it joins the one for
// announcements. The reminder comes alone, and its button opens the form with
// the words that the timeline proposes.
func TestFromAPromiseToTheNextWord(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	outside, err := x.ws.Create(t.Context(), "U0ANA", "incidents", false)
	x.must(err)
	x.a.cfg.Announce = "#incidents"
	x.svc.Followers = append(x.svc.Followers, FollowOutside)
	if x.table, err = commands.NewTable("/incident", commands.Declare(x.svc, idle{}, library{}, library{}, anyone), commands.Update(x.svc, "#incidents")); err != nil {
		t.Fatal(err)
	}
	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident declare sev1 api is slow"))
	x.until("the announcement", func() bool { return strings.Contains(x.read(outside), "Each word is a reply below") })
	x.until("the channel in it", func() bool { return strings.Contains(x.read(outside), "#inc-1-api-is-slow") })

	x.must(x.ws.Type(t.Context(), "U0ANA", "inc-1-api-is-slow", "", "/incident update We are on it & look. next 3m"))
	direct := func() (id string, last sandbox.Message) {
		for _, c := range x.ws.Channels() {
			if all := x.ws.Messages(c.ID); c.Direct && len(all) > 0 {
				return c.ID, all[len(all)-1]
			}
		}
		return "", last
	}
	x.until("the reminder", func() bool { id, _ := direct(); return id != "" })
	id, reminder := direct()
	if !strings.HasPrefix(reminder.PlainText(), "INC-1: a word to others is promised for 15:07 UTC.") {
		t.Errorf("the reminder says %q", reminder.PlainText())
	}
	write := reminder.Buttons()[0]
	x.must(x.ws.Click(t.Context(), "U0ANA", id, reminder.TS, write.ActionID, write.Value))
	if f, _ := x.modal().Field("words"); len(f.Value) != 1 || !strings.HasPrefix(f.Value[0], "Api is slow. Reported 15:04 UTC;") {
		t.Errorf("the form proposes %q", f.Value)
	}
	x.must(x.fill(map[string]string{"words": "Back for most.", "next": "none"}))
	x.until("the next word", func() bool { return strings.Contains(x.read(outside), "Back for most.") })
	thread := ""
	for _, m := range x.ws.Messages(outside) {
		if m.User == x.ws.BotUser() && !m.System && m.ThreadTS == "" {
			thread = m.TS
		}
	}
	for _, m := range x.ws.Messages(outside) {
		if strings.Contains(m.PlainText(), "Word to others") && m.ThreadTS != thread {
			t.Errorf("%q is in the thread %q, want %q", m.PlainText(), m.ThreadTS, thread)
		}
	}
	x.until("the announcement's newest word", func() bool {
		return strings.Contains(x.read(outside), "Last word 15:04 UTC: Back for most.")
	})
	if own := x.read("inc-1-api-is-slow"); strings.Contains(own, "Word to others") {
		t.Errorf("the incident's channel was told too:\n%s", own)
	}
}
