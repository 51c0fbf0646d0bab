package runbooks

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/integrations/prometheus"
)

// dashes stands for a sparkline where its look does not matter.
func dashes(s []incident.Sample) string { return strings.Repeat("-", min(3, len(s))) }

func measures(t *testing.T, metrics ...NamedMetric) *Measures {
	t.Helper()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMeasures(l, metrics)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// p99 is a named metric as people configure one.
func p99() NamedMetric {
	limit := 0.8
	return NamedMetric{
		Name: "p99", Aliases: []string{"latency"}, Unit: "s", Limit: &limit, Good: incident.Down,
		Query: `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="${job}"}[${window}])))`,
	}
}

// lastHour asks for the hour that ends 34 min after the pool broke.
func lastHour(ask incident.MetricAsk) incident.MetricAsk {
	ask.To = broke().Add(34 * time.Minute)
	ask.From = ask.To.Add(-time.Hour)
	return ask
}

func graphOf(t *testing.T, m *Measures, source Metrics, ask incident.MetricAsk) Graph {
	t.Helper()
	g := m.Graph(t.Context(), source, ask, Scope{Service: api(), Began: broke().Add(4 * time.Minute)}, dashes)
	if _, err := g.Evidence.Sealed(); err != nil {
		t.Errorf("its evidence cannot be kept: %v", err)
	}
	return g
}

func TestAMeasureIsAnsweredInWordsAndNumbers(t *testing.T) {
	t.Parallel()
	lab := toggl().lab(t)
	m := measures(t, p99(), NamedMetric{Name: "servers", Query: `sum by (instance) (up{job="${job}"})`, Legend: "${instance}", Good: incident.Up})
	for _, tt := range []struct {
		name  string
		ask   incident.MetricAsk
		say   string
		lines int
		more  int
	}{
		{"a named metric", incident.MetricAsk{Metric: "p99"}, "p99 5 s, was 0.3 at 14:34 UTC; limit 0.8; at its highest since 15:04", 1, 0},
		{"a check with a whole", incident.MetricAsk{Check: "backend-pool/healthy-share"}, "pool 2, was 20 at 14:34 UTC; limit 16; at its lowest since 15:00", 1, 0},
		{"a check with a query", incident.MetricAsk{Check: "backend-pool/answers"}, "p95 4.8 s, was 0.28 at 14:34 UTC; limit 0.8; at its highest since 15:04", 1, 0},
		{"several series, all the same", incident.MetricAsk{Metric: "servers"}, "servers of 20 series, the worst: api-10:9100 1, unchanged since 14:34 UTC", 8, 12},
		{"PromQL", incident.MetricAsk{Query: `haproxy_backend_active_servers{proxy="api"}`}, `haproxy_backend_active_servers{proxy="api"} 2, was 20 at 14:34 UTC; at its lowest since 15:00`, 1, 0},
		{"PromQL of many series", incident.MetricAsk{Query: `rate(haproxy_server_http_responses_total[5m])`}, "rate(haproxy_server_http_responses_total[5m]) of 20 series, the worst: api-1 60, was 10 at 14:34 UTC; at its highest since 15:04", 8, 12},
		{"nothing that fits", incident.MetricAsk{Query: `up > 5`}, "up > 5: can't tell. The series are there, and the query matched none of them in this time.", 0, 0},
		{"no such series", incident.MetricAsk{Query: `nonsense{a="b"} / up`}, `nonsense{a="b"} / up: can't tell. There are no such series, now or in the 6 hours before: nonsense{a="b"}.`, 0, 0},
		{"nothing but NaN", incident.MetricAsk{Query: `up / 0 * 0`}, "up / 0 * 0: can't tell. The answer is not a number (NaN) all the time, as it is when there was nothing to measure.", 0, 0},
		{"a name that is gone", incident.MetricAsk{Metric: "gone"}, ": can't tell. It is not among the metrics and checks any more.", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := graphOf(t, m, lab, lastHour(tt.ask))
			if g.Say != tt.say {
				t.Errorf("it says\n%s\nwant\n%s", g.Say, tt.say)
			}
			if len(g.Lines) != tt.lines || g.More != tt.more {
				t.Errorf("it has %d lines and %d more, want %d and %d", len(g.Lines), g.More, tt.lines, tt.more)
			}
			if told := g.Told(); told != (tt.lines > 0) {
				t.Errorf("told is %v with %d lines", told, tt.lines)
			}
			kept := 0
			for _, q := range g.Evidence.Queries {
				if q.For == "graph" {
					kept += len(q.Series)
				}
			}
			if tt.lines > 0 && kept != tt.lines {
				t.Errorf("%d series are kept as evidence, want those %d that are shown", kept, tt.lines)
			}
		})
	}
}

