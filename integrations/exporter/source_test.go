package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAPageIsAnsweredFromAsAPrometheusWould(t *testing.T) {
	t.Parallel()
	s := source(t, Config{}, shows(t, `# HELP up said of itself
# TYPE up gauge
up 0
# TYPE load gauge
load{host="x"} 1.5
load{host="y",instance="own"} +Inf
# TYPE asked counter
asked_total 7
late 3 1795262370000
# TYPE took histogram
took_bucket{le="0.1"} 1
took_bucket{le="+Inf"} 4
took_sum 9
took_count 4
`), shows(t, "load{host=\"x\"} 2\n"))
	tests := []struct {
		expr, by string
		want     map[string]float64
	}{
		{`sum by (instance) (load{host="x"})`, "instance", map[string]float64{"a": 1.5, "b": 2}},
		{`sum(load{host="x"})`, "", map[string]float64{"": 3.5}},
		{`load{host="y"} > 1`, "exported_instance", map[string]float64{"own": inf()}},
		{`up`, "instance", map[string]float64{"a": 1, "b": 1}},
		{`count(up{job="lb"} == 1)`, "", map[string]float64{"": 2}},
		{`asked_total`, "job", map[string]float64{"lb": 7}},
		{`took_bucket{le="+Inf"} - on () took_bucket{le="0.1"}`, "le", map[string]float64{"": 3}},
		{`histogram_quantile(0.5, took_bucket)`, "job", map[string]float64{"lb": 0.1}},
		{`max(timestamp(load))`, "", map[string]float64{"": float64(noon.Unix())}},
		{`timestamp(late)`, "instance", map[string]float64{"a": float64(noon.Unix()) - 30}},
		{`scalar(asked_total) + 1`, "", map[string]float64{"": 8}},
		{`vector(1)`, "", map[string]float64{"": 1}},
		{`none`, "", map[string]float64{}},
		{`absent(none)`, "", map[string]float64{"": 1}},
	}
	for _, tt := range tests {
		got, err := s.Query(t.Context(), tt.expr, noon)
		if err != nil || len(got.Warnings) > 0 || !reflect.DeepEqual(values(got, tt.by), tt.want) {
			t.Errorf("%s: %+v %v, want %v", tt.expr, got, err, tt.want)
		}
		for _, series := range got.Series {
			if !series.Samples[0].At.Equal(noon) {
				t.Errorf("%s: sampled at %v", tt.expr, series.Samples[0].At)
			}
		}
	}
	if s.Name() != "pages" || s.GraphURL("up", noon) != "" {
		t.Errorf("%s, drawn at %q", s.Name(), s.GraphURL("up", noon))
	}
}

func inf() float64 { var zero float64; return 1 / zero }

// A single sample would answer each of these, and be wrong.
func TestAQuestionAboutBeforeIsRefusedAndNeverAnsweredFromOneSample(t *testing.T) {
	t.Parallel()
	s := source(t, Config{}, shows(t, "load 1\n"))
	for _, expr := range []string{
		`load[5m]`, `rate(load[5m])`, `max_over_time(load[7d])`, `sum(1 + increase(load[1m]))`, `max_over_time(sum(load)[7d:5m])`,
		`load offset 5m`, `load offset -5m`, `load @ 1`, `load @ start()`, `load or (load offset 1d)`, `last_over_time((load)[1h:1m] @ 1)`, `absent_over_time(load[1h])`,
	} {
		_, err := s.Query(t.Context(), expr, noon)
		wantFault(t, expr, err, incident.SourceQuery, noHistory)
		if !errors.Is(err, incident.ErrNoHistory) {
			t.Errorf("%s: its cause is %v", expr, errors.Unwrap(err))
		}
		_, err = s.QueryRange(t.Context(), expr, noon.Add(-time.Hour), noon, time.Minute)
		wantFault(t, expr+" over a range", err, incident.SourceQuery, noHistory)
	}
	_, err := s.Query(t.Context(), "load", noon.Add(-24*time.Hour))
	wantFault(t, "yesterday", err, incident.SourceQuery, noHistory)
	_, err = s.QueryRange(t.Context(), "load", noon.Add(-48*time.Hour), noon.Add(-24*time.Hour), time.Minute)
	wantFault(t, "a day before", err, incident.SourceQuery, noHistory)
	for expr, says := range map[string]string{
		"load{":           "1:6: parse error: unexpected end of input inside braces",
		"load + on () up": "",
		`"text"`:          "the query gives string, not numbers",
	} {
		_, err := s.Query(t.Context(), expr, noon)
		if says != "" {
			wantFault(t, expr, err, incident.SourceQuery, says)
		} else if err != nil {
			t.Errorf("%s: %v", expr, err)
		}
	}
}

