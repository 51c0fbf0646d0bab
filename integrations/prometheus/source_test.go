package prometheus

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

var noon = time.Date(2018, 1, 16, 12, 0, 0, 0, time.UTC)

// lab is a metrics source whose story stands at noon.
func lab(t *testing.T, cfg Config) (*promlab.Lab, *Source) {
	t.Helper()
	l := promlab.New(promlab.Config{Now: func() time.Time { return noon }})
	srv := httptest.NewServer(l.Handler())
	t.Cleanup(srv.Close)
	cfg.URL = srv.URL
	return l, source(t, cfg)
}

func source(t *testing.T, cfg Config) *Source {
	t.Helper()
	cfg.Name = "main"
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func line(t *testing.T, l *promlab.Lab, series string, segs ...promlab.Segment) {
	t.Helper()
	if err := l.Line(series, segs...); err != nil {
		t.Fatal(err)
	}
}

func TestAnAnswerIsWhatTheSourceMeasured(t *testing.T) {
	t.Parallel()
	l, s := lab(t, Config{})
	line(t, l, `up{instance="a"}`, promlab.Level(noon.Add(-time.Hour), 1))
	line(t, l, `up{instance="b"}`, promlab.Level(noon.Add(-time.Hour), math.Inf(-1)))
	line(t, l, `served_total`, promlab.Slope(noon.Add(-time.Hour), 2))
	line(t, l, `load`, promlab.Slope(noon.Add(-time.Hour), 2))

	at := func(v float64, ago time.Duration) incident.Sample {
		return incident.Sample{At: noon.Add(-ago), Value: v}
	}
	one := func(v float64) []incident.Sample { return []incident.Sample{at(v, 0)} }
	a := map[string]string{"__name__": "up", "instance": "a"}
	tests := []struct {
		name, expr string
		want       []incident.Series
	}{
		{"a vector", `up`, []incident.Series{{Labels: a, Samples: one(1)}, {Labels: map[string]string{"__name__": "up", "instance": "b"}, Samples: one(math.Inf(-1))}}},
		{"a vector without labels", `round(sum(rate(served_total[5m])), 0.01)`, []incident.Series{{Samples: one(2)}}},
		{"a scalar", `42`, []incident.Series{{Samples: one(42)}}},
		{"a matrix", `up{instance="a"}[30s]`, []incident.Series{{Labels: a, Samples: []incident.Sample{at(1, 15*time.Second), at(1, 0)}}}},
		{"nothing", `nosuch`, nil},
		{"a remark on the query is no warning", `round(sum(rate(load[5m])), 0.01)`, []incident.Series{{Samples: one(2)}}},
	}
	for _, tt := range tests {
		got, err := s.Query(t.Context(), tt.expr, noon)
		if err != nil || len(got.Warnings) > 0 || !reflect.DeepEqual(got.Series, tt.want) {
			t.Errorf("%s: %+v %v, want %+v", tt.name, got, err, tt.want)
		}
	}

	got, err := s.Query(t.Context(), `up{instance="a"} * NaN`, noon)
	if err != nil || len(got.Series) != 1 || !math.IsNaN(got.Series[0].Samples[0].Value) {
		t.Errorf("NaN: %+v %v", got, err)
	}
	got, err = s.Query(t.Context(), `up{instance="a"}`, noon.Add(-2*time.Hour))
	if err != nil || len(got.Series) != 0 {
		t.Errorf("before it began: %+v %v, want nothing", got, err)
	}
	got, err = s.QueryRange(t.Context(), `served_total`, noon.Add(-2*time.Minute), noon, time.Minute)
	want := []incident.Series{{Labels: map[string]string{"__name__": "served_total"}, Samples: []incident.Sample{at(6960, 2*time.Minute), at(7080, time.Minute), at(7200, 0)}}}
	if err != nil || !reflect.DeepEqual(got.Series, want) {
		t.Errorf("a range: %+v %v, want %+v", got, err, want)
	}
	if s.Name() != "main" {
		t.Errorf("its name is %s", s.Name())
	}
}

func TestPartialDataCarryTheirWarning(t *testing.T) {
	t.Parallel()
	l, s := lab(t, Config{})
	line(t, l, `up`, promlab.Level(noon.Add(-time.Hour), 1))
	l.SetFault(promlab.Fault{Kind: promlab.Partial})
	got, err := s.Query(t.Context(), `up`, noon)
	if err != nil || len(got.Series) != 1 || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "partial response") {
		t.Errorf("%+v %v, want one series and one warning", got, err)
	}
}

