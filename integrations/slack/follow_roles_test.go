package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestWhoGetsAPartIsBroughtIn(t *testing.T) {
	t.Parallel()
	ana, ben := incident.Actor{ID: "U1", Name: "ana"}, incident.Actor{ID: "U2", Name: "ben"}
	x := open(t)
	same(t, x.hear(incident.Event{Kind: incident.Offered, Actor: ana, Data: incident.Data{Person: &ben}}), "1/bring:U2/5 +0s", "1/post:handover:5/5 +2s", "1/post:board/5 +2s")
	x.posted(incident.HandoverSubject(5), "7")
	x.hear(incident.Event{Kind: incident.Joined, Actor: ben})
	same(t, x.hear(incident.Event{Kind: incident.HandedOver, Actor: ben, Data: incident.Data{Person: &ben}}), "1/post:handover:5/8 +0s", "1/post:board/8 +2s")
	same(t, x.hear(incident.Event{Kind: incident.LeadChanged, Actor: ben, Data: incident.Data{Lead: &ana}}), "1/bring:U1/9 +0s", "1/post:board/9 +2s")
	same(t, x.hear(incident.Event{Kind: incident.RoleChanged, Actor: ana, Data: incident.Data{Role: incident.CommsRole, Person: &ana}}), "1/post:board/10 +2s")
	same(t, x.hear(incident.Event{Kind: incident.RoleChanged, Actor: ana, Data: incident.Data{Role: incident.CommsRole, Person: &ben}}), "1/post:board/11 +2s")
	same(t, x.hear(incident.Event{Kind: incident.RoleChanged, Actor: ana, Data: incident.Data{Role: incident.CommsRole, Person: &incident.Actor{}}}), "1/post:board/12 +2s")
}

func TestWhoTellsOthersIsRemindedOfThePromise(t *testing.T) {
	t.Parallel()
	r := announcing(t, "#incidents")
	i := r.declare()
	r.restUntil(time.Minute)
	r.tell(i, "first", "We are on it.", 30*time.Minute)
	r.does(r.svc.SetRole(t.Context(), r.from("comms", "C2"), incident.CommsRole, incident.Actor{ID: "U3", Name: "cho"}))
	r.restUntil(29*time.Minute + 30*time.Second)
	if len(r.in("U1")) != 0 || len(r.in("U3")) != 1 || !strings.Contains(r.in("U3")[0], "a word to others is promised") {
		t.Errorf("ana hears %q, cho %q", r.in("U1"), r.in("U3"))
	}
	r.restUntil(40 * time.Minute)
	if len(r.in("U1")) != 1 || len(r.in("U3")) != 1 {
		t.Errorf("when it is late ana, who leads, hears %q, cho %q", r.in("U1"), r.in("U3"))
	}
}
