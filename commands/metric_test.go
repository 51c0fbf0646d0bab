package commands

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// metricCall is what the metric verb asked the domain for.
type metricCall struct {
	ask   incident.MetricAsk
	reach incident.Reach
	typed string
	n     int

	refused string // What was kept as a refusal.
}

func (a *metricCall) AskMetric(_ context.Context, _ incident.Call, ask incident.MetricAsk, reach incident.Reach, typed string) (incident.Incident, error) {
	*a = metricCall{ask: ask, reach: reach, typed: typed, n: a.n + 1}
	return incident.Incident{}, nil
}

func (a *metricCall) Refuse(_ context.Context, _ incident.Call, what string) error {
	a.refused = what
	return nil
}

func (a *metricCall) Here(_ context.Context, ch incident.ChannelID) (incident.Incident, error) {
	return open().Here(context.Background(), ch)
}

// measures are those of the real library, with a metric of its own.
func measures(t *testing.T) *runbooks.Measures {
	t.Helper()
	l, err := runbooks.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	m, err := runbooks.NewMeasures(l, []runbooks.NamedMetric{{Name: "p99", Aliases: []string{"latency"}, Query: `wait{service="${service}"}`}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAMetricIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	pool, p99 := incident.MetricAsk{Check: "backend-pool/healthy-share"}, incident.MetricAsk{Metric: "p99"}
	query := func(q string) incident.MetricAsk { return incident.MetricAsk{Query: q} }
	back := func(d time.Duration) incident.Reach { return incident.Reach{Back: d} }
	none, declared := incident.Reach{}, incident.Reach{Declared: true}
	since := func(hour, minute int) incident.Reach {
		return incident.Reach{Since: time.Date(2018, 1, 16, hour, minute, 0, 0, time.UTC)}
	}
	m := measures(t)
	for _, tt := range []struct {
		typed string
		ask   incident.MetricAsk
		reach incident.Reach
	}{
		// Names and ranges.
		{"p99", p99, none},
		{"P99 30m", p99, back(30 * time.Minute)},
		{"latency 1h30m", p99, back(90 * time.Minute)},
		{"latency 1h 30 min", p99, back(90 * time.Minute)},
		{"p99 2h", p99, back(2 * time.Hour)},
		{"p99 1d", p99, back(24 * time.Hour)},
		{"p99 1.5h", p99, back(90 * time.Minute)},
		{"p99 90 minutes", p99, back(90 * time.Minute)},
		{"p99 last 30m", p99, back(30 * time.Minute)},
		{"p99 for the last 2 hours", p99, back(2 * time.Hour)},
		{"p99 -30m", p99, back(30 * time.Minute)},
		{"p99 –30m", p99, back(30 * time.Minute)},
		{"pool since declare", pool, declared},
		{"pool since declared", pool, declared},
		{"pool since it was declared", pool, declared},
		{"pool since the beginning", pool, declared},
		{"pool since 14:30", pool, since(13, 30)}, // 14:30 CET.
		{"pool since 14:30 utc", pool, since(14, 30)},
		{"healthy share 30m", pool, back(30 * time.Minute)},
		// What phones do.
		{"p99 30m", p99, back(30 * time.Minute)},
		{"`p99` 30m", p99, back(30 * time.Minute)},
		{"`p99 30m`", p99, back(30 * time.Minute)},
		{"“p99” 30m.", p99, back(30 * time.Minute)},
		{"'p99'", p99, none},
		{"p99?", p99, none},
		{"p99\u200b", p99, none},
		// PromQL.
		{`rate(x_total{job="api"}[5m]) 30m`, query(`rate(x_total{job="api"}[5m])`), back(30 * time.Minute)},
		{`rate(x_total{job=“api”}[5m])`, query(`rate(x_total{job="api"}[5m])`), none},
		{`rate(x_total{job="api”}[5m])`, query(`rate(x_total{job="api"}[5m])`), none},
		{`rate(x_total{job=„api“}[5m])`, query(`rate(x_total{job="api"}[5m])`), none},
		{`up{job=‘api’}`, query(`up{job='api'}`), none},
		{"```rate(x_total[5m])``` 1h", query("rate(x_total[5m])"), back(time.Hour)},
		{"```\nsum(\n  up\n)\n```", query("sum(   up )"), none},
		{"`up{path=~`/a`}`", query("up{path=~`/a`}"), none},
		{"up{path=~`/a\\.b`} 30m", query("up{path=~`/a\\.b`}"), back(30 * time.Minute)},
		{`"up{job="api"}" 30m`, query(`up{job="api"}`), back(30 * time.Minute)},
		{`a – b`, query(`a - b`), none},
		{`a − b`, query(`a - b`), none},
		{`a — b`, query(`a - b`), none},
		{"sum(up)\u00a0by\u202f(job)", query("sum(up) by (job)"), none},
		{`up &lt; 5 &amp;&amp;`, incident.MetricAsk{}, none},
		{`up &lt; 5`, query(`up < 5`), none},
		{`up &gt;= bool 0.5.`, query(`up >= bool 0.5`), none},
		{`x offset 30m`, query(`x offset 30m`), none},
		{`x offset 30m 1h`, query(`x offset 30m`), back(time.Hour)},
		{`x - 30m`, query(`x`), back(30 * time.Minute)}, // A range wins where both can be meant.
		{`x > 30m`, query(`x > 30m`), none},
		{`up{url="<https://x.example/a|https://x.example/a>"}`, query(`up{url="https://x.example/a"}`), none},
		// Inside a label's value everything means what it says.
		{`up{title="it’s – “fine”"}`, query(`up{title="it’s – “fine”"}`), none},
		{"up{title=\"a\u00a0b\"}", query("up{title=\"a\u00a0b\"}"), none},
		{`up{title="a &amp;lt; b"}`, query(`up{title="a &lt; b"}`), none},
		{`up{title="<!channel> \"x\" since 14:30"}`, query(`up{title="<!channel> \"x\" since 14:30"}`), none},
		{`up{title=“it's – fine”}`, query(`up{title="it's – fine"}`), none},
		{`up{title="for 30m"}`, query(`up{title="for 30m"}`), none},
	} {
		t.Run(tt.typed, func(t *testing.T) {
			t.Parallel()
			var got metricCall
			table, err := NewTable("/incident", Metric(&got, m, anyone))
			if err != nil {
				t.Fatal(err)
			}
			req := typed("metric " + tt.typed)
			_, err = table.Run(t.Context(), req)
			if tt.ask == (incident.MetricAsk{}) {
				if err == nil || got.n != 0 {
					t.Errorf("it is asked as %+v, want a refusal", got.ask)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.ask != tt.ask || !got.reach.Since.Equal(tt.reach.Since) || got.reach.Back != tt.reach.Back || got.reach.Declared != tt.reach.Declared {
				t.Errorf("it is read as %+v over %+v, want %+v over %+v", got.ask, got.reach, tt.ask, tt.reach)
			}
		})
	}
}

func TestAQueryOfOnesOwnIsForThoseWhoMay(t *testing.T) {
	t.Parallel()
	m := measures(t)
	onlyBen := func(ctx context.Context, a incident.Actor) error {
		if a.ID == ben.ID {
			return nil
		}
		return nobody(ctx, a)
	}
	for _, tt := range []struct {
		name, typed string
		by          incident.Actor
		free        Permit
		asks        bool
		says        []string
		buttons     []string // Their values.
	}{
		{name: "a name is for everyone", typed: "p99 30m", by: ana, free: nobody, asks: true},
		{name: "a check is for everyone", typed: "pool", by: ana, free: nobody, asks: true},
		{name: "by default nobody may", typed: `sum(up)`, by: ana, free: nobody, says: []string{"A query of your own is not open to you", "p99", "pool", "Ask U0DANA."}},
		{name: "another person may", typed: `sum(up)`, by: ben, free: onlyBen, asks: true},
		{name: "one is allowed, another is not", typed: `sum(up)`, by: ana, free: onlyBen, says: []string{"not open to you"}},
		{name: "everyone may", typed: `sum(up)`, by: ana, free: anyone, asks: true},
		{name: "what cannot be read is refused as such to nobody who may not", typed: `sum(up`, by: ana, free: nobody, says: []string{"not open to you"}},
		{name: "where it cannot be read", typed: `sum(up`, by: ana, free: anyone, says: []string{"cannot read that PromQL at its end", "unclosed left parenthesis"}},
		{name: "a metric that Prometheus may know", typed: `node_load1`, by: ana, free: anyone, asks: true},
		{name: "the same for who may not", typed: `node_load1`, by: ana, free: nobody, says: []string{"I have no metric called “node_load1”", "p99"}},
		{name: "a word that is near to one", typed: "latancy 30m", by: ana, free: nobody, says: []string{"latancy", "Did you mean"}, buttons: []string{"p99 30m"}},
		{name: "the same, or the series of that name", typed: "latancy 30m", by: ana, free: anyone, buttons: []string{"p99 30m", "latancy{} 30m"}},
		{name: "a runbook has several", typed: "backend-pool", by: ana, free: nobody, buttons: []string{"backend-pool/running", "backend-pool/deployed-equals-live", "backend-pool/healthy-share"}},
		{name: "no word at all", typed: "", by: ana, free: nobody, says: []string{"Which metric?", "p99"}},
		{name: "a range and nothing else", typed: "since declare", by: ana, free: nobody, says: []string{"Which metric?"}},
		{name: "a time that is none", typed: "p99 since yesterdayish", by: ana, free: nobody, says: []string{"since 14:30 or since declare"}},
		{name: "nothing for nothing", typed: "p99 0m", by: ana, free: nobody, says: []string{"For how long?"}},
		{name: "a text in quotes around a series", typed: `up[5m]`, by: ana, free: anyone, says: []string{"rate(up[5m])"}},
		{name: "a number is no metric", typed: `1 + 1`, by: ana, free: anyone, says: []string{"reads no metric"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got metricCall
			table, err := NewTable("/incident", Metric(&got, m, tt.free))
			if err != nil {
				t.Fatal(err)
			}
			req := typed("metric " + tt.typed)
			req.By = tt.by
			reply, err := table.Run(t.Context(), req)
			if (got.n == 1) != tt.asks {
				t.Errorf("it asked %d times (%v)", got.n, err)
			}
			if kept, want := got.refused != "", slices.ContainsFunc(tt.says, func(s string) bool { return strings.Contains(s, "not open to you") }); kept != want || strings.Contains(got.refused, "up") {
				t.Errorf("kept as refused is %q, want one: %v", got.refused, want)
			}
			said := reply.Text
			if err != nil {
				said = table.Explain(err, req).Text
			}
			for _, s := range tt.says {
				if !strings.Contains(said, s) {
					t.Errorf("it says %q, want %q in it", said, s)
				}
			}
			var values []string
			for _, p := range reply.Parts {
				for _, b := range p.Buttons {
					values = append(values, b.Value)
				}
			}
			if !slices.Equal(values, tt.buttons) {
				t.Errorf("the buttons are %q, want %q", values, tt.buttons)
			}
		})
	}
}

func TestAMetricIsChosenInAForm(t *testing.T) {
	t.Parallel()
	var got metricCall
	table, err := NewTable("/incident", Metric(&got, measures(t), nobody))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := table.Run(t.Context(), typed("metric"))
	if err != nil || reply.Form == nil || len(reply.Form.Fields[0].Options) < 2 || reply.Form.Fields[0].Options[0].Value != "p99" {
		t.Fatalf("the form is %+v (%v)", reply.Form, err)
	}
	req := typed(reply.Form.Value)
	req.Fields = map[string]string{"metric": "p99", "back": "since declare"}
	if _, err := table.Press(t.Context(), reply.Form.Verb, req); err != nil {
		t.Fatal(err)
	}
	if got.ask.Metric != "p99" || !got.reach.Declared || got.typed != "p99 since declare" {
		t.Errorf("it is read as %+v over %+v from %q", got.ask, got.reach, got.typed)
	}
	away := typed("metric")
	away.Channel = outside
	if _, err := table.Run(t.Context(), away); incident.CodeOf(err) != incident.NotFound {
		t.Errorf("where there is no incident it ends with %v", err)
	}
}

func TestAPressedMetricIsReadLikeATypedOne(t *testing.T) {
	t.Parallel()
	var got metricCall
	table, err := NewTable("/incident", Metric(&got, measures(t), anyone))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Press(t.Context(), "metric", typed("latancy{} 30m")); err != nil {
		t.Fatal(err)
	}
	if got.ask.Query != "latancy{}" || got.reach.Back != 30*time.Minute {
		t.Errorf("it is read as %+v over %+v", got.ask, got.reach)
	}
}