func TestTooManySeriesAreCutAndSaySo(t *testing.T) {
	t.Parallel()
	l, s := lab(t, Config{})
	for i := range 541 {
		line(t, l, fmt.Sprintf(`up{i="%d"}`, i), promlab.Level(noon.Add(-time.Hour), 1))
	}
	instant, err := s.Query(t.Context(), `up`, noon)
	if err != nil {
		t.Fatal(err)
	}
	ranged, err := s.QueryRange(t.Context(), `up`, noon.Add(-time.Minute), noon, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []incident.Measured{instant, ranged} {
		if len(got.Series) != 500 || !reflect.DeepEqual(got.Warnings, []string{"500 series are kept, and 41 more are not"}) {
			t.Errorf("%d series, warnings %q", len(got.Series), got.Warnings)
		}
	}
}

func TestCredentialsAreSent(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, auth, header, want string }{
		{"a bearer", `authorization: {credentials: t0ken}`, "Authorization", "Bearer t0ken"},
		{"basic", `basic_auth: {username: ana, password: s3cret}`, "Authorization", "Basic YW5hOnMzY3JldA=="},
		{"a tenant", `http_headers: {X-Scope-OrgID: {values: [toggl]}}`, "X-Scope-OrgID", "toggl"},
		{"only a comment", `# none`, "Authorization", ""},
		{"our name", ``, "User-Agent", "sitrep"},
	}
	for _, tt := range tests {
		got := make(chan string, 1)
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got <- r.Header.Get(tt.header)
			_, _ = w.Write([]byte(`{"status":"success","data":{"resultType":"vector","result":[]}}`))
		}))
		t.Cleanup(srv.Close)
		s := source(t, Config{URL: srv.URL, AuthYAML: []byte(tt.auth)})
		if _, err := s.Query(t.Context(), `up`, noon); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if h := <-got; h != tt.want {
			t.Errorf("%s: %s is %q, want %q", tt.name, tt.header, h, tt.want)
		}
	}
}

func TestAConfigurationThatCannotWorkIsRefusedWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	const at = "http://127.0.0.1:9090"
	tests := []struct {
		name, url, auth, says string
		transport             http.RoundTripper
	}{
		{"no URL", "", "", "must be like http://prometheus:9090", nil},
		{"no scheme", "s3cret@prometheus:9090", "", "must be like", nil},
		{"not a URL", "http://ana:s3cret@%zz", "", "must be like", nil},
		{"a misspelt key", at, `basic_auth: {username: ana, passwrod: s3cret}`, "field passwrod not found", nil},
		{"a misspelt block", at, `basic_aut: {password: s3cret}`, "field basic_aut not found", nil},
		{"two ways", at, "basic_auth: {username: ana, password: s3cret}\nauthorization: {credentials: s3cret}", "at most one of", nil},
		{"a value in the wrong place", at, `basic_auth: s3cret`, "line 1: cannot unmarshal", nil},
		{"an anchor by accident", at, `basic_auth: {password: *s3cret}`, "unknown anchor (hidden)", nil},
		{"a proxy that is none", at, `proxy_url: "http://ana:s3cret@%zz"`, "proxy_url", nil},
		{"no CA", at, `tls_config: {ca_file: /nosuch/ca.pem}`, "/nosuch/ca.pem", nil},
		{"a transport and credentials", at, `authorization: {credentials: s3cret}`, "cannot carry", http.DefaultTransport},
	}
	for _, tt := range tests {
		_, err := New(Config{Name: "main", URL: tt.url, AuthYAML: []byte(tt.auth), Transport: tt.transport})
		if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want %q and no secret", tt.name, err, tt.says)
		}
	}
}

func TestALinkNamesTheQueryAndTheTimeAndNoPassword(t *testing.T) {
	t.Parallel()
	s := source(t, Config{URL: "https://ana:s3cret@prometheus.example/prom/"})
	got := s.GraphURL(`up{job="a&b"}`, noon.Add(time.Millisecond))
	u, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme != "https" || u.Host != "prometheus.example" || u.Path != "/prom/graph" || u.User != nil {
		t.Errorf("the link is %s", got)
	}
	if q := u.Query(); q.Get("g0.expr") != `up{job="a&b"}` || q.Get("g0.end_input") != "2018-01-16 12:00:01" || q.Get("g0.tab") != "0" || q.Get("g0.range_input") != "1h" {
		t.Errorf("the link asks for %v", q)
	}
}

func TestAnAnswerOfAnotherTimeIsNotCounted(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		off  time.Duration
		says string
	}{
		{"a little ahead", 50 * time.Second, ""},
		{"a little behind", -50 * time.Second, ""},
		{"ahead", 10 * time.Minute, "its clock is 10 min ahead of ours, so no sample's age is known"},
		{"behind, or from a cache", -3 * time.Minute, "its answer is from 3 min ago by our clock, so no sample's age is known"},
	}
	for _, tt := range tests {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(tt.off).UTC().Format(http.TimeFormat))
			_, _ = w.Write([]byte(`{"status":"success","data":{"resultType":"vector","result":[]}}`))
		}))
		t.Cleanup(srv.Close)
		_, err := source(t, Config{URL: srv.URL}).Query(t.Context(), `up`, noon)
		if tt.says == "" && err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.says != "" {
			expect(t, tt.name, err, incident.SourceSkewed, tt.says)
		}
	}
}