func TestARangeHasAnAnswerAtTheMomentOfThePageOnly(t *testing.T) {
	t.Parallel()
	s := source(t, Config{}, shows(t, "load 1\n"))
	tests := []struct {
		name     string
		from, to time.Duration // From noon.
		step     time.Duration
		want     []time.Duration
	}{
		{"up to now", -6 * time.Hour, 0, 30 * time.Second, []time.Duration{0}},
		{"now is between two steps", -90 * time.Second, 30 * time.Second, time.Minute, nil},
		{"a second off is the same moment", -time.Minute, time.Second, 61 * time.Second, []time.Duration{time.Second}},
		{"on whole steps before now", -time.Hour, -20 * time.Second, 30 * time.Second, nil},
		{"now alone", 0, 0, time.Second, []time.Duration{0}},
		{"it begins later", time.Hour, 2 * time.Hour, time.Minute, nil},
		{"no step", -time.Minute, 0, 0, nil},
	}
	for _, tt := range tests {
		got, err := s.QueryRange(t.Context(), "load", noon.Add(tt.from), noon.Add(tt.to), tt.step)
		var at []time.Duration
		for _, series := range got.Series {
			for _, p := range series.Samples {
				at = append(at, p.At.Sub(noon))
			}
		}
		if err != nil || !reflect.DeepEqual(at, tt.want) {
			t.Errorf("%s: answers at %v (%v), want %v", tt.name, at, err, tt.want)
		}
	}
}

func TestQuestionsOfOneMomentShareOneReading(t *testing.T) {
	t.Parallel()
	var read atomic.Int64
	story := &clock{at: noon}
	s := source(t, Config{Now: story.now}, serves(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, "reads %d\n", read.Add(1))
	}))
	ask := func(at time.Time, want float64) {
		t.Helper()
		got, err := s.Query(t.Context(), "reads", at)
		if err != nil || len(got.Series) != 1 || got.Series[0].Samples[0].Value != want {
			t.Errorf("at %s: %+v %v, want reading %v", at.Format(time.TimeOnly), got, err, want)
		}
	}
	var everyone sync.WaitGroup
	for range 20 {
		everyone.Go(func() { ask(noon, 1) })
	}
	everyone.Wait()
	story.pass(10 * time.Second)
	ask(noon, 1) // A look asks at one time throughout, however long it takes.
	ask(noon.Add(time.Second), 1)
	ask(noon.Add(10*time.Second), 2)
	ask(noon.Add(9*time.Second), 2)
	ask(noon, 2)
	// A time that is still to come is now.
	ask(noon.Add(time.Hour), 3)
	if n := read.Load(); n != 3 {
		t.Errorf("the page was read %d times, want 3", n)
	}
}

func TestOnePageThatGivesNoAnswerMakesTheAnswerPartial(t *testing.T) {
	t.Parallel()
	s := source(t, Config{Timeout: 100 * time.Millisecond}, shows(t, "load 1\n"), hung(t), shows(t, "load 2\n"))
	got, err := s.Query(t.Context(), "sum(load)", noon)
	if err != nil || values(got, "")[""] != 3 || !reflect.DeepEqual(got.Warnings, []string{"b: no reply in 100 ms (1 of 3 pages)"}) {
		t.Errorf("%+v %v", got, err)
	}
	got, err = s.Query(t.Context(), "up", noon)
	if err != nil || !reflect.DeepEqual(values(got, "instance"), map[string]float64{"a": 1, "b": 0, "c": 1}) || len(got.Warnings) != 1 {
		t.Errorf("up: %+v %v", got, err)
	}
	same := Config{Pages: []Page{{URL: shows(t, "x{zone=\"1\"} 1\n"), Labels: map[string]string{"instance": "a"}}, {URL: shows(t, "x 2\n"), Labels: map[string]string{"instance": "a", "zone": "1"}}}}
	got, err = source(t, same).Query(t.Context(), "x", noon)
	if err != nil || len(got.Warnings) != 1 || got.Warnings[0] != "a: another page has the same series of x (1 of 2 pages)" {
		t.Errorf("one series on two pages: %+v %v", got, err)
	}
}

