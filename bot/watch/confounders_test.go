package watch

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// Two clients ask 100 a second each until one of them gives up at 15:08. That is
// half the traffic, and the pool is back: both are said.
func TestDemandIsReadBesideWhatMoved(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.line(`demand{service="api",client="a"}`, promlab.Level(at("14:00"), 100))
	w.line(`demand{service="api",client="b"}`, promlab.Level(at("14:00"), 100), promlab.Level(at("15:08"), 10))
	w.to("15:17")
	d := w.effect(action).Demand
	share, much := d.Changed()
	if d == nil || d.Check != "t/demand" || d.Before != 200 || d.After != 110 || !much || math.Abs(share+0.45) > 1e-9 {
		t.Fatalf("%+v: %v, %v", d, share, much)
	}
	events, err := w.store.Events(t.Context(), w.id)
	must(t, err)
	for _, e := range events {
		if e.Kind != incident.EffectJudged {
			continue
		}
		proof, err := w.store.Evidence(t.Context(), e.Evidence)
		must(t, err)
		kept := 0
		for _, q := range proof.Queries {
			if strings.HasPrefix(q.For, "t/demand ") {
				kept++
			}
		}
		if kept != 2 {
			t.Errorf("%d windows of demand are kept as evidence", kept)
		}
	}
}

func TestDemandThatIsNotMeasuredIsLeftOut(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.line(`demand{service="api"}`, promlab.Level(at("15:05"), 100))
	w.to("15:17")
	if e := w.effect(action); e.Outcome != incident.Moved || e.Demand != nil {
		t.Errorf("%s, %+v", e.Outcome, e.Demand)
	}
}

func TestActionsOfAnotherOpenIncidentAreNamed(t *testing.T) {
	t.Parallel()
	if got, want := besideOf(t, false), []incident.Elsewhere{{Incident: "INC-2", At: at("15:09"), Text: "restarted api-7"}}; !slices.Equal(got, want) {
		t.Errorf("named are %+v, want %+v", got, want)
	}
}

// Who reads the effect is not in the private incident's channel.
func TestActionsOfAPrivateIncidentAreNotNamedElsewhere(t *testing.T) {
	t.Parallel()
	if got := besideOf(t, true); len(got) != 0 {
		t.Errorf("named are %+v", got)
	}
}

// What was said there before is taken back, and nothing else of it.
func TestAnActionThatWasNamedElsewhereIsTakenBack(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		hide func(w *world, call incident.Call) error
		want []incident.Elsewhere
	}{
		"its incident was made private": {
			func(w *world, call incident.Call) error { _, err := w.service.Hide(t.Context(), call, ""); return err }, nil,
		},
		"its words were redacted": {
			func(w *world, call incident.Call) error {
				i, err := w.service.Here(t.Context(), call.Channel)
				must(t, err)
				_, _, err = w.service.Redact(t.Context(), call, i.Actions[0].Seq, "a customer's host")
				return err
			},
			[]incident.Elsewhere{{Incident: "INC-2", At: at("15:09"), Text: incident.Tombstone}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, action, call := twoOpen(t, false)
			before := w.effect(action)
			if len(before.Elsewhere) != 1 {
				t.Fatalf("named are %+v", before.Elsewhere)
			}
			must(t, tt.hide(w, call))
			w.to("15:18")
			after := w.effect(action)
			if !slices.Equal(after.Elsewhere, tt.want) {
				t.Errorf("named are %+v, want %+v", after.Elsewhere, tt.want)
			}
			if after.Elsewhere = before.Elsewhere; !reflect.DeepEqual(after, before) {
				t.Errorf("the effect was %+v and is %+v", before, after)
			}
			if err := w.store.Verify(t.Context(), w.id); err != nil {
				t.Error(err)
			}
			events, err := w.store.Events(t.Context(), w.id)
			must(t, err)
			if said := fmt.Sprintf("%+v", events); strings.Contains(said, "restarted api-7") {
				t.Error("its words are on the timeline still")
			}
		})
	}
}

// besideOf is what is named beside the effect of an action where another
// incident, private or not, is open on the service and somebody restarts a
// server there.
func besideOf(t *testing.T, private bool) []incident.Elsewhere {
	t.Helper()
	w, action, _ := twoOpen(t, private)
	e := w.effect(action)
	if len(e.Shared) != 0 {
		t.Errorf("shared are %v", e.Shared)
	}
	return e.Elsewhere
}

// twoOpen is a world in which an action's effect was told while somebody acted in
// another incident on the service, and a call from that one's channel.
func twoOpen(t *testing.T, private bool) (w *world, action int64, call incident.Call) {
	t.Helper()
	w, action = mended(t, 15*time.Second, "api")
	other, err := w.service.Declare(t.Context(), w.call(ana), incident.Declaration{Title: "Logins fail", Service: "api", Private: private})
	must(t, err)
	call = w.call(ben)
	call.Channel = "C2"
	_, err = w.store.Update(t.Context(), other.ID, "channel-2", func(i incident.Incident) (incident.Change, error) {
		events, err := i.OpenChannel("C2", "inc-2", false, w.now())
		events[0].Incident, events[0].Seq, events[0].RecordedAt = i.ID, i.Seq+1, w.now()
		return incident.Change{Events: events}, err
	})
	must(t, err)
	w.to("15:09")
	_, err = w.service.Act(t.Context(), call, "restarted api-7", incident.Moment{}, "")
	must(t, err)
	w.to("15:17")
	again := w.call(ben)
	again.Channel = call.Channel
	return w, action, again
}
