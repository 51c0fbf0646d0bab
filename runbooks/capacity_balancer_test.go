package runbooks

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// balanced is a proxy with four old servers, and two that join at 15:06. Rates
// are answers a second and server: of the old ones until 15:00 and then, and of
// the new ones, of which failed end in an error.
type balanced struct {
	then, old, added, failed float64
	weight                   float64
	down                     bool
}

func (b balanced) lab(t *testing.T) *lab {
	t.Helper()
	const scrape = 15 * time.Second
	l := newLab(t)
	server := func(name string, from time.Time, weight float64, up bool, good, bad []span) {
		at := `{proxy="api",server="` + name + `"`
		state := 0.0
		if up {
			state = 1
		}
		whole := span{last: broke().Add(time.Hour).Sub(from)}
		l.line(t, from, scrape, `haproxy_server_weight`+at+`} `+gauge(scrape, span{weight, whole.last}))
		l.line(t, from, scrape, `haproxy_server_status`+at+`,state="UP"} `+gauge(scrape, span{state, whole.last}))
		l.line(t, from, scrape, `haproxy_server_http_responses_total`+at+`,code="2xx"} `+counter(scrape, good...))
		l.line(t, from, scrape, `haproxy_server_http_responses_total`+at+`,code="5xx"} `+counter(scrape, bad...))
	}
	for _, name := range []string{"api-1", "api-2", "api-3", "api-4"} {
		server(name, broke().Add(-time.Hour), 1, true, []span{{b.then, time.Hour}, {b.old, time.Hour}}, []span{{0, 2 * time.Hour}})
	}
	for _, name := range []string{"api-5", "api-6"} {
		server(name, broke().Add(6*time.Minute), b.weight, !b.down, []span{{b.added - b.failed, 54 * time.Minute}}, []span{{b.failed, 54 * time.Minute}})
	}
	return l
}

func TestAddedServersAreFollowedThroughEveryStage(t *testing.T) {
	t.Parallel()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		world   balanced
		want    string
		because string
		oldIdle string
	}{
		{"they work", balanced{then: 30, old: 30, added: 25, weight: 1}, "asked 2 registered 2 healthy 2 receiving 2 working 2", "", "not known"},
		{"their weight is 0", balanced{then: 30, old: 30, weight: 0}, "asked 2 registered 2 healthy 2 receiving 0 working 0", "their weight is 0", "no"},
		{"it passes them by", balanced{then: 30, old: 30, weight: 1}, "asked 2 registered 2 healthy 2 receiving 0 working 0", "", "no"},
		{"it comes to nobody", balanced{then: 30, old: 5, weight: 1}, "asked 2 registered 2 healthy 2 receiving 0 working 0", "", "yes"},
		{"they answer with errors", balanced{then: 30, old: 30, added: 25, failed: 25, weight: 1}, "asked 2 registered 2 healthy 2 receiving 2 working 0", "", "not known"},
		{"they are down, and not idle", balanced{then: 30, old: 30, weight: 1, down: true}, "asked 2 registered 2 healthy 0 receiving 0 working 0", "", "not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _, ok := lib.Capacity(t.Context(), tt.world.lab(t), Scope{Service: api(), At: broke().Add(20 * time.Minute), Began: broke()}, Added{
				At: broke().Add(5 * time.Minute), Text: "added 2 api servers", Good: broke().Add(-time.Minute),
			})
			if got := allStages(c); !ok || got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			oldIdle, known := c.OldIdle()
			said := map[bool]string{true: "yes", false: "no"}[oldIdle]
			if !known {
				said = "not known"
			}
			if c.Because != tt.because || said != tt.oldIdle {
				t.Errorf("because %q, the old are idle: %s (%v, %v)", c.Because, said, c.OldNow, c.OldThen)
			}
		})
	}
}

// allStages are the stages that were measured.
func allStages(c incident.Capacity) string {
	text := ""
	for _, s := range c.Stages() {
		if s.N != nil {
			text += " " + s.Name + " " + number(float64(*s.N))
		}
	}
	if text == "" {
		return text
	}
	return text[1:]
}

func TestWhoIsSentNothingNeedsAReason(t *testing.T) {
	t.Parallel()
	for _, f := range []capacityForm{{Members: "up", Unused: "up == bool 0"}, {Members: "up", Because: "they are drained"}} {
		if _, err := newCounting("x", f, nil, nil); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}
