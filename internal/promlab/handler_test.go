package promlab

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	v1 "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
)

func TestARangeIsAnswered(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `up{job="api",instance="b"}`, Level(clock(t, "14:00"), 1), Gone(clock(t, "15:01")), Level(clock(t, "15:03"), math.NaN()))
	s.line(t, `up{job="api",instance="a"}`, Level(clock(t, "14:00"), 0.5))
	v, _, _, err := s.api.QueryRange(t.Context(), `up`, v1.Range{Start: clock(t, "15:00"), End: clock(t, "15:03"), Step: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	const want = `up{instance="a", job="api"} =>
0.5 @[1516114800]
0.5 @[1516114860]
0.5 @[1516114920]
0.5 @[1516114980]
up{instance="b", job="api"} =>
1 @[1516114800]
NaN @[1516114980]`
	if got := v.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAStepMayBeWrittenAsADuration(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	const want = `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[0,"1"],[90,"1"],[180,"1"]]}]}}`
	form := url.Values{"query": {`vector(1)`}, "start": {"1970-01-01T00:00:00Z"}, "end": {"180"}, "step": {"1m30s"}}
	if status, body := s.fetch(t, http.MethodPost, "/api/v1/query_range", form); status != 200 || body != want {
		t.Errorf("%d %s, want %s", status, body, want)
	}
}

func TestEveryTypeOfAnswerIsReadByTheClient(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `up{job="a\"pi"}`, Level(clock(t, "14:00"), 1))
	tests := []struct{ expr, want string }{
		{`up`, `up{job="a\"pi"} => 1 @[1516116600]`},
		{`up[30s]`, "up{job=\"a\\\"pi\"} =>\n1 @[1516116585]\n1 @[1516116600]"},
		{`nosuch`, ``},
		{`nosuch[5m]`, ``},
		{`1/0`, `scalar: +Inf @[1516116600]`},
		{`up @ 1516114800 offset 1m`, `up{job="a\"pi"} => 1 @[1516116600]`},
		{`up offset -1m`, `up{job="a\"pi"} => 1 @[1516116600]`},
		{`up @ 1516000000`, ``},
		{`timestamp(up @ 1516114800)`, `{job="a\"pi"} => 1516114800 @[1516116600]`},
		{`sum_over_time(up[1m:])`, `{job="a\"pi"} => 4 @[1516116600]`},
	}
	for _, tt := range tests {
		v, warnings, _, err := s.api.Query(t.Context(), tt.expr, clock(t, "15:30"))
		if err != nil || len(warnings) > 0 {
			t.Errorf("%s: %v %v", tt.expr, warnings, err)
		} else if got := v.String(); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.expr, got, tt.want)
		}
	}
}

func TestTextIsAnsweredAsText(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	const want = `{"status":"success","data":{"resultType":"string","result":[1516116600,"x\"y"]}}`
	if status, body := s.fetch(t, http.MethodGet, "/api/v1/query", url.Values{"query": {`"x\"y"`}}); status != 200 || body != want {
		t.Errorf("%d %s, want %s", status, body, want)
	}
}

func TestSeriesAndLabelsAreFoundWhereTheyHaveSamples(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `up{job="api"}`, Level(clock(t, "14:00"), 1))
	s.line(t, `up{job="db"}`, Level(clock(t, "14:00"), 1), Gone(clock(t, "15:00")))
	s.line(t, `later{zone="z"}`, Level(clock(t, "15:40"), 1))
	from, to := clock(t, "15:10"), clock(t, "15:40")

	sets, _, _, err := s.api.Series(t.Context(), []string{`up`, `{job="api"}`}, from, to)
	if err != nil {
		t.Fatal(err)
	}
	if want := []model.LabelSet{{"__name__": "up", "job": "api"}}; !reflect.DeepEqual(sets, want) {
		t.Errorf("series = %v, want %v", sets, want)
	}
	names, _, _, err := s.api.LabelNames(t.Context(), nil, from, to)
	if want := (model.LabelNames{"__name__", "job"}); err != nil || !reflect.DeepEqual(names, want) {
		t.Errorf("labels = %v %v, want %v", names, err, want)
	}
	values, _, _, err := s.api.LabelValues(t.Context(), "job", nil, time.Time{}, to)
	if want := (model.LabelValues{"api", "db"}); err != nil || !reflect.DeepEqual(values, want) {
		t.Errorf("jobs = %v %v, want %v", values, err, want)
	}
	values, warnings, _, err := s.api.LabelValues(t.Context(), "job", []string{`up`}, time.Time{}, to, v1.WithLimit(1))
	if want := (model.LabelValues{"api"}); err != nil || !reflect.DeepEqual(values, want) || len(warnings) != 1 {
		t.Errorf("one job = %v %v %v, want %v", values, warnings, err, want)
	}
}

