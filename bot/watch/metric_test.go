package watch

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// spark is a sparkline for these tests: how many samples there were.
func spark(samples []incident.Sample, width int) string {
	return strings.Repeat("▄", min(len(samples), width))
}

// metrics lets the world show measures: those of the library and one by name.
func (w *world) metrics() {
	w.t.Helper()
	limit := 0.8
	m, err := runbooks.NewMeasures(w.Library, []runbooks.NamedMetric{{Name: "seconds", Query: `wait{service="${service}"}`, Unit: "s", Limit: &limit, Good: incident.Down}})
	must(w.t, err)
	w.Measures, w.Spark = m, spark
}

func (w *world) askMetric(ask incident.MetricAsk, reach incident.Reach, typed string) int64 {
	w.t.Helper()
	i, err := w.service.AskMetric(w.t.Context(), incident.Call{Source: typed + w.now().String(), Channel: "C1", By: ana}, ask, reach, typed)
	must(w.t, err)
	return i.Seq
}

func TestAMeasureIsAskedForAsItWasWhenSomebodyAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.metrics()
	w.declare("15:04", "api")
	w.to("15:05:30")
	w.change("15:06", `wait{service="api"}`, 0.4) // After it was asked.
	seq := w.askMetric(incident.MetricAsk{Metric: "seconds"}, incident.Reach{Back: 30 * time.Minute}, "seconds 30m")
	w.setClock(at("15:10")) // The bot was away for a while; the answer is of then.
	w.to("15:10:30")

	i := w.incident()
	v, ok := i.MetricView(seq)
	if !ok || v.Shown == nil {
		t.Fatalf("nothing was shown: %+v", i.Metrics)
	}
	if want := "seconds 4 s, was 0.3 at 14:35 UTC; limit 0.8; at its highest since 15:00"; v.Shown.Say != want {
		t.Errorf("it says %q, want %q", v.Shown.Say, want)
	}
	if n := len([]rune(v.Shown.Lines[0].Spark)); n != sparkWidth {
		t.Errorf("its course has %d characters, want %d", n, sparkWidth)
	}
	e, err := w.store.Evidence(t.Context(), v.Evidence)
	must(t, err)
	if last := e.Queries[len(e.Queries)-1]; last.For != "graph" || len(last.Series) != 1 || len(last.Series[0].Samples) != 121 {
		t.Errorf("its evidence is %+v", last.For)
	}
}

func TestAMeasureThatWasShownIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.metrics()
	w.declare("15:04", "api")
	w.to("15:05")
	seq := w.askMetric(incident.MetricAsk{Check: "t/pool"}, incident.Reach{}, "pool")
	w.to("15:05:10")
	before := w.incident()
	decide, err := w.metric(t.Context(), incident.Lease{Job: metricJob(before, incident.Event{Seq: seq})})
	if decide != nil || err != nil {
		t.Errorf("a second run decides something (%v)", err)
	}
	if v, _ := before.MetricView(seq); v.Shown == nil || !strings.HasPrefix(v.Shown.Say, "pool 2, was 20 at 14:34 UTC; limit 16") {
		t.Errorf("it says %+v", v.Shown)
	}
}
