package runbooks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// clockAt is a story clock that a test sets.
type clockAt struct{ at atomic.Pointer[time.Time] }

func newClock(t time.Time) *clockAt {
	c := &clockAt{}
	c.set(t)
	return c
}

func (c *clockAt) set(t time.Time) { c.at.Store(&t) }
func (c *clockAt) now() time.Time  { return *c.at.Load() }

// town is forty services of three targets each, api-1 to api-38, billing and
// orders-db, in a Prometheus whose now is the clock's.
func town(t *testing.T, clock *clockAt) (*promlab.Lab, Metrics) {
	t.Helper()
	prom := promlab.New(promlab.Config{Now: clock.now})
	for _, name := range townNames() {
		for n := range 3 {
			series := fmt.Sprintf(`up{env="prod",service=%q,job=%q,instance="%s-%d:9100"}`, name, name, name, n)
			if err := prom.Line(series, promlab.Level(broke().Add(-48*time.Hour), 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, series := range []string{`up{env="test",service="toy"}`, `up{env="prod",job="nobody"}`, `up{env="prod",service=""}`} {
		if err := prom.Line(series, promlab.Level(broke().Add(-48*time.Hour), 1)); err != nil {
			t.Fatal(err)
		}
	}
	return prom, source(t, prom, 20*time.Second)
}

func townNames() []string {
	names := []string{"billing", "orders-db"}
	for n := range 38 {
		names = append(names, fmt.Sprintf("api-%02d", n+1))
	}
	slices.Sort(names)
	return names
}

func townRules() Discovery {
	return Discovery{
		From: `up{env="prod"}`, By: "service",
		Vars: map[string]string{"job": "${service}", "backend": "${service}_be", "namespace": "prod"},
		Kinds: []ServiceKind{
			{Name: "postgres", Match: ".*-db", Base: []string{"backend-pool/running"}, Vars: map[string]string{"backend": "none", "database": "${service}"}, Source: "main"},
			{Name: "api", Match: "api"}, // The whole name has to match.
		},
	}
}

func directory(t *testing.T, cfg DirectoryConfig) *Directory {
	t.Helper()
	d, err := NewDirectory(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFortyServicesComeFromOneSelector(t *testing.T) {
	t.Parallel()
	clock := newClock(broke())
	_, metrics := town(t, clock)
	d := directory(t, DirectoryConfig{
		Discovery: townRules(), Sources: Sources{metrics}, Now: clock.now,
		Declared: Catalog{
			{Name: "billing", Aliases: []string{"pay", "invoices"}, Members: 12, Vars: map[string]string{"backend": "payments-legacy"}},
			{Name: "mainframe", Label: "The mainframe"},
		},
	})
	if got := d.Names(); !slices.Equal(got, []string{"billing", "mainframe"}) {
		t.Errorf("before it looked it knows %q, want what is declared", got)
	}
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"billing", "mainframe"}
	for _, name := range townNames() {
		if name != "billing" {
			want = append(want, name)
		}
	}
	if got := d.Names(); !slices.Equal(got, want) {
		t.Errorf("services are\n%q, want\n%q", got, want)
	}

	library, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name             string
		vars             map[string]string
		members, bases   int
		aliases          []string
		source           string
		baseOnly, titled string
	}{
		{name: "api-07", vars: map[string]string{"job": "api-07", "backend": "api-07_be", "namespace": "prod"}, bases: len(library.Base()), titled: "api-07 is slow"},
		{name: "billing", vars: map[string]string{"job": "billing", "backend": "payments-legacy", "namespace": "prod"}, members: 12, bases: len(library.Base()), aliases: []string{"pay", "invoices"}, titled: "nobody can pay"},
		{name: "orders-db", vars: map[string]string{"job": "orders-db", "backend": "none", "namespace": "prod", "database": "orders-db"}, bases: 1, source: "main", baseOnly: "backend-pool/running", titled: "orders-db is full"},
		{name: "mainframe", vars: map[string]string{"job": "mainframe", "backend": "mainframe_be", "namespace": "prod"}, bases: len(library.Base()), titled: "the mainframe is down"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, ok := d.In(tt.titled)
			if !ok || s.Name != tt.name {
				t.Fatalf("%q is about %q (%v)", tt.titled, s.Name, ok)
			}
			if fmt.Sprint(s.Vars) != fmt.Sprint(tt.vars) || s.Members != tt.members || s.Source != tt.source || !slices.Equal(s.Aliases, tt.aliases) {
				t.Errorf("got %+v", s)
			}
			base := library.BaseFor(s)
			if len(base) != tt.bases || tt.baseOnly != "" && base[0].Name != tt.baseOnly {
				t.Errorf("%d base checks, want %d", len(base), tt.bases)
			}
		})
	}
}

func TestAServiceThatDisappearsIsKeptForADay(t *testing.T) {
	t.Parallel()
	clock := newClock(broke())
	prom, metrics := town(t, clock)
	cfg := DirectoryConfig{Discovery: townRules(), Sources: Sources{metrics}, Now: clock.now}
	d := directory(t, cfg)
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := prom.Change(broke(), `up{service="billing"}`, promlab.Gone(broke())); err != nil {
		t.Fatal(err)
	}
	restarted := func() *Directory {
		fresh := directory(t, cfg)
		if err := fresh.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		return fresh
	}
	for _, step := range []struct {
		after       time.Duration
		there, gone bool
	}{{time.Minute, true, false}, {20 * time.Minute, true, true}, {23 * time.Hour, true, true}, {25 * time.Hour, false, false}} {
		clock.set(broke().Add(step.after))
		if err := d.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		all := map[string]*Directory{"the one that saw it": d}
		if step.after > silentFor {
			all["one that was just started"] = restarted()
		}
		for which, d := range all {
			s, ok := d.Get("billing")
			if ok != step.there || s.Gone.IsZero() == step.gone {
				t.Errorf("%v later, %s: there %v, gone since %v; want %v, %v", step.after, which, ok, s.Gone, step.there, step.gone)
			}
		}
	}
}

func TestASourceThatFailsTakesNothingAway(t *testing.T) {
	t.Parallel()
	clock := newClock(broke())
	prom, metrics := town(t, clock)
	d := directory(t, DirectoryConfig{Discovery: townRules(), Sources: Sources{metrics}, Now: clock.now})
	if err := d.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := d.Names()
	clock.set(broke().Add(30 * time.Hour))
	prom.SetFault(promlab.Fault{Kind: promlab.ServerError})
	err := d.Refresh(t.Context())
	if incident.CodeOf(err) != incident.Unavailable || !strings.Contains(err.Error(), "so I keep the 40 that I know") {
		t.Errorf("it says %v", err)
	}
	if !slices.Equal(d.Names(), before) {
		t.Errorf("%d services are left of %d", len(d.Names()), len(before))
	}
	// A partial answer proves that nothing is gone.
	prom.SetFault(promlab.Fault{Kind: promlab.Partial})
	if err := prom.Change(clock.now(), `up{service="billing"}`, promlab.Gone(clock.now())); err != nil {
		t.Fatal(err)
	}
	clock.set(clock.now().Add(time.Hour))
	if err := d.Refresh(t.Context()); incident.CodeOf(err) != incident.Unavailable {
		t.Errorf("a partial answer says %v", err)
	}
	if s, ok := d.Get("billing"); !ok || !s.Gone.IsZero() {
		t.Errorf("billing is there: %v, gone since %v; nothing is known of it", ok, s.Gone)
	}
}

func TestADiscoveryThatCannotWorkIsRefused(t *testing.T) {
	t.Parallel()
	some := Sources{onlyNamed("main")}
	for want, d := range map[string]Discovery{
		"services.from":                   {From: `up{`, By: "service"},
		"it must be series as they are":   {From: `up[5m]`, By: "service"},
		"reads no series":                 {From: `vector(1)`, By: "service"},
		"services.by":                     {From: `up`, By: `service) or (up`},
		"it must be the label":            {From: `up`},
		"services.source":                 {From: `up`, By: "service", Source: "eu"},
		"only ${service} is known here":   {Vars: map[string]string{"job": "${label}"}},
		"no regular expression for names": {Kinds: []ServiceKind{{Name: "db", Match: "*-db"}}},
		`services.kinds, "db": vars`:      {Kinds: []ServiceKind{{Name: "db", Match: ".*", Vars: map[string]string{"a": "${b}"}}}},
	} {
		_, err := NewDirectory(DirectoryConfig{Discovery: d, Sources: some})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want it to say %q", d, err, want)
		}
	}
	if _, err := NewDirectory(DirectoryConfig{Discovery: Discovery{From: "up", By: "job"}}); err == nil {
		t.Error("there is no source to ask")
	}
}

// tallied is a source that answers as it is told and counts the questions.
type tallied struct {
	Metrics
	asked atomic.Int64
	say   func(n int64) (incident.Measured, error)
}

// Name is the source's name.
func (*tallied) Name() string { return "main" }

// Query counts.
func (c *tallied) Query(context.Context, string, time.Time) (incident.Measured, error) {
	return c.say(c.asked.Add(1))
}

func found(at time.Time, names ...string) incident.Measured {
	var got incident.Measured
	for _, n := range names {
		got.Series = append(got.Series, incident.Series{
			Labels: map[string]string{"service": n}, Samples: []incident.Sample{{At: at, Value: float64(at.Unix())}},
		})
	}
	return got
}

func TestTheDirectoryIsReadEveryHourAndSoonerAfterAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var times []string
		m := &tallied{}
		m.say = func(n int64) (incident.Measured, error) {
			times = append(times, time.Since(began).String())
			if n >= 3 && n <= 10 {
				return incident.Measured{}, &incident.SourceError{Source: "main", Fault: incident.SourceDown, Detail: "nothing answers"}
			}
			return found(time.Now(), "api"), nil
		}
		d := directory(t, DirectoryConfig{Discovery: Discovery{From: "up", By: "service"}, Sources: Sources{m}, Now: time.Now})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- d.Run(ctx) }()
		time.Sleep(7*time.Hour + 30*time.Minute)
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		// Fails at 2 h, then after 1, 2, 4, 8, 16, 32 and 60 min; then hourly again.
		want := []string{"0s", "1h0m0s", "2h0m0s", "2h1m0s", "2h3m0s", "2h7m0s", "2h15m0s", "2h31m0s", "3h3m0s", "4h3m0s", "5h3m0s", "6h3m0s", "7h3m0s"}
		if !slices.Equal(times, want) {
			t.Errorf("it looked at %q, want %q", times, want)
		}
	})
}

