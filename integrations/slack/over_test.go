package slack

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// from is a call by Ana in a channel.
func (r *rig) from(source, channel string) incident.Call {
	return incident.Call{Source: source, Channel: incident.ChannelID(channel), By: incident.Actor{ID: "U1", Name: "ana"}}
}

// does fails the test where the domain refuses.
func (r *rig) does(_ incident.Incident, err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func away(i incident.Incident) bool {
	_, is := i.Away()
	return is
}

// told counts our messages of a channel that say something.
func (r *rig) told(channel, words string) int {
	n := 0
	for _, text := range r.in(channel) {
		if strings.Contains(text, words) {
			n++
		}
	}
	return n
}

func TestAFalseAlarmIsSaidOnceAndItsChannelGoesTheNextDay(t *testing.T) {
	t.Parallel()
	r := announcing(t, "#incidents")
	i := r.declare()
	r.restUntil(time.Minute)
	r.does(r.svc.CallOff(t.Context(), r.from("off", "C2"), 0, "load test"))
	r.restUntil(2 * time.Minute)
	const off = "INC-1 called off after 1 min: load test. Listed as a false alarm, left out of every figure, no postmortem. The channel is archived tomorrow."
	if got := r.told("C2", off); got != 1 {
		t.Errorf("it is said %d times: %q", got, r.in("C2"))
	}
	same(t, r.in("C1"), "SEV1 API is slow: called off 15:05 UTC", "> INC-1: Called off 15:05 UTC, a false alarm: load test.")

	// Opened again in time it stays, and the word that it was none is corrected.
	r.later = 3 * time.Hour
	r.does(r.svc.Reopen(t.Context(), r.from("again", "C2"), 0, "", "it was real"))
	r.restUntil(30 * time.Hour)
	if r.count("conversations.archive") != 0 || r.told("C2", "What stood here does not hold.") != 1 || r.told("C2", "INC-1 is open again 18:04 UTC: it was real") != 1 {
		t.Errorf("archived %d times: %q", r.count("conversations.archive"), r.in("C2"))
	}

	r.does(r.svc.CallOff(t.Context(), r.from("off again", "C2"), 0, "it was not"))
	r.restUntil(53 * time.Hour)
	if r.count("conversations.archive") != 0 {
		t.Error("the first end puts the channel away")
	}
	said := len(r.in("C2"))
	r.restUntil(55 * time.Hour)
	if r.count("conversations.archive") != 1 || !away(r.incident(i.ID)) {
		t.Errorf("archived %d times", r.count("conversations.archive"))
	}
	r.does(r.svc.Note(t.Context(), r.from("note", "C2"), "for the record", incident.Moment{}))
	r.restUntil(56 * time.Hour)
	if len(r.in("C2")) != said || len(r.incident(i.ID).GaveUp) != 0 {
		t.Errorf("something is said in an archived channel: %v", r.incident(i.ID).GaveUp)
	}
}

func TestWhatIsCalledOffAtOnceHasNoChannelAndNoAnnouncement(t *testing.T) {
	t.Parallel()
	r := announcing(t, "#incidents")
	i := r.declare()
	r.does(r.svc.CallOff(t.Context(), r.from("off", "C9"), 1, "wrong workspace"))
	r.restUntil(time.Minute)
	if r.count("conversations.create") != 0 || len(r.in("C1")) != 0 {
		t.Errorf("a channel was made, or it was announced: %q", r.in("C1"))
	}
	r.does(r.svc.Reopen(t.Context(), r.from("again", "C9"), 1, "", "it was real"))
	r.restUntil(2 * time.Minute)
	if r.incident(i.ID).Channel == "" || r.told("C2", "open again 15:05 UTC: it was real") != 1 || len(r.in("C1")) == 0 {
		t.Errorf("opened again it has %q and %q", r.in("C2"), r.in("C1"))
	}
}

func TestWhatWasOnItsWayWhenItWasCalledOffIsNotPosted(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.declare()
	r.restUntil(5 * time.Second) // The channel is there, the first answers are due in five seconds.
	r.does(r.svc.Act(t.Context(), r.from("did", "C1"), "restarted api-3", incident.Moment{}, ""))
	r.does(r.svc.CallOff(t.Context(), r.from("off", "C1"), 0, "load test"))
	r.restUntil(time.Minute)
	if r.told("C1", "restarted api-3") != 0 || r.told("C1", "called off after") != 1 {
		t.Errorf("it is said: %q", r.in("C1"))
	}
}

func TestAClosedIncidentIsPutAwayAndCannotBeBroughtBackByTheBot(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.restUntil(time.Minute)
	r.does(r.svc.Resolve(t.Context(), r.from("resolve", "C1"), "put back"))
	r.restUntil(2 * time.Minute)
	r.does(r.svc.Close(t.Context(), r.from("close", "C1")))
	r.next("conversations.archive", code("already_archived")) // Somebody was faster.
	r.restUntil(4 * time.Minute)
	if r.told("C1", "INC-1 is closed") != 1 || !away(r.incident(i.ID)) {
		t.Errorf("%v: %q", r.incident(i.ID).Steps, r.in("C1"))
	}

	r.does(r.svc.Reopen(t.Context(), r.from("again", "C9"), 1, "", "it is back"))
	r.restUntil(5 * time.Minute)
	const say = "INC-1 is open, and I cannot post in its channel. #inc-1-api-is-slow: it was archived, 15:08 UTC. Open it and unarchive it there: I come back by myself."
	if r.told("U1", say) != 1 || r.told("C1", "open again 15:") != 0 || len(r.incident(i.ID).GaveUp) != 0 {
		t.Errorf("%q, %q", r.in("U1"), r.in("C1"))
	}

	// Once it is back, what happened is said.
	r.does(r.svc.Reappear(t.Context(), r.from("by hand", "C1")))
	r.restUntil(6 * time.Minute)
	if r.told("C1", "INC-1 is open again 15:08 UTC: it is back") != 1 || away(r.incident(i.ID)) || len(r.incident(i.ID).GaveUp) != 0 {
		t.Errorf("%v, %q", r.incident(i.ID).GaveUp, r.in("C1"))
	}
}

func TestAChannelThatMayNotBeArchivedStaysAndTheBoardSaysWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.restUntil(time.Minute)
	r.does(r.svc.CallOff(t.Context(), r.from("off", "C1"), 0, "load test"))
	r.restUntil(2 * time.Minute)
	r.next("conversations.archive", func(w http.ResponseWriter, _ func()) { code("restricted_action")(w, nil) })
	r.restUntil(25 * time.Hour)
	r.restUntil(26 * time.Hour)
	const why = "The workspace's settings forbid this to apps. Ask an admin to allow it."
	if got := r.incident(i.ID); got.GaveUp[archiveStep] != why || away(got) || !strings.Contains(r.drawn("C1", 0), "I could not archive the channel:") {
		t.Errorf("%v, %s", got.GaveUp, r.drawn("C1", 0))
	}
}

