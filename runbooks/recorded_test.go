package runbooks

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// pages are what real exporters served before an incident and in it, each value
// held until the next page.
func pages(t *testing.T) *lab {
	t.Helper()
	text, err := os.ReadFile("testdata/lab.pages")
	if err != nil {
		t.Fatal(err)
	}
	l := newLab(t)
	from := time.Date(2026, 11, 21, 5, 10, 37, 0, time.UTC)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		end := strings.LastIndexByte(line, '}') + 1
		values := strings.Fields(line[end:])
		var samples []promlab.Sample
		for at := from; at.Before(from.Add(4 * time.Minute)); at = at.Add(2 * time.Second) {
			page := 0
			if !at.Before(time.Date(2026, 11, 21, 5, 12, 31, 0, time.UTC)) {
				page = 1
			}
			v, err := strconv.ParseFloat(values[page], 64)
			if err != nil {
				t.Fatal(err)
			}
			samples = append(samples, promlab.Sample{At: at, Value: v})
		}
		if err := l.prom.Record(line[:end], samples); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func TestTheRecordedPagesAreReadRight(t *testing.T) {
	t.Parallel()
	l := pages(t)
	service := Service{Name: "pool", Label: "pool", Vars: map[string]string{"frontend": "web"}}
	before := time.Date(2026, 11, 21, 5, 12, 9, 0, time.UTC)
	during := time.Date(2026, 11, 21, 5, 13, 9, 0, time.UTC)
	for _, tt := range []struct {
		check   string
		at      time.Time
		outcome incident.Outcome
		short   string
		who     []string
	}{
		{"backend-pool/healthy-share", before, incident.Pass, "8 of 8", nil},
		{"backend-pool/healthy-share", during, incident.Fail, "2 of 8", []string{"api3", "api4", "api5"}},
		{"backend-pool/left-together", before, incident.Pass, "0 left together", nil},
		{"backend-pool/left-together", during, incident.Fail, "6 left together", []string{"api3", "api4", "api5"}},
		{"health-check-harm/check-slow", before, incident.Unknown, "this HAProxy does not report how long its checks take", nil},
		{"health-check-harm/check-slow", during, incident.Unknown, "this HAProxy does not report how long its checks take", nil},
		{"health-check-harm/check-timeouts", during, incident.Pass, "0", nil}, // They refuse, they do not time out.
		{"connection-limits/database", before, incident.Pass, "2 of 27", nil},
		{"connection-limits/database", during, incident.Fail, "27 of 27", nil},
		{"connection-limits/holders", during, incident.Shown, "2 listed", nil},
		{"connection-limits/oldest-transaction", during, incident.Pass, "0 s", nil},
		{"connection-limits/proxy", during, incident.Pass, "14 of 500", nil},
		{"connection-limits/conntrack", during, incident.Pass, "0 of 262144", nil},
		{"connection-limits/files", during, incident.Pass, "3284 of 2466177", nil},
		{"connection-limits/pooler", during, incident.Unknown, "not set up", nil},
		{"connection-limits/rejected", during, incident.Unknown, "not set up", nil},
	} {
		v, _ := check(t, tt.check).Ask(t.Context(), l, Scope{Service: service, At: tt.at, Began: tt.at})
		if v.Outcome != tt.outcome || v.Short != tt.short || !slices.Equal(v.Offenders, tt.who) {
			t.Errorf("%s at %s: %s %q %v, want %s %q %v (%s)", tt.check, tt.at.Format(time.TimeOnly), v.Outcome, v.Short, v.Offenders, tt.outcome, tt.short, tt.who, v.Detail)
		}
	}
}

// The errors were over after ten seconds, and three quarters of the pool were
// still gone: the check on the pool has to stay red.
func TestThePoolStaysRedWhenTheErrorsAreOver(t *testing.T) {
	t.Parallel()
	l := recorded(t)
	began := time.Date(2026, 11, 21, 5, 12, 25, 0, time.UTC)
	from, to := began.Add(20*time.Second), time.Date(2026, 11, 21, 5, 13, 41, 0, time.UTC)
	errors, err := l.QueryRange(t.Context(), `sum(rate(haproxy_backend_http_responses_total{code="5xx"}[10s]))`, from, to, 2*time.Second)
	if err != nil || len(errors.Series) != 1 {
		t.Fatalf("%+v %v", errors, err)
	}
	for _, s := range errors.Series[0].Samples {
		if s.Value != 0 && s.At.After(from.Add(4*time.Second)) {
			t.Fatalf("there are still errors at %s", s.At)
		}
	}
	re, _, err := check(t, "backend-pool/healthy-share").Replay(t.Context(), l, Scope{Service: pool(), At: to, Began: began}, from, to, 2*time.Second)
	if err != nil || re.Passed+re.Unknown != 0 || re.Failed != 29 {
		t.Errorf("failed %d, passed %d, unknown %d, %v; want 29, 0, 0", re.Failed, re.Passed, re.Unknown, err)
	}
}