func TestADirectoryWithoutDiscoveryAsksNobody(t *testing.T) {
	t.Parallel()
	m := &tallied{say: func(int64) (incident.Measured, error) { return incident.Measured{}, nil }}
	d := directory(t, DirectoryConfig{Declared: Catalog{{Name: "web"}, {Name: "api"}}, Sources: Sources{m}})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := d.Run(ctx); err != nil {
		t.Error(err)
	}
	if got := d.Names(); m.asked.Load() != 0 || !slices.Equal(got, []string{"web", "api"}) {
		t.Errorf("asked %d times, services %q", m.asked.Load(), got)
	}
}

func TestALabelThatNamesNoServicesIsCut(t *testing.T) {
	t.Parallel()
	names := make([]string, 2500)
	for n := range names {
		names[n] = fmt.Sprintf("request-%04d", n)
	}
	names = append(names, "", "a\nb\"}) or up{", "ünïcode 服务")
	m := &tallied{say: func(int64) (incident.Measured, error) { return found(broke(), names...), nil }}
	d := directory(t, DirectoryConfig{Discovery: Discovery{From: "up", By: "service", Vars: map[string]string{"backend": "${service}"}}, Sources: Sources{m}, Now: broke})
	if err := d.Refresh(t.Context()); err == nil || !strings.Contains(err.Error(), "2502 values") {
		t.Errorf("it says %v", err)
	}
	if got := d.Names(); len(got) != 2000 || got[0] != "a\nb\"}) or up{" || got[1999] != "request-1998" {
		t.Errorf("%d services, from %q to %q", len(got), got[0], got[len(got)-1])
	}
	// An odd name stays a value: it reaches a query as a quoted label only.
	odd, _ := d.Get("a\nb\"}) or up{")
	filled, why := check(t, "backend-pool/healthy-share").fillAll(Check{}.values(Scope{Service: odd, At: broke()}))
	if len(filled) == 0 || !slices.Equal(filled[0].selectors, []string{`haproxy_backend_active_servers{proxy="a\nb\"}) or up{"}`}) {
		t.Errorf("the query reads %v (%s)", filled, why)
	}
}

func TestTheDirectoryMayBeReadWhileItIsRefreshed(t *testing.T) {
	t.Parallel()
	m := &tallied{say: func(n int64) (incident.Measured, error) { return found(broke(), "api", fmt.Sprintf("web-%d", n)), nil }}
	d := directory(t, DirectoryConfig{Discovery: Discovery{From: "up", By: "service"}, Sources: Sources{m}, Now: broke, Declared: Catalog{{Name: "db"}}})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				if err := d.Refresh(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 200 {
				if _, ok := d.In("db is slow"); !ok || d.Names()[0] != "db" {
					t.Error("db is not there")
				}
			}
		})
	}
	all.Wait()
}
