package say_test

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestAddedMembersSayWhatTheyTellAboutTheOutage(t *testing.T) {
	t.Parallel()
	idle := []string{"db-5", "db-6", "db-7", "db-8"}
	four := incident.Capacity{Asked: new(4), Running: new(4), Healthy: new(4), Receiving: new(0), Idle: idle}
	upstream, aside, weightless, two, busy, failing := four, four, four, four, four, four
	upstream.OldNow, upstream.OldThen = new(140.0), new(410.0)
	aside.OldNow, aside.OldThen = new(390.0), new(410.0)
	weightless.Because, weightless.OldNow, weightless.OldThen = "their weight is 0", new(390.0), new(410.0)
	two.Receiving, two.Idle, two.OldNow, two.OldThen = new(2), idle[:2], new(390.0), new(410.0)
	busy.Receiving, busy.Idle = new(4), nil
	failing.Receiving, failing.Working, failing.Idle = new(4), new(0), nil
	dead := four
	dead.Healthy, dead.Idle = new(0), nil
	for name, tt := range map[string]struct {
		c       incident.Capacity
		outcome incident.EffectOutcome
		want    string
	}{
		"the fault is before them": {upstream, incident.NothingYet, "The four are healthy and receive nothing: they wait for traffic that does not come. The step before them is the pool, 2 of 20, nobody on it."},
		"it passes them by":        {aside, incident.NothingYet, "The four are healthy and receive nothing: traffic goes to the old ones only."},
		"their weight":             {weightless, incident.MostOfIt, "The four are healthy and receive nothing: their weight is 0."},
		"some of them":             {two, incident.NothingYet, "db-5 and db-6 are healthy and receive nothing: traffic goes to the old ones only."},
		"nobody knows the old":     {four, incident.NothingYet, "The four are healthy and receive nothing. The step before them is the pool, 2 of 20, nobody on it."},
		"they work in vain":        {busy, incident.NothingYet, "The four work, and nothing got better: they are not the bottleneck."},
		"they receive and fail":    {failing, incident.NothingYet, ""},
		"they are dead":            {dead, incident.NothingYet, ""},
		"it moved":                 {busy, incident.Moved, ""},
	} {
		i := judgedEffect(incident.Effect{Outcome: tt.outcome})
		i.Actions[0].Capacity = &tt.c
		m, ok := say.Subject(i, "effect:14", on("15:16"))
		if !ok {
			t.Fatalf("%s: nothing is said", name)
		}
		lines := strings.Split(strings.TrimSpace(render(m)), "\n")
		got := ""
		for _, l := range lines {
			if !strings.HasPrefix(l, "[") && (strings.Contains(l, "healthy") || strings.Contains(l, "bottleneck")) {
				got = strings.ReplaceAll(l, "**", "")
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
