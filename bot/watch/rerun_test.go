package watch

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// hashes are what the verdicts on a check stand on, the oldest first.
func (w *world) hashes(name string) (all []string) {
	w.t.Helper()
	events, err := w.store.Events(w.t.Context(), w.id)
	must(w.t, err)
	for _, e := range events {
		if e.Kind == incident.Judged && e.Data.Verdict.Check == name {
			all = append(all, e.Evidence)
		}
	}
	return all
}

func TestARerunLeavesTheEvidenceBeforeItAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.to("15:05")
	before := w.hashes("t/pool")
	first, err := w.store.Evidence(t.Context(), before[0])
	must(t, err)

	w.change("15:06", `pool{service="api"}`, 12)
	for _, clock := range []string{"15:07:20", "15:08:20"} {
		w.say(clock, func(ctx context.Context, c incident.Call) (incident.Incident, error) {
			return w.service.AskCheck(ctx, c, "t/pool", nil)
		})
		w.to(clock)
	}
	after := w.hashes("t/pool")
	if len(before) != 1 || len(after) != 3 || after[0] != before[0] || after[1] == after[0] || after[2] == after[1] {
		t.Fatalf("the looks stand on %q, before the reruns on %q", after, before)
	}
	again, err := w.store.Evidence(t.Context(), before[0])
	must(t, err)
	if !reflect.DeepEqual(again, first) {
		t.Errorf("the first look's evidence was\n%+v\nand is\n%+v", first, again)
	}
	for n, want := range []float64{2, 12, 12} {
		e, err := w.store.Evidence(t.Context(), after[n])
		must(t, err)
		sealed, err := e.Sealed()
		must(t, err)
		if sealed.Hash != after[n] {
			t.Errorf("look %d is kept under %s and hashes to %s", n+1, after[n], sealed.Hash)
		}
		if got := have(e); got != want {
			t.Errorf("look %d measured %v, want %v", n+1, got, want)
		}
	}
	c := w.check("t/pool")
	if !c.Rerun || c.Before.Have != "12" || c.Confirmed.Have != "12" || c.Before.Evidence != after[1] {
		t.Errorf("before %+v, now %+v", c.Before, c.Confirmed)
	}
}

// have is the number that a piece of evidence holds.
func have(e incident.Evidence) float64 {
	for _, q := range e.Queries {
		if q.For == "have" && len(q.Series) == 1 {
			last, _ := q.Series[0].Last()
			return last.Value
		}
	}
	return -1
}

func TestTheTriesOfASilentSourceAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.to("15:05:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("15:06:20")
	if c := w.check("t/pool"); c.Reason != incident.SourceFailed || c.Tries != 2 {
		t.Errorf("%s after %d tries, want 2", c.Reason, c.Tries)
	}
	// A look every 15 s, of which the record keeps one every few minutes.
	w.to("15:11:20")
	if c := w.check("t/pool"); c.Tries < 10 {
		t.Errorf("%d tries in five minutes", c.Tries)
	}
	w.lab.SetFault(promlab.Fault{})
	w.to("15:12:20")
	if c := w.check("t/pool"); c.Outcome != incident.Fail || c.Tries != 0 {
		t.Errorf("%s with %d tries", c.Outcome, c.Tries)
	}
}
