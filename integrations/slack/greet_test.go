package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// joins is that somebody came into the incident's channel.
func (r *rig) joins(i incident.Incident, user string, invited bool) {
	r.t.Helper()
	now := r.incident(i.ID)
	call := incident.Call{Source: fmt.Sprint("join ", user, now.Seq), Channel: now.Channel, By: incident.Actor{ID: user}}
	if _, err := r.svc.Join(r.t.Context(), call, invited); err != nil {
		r.t.Fatal(err)
	}
}

// settle runs what is due by now until nothing is, however many jobs are in one
// lane.
func (r *rig) settle() (rounds int) {
	r.t.Helper()
	for range 1000 {
		leases, err := r.store.Claim(r.t.Context(), "test", t0.Add(r.later), time.Minute, 50, incident.Kinds{})
		if err != nil {
			r.t.Fatal(err)
		}
		if len(leases) == 0 {
			return rounds
		}
		rounds++
		for _, l := range leases {
			_ = r.workJob(l)
		}
	}
	r.t.Fatal("the jobs do not come to rest")
	return rounds
}

func TestAJoinerIsGreetedOnceAndAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.later = 15 * time.Second
	r.settle()
	r.joins(i, "U1", true)
	r.joins(i, "U2", true)
	r.joins(i, "U3", false)
	r.settle()
	if n := r.count("chat.postEphemeral"); n != 1 || r.last("chat.postEphemeral").Get("user") != "U3" {
		t.Errorf("%d were greeted: neither who declared nor who was invited has to be", n)
	}
	r.later = 3 * time.Minute
	r.joins(i, "U4", true)
	r.settle()
	told := r.last("chat.postEphemeral")
	if told.Get("user") != "U4" || !strings.HasPrefix(told.Get("text"), "You joined INC-1 at minute 3. SEV1, API is slow,") {
		t.Errorf("who is invited later is told %q", told)
	}
	call := incident.Call{Source: "leave", Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U4"}}
	if _, err := r.svc.Leave(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	r.joins(i, "U4", false)
	r.next("chat.postEphemeral", code("user_not_in_channel"))
	r.joins(i, "U5", false)
	r.settle()
	if n := r.count("chat.postEphemeral"); n != 3 {
		t.Errorf("%d greetings, want one for each who joined, and none again", n)
	}
	if len(r.incident(i.ID).GaveUp) != 0 {
		t.Errorf("gave up %v", r.incident(i.ID).GaveUp)
	}
}

func TestTwoHundredJoinersDelayNoVerdict(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.later = 15 * time.Second
	r.settle()
	r.later = time.Minute
	for n := range 200 {
		r.joins(i, fmt.Sprint("U", 100+n), false)
	}
	r.judge(i, failingPool())
	leases, err := r.store.Claim(t.Context(), "test", t0.Add(r.later), time.Minute, 8, incident.Kinds{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, l := range leases {
		kinds[l.Kind]++
		_ = r.workJob(l)
	}
	if kinds[GreetJob] != 1 || kinds[PostJob] == 0 {
		t.Errorf("the first that are worked are %v, want one greeting beside what everybody reads", kinds)
	}
	r.settle()
	if n := r.count("chat.postEphemeral"); n != greetings {
		t.Errorf("%d were greeted, want %d and no more", n, greetings)
	}
	// What is still waiting when the minute is over is left out.
	r.joins(i, "U900", false)
	r.later += 2 * time.Minute
	r.settle()
	if n := r.count("chat.postEphemeral"); n != greetings {
		t.Errorf("a greeting came two minutes late")
	}
}

func TestTheLeadHearsOnceWhoCanHelp(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.later = 15 * time.Second
	r.settle()
	offer := func(user, with string) error {
		_, err := r.svc.Offer(t.Context(), incident.Call{Source: fmt.Sprint("offer ", user, r.incident(i.ID).Seq), Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: user, Name: user}}, with)
		return err
	}
	for _, user := range []string{"U2", "U3"} {
		if err := offer(user, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := offer("U1", ""); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("the lead offers help: %v", err)
	}
	if err := offer("U2", ""); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("twice: %v", err)
	}
	r.later += time.Minute
	r.settle()
	if got := r.in("U1"); len(got) != 1 || got[0] != "INC-1: can help: U2, U3. The board names them, so that you can ask whom you need. #"+r.incident(i.ID).ChannelName {
		t.Errorf("the lead reads %q", got)
	}
	if err := offer("U4", "I know HAProxy"); err != nil {
		t.Fatal(err)
	}
	r.later += time.Minute
	r.settle()
	if got := r.in("U1"); len(got) != 2 || !strings.Contains(got[1], "can help: U4 (I know HAProxy).") {
		t.Errorf("the lead reads %q", got)
	}
}
