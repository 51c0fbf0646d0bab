package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAnEditRedrawsWhatShowsTheLine(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.hear(incident.Event{Kind: incident.Acted, Actor: incident.Actor{ID: "U1"}, Text: "restarted api"})
	x.posted("action:5", "3")
	x.hear(incident.Event{Kind: incident.Noted, Actor: incident.Actor{ID: "U1"}, Text: "a note"})
	same(t, beside(x.hear(incident.Event{Kind: incident.Amended, Actor: incident.Actor{ID: "U1"}, Text: "restarted api-7", Data: incident.Data{Action: 5}})), "1/post:action:5/8 +0s")
	same(t, beside(x.hear(incident.Event{Kind: incident.Amended, Actor: incident.Actor{ID: "U1"}, Text: "another note", Data: incident.Data{Action: 7}})))
	same(t, beside(x.hear(incident.Event{Kind: incident.Retracted, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Action: 8}})), "1/post:action:5/10 +0s")
	if a, _ := x.i.Action(5); a.Text != "restarted api" {
		t.Errorf("the action is %q", a.Text)
	}
}

// another declares a second incident and returns it with its channel.
func (r *rig) another(d incident.Declaration) incident.Incident {
	r.t.Helper()
	i, err := r.svc.Declare(r.t.Context(), incident.Call{Source: "declare " + d.Title, Channel: "C7", By: incident.Actor{ID: "U1", Name: "ana"}}, d)
	if err != nil {
		r.t.Fatal(err)
	}
	r.rest()
	return r.incident(i.ID)
}

func TestALineIsMovedToTheIncidentThatItBelongsTo(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	here := r.declare()
	r.rest()
	here = r.incident(here.ID)
	there := r.another(incident.Declaration{Title: "search is slow"})
	ana, ben := incident.Actor{ID: "U1", Name: "ana"}, incident.Actor{ID: "U2", Name: "ben"}
	call := func(source string, by incident.Actor) incident.Call {
		return incident.Call{Source: source, Channel: here.Channel, By: by}
	}
	when := incident.Moment{At: t0.Add(-time.Minute), Zone: "UTC", Precision: incident.Minute}
	here, err := r.svc.Act(t.Context(), call("did", ben), "restarted serch", when, "")
	if err != nil {
		t.Fatal(err)
	}
	line := here.Actions[0].Seq
	if here, err = r.svc.Amend(t.Context(), call("edit", ben), line, "restarted search", incident.Moment{}); err != nil {
		t.Fatal(err)
	}
	r.rest()

	// The same call comes twice, and then somebody types it once more.
	for _, source := range []string{"move", "move"} {
		to, n, err := r.svc.Move(t.Context(), call(source, ana), line, there.Number)
		if err != nil || to.ID != there.ID || n == 0 {
			t.Fatalf("it went to line %d of %s, %v", n, to.Name(), err)
		}
	}
	if _, _, err := r.svc.Move(t.Context(), call("again", ana), line, there.Number); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("moved again, it is %v", err)
	}
	r.rest()
	here, there = r.incident(here.ID), r.incident(there.ID)
	if len(here.Actions) != 0 || len(there.Actions) != 1 {
		t.Fatalf("there are %d actions here and %d there", len(here.Actions), len(there.Actions))
	}
	if a := there.Actions[0]; a.Text != "restarted search" || a.By != ben || !a.At.Equal(when.At) || a.Precision != incident.Minute {
		t.Errorf("it is %+v there", a)
	}
	events, _ := r.store.Events(t.Context(), here.ID)
	last := events[len(events)-1]
	for _, e := range events {
		if e.Kind == incident.Retracted {
			last = e
		}
	}
	if m := last.Data.Moved; m == nil || m.Number != there.Number || m.Line != there.Actions[0].Seq {
		t.Errorf("it says that it went to %+v", m)
	}
	if shown := r.in(string(there.Channel)); !strings.Contains(strings.Join(shown, "\n"), "15:03 UTC restarted search") {
		t.Errorf("the other channel shows %q", shown)
	}
}

func TestAMoveThatWasCutShortIsFinishedAndAddsNothingTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	here := r.declare()
	r.rest()
	there := r.another(incident.Declaration{Title: "search is slow"})
	by := incident.Actor{ID: "U1", Name: "ana"}
	call := func(source string) incident.Call {
		return incident.Call{Source: source, Channel: r.incident(here.ID).Channel, By: by}
	}
	here, err := r.svc.Note(t.Context(), call("note"), "search is slow too", incident.Moment{})
	if err != nil {
		t.Fatal(err)
	}
	line := here.Seq
	// Killed between the two: the source of the second is used up by another
	// decision, as if it had never been asked.
	if _, err := r.svc.Note(t.Context(), call("cut short"), "something else", incident.Moment{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.svc.Move(t.Context(), call("cut short"), line, there.Number); err != nil {
		t.Fatal(err)
	}
	if r.incident(here.ID).Retracted[line] {
		t.Fatal("the second decision was made")
	}
	if _, n, err := r.svc.Move(t.Context(), call("typed again"), line, there.Number); err != nil || n == 0 {
		t.Fatalf("it is line %d, %v", n, err)
	}
	notes := 0
	events, _ := r.store.Events(t.Context(), there.ID)
	for _, e := range events {
		if e.Kind == incident.Noted {
			notes++
		}
	}
	if !r.incident(here.ID).Retracted[line] || notes != 1 {
		t.Errorf("it stands %d times there, and here: %v", notes, !r.incident(here.ID).Retracted[line])
	}
}

func TestNothingLeavesAPrivateIncidentAndNothingNamesIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	public := r.declare()
	r.rest()
	public = r.incident(public.ID)
	r.a.self.mu.Lock()
	r.a.self.scopes = nil
	r.a.self.mu.Unlock()
	private := r.another(incident.Declaration{Title: "a leak", Private: true})
	ana, ben := incident.Actor{ID: "U1", Name: "ana"}, incident.Actor{ID: "U2", Name: "ben"}
	note := func(in incident.Incident, source, text string) int64 {
		t.Helper()
		i, err := r.svc.Note(t.Context(), incident.Call{Source: source, Channel: in.Channel, By: ana}, text, incident.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		return i.Seq
	}
	secret, open := note(private, "a", "who it was"), note(public, "b", "it leaked")
	_, _, err := r.svc.Move(t.Context(), incident.Call{Source: "out", Channel: private.Channel, By: ana}, secret, public.Number)
	if incident.CodeOf(err) != incident.Conflict || !strings.Contains(err.Error(), "is private and") {
		t.Errorf("moved out, it is %v", err)
	}
	if _, _, err := r.svc.Move(t.Context(), incident.Call{Source: "ben", Channel: public.Channel, By: ben}, open, private.Number); incident.CodeOf(err) != incident.NotFound {
		t.Errorf("who may not see it is told %v", err)
	}
	if _, _, err := r.svc.Move(t.Context(), incident.Call{Source: "in", Channel: public.Channel, By: ana}, open, private.Number); err != nil {
		t.Fatal(err)
	}
	events, _ := r.store.Events(t.Context(), public.ID)
	for _, e := range events {
		if e.Data.Moved != nil {
			t.Errorf("line %d names the private incident", e.Seq)
		}
	}
}
