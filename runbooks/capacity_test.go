package runbooks

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// stages writes a count the way the board does; "?" is not measured.
func stages(c incident.Capacity) string {
	say := func(n *int) string {
		if n == nil {
			return "?"
		}
		return fmt.Sprint(*n)
	}
	return "asked " + say(c.Asked) + " running " + say(c.Running) + " healthy " + say(c.Healthy) + " receiving " + say(c.Receiving)
}

// replicas are the databases of a service: four old ones that work, and some
// that appear at 15:06.
type replica struct {
	name   string
	from   time.Time
	down   bool
	commit float64 // A second.
}

func databases(t *testing.T, scrape time.Duration, replicas ...replica) *lab {
	t.Helper()
	l := newLab(t)
	all := replicas
	for i := 1; i <= 4; i++ {
		all = append(all, replica{name: fmt.Sprintf("db-%d", i), from: broke().Add(-2 * time.Hour), commit: 50})
	}
	for _, r := range all {
		up := 1.0
		if r.down {
			up = 0
		}
		last := broke().Add(time.Hour).Sub(r.from)
		at := `{job="db",instance="` + r.name + `:9187"`
		l.line(t, r.from, scrape, "up"+at+"} "+gauge(scrape, span{1, last}))
		l.line(t, r.from, scrape, "pg_up"+at+"} "+gauge(scrape, span{up, last}))
		if !r.down {
			l.line(t, r.from, scrape, "pg_stat_database_xact_commit"+at+`,datname="app"} `+counter(scrape, span{r.commit, last}))
		}
	}
	return l
}

func fresh(commit float64, names ...string) []replica {
	var all []replica
	for _, n := range names {
		all = append(all, replica{name: n, from: broke().Add(6 * time.Minute), commit: commit})
	}
	return all
}

func TestAddedDatabasesAreCountedByStage(t *testing.T) {
	t.Parallel()
	added := broke().Add(6 * time.Minute)
	tests := []struct {
		name     string
		text     string
		replicas []replica
		at       time.Time // When the action is said to be.
		want     string
		members  []string
		idle     []string
	}{
		{
			"as at Toggl, four receive nothing", "added 4 database replicas", fresh(0, "db-8", "db-5", "db-6", "db-7"), added.Add(-time.Minute),
			"asked 4 running 4 healthy 4 receiving 0",
			[]string{"db-5", "db-6", "db-7", "db-8"},
			[]string{"db-5", "db-6", "db-7", "db-8"},
		},
		{
			"a trickle is idle too", "added 2 database replicas", append(fresh(4.9, "db-5"), fresh(5.5, "db-6")...), added.Add(-time.Minute),
			"asked 2 running 2 healthy 2 receiving 1",
			[]string{"db-5", "db-6"},
			[]string{"db-5"},
		},
		{
			"they work", "added 2 database replicas", fresh(45, "db-5", "db-6"), added.Add(-time.Minute),
			"asked 2 running 2 healthy 2 receiving 2",
			[]string{"db-5", "db-6"},
			nil,
		},
		{
			"a dead one is not idle", "added db-5 and db-6", append(fresh(50, "db-5"), replica{name: "db-6", from: added, down: true}), added.Add(-time.Minute),
			"asked 2 running 2 healthy 1 receiving 1",
			[]string{"db-5", "db-6"},
			nil,
		},
		{
			"one that was named never came", "added db-5 and db-10", fresh(50, "db-5"), added.Add(-time.Minute),
			"asked 2 running 1 healthy 1 receiving 1",
			[]string{"db-5", "db-10"},
			nil,
		},
		{
			"none came", "added 4 database replicas", nil, added.Add(-time.Minute),
			"asked 4 running 0 healthy 0 receiving 0", nil, nil,
		},
		{
			"logged when they were up", "added 2 database replicas", fresh(0, "db-5", "db-6"), added.Add(2 * time.Minute),
			"asked 2 running 2 healthy 2 receiving 0",
			[]string{"db-5", "db-6"},
			[]string{"db-5", "db-6"},
		},
		{
			"scaled to a total", "scaled the database to 6", fresh(0, "db-5", "db-6"), added.Add(-time.Minute),
			"asked 2 running 2 healthy 2 receiving 0",
			[]string{"db-5", "db-6"},
			[]string{"db-5", "db-6"},
		},
	}
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		for _, scrape := range []time.Duration{2 * time.Second, 15 * time.Second, time.Minute} {
			t.Run(tt.name+" "+scrape.String(), func(t *testing.T) {
				t.Parallel()
				l := databases(t, scrape, tt.replicas...)
				c, _, ok := lib.Capacity(t.Context(), l, Scope{Service: api(), At: broke().Add(16 * time.Minute)}, Added{Action: 3, At: tt.at, Text: tt.text})
				if !ok || c.Kind != "postgres" || c.Action != 3 {
					t.Fatalf("%v %+v", ok, c)
				}
				if got := stages(c); got != tt.want {
					t.Errorf("%s, want %s", got, tt.want)
				}
				if !slices.Equal(c.Members, tt.members) || !slices.Equal(c.Idle, tt.idle) {
					t.Errorf("members %v idle %v", c.Members, c.Idle)
				}
			})
		}
	}
}

