package say_test

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestWhatElseMayExplainItIsSaid(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		effect incident.Effect
		want   string
	}{
		"less traffic, and it moved":  {incident.Effect{Outcome: incident.Moved, Demand: &incident.Demand{Before: 200, After: 110}}, "Traffic is 45 % lower than before, so it may have moved for that and not for the action."},
		"less traffic, and nothing":   {incident.Effect{Outcome: incident.NothingYet, Demand: &incident.Demand{Before: 200, After: 110}}, "Traffic is 45 % lower than before, and still nothing moved."},
		"more traffic, and nothing":   {incident.Effect{Outcome: incident.NothingYet, Demand: &incident.Demand{Before: 200, After: 300}}, "Traffic is 50 % higher than before, so an effect may be hidden."},
		"more traffic, and worse":     {incident.Effect{Outcome: incident.Worse, Demand: &incident.Demand{Before: 200, After: 300}}, "Traffic is 50 % higher than before, so that may be why."},
		"about as much traffic":       {incident.Effect{Outcome: incident.Moved, Demand: &incident.Demand{Before: 200, After: 255}}, ""},
		"no traffic to compare with":  {incident.Effect{Outcome: incident.Moved, Demand: &incident.Demand{After: 255}}, ""},
		"another incident acted":      {incident.Effect{Outcome: incident.Moved, Elsewhere: []incident.Elsewhere{{Incident: "INC-13", At: on("15:09"), Text: "restarted api-7."}}}, "Same window: restarted api-7 (15:09 UTC, in INC-13), so neither can be judged alone."},
		"nobody measures the traffic": {incident.Effect{Outcome: incident.Moved}, ""},
	} {
		m, ok := say.Subject(judgedEffect(tt.effect), "effect:14", on("15:16"))
		if !ok {
			t.Fatalf("%s: nothing is said", name)
		}
		got := ""
		for l := range strings.SplitSeq(render(m), "\n") {
			if strings.HasPrefix(l, "Traffic") || strings.HasPrefix(l, "Same window") {
				got = l
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