func TestASeriesThatEndedIsShownUntilThenAndSaysSo(t *testing.T) {
	t.Parallel()
	lab := newLab(t)
	lab.line(t, broke().Add(-time.Hour), 15*time.Second, `pg_connections{instance="db-1"} 41x232`) // Until 14:58.
	m := measures(t)
	g := graphOf(t, m, lab, lastHour(incident.MetricAsk{Query: "pg_connections"}))
	if g.Reason != incident.Stopped || !strings.Contains(g.Say, "measured until 14:58") {
		t.Errorf("it says %q for the reason %q", g.Say, g.Reason)
	}
	if len(g.Lines) != 1 || g.Lines[0].Now.Value != 41 {
		t.Errorf("what was measured before is not shown: %+v", g.Lines)
	}
}

func TestAGraphHasNoMoreStepsThanItNeeds(t *testing.T) {
	t.Parallel()
	lab := toggl().lab(t)
	m := measures(t)
	for _, tt := range []struct{ length, step time.Duration }{
		{time.Minute, 15 * time.Second},     // The scrape interval.
		{time.Hour, 15 * time.Second},       // 3600 / 250 = 14.4.
		{24 * time.Hour, 346 * time.Second}, // 86400 / 250 = 345.6.
	} {
		ask := incident.MetricAsk{Query: "up", To: broke().Add(34 * time.Minute)}
		ask.From = ask.To.Add(-tt.length)
		g := graphOf(t, m, lab, ask)
		at := g.Evidence.Queries[len(g.Evidence.Queries)-1].Series[0].Samples
		if n := len(at); n < 2 || at[n-1].At.Sub(at[n-2].At) != tt.step || n > graphSamples+1 {
			t.Errorf("%v is shown in %d samples, want steps of %v", tt.length, n, tt.step)
		}
		if last := at[len(at)-1].At; !last.Equal(ask.To) {
			t.Errorf("the last sample is of %v, want the end", last)
		}
	}
}

