package runbooks

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// span is a stretch of a series: a gauge's value or a counter's rate a second,
// and for how long.
type span struct {
	value float64
	last  time.Duration
}

// gauge writes a gauge in unit-test notation.
func gauge(scrape time.Duration, spans ...span) string {
	var parts []string
	for _, s := range spans {
		parts = append(parts, fmt.Sprintf("%gx%d", s.value, int(s.last/scrape)-1))
	}
	return strings.Join(parts, " ")
}

// counter writes a counter that grows by the spans' rates.
func counter(scrape time.Duration, spans ...span) string {
	var parts []string
	total := 0.0
	for _, s := range spans {
		n := int(s.last / scrape)
		add := s.value * scrape.Seconds()
		parts = append(parts, fmt.Sprintf("%g+%gx%d", total, add, n-1))
		total += add * float64(n)
	}
	return strings.Join(parts, " ")
}

// world is the Toggl afternoon: twenty API servers, of which eighteen leave
// the pool at 15:00 and come back at 16:10; p95 rises with it.
type world struct {
	scrape  time.Duration
	servers int
	left    int           // How many stay in the pool.
	good    time.Duration // From the start to the break.
	bad     time.Duration // The outage.
	after   time.Duration // From its end on.
}

func toggl() world {
	return world{scrape: 15 * time.Second, servers: 20, left: 2, good: 7 * time.Hour, bad: 70 * time.Minute, after: 30 * time.Minute}
}

// broke is when the pool fell apart: 15:00 UTC.
func broke() time.Time { return time.Date(2018, 1, 16, 15, 0, 0, 0, time.UTC) }

// lines are the series of the world, from its start on.
func (w world) lines() []string {
	three := func(a, b, c float64) []span { return []span{{a, w.good}, {b, w.bad}, {c, w.after}} }
	n := float64(w.servers)
	lines := []string{`haproxy_backend_active_servers{proxy="api"} ` + gauge(w.scrape, three(n, float64(w.left), n)...)}
	for i := 1; i <= w.servers; i++ {
		in := 0.0
		if i <= w.left {
			in = 1
		}
		at := fmt.Sprintf(`{proxy="api",server="api-%d"`, i)
		lines = append(lines,
			`haproxy_server_status`+at+`,state="UP"} `+gauge(w.scrape, three(1, in, 1)...),
			`haproxy_server_status`+at+`,state="DOWN"} `+gauge(w.scrape, three(0, 1-in, 0)...),
			`haproxy_server_check_status`+at+`,state="L4CON"} `+gauge(w.scrape, three(0, 1-in, 0)...),
			`haproxy_server_check_status`+at+`,state="L7OK"} `+gauge(w.scrape, three(1, in, 1)...),
			`haproxy_server_weight`+at+`} `+gauge(w.scrape, three(1, 1, 1)...),
			`haproxy_server_http_responses_total`+at+`,code="2xx"} `+counter(w.scrape, three(10, 60*in, 10)...),
			fmt.Sprintf(`up{job="api",instance="api-%d:9100"} `, i)+gauge(w.scrape, three(1, 1, 1)...),
		)
	}
	// Fast: all under 0.3 s. Slow: half of them between 2.5 and 5 s.
	for _, b := range []struct {
		le         string
		fast, slow float64
	}{{"0.1", 100, 5}, {"0.3", 199, 10}, {"0.8", 200, 20}, {"2.5", 200, 60}, {"5", 200, 120}, {"+Inf", 200, 120}} {
		lines = append(lines, `http_request_duration_seconds_bucket{job="api",instance="api-1:9100",le="`+b.le+`"} `+counter(w.scrape, three(b.fast, b.slow, b.fast)...))
	}
	return lines
}

// lab is the world in the engine.
func (w world) lab(t *testing.T, more ...string) *lab {
	t.Helper()
	l := newLab(t)
	for _, line := range append(w.lines(), more...) {
		l.line(t, broke().Add(-w.good), w.scrape, line)
	}
	return l
}

func api() Service {
	return Service{Name: "api", Label: "API", Aliases: []string{"web api"}, Vars: map[string]string{"database": "db"}}
}

// check is a check of the embedded library.
func check(t *testing.T, name string) Check {
	t.Helper()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c, ok := l.Check(name)
	if !ok {
		t.Fatalf("the library has no %s", name)
	}
	return c
}