func TestErrorsAreThoseOfPrometheus(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{MaxSamples: 100})
	s.line(t, `up{i="1"}`, Level(clock(t, "14:00"), 1))
	s.line(t, `up{i="2"}`, Level(clock(t, "14:00"), 1))
	tests := []struct {
		name, path string
		form       url.Values
		status     int
		body       string
	}{
		{"a query that is none", "query", url.Values{"query": {"up{"}}, 400, `"errorType":"bad_data","error":"invalid parameter \"query\": 1:4: parse error`},
		{"no query", "query", nil, 400, `no expression found`},
		{"a time that is none", "query", url.Values{"query": {"up"}, "time": {"noon"}}, 400, `"invalid parameter \"time\": cannot parse`},
		{"many to many", "query", url.Values{"query": {`up + on() up`}}, 422, `"errorType":"execution","error":"found duplicate series`},
		{"too many samples", "query", url.Values{"query": {`sum_over_time(up[1h])`}}, 422, `query processing would load too many samples`},
		{"too little time", "query", url.Values{"query": {`up`}, "timeout": {"0.000000001"}}, 503, `"errorType":"timeout","error":"query timed out in`},
		{"no end", "query_range", url.Values{"query": {`up`}, "start": {"0"}, "step": {"1m30s"}}, 400, `parameter \"end\"`},
		{"no step", "query_range", url.Values{"query": {`up`}, "start": {"0"}, "end": {"9"}, "step": {"0"}}, 400, `zero or negative query resolution`},
		{"a step that is none", "query_range", url.Values{"query": {`up`}, "start": {"0"}, "end": {"9"}, "step": {"soon"}}, 400, `invalid parameter \"step\": cannot parse \"soon\" to a valid duration`},
		{"an endless step", "query_range", url.Values{"query": {`up`}, "start": {"0"}, "end": {"9"}, "step": {"Inf"}}, 400, `overflows`},
		{"an end before its start", "query_range", url.Values{"query": {`up`}, "start": {"10"}, "end": {"9"}, "step": {"1"}}, 400, `must not be before`},
		{"too many points", "query_range", url.Values{"query": {`up`}, "start": {"0"}, "end": {"11001"}, "step": {"1"}}, 400, `exceeded maximum resolution of 11,000 points`},
		{"no selector", "series", nil, 400, `no match[] parameter`},
		{"a selector of everything", "series", url.Values{"match[]": {`{a=""}`}}, 400, `at least one non-empty matcher`},
		{"a negative limit", "query", url.Values{"query": {"up"}, "limit": {"-1"}}, 400, `limit must be non-negative`},
	}
	for _, tt := range tests {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			status, body := s.fetch(t, method, "/api/v1/"+tt.path, tt.form)
			if status != tt.status || !strings.Contains(body, tt.body) || !strings.HasPrefix(body, `{"status":"error",`) {
				t.Errorf("%s: %s answers %d %s, want %d with %s", tt.name, method, status, body, tt.status, tt.body)
			}
		}
	}
}

func TestARateOfAGaugeIsRemarkedOn(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `load`, Level(clock(t, "14:00"), 1))
	_, warnings, infos, err := s.api.Query(t.Context(), `rate(load[5m])`, clock(t, "15:30"))
	if err != nil || len(warnings) > 0 || len(infos) != 1 || !strings.Contains(infos[0], "might not be a counter") {
		t.Errorf("warnings %v, infos %v, error %v; want one info", warnings, infos, err)
	}
}

func TestEveryFaultFailsInItsWay(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `up`, Level(clock(t, "14:00"), 1))
	ask := func(limit time.Duration) (v1.Warnings, error) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		_, warnings, _, err := s.api.Query(ctx, `up`, clock(t, "15:30"))
		return warnings, err
	}
	kind := func(err error) v1.ErrorType {
		var e *v1.Error
		errors.As(err, &e)
		if e == nil {
			return ""
		}
		return e.Type
	}

	s.SetFault(Fault{Kind: Hang})
	if _, err := ask(50 * time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hang: %v", err)
	}
	s.SetFault(Fault{Kind: Slow, Delay: time.Minute})
	if _, err := ask(50 * time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow by a minute: %v", err)
	}
	s.SetFault(Fault{Kind: Slow, Delay: time.Millisecond})
	if _, err := ask(time.Minute); err != nil {
		t.Errorf("slow by a millisecond: %v", err)
	}
	s.SetFault(Fault{Kind: ServerError})
	if _, err := ask(time.Minute); kind(err) != v1.ErrServer {
		t.Errorf("server error: %v", err)
	}
	s.SetFault(Fault{Kind: LoginPage})
	if _, err := ask(time.Minute); kind(err) != v1.ErrBadResponse {
		t.Errorf("login page: %v", err)
	}
	s.SetFault(Fault{Kind: Partial})
	if warnings, err := ask(time.Minute); err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "partial") {
		t.Errorf("partial: %v %v", warnings, err)
	}
	s.SetFault(Fault{})
	if warnings, err := ask(time.Minute); err != nil || len(warnings) != 0 {
		t.Errorf("none: %v %v", warnings, err)
	}
}

func TestALinkLeadsToTheValueAtItsTime(t *testing.T) {
	t.Parallel()
	s := tell(t, "15:30", Config{})
	s.line(t, `pool{name="<api>"}`, Level(clock(t, "14:00"), 20), Level(clock(t, "15:00"), 2))
	tests := []struct {
		name, expr, end string
		status          int
		want            string
	}{
		{"then", "pool", "2018-01-16 14:59:00", 200, "<b>20</b>"},
		{"now", "pool", "", 200, "<b>2</b>"},
		{"escaped", "pool", "", 200, "&lt;api&gt;"},
		{"nothing", "nosuch", "", 200, "no series"},
		{"a mistake", "<script>", "", 400, "parse error"},
	}
	for _, tt := range tests {
		status, body := s.fetch(t, http.MethodGet, "/graph", url.Values{"g0.expr": {tt.expr}, "g0.end_input": {tt.end}})
		if status != tt.status || !strings.Contains(body, tt.want) || strings.Contains(body, "<script>") {
			t.Errorf("%s: %d %s, want %d with %s", tt.name, status, body, tt.status, tt.want)
		}
	}
	if status, body := s.fetch(t, http.MethodGet, "/-/healthy", nil); status != 200 || !strings.Contains(body, "Healthy") {
		t.Errorf("healthy: %d %s", status, body)
	}
}

func (s *story) fetch(t *testing.T, method, path string, form url.Values) (int, string) {
	t.Helper()
	target, body := s.url+path, io.Reader(nil)
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	} else {
		target += "?" + form.Encode()
	}
	req, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(all)
}
