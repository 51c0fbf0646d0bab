package watch

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/runbooks"
)

// memberFile is a library that can count members.
const memberFile = `
schema: runbook/1
id: m
title: M
checks:
  - {id: up, alias: up, ask: "Do they run?", why: They did not., stage: running, base: true, good: "yes", expect: ">= 0.8",
     have: {x: 'sum(up{service="${service}"})'}, want: {x: 'max_over_time(sum(up{service="${service}"})[7d:5m] @ ${began})'}}
`

// withServices gives the world services a to d with four members each.
func (w *world) withServices() {
	w.t.Helper()
	library, err := runbooks.Load(fstest.MapFS{"m.yaml": {Data: []byte(memberFile)}})
	must(w.t, err)
	known := runbooks.Catalog{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}}
	for _, s := range known {
		for n := range 4 {
			w.line(fmt.Sprintf(`up{service=%q,instance="%d"}`, s.Name, n), promlab.Level(at("13:00").AddDate(0, 0, -1), 1))
		}
	}
	w.Library, w.Services = library, known
	w.service.Followers = []incident.Follower{Follow(library, known, ghostAfter)}
}

func (w *world) surveys() (times []string) {
	for _, l := range w.looks {
		if l[9:] == SurveyJob+" " {
			times = append(times, l[:8])
		}
	}
	return times
}

func TestAnIncidentWithoutAServiceIsSurveyedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.withServices()
	w.change("15:00", `up{service="c",instance!="0"}`, 0)
	w.declare("15:04", "")
	w.to("15:30")
	same(t, "surveys", w.surveys(), []string{"15:04:00"})
	i := w.incident()
	if i.Surveyed == nil || i.Surveyed.Looked != 4 || i.Surveyed.Whole != 3 || !slices.Equal(i.Surveyed.Worst, []incident.Standing{{Service: "c", Have: 1, Want: 4}}) {
		t.Fatalf("the survey is %+v", i.Surveyed)
	}
	events, err := w.store.Events(t.Context(), w.id)
	must(t, err)
	last := events[len(events)-1]
	if last.Kind != incident.Surveyed || last.Text != "c 1 of 4 members; 3 of 4 have their members" {
		t.Errorf("the last line is %s %q", last.Kind, last.Text)
	}
	if _, err := w.store.Evidence(t.Context(), last.Evidence); err != nil {
		t.Errorf("its evidence: %v", err)
	}
	w.say("15:31", func(ctx context.Context, call incident.Call) (incident.Incident, error) {
		return w.service.SetService(ctx, call, w.id, "c")
	})
	w.to("15:32")
	if c := w.check("m/up"); c.Outcome != incident.Fail || c.Short != "1 of 4" {
		t.Errorf("once it is chosen, its base check says %s %s", c.Outcome, c.Short)
	}
}

func TestANamedServiceIsNotSurveyed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.withServices()
	w.declare("15:04", "a")
	w.to("15:10")
	same(t, "surveys", w.surveys(), nil)
}

func TestASurveyThatCanTellNothingIsTakenAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.withServices()
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.declare("15:04", "")
	w.to("15:06:30")
	i := w.incident()
	if i.Surveyed == nil || i.Surveyed.Learned() || i.Surveyed.Blind != 4 || i.Surveyed.Why == "" {
		t.Fatalf("of a dead source it says %+v", i.Surveyed)
	}
	seq := i.Seq
	w.lab.SetFault(promlab.Fault{})
	w.to("15:20")
	same(t, "surveys", w.surveys(), []string{"15:04:00", "15:05:00", "15:06:00", "15:07:00"})
	if i = w.incident(); i.Surveyed.Whole != 4 || i.Seq != seq+1 {
		t.Errorf("it says %+v by line %d, want 4 whole by one more than %d", i.Surveyed, i.Seq, seq)
	}
}

func TestASurveyIsDroppedWhenTheServiceIsNamedMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.withServices()
	w.during = func(l incident.Lease) {
		if l.Kind == SurveyJob {
			_, err := w.service.SetService(t.Context(), w.call(ana), w.id, "a")
			must(t, err)
		}
	}
	w.declare("15:04", "")
	w.to("15:05:30")
	if i := w.incident(); i.Surveyed != nil || i.Service != "a" {
		t.Errorf("service %q, survey %+v", i.Service, i.Surveyed)
	}
}

func TestASurveyThatGetsNoAnswerEndsInTimeAndIsUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.withServices()
	w.lab.SetFault(promlab.Fault{Kind: promlab.Hang})
	w.declare("15:04", "")
	began := time.Now()
	w.to("15:04:30")
	if took := time.Since(began); took > surveyFor+5*time.Second {
		t.Errorf("it took %v", took)
	}
	if i := w.incident(); i.Surveyed == nil || i.Surveyed.Blind != 4 {
		t.Errorf("of a hung source it says %+v", i.Surveyed)
	}
}