func TestNoPageAtAllIsASourceThatFailed(t *testing.T) {
	t.Parallel()
	down := serves(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	_, err := source(t, Config{Timeout: 100 * time.Millisecond}, hung(t), hung(t)).Query(t.Context(), "vector(1)", noon)
	wantFault(t, "all hang", err, incident.SourceTimeout, "no reply in 100 ms")
	if e, _ := errors.AsType[*incident.SourceError](err); e == nil || e.Answered {
		t.Errorf("%+v: somebody answered", e)
	}
	_, err = source(t, Config{Timeout: 100 * time.Millisecond}, hung(t), down).Query(t.Context(), "vector(1)", noon)
	wantFault(t, "each in its way", err, incident.SourceTimeout, "a: no reply in 100 ms; b: it failed with 500")
	if e, _ := errors.AsType[*incident.SourceError](err); e == nil || !e.Answered {
		t.Errorf("%+v: nobody answered", e)
	}
	_, err = source(t, Config{}, "http://127.0.0.1:1/metrics").Query(t.Context(), "up", noon)
	wantFault(t, "nobody is there", err, incident.SourceDown, "nothing answers at its address")
}

func TestAnAskerWhoLeavesDoesNotTakeThePageAlong(t *testing.T) {
	t.Parallel()
	come := make(chan struct{})
	s := source(t, Config{}, serves(t, func(w http.ResponseWriter, _ *http.Request) {
		<-come
		_, _ = io.WriteString(w, "load 1\n")
	}))
	first, leave := context.WithCancel(t.Context())
	var everyone sync.WaitGroup
	everyone.Go(func() { _, _ = s.Query(first, "load", noon) })
	for s.reading() == nil {
		time.Sleep(time.Millisecond)
	}
	everyone.Go(func() {
		if got, err := s.Query(t.Context(), "load", noon); err != nil || len(got.Series) != 1 {
			t.Errorf("the second asker: %+v %v", got, err)
		}
	})
	gone, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	_, err := s.Query(gone, "load", noon)
	wantFault(t, "an asker without patience", err, incident.SourceTimeout, "no reply in time")
	leave()
	close(come)
	everyone.Wait()
}

func (s *Source) reading() chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

func TestAConfigurationThatCannotWorkIsRefusedWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	at := Page{URL: "http://ana:s3cret@lb-1:8405/metrics"}
	tests := []struct {
		name, says string
		cfg        Config
	}{
		{"no page", "has no exporters", Config{}},
		{"no URL", "must be like http://lb-1:8405/metrics", Config{Pages: []Page{{URL: "s3cret@lb-1"}}}},
		{"one page twice", "have the same labels", Config{Pages: []Page{at, at}}},
		{"a misspelt key", "field basic_aut not found", Config{Pages: []Page{at}, AuthYAML: []byte("basic_aut: {password: s3cret}")}},
		{"no CA", "/nosuch/ca.pem", Config{Pages: []Page{at}, AuthYAML: []byte("tls_config: {ca_file: /nosuch/ca.pem}")}},
	}
	for _, tt := range tests {
		tt.cfg.Name = "pages"
		if _, err := New(tt.cfg); err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want %q and no secret", tt.name, err, tt.says)
		}
	}
}

func TestTooManySeriesAreCutAndSaySo(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	for n := range 541 {
		_, _ = fmt.Fprintf(&page, "load{n=\"%d\"} 1\n", n)
	}
	got, err := source(t, Config{}, shows(t, page.String())).Query(t.Context(), "load", noon)
	if err != nil || len(got.Series) != 500 || !reflect.DeepEqual(got.Warnings, []string{"500 series are kept, and 41 more are not"}) {
		t.Errorf("%d series, %q, %v", len(got.Series), got.Warnings, err)
	}
}