func TestWhoeverDeclaredADuplicateIsBroughtToTheOther(t *testing.T) {
	t.Parallel()
	x := open(t)
	found := incident.Event{Kind: incident.DuplicateFound, Actor: incident.Actor{ID: "U2"}, Data: incident.Data{Other: &incident.Other{Number: 13}, Person: &incident.Actor{ID: "U3", Name: "cho"}}}
	same(t, x.hear(found), "1/bring:U3/5 +0s", "1/post:board/5 +2s")

	r := newRig(t, verbs{})
	i := r.declare()
	r.restUntil(time.Minute)
	r.next("conversations.invite", code("user_is_restricted"))
	r.does(r.svc.FindDuplicate(t.Context(), r.from("dup", ""), i.ID, incident.Other{Number: 2}, incident.Actor{ID: "U3", Name: "cho"}))
	r.restUntil(2 * time.Minute)
	if got := r.incident(i.ID).GaveUp["bring cho in"]; got != "A guest cannot be brought into a channel by an app. Ask an admin to add them." {
		t.Errorf("the board says %q", got)
	}
	r.does(r.svc.FindDuplicate(t.Context(), r.from("dup again", ""), i.ID, incident.Other{Number: 2}, incident.Actor{ID: "U3", Name: "cho"}))
	r.restUntil(3 * time.Minute)
	if got := r.incident(i.ID).GaveUp; len(got) != 0 || r.last("conversations.invite").Get("users") != "U3" {
		t.Errorf("the board says %q", got)
	}
}
