package runbooks

import (
	"testing"
	"time"
)

func TestAReplayFindsTheWholeOutageAndNothingElse(t *testing.T) {
	t.Parallel()
	w := toggl()
	l := w.lab(t)
	end := broke().Add(w.bad + 20*time.Minute)
	s := Scope{Service: api(), At: end, Began: broke().Add(4 * time.Minute)}
	re, _, err := check(t, "backend-pool/healthy-share").Replay(t.Context(), l, s, broke().Add(-time.Hour), end, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if len(re.Failures) != 1 || !re.Failures[0].From.Equal(broke()) || !re.Failures[0].To.Equal(broke().Add(w.bad-time.Minute)) {
		t.Errorf("it failed in %v, want once from 15:00 to 16:09", re.Failures)
	}
	if re.Failed != 70 || re.Passed != 81 || re.Unknown != 0 {
		t.Errorf("failed %d, passed %d, unknown %d; want 70, 81, 0", re.Failed, re.Passed, re.Unknown)
	}
}

func TestAReplayCountsAGapAsUnknown(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	// Twenty servers, then nothing for half an hour, then twenty again.
	l.line(t, broke().Add(-time.Hour), time.Minute, `haproxy_backend_active_servers{proxy="api"} 20x60 stale _x29 20x30`)
	end := broke().Add(time.Hour)
	re, _, err := check(t, "backend-pool/healthy-share").Replay(t.Context(), l, Scope{Service: api(), At: end, Began: end}, broke().Add(-time.Hour), end, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if re.Failed != 0 || re.Unknown != 30 || re.Red() != 0 {
		t.Errorf("failed %d, unknown %d, red %v; want 0, 30, 0", re.Failed, re.Unknown, re.Red())
	}
}

func TestAServiceIsAskedAtTheSourceItNames(t *testing.T) {
	t.Parallel()
	main, eu, db := onlyNamed("main"), onlyNamed("eu"), onlyNamed("db")
	all := Sources{main, eu, db}
	pool, limit := Check{Name: "backend-pool/healthy-share", Runbook: "backend-pool"}, Check{Name: "connection-limits/database", Runbook: "connection-limits"}
	tests := []struct {
		name    string
		service Service
		check   Check
		want    string
	}{
		{"the first, where it names none", Service{}, pool, "main"},
		{"its own", Service{Source: "eu"}, pool, "eu"},
		{"its own for the rest, another for one runbook", Service{Source: "eu", Sources: map[string]string{"connection-limits": "db"}}, limit, "db"},
		{"a check before its runbook", Service{Sources: map[string]string{"connection-limits": "db", "connection-limits/database": "eu"}}, limit, "eu"},
		{"the first, where the name is of no source", Service{Source: "us"}, pool, "main"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := all.For(tt.service, tt.check).Name(); got != tt.want {
				t.Errorf("asked at %s, want %s", got, tt.want)
			}
		})
	}
}

// nameOnly is a source of which only the name matters.
type nameOnly struct {
	Metrics
	name string
}

func onlyNamed(name string) Metrics { return nameOnly{name: name} }

// Name is the source's name.
func (n nameOnly) Name() string { return n.name }