// Eighteen old servers are down and do nothing. Measured by them, a trickle
// would be work.
func TestAddedServersAreMeasuredByTheOldOnesThatWork(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	from := broke().Add(6 * time.Minute)
	for name, rate := range map[string]float64{"api-21": 5, "api-22": 40} {
		at := `{proxy="api",server="` + name + `"`
		l.line(t, from, 15*time.Second, `haproxy_server_weight`+at+`} 1x200`)
		l.line(t, from, 15*time.Second, `haproxy_server_status`+at+`,state="UP"} 1x200`)
		l.line(t, from, 15*time.Second, `haproxy_server_http_responses_total`+at+`,code="2xx"} `+counter(15*time.Second, span{rate, 50 * time.Minute}))
		l.line(t, from, 15*time.Second, `up{job="api",instance="`+name+`:9100"} 1x200`)
	}
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c, _, ok := lib.Capacity(t.Context(), l, Scope{Service: api(), At: from.Add(10 * time.Minute)}, Added{At: from.Add(-time.Minute), Text: "scaled api to 22"})
	if !ok || stages(c) != "asked 2 running 2 healthy 2 receiving 1" || !slices.Equal(c.Idle, []string{"api-21"}) {
		t.Errorf("%v %s, idle %v", ok, stages(c), c.Idle)
	}
}

func TestWhatIsNotMeasuredStaysOpen(t *testing.T) {
	t.Parallel()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	at := broke().Add(16 * time.Minute)
	act := Added{Action: 3, At: broke().Add(5 * time.Minute), Text: "added 4 database replicas"}
	tests := []struct {
		name    string
		m       Metrics
		want    string
		outcome incident.Outcome
	}{
		{"no such series", newLab(t), "asked 4 running ? healthy ? receiving ?", incident.Shown},
		{"the source is down", faulty{err: &incident.SourceError{Fault: incident.SourceDown, Detail: "refused"}, Metrics: newLab(t)}, "asked 4 running ? healthy ? receiving ?", incident.Unknown},
		{"partial data", faulty{warn: "half of it", Metrics: databases(t, 15*time.Second, fresh(0, "db-5")...)}, "asked 4 running ? healthy ? receiving ?", incident.Unknown},
		{"too young for a rate", databases(t, 15*time.Second, replica{name: "db-5", from: at}), "asked 4 running 1 healthy 1 receiving ?", incident.Shown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, e, ok := lib.Capacity(context.Background(), tt.m, Scope{Service: api(), At: at}, act)
			if got := stages(c); !ok || got != tt.want || e.Outcome != tt.outcome || e.Hash == "" {
				t.Errorf("%v %s, want %s; evidence %s %q", ok, got, tt.want, e.Outcome, e.Hash)
			}
		})
	}
}

func TestAnActionThatAddsNothingIsNotCounted(t *testing.T) {
	t.Parallel()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"restarted api-7", "scaled the database to 3", "scaled the database to 4"} {
		c, _, ok := lib.Capacity(t.Context(), databases(t, 15*time.Second), Scope{Service: api(), At: broke()}, Added{At: broke().Add(-time.Minute), Text: text})
		if ok {
			t.Errorf("%q: %s", text, stages(c))
		}
	}
}

func TestIdleIsNotPassedOnMissingData(t *testing.T) {
	t.Parallel()
	c := check(t, "added-capacity/idle")
	at := broke().Add(20 * time.Minute)
	ask := func(l *lab) incident.Verdict {
		v, _ := c.Ask(t.Context(), l, Scope{Service: api(), At: at, Vars: map[string]string{"added": "db-5:9187"}})
		return v
	}
	if v := ask(databases(t, 15*time.Second, fresh(0, "db-5")...)); v.Outcome != incident.Fail || v.Say != "1 of the added members are idle" {
		t.Errorf("idle: %s %q", v.Outcome, v.Detail)
	}
	if v := ask(databases(t, 15*time.Second, fresh(50, "db-5")...)); v.Outcome != incident.Pass {
		t.Errorf("working: %s %q", v.Outcome, v.Detail)
	}
	if v := ask(databases(t, 15*time.Second)); v.Outcome != incident.Unknown {
		t.Errorf("the added one is not there: %s %q", v.Outcome, v.Say)
	}
	// The old members are gone: scalar() of nothing would make this green.
	l := newLab(t)
	for _, line := range []string{`pg_up{job="db",instance="db-5:9187"} 1x400`, `pg_stat_database_xact_commit{job="db",instance="db-5:9187"} 0x400`} {
		l.line(t, broke(), 15*time.Second, line)
	}
	if v := ask(l); v.Outcome != incident.Unknown || v.Reason != incident.NeverThere {
		t.Errorf("no old members: %s %s %q", v.Outcome, v.Reason, v.Say)
	}
}
