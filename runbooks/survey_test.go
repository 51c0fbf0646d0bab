package runbooks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// street is forty services of twenty members each, of which some are broken
// since 15:00: api-01 has 2 of 20, api-02 17, api-03 fell silent, api-04 is as
// old as its newest sample allows no more, api-05 never had a member up.
func street(t *testing.T, clock *clockAt) (*promlab.Lab, Metrics) {
	t.Helper()
	prom := promlab.New(promlab.Config{Interval: time.Minute, Now: clock.now})
	line := func(series string, segments ...promlab.Segment) {
		t.Helper()
		if err := prom.Line(series, segments...); err != nil {
			t.Fatal(err)
		}
	}
	before := broke().AddDate(0, 0, -8)
	for _, name := range townNames() {
		for n := range 20 {
			segments := []promlab.Segment{promlab.Level(before, 1)}
			switch {
			case name == "api-01" && n >= 2, name == "api-02" && n >= 17:
				segments = append(segments, promlab.Level(broke(), 0))
			case name == "api-03":
				segments = append(segments, promlab.Gone(broke()))
			case name == "api-05":
				segments[0] = promlab.Level(before, 0)
			}
			line(fmt.Sprintf(`up{env="prod",service=%q,job=%q,instance="%s-%d:9100"}`, name, name, name, n), segments...)
		}
	}
	return prom, source(t, prom, 20*time.Second)
}