func TestASourceThatIsDownIsNamedAndNothingIsGreen(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		reason incident.Reason
		say    string
	}{
		{"a login page", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Sign in</html>") }, incident.SourceFailed, "main gave no usable answer"},
		{"partial data", func(w http.ResponseWriter, r *http.Request) {
			kind := `"vector","result":[{"metric":{},"value":[1516116840,"1516116840"]}]`
			if strings.HasSuffix(r.URL.Path, "query_range") {
				kind = `"matrix","result":[{"metric":{},"values":[[1516116840,"1"]]}]`
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"status":"success","data":{"resultType":%s},"warnings":["store api-2 is not reachable"]}`, kind)
		}, incident.Partial, "from a part of its data"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			source, err := prometheus.New(prometheus.Config{Name: "main", URL: server.URL, Timeout: 5 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			g := graphOf(t, measures(t), source, lastHour(incident.MetricAsk{Query: "up"}))
			if g.Told() || g.Reason != tt.reason || !strings.Contains(g.Say, tt.say) {
				t.Errorf("it says %q (told %v, reason %q)", g.Say, g.Told(), g.Reason)
			}
		})
	}
}

func TestAWordFindsItsMeasure(t *testing.T) {
	t.Parallel()
	m := measures(t, p99(), NamedMetric{Name: "Requests", Query: `sum(rate(http_requests_total{service="${service}"}[${window}]))`})
	for _, tt := range []struct {
		word string
		want string   // The name that it finds.
		near []string // Or those that it is near to.
	}{
		{"p99", "p99", nil},
		{"P99", "p99", nil},
		{"Latency", "p99", nil},
		{"requests", "Requests", nil},
		{"“p99”", "p99", nil},
		{"pool", "backend-pool/healthy-share", nil},
		{"backend-pool/healthy-share", "backend-pool/healthy-share", nil},
		{"healthy share", "backend-pool/healthy-share", nil},
		{"p95", "backend-pool/answers", nil},
		{"latancy", "", []string{"p99"}},
		{"request", "", []string{"Requests"}},
		{"poool", "", []string{"backend-pool/healthy-share"}},
		{"zebra", "", nil},
		{"", "", nil},
	} {
		found, near, ok := m.Find(tt.word)
		var names []string
		for _, n := range near {
			names = append(names, n.Name)
		}
		if ok != (tt.want != "") || found.Name != tt.want || len(tt.near) > 0 && !slices.Contains(names, tt.near[0]) || len(names) > 3 || tt.near == nil && tt.want == "" && len(names) > 0 {
			t.Errorf("%q finds %q (%v), near %q; want %q, near %q", tt.word, found.Name, ok, names, tt.want, tt.near)
		}
	}
	if _, near, _ := m.Find("backend-pool"); len(near) != 3 {
		t.Errorf("a runbook is near to %d measures, want three to choose from", len(near))
	}
}

func TestANamedMetricThatCannotBeFilledSafelyIsRefused(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ query, want string }{
		{`up{job="${jop}"}`, "${jop} is not among the vars"},
		{`up{job=~"${job}"}`, "may only be a whole value in double quotes"},
		{`${metric}`, "${metric} is not among the vars"},
		{`rate(x[5m]`, "unclosed left parenthesis"},
		{`1 + 1`, "reads no series"},
	} {
		if _, err := NewMeasures(l, []NamedMetric{{Name: "m", Query: tt.query}}); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), `"m"`) {
			t.Errorf("%s is refused with %v, want it to name the metric and %q", tt.query, err, tt.want)
		}
	}
}

func TestAServiceThatLacksAVariableIsToldSo(t *testing.T) {
	t.Parallel()
	m := measures(t, NamedMetric{Name: "pods", Query: `kube_deployment_status_replicas{namespace="${namespace}"}`})
	g := graphOf(t, m, toggl().lab(t), lastHour(incident.MetricAsk{Metric: "pods"}))
	if g.Told() || g.Reason != incident.Unfit || !strings.Contains(g.Say, "${namespace}") && !strings.Contains(g.Say, "namespace does it run") {
		t.Errorf("it says %q for the reason %q", g.Say, g.Reason)
	}
}

func TestAQueryOfAPersonsOwnIsReadOrItsPlaceIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, want string }{
		{`sum by (job) (rate(x_total{a="<!channel>",b="it’s – fine"}[5m]))`, ""},
		{"up{path=~`/a\\.b`}", ""},
		{`"up"`, "text in quotes"},
		{`up[5m]`, "rate(up[5m])"},
		{`1 + 1`, "reads no metric"},
		{`rate(up[5m]`, "at its end: unclosed left parenthesis"},
		{`sum(up{job=api})`, "at character 12, after sum(up{job=: unexpected identifier"},
		{`up{job="…`, "unterminated quoted string"},
		{``, "at its"},
		{strings.Repeat("(", 4000), "unclosed left parenthesis"},
	} {
		err := CheckQuery(tt.query)
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s is refused: %v", tt.query, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || incident.CodeOf(err) != incident.Invalid || len(err.Error()) > 400 {
			t.Errorf("%.60s is refused with %v, want %q", tt.query, err, tt.want)
		}
	}
}
