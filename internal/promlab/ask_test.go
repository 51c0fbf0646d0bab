package promlab

import (
	"math"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/api"
	v1 "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
)

// day is the story's day; clock is a moment of it.
func clock(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.TimeOnly, text)
	if err != nil {
		at, err = time.Parse("15:04", text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2018, 1, 16, at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// story is a lab behind real HTTP, and its clock.
type story struct {
	*Lab
	api v1.API
	url string
	now atomic.Int64
}

func tell(t *testing.T, now string, cfg Config) *story {
	t.Helper()
	s := &story{}
	s.now.Store(clock(t, now).UnixMilli())
	cfg.Now = func() time.Time { return time.UnixMilli(s.now.Load()).UTC() }
	s.Lab = New(cfg)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	c, err := api.NewClient(api.Config{Address: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.(api.CloseIdler).CloseIdleConnections)
	s.api, s.url = v1.NewAPI(c), srv.URL
	return s
}

func (s *story) line(t *testing.T, series string, segs ...Segment) {
	t.Helper()
	if err := s.Line(series, segs...); err != nil {
		t.Fatal(err)
	}
}

func (s *story) vector(t *testing.T, expr, at string) model.Vector {
	t.Helper()
	v, _, _, err := s.api.Query(t.Context(), expr, clock(t, at))
	if err != nil {
		t.Fatalf("%s at %s: %v", expr, at, err)
	}
	vec, ok := v.(model.Vector)
	if !ok {
		t.Fatalf("%s is a %s", expr, v.Type())
	}
	return vec
}

// one is the value of the only series, and absent where there is none.
func (s *story) one(t *testing.T, expr, at string) float64 {
	t.Helper()
	switch v := s.vector(t, expr, at); len(v) {
	case 0:
		return absent
	case 1:
		return float64(v[0].Value)
	default:
		t.Fatalf("%s has %d series", expr, len(v))
		return 0
	}
}

// absent stands for no series; no test has such a value.
const absent = -math.MaxFloat64

func (s *story) expect(t *testing.T, expr, at string, want float64) {
	t.Helper()
	got := s.one(t, expr, at)
	if got != want && !(math.IsNaN(got) && math.IsNaN(want)) && math.Abs(got-want) > 1e-9*math.Abs(want) {
		t.Errorf("%s at %s = %v, want %v", expr, at, got, want)
	}
}