func streetDirectory(t *testing.T, clock *clockAt, m Metrics, declared ...Service) *Directory {
	t.Helper()
	d := directory(t, DirectoryConfig{Discovery: Discovery{From: `up{env="prod"}`, By: "service"}, Sources: Sources{m}, Now: clock.now, Declared: declared})
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func shipped(t *testing.T) *Library {
	t.Helper()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestASurveyNamesTheServiceThatLacksMembers(t *testing.T) {
	t.Parallel()
	clock := newClock(broke().Add(-time.Minute))
	prom, m := street(t, clock)
	d := streetDirectory(t, clock, m,
		Service{Name: "api-06", Members: 30}, // It has 20 up, and should have 30.
		Service{Name: "mainframe"},           // Nobody measures it.
		Service{Name: "api-03b", Vars: map[string]string{"job": "api-07"}},
	)
	clock.set(broke().Add(4 * time.Minute))
	began := time.Now()
	got, evidence := d.Survey(t.Context(), shipped(t), Sources{m}, Scope{At: clock.now(), Began: clock.now()})
	if took := time.Since(began); took > 5*time.Second && !raceDetector {
		t.Errorf("it took %v", took)
	} else {
		t.Logf("42 services in %v", took)
	}
	want := []incident.Standing{
		{Service: "api-01", Have: 2, Want: 20},
		{Service: "api-06", Have: 20, Want: 30},
		{Service: "api-03", Want: 20, Silent: true},
		{Service: "api-02", Have: 17, Want: 20},
	}
	if !slices.Equal(got.Worst, want) {
		t.Errorf("worst are %+v, want %+v", got.Worst, want)
	}
	if got.Looked != 42 || got.Whole != 36 || got.Short != 3 || got.Blind != 3 || got.Why == "" {
		t.Errorf("%+v; want 42 looked at, 36 whole, 3 short, 3 blind", got)
	}
	if evidence.Check != "survey" || len(evidence.Queries) != 5 || evidence.Outcome != incident.Shown || evidence.Hash == "" {
		t.Errorf("the evidence holds %d queries, outcome %q", len(evidence.Queries), evidence.Outcome)
	}

	// A source that is silent leaves nothing green.
	prom.SetFault(promlab.Fault{Kind: promlab.ServerError})
	got, evidence = d.Survey(t.Context(), shipped(t), Sources{m}, Scope{At: clock.now(), Began: clock.now()})
	if got.Learned() || got.Whole != 0 || got.Blind != 42 || !strings.Contains(got.Why, "Prometheus main") || evidence.Outcome != incident.Unknown {
		t.Errorf("%+v, outcome %q; want that nothing could be told", got, evidence.Outcome)
	}
	prom.SetFault(promlab.Fault{Kind: promlab.Partial})
	if got, _ = d.Survey(t.Context(), shipped(t), Sources{m}, Scope{At: clock.now(), Began: clock.now()}); got.Learned() {
		t.Errorf("a part of the data told %+v", got)
	}
}

func TestASurveyOfOldSamplesIsNoSurvey(t *testing.T) {
	t.Parallel()
	clock := newClock(broke().Add(-time.Minute))
	prom := promlab.New(promlab.Config{Now: clock.now})
	// The last sample stands for five minutes where its end was not marked.
	if err := prom.Load(broke().Add(-8*24*time.Hour), time.Minute, `up{env="prod",service="api"}`, "1x11519 _x60"); err != nil {
		t.Fatal(err)
	}
	m := source(t, prom, 20*time.Second)
	d := streetDirectory(t, clock, m)
	for after, want := range map[time.Duration]incident.Survey{
		time.Minute:     {Looked: 1, Whole: 1},
		4 * time.Minute: {Looked: 1, Blind: 1},
		9 * time.Minute: {Looked: 1, Blind: 1},
	} {
		at := broke().Add(after)
		clock.set(at)
		got, _ := d.Survey(t.Context(), shipped(t), Sources{m}, Scope{At: at, Began: at})
		if got.Looked != want.Looked || got.Whole != want.Whole || got.Blind != want.Blind {
			t.Errorf("%v after the last sample: %+v, want %+v", after, got, want)
		}
	}
}

func TestServicesThatAreListedAreAskedOneByOne(t *testing.T) {
	t.Parallel()
	clock := newClock(broke().Add(4 * time.Minute))
	_, m := street(t, clock)
	var listed Catalog
	for _, name := range townNames() {
		listed = append(listed, Service{Name: name})
	}
	began := time.Now()
	got, evidence := listed.Survey(t.Context(), shipped(t), Sources{m}, Scope{At: clock.now(), Began: clock.now()})
	t.Logf("40 services one by one in %v", time.Since(began))
	want := []incident.Standing{
		{Service: "api-01", Have: 2, Want: 20},
		{Service: "api-03", Silent: true},
		{Service: "api-02", Have: 17, Want: 20},
	}
	if !slices.Equal(got.Worst, want) || got.Looked != 40 || got.Whole != 36 || got.Blind != 2 {
		t.Errorf("%+v, want the worst %+v", got, want)
	}
	if len(evidence.Queries) == 0 {
		t.Error("what it rests on is not kept")
	}
}

func TestASurveyCountsWhatIsAMember(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		`up{env="prod"}`: "sum", `(pg_up)`: "sum", `up == 1`: "count", `kube_pod_info`: "count", `group by (job) (up)`: "count",
	} {
		r, err := newRules(Discovery{From: from, By: "job"})
		if err != nil {
			t.Fatal(err)
		}
		if got := howCounted(r.from); got != want {
			t.Errorf("%s is counted by %s, want %s", from, got, want)
		}
	}
}

// Someone points a Prometheus at an outage: the best it ever saw is the outage.
func TestASurveyTakesNoBaselineFromMetricsThatBeganInTheOutage(t *testing.T) {
	t.Parallel()
	clock := newClock(broke().Add(30 * time.Minute))
	prom := promlab.New(promlab.Config{Now: clock.now})
	for n := range 20 {
		up := 0.0
		if n < 2 {
			up = 1
		}
		if err := prom.Line(fmt.Sprintf(`up{env="prod",service="api",instance="%d"}`, n), promlab.Level(broke(), up)); err != nil {
			t.Fatal(err)
		}
	}
	m := source(t, prom, 20*time.Second)
	for from, want := range map[string]incident.Survey{
		`up{env="prod"}`: {Short: 1, Worst: []incident.Standing{{Service: "api", Have: 2, Want: 20}}},
		`up == 1`:        {Blind: 1},
	} {
		d := directory(t, DirectoryConfig{Discovery: Discovery{From: from, By: "service"}, Sources: Sources{m}, Now: clock.now})
		got, _ := d.Survey(t.Context(), shipped(t), Sources{m}, Scope{At: clock.now(), Began: clock.now()})
		if got.Looked != 1 || got.Whole != 0 || got.Short != want.Short || got.Blind != want.Blind || !slices.Equal(got.Worst, want.Worst) {
			t.Errorf("%s: %+v, want %+v", from, got, want)
		}
	}
}
