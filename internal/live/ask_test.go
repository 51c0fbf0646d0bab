//go:build unix

package live_test

import (
	"context"
	"flag"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/internal/live"
	"github.com/sitrephq/sitrep/runbooks"
)

// tally counts what all tests here were answered.
var tally live.Tally

func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if testing.Verbose() {
			tally.Print(os.Stdout)
		}
		os.Exit(code)
	}))
}

// pool is the lab's service, as people would set it up.
func pool() runbooks.Service {
	return runbooks.Service{Name: "pool", Label: "pool", Vars: map[string]string{"job": "api", "frontend": "front"}}
}

// added are the members that the lab adds.
func added() map[string]string { return map[string]string{"added": "api9, api10, api11, api12"} }

// source is the real client of a metrics source.
func source(t testing.TB, name, url string, limit time.Duration) *prometheus.Source {
	t.Helper()
	s, err := prometheus.New(prometheus.Config{Name: name, URL: url, Timeout: limit})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func library(t testing.TB) *runbooks.Library {
	t.Helper()
	l, err := runbooks.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// check is a check of the library.
func check(t testing.TB, name string) runbooks.Check {
	t.Helper()
	c, ok := library(t).Check(name)
	if !ok {
		t.Fatalf("the library has no %s", name)
	}
	return c
}

// judged are the checks of the library that metrics answer with yes or no.
func judged(t testing.TB) []runbooks.Check {
	t.Helper()
	var all []runbooks.Check
	for _, c := range library(t).Checks() {
		if !c.Human() && !c.Expect.Shows() {
			all = append(all, c)
		}
	}
	return all
}

// said is one answer, and how long it took.
type said struct {
	incident.Verdict
	took time.Duration
}

// askAll asks checks side by side, as the bot does.
func askAll(ctx context.Context, m runbooks.Metrics, checks []runbooks.Check, s runbooks.Scope) map[string]said {
	return askOf(ctx, func(runbooks.Check) runbooks.Metrics { return m }, checks, s)
}

// askBeside asks checks side by side, those about the database of a source of
// their own.
func askBeside(ctx context.Context, sources runbooks.Sources, checks []runbooks.Check, at time.Time) map[string]said {
	s := pool()
	s.Sources = map[string]string{"connection-limits": "databases"}
	return askOf(ctx, func(c runbooks.Check) runbooks.Metrics { return sources.For(s, c) }, checks, runbooks.Scope{Service: s, At: at})
}

func askOf(ctx context.Context, of func(runbooks.Check) runbooks.Metrics, checks []runbooks.Check, s runbooks.Scope) map[string]said {
	var all sync.WaitGroup
	answers := make([]said, len(checks))
	for n, c := range checks {
		all.Go(func() {
			began := time.Now()
			v, _ := c.Ask(ctx, of(c), s)
			answers[n] = said{v, time.Since(began)}
		})
	}
	all.Wait()
	byName := map[string]said{}
	for _, a := range answers {
		byName[a.Check] = a
	}
	return byName
}
