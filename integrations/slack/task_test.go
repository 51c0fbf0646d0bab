package slack

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestATaskIsToldToItsOwnerAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.rest()
	call := func(source string) incident.Call {
		return incident.Call{Source: source, Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U1", Name: "ana"}}
	}
	give := func(source, what string, owner incident.Actor) {
		t.Helper()
		if _, err := r.svc.AddTask(t.Context(), call(source), what, owner, incident.Moment{}); err != nil {
			t.Fatal(err)
		}
	}
	give("a", "fix the alert", incident.Actor{ID: "U2", Name: "ben"})
	give("b", "mine", incident.Actor{ID: "U1", Name: "ana"})
	give("c", "nobody's", incident.Actor{})
	r.rest()
	same(t, r.in("U2"), "A1 is yours: fix the alert")
	same(t, r.in("U1"))
	for _, text := range r.in(string(r.incident(i.ID).Channel)) {
		if text == "A1 is yours: fix the alert" {
			t.Error("the channel was told")
		}
	}
	// What is done or somebody else's by then is nobody's to hear.
	give("d", "soon done", incident.Actor{ID: "U3", Name: "cho"})
	if _, err := r.svc.FinishTask(t.Context(), call("e"), 4); err != nil {
		t.Fatal(err)
	}
	r.rest()
	same(t, r.in("U3"))
}

func TestWhoMayNotSeeAnIncidentIsNotToldOfItsTasks(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.declare()
	r.rest()
	call := incident.Call{Source: "a", Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U1", Name: "ana"}}
	if _, err := r.svc.AddTask(t.Context(), call, "fix the alert", incident.Actor{ID: "U2", Name: "ben"}, incident.Moment{}); err != nil {
		t.Fatal(err)
	}
	call.Source = "b"
	if _, err := r.svc.Hide(t.Context(), call, ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	same(t, r.in("U2"))
}
