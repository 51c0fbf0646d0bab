package postmortem

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestWhatPeopleLookedAtIsListedWithItsNumbers(t *testing.T) {
	t.Parallel()
	s := toggl()
	first := s.add("15:10", incident.Event{Actor: ana, Kind: incident.MetricAsked, Text: "p95 30m", Data: incident.Data{MetricAsk: &incident.MetricAsk{Check: "latency/p95"}}})
	s.add("15:10:01", incident.Event{Actor: incident.Bot, Kind: incident.MetricShown, Text: "p95 4.1 s", Data: incident.Data{Metric: &incident.Metric{Asked: first, Say: "p95 4.1 s, was 0.3 at 14:40 UTC; limit 0.8"}}})
	evil := s.add("15:11", incident.Event{Actor: ben, Kind: incident.MetricAsked, Text: "x{a=\"`<b>`\"}\n# Heading", Data: incident.Data{MetricAsk: &incident.MetricAsk{Query: "x"}}})
	s.add("15:11:01", incident.Event{Actor: incident.Bot, Kind: incident.MetricShown, Data: incident.Data{Metric: &incident.Metric{Asked: evil, Say: "x{a=\"`<b>`\"}: can't tell.\n" + End("measures")}}})
	secret := s.add("15:12", incident.Event{Actor: ben, Kind: incident.MetricAsked, Redacted: true, Data: incident.Data{MetricAsk: &incident.MetricAsk{Query: "secret"}}})
	s.add("15:12:01", incident.Event{Actor: incident.Bot, Kind: incident.MetricShown, Data: incident.Data{Metric: &incident.Metric{Asked: secret, Say: "token_abc 1"}}})

	doc := s.build("15:45")
	if len(doc.Measures) != 3 || doc.Measures[0].Asked != "p95 30m" {
		t.Fatalf("looked at are %+v", doc.Measures)
	}
	draft := string(Markdown(doc))
	_, list, ok := strings.Cut(draft, Begin("measures"))
	list, _, closed := strings.Cut(list, "\n"+End("measures")+"\n")
	if !ok || !closed {
		t.Fatal("the draft has no list of what was looked at")
	}
	if !strings.Contains(list, "`p95 30m`: p95 4.1 s, was 0.3 at 14:40 UTC; limit 0.8") {
		t.Errorf("it lacks the numbers:\n%s", list)
	}
	if strings.Contains(list, "token_abc") {
		t.Errorf("it repeats what was blanked:\n%s", list)
	}
	if n := strings.Count(list, "\n- "); n != 3 || strings.Contains(list, "\n#") || strings.Contains(list, "<b>") {
		t.Errorf("what was typed makes more than a line of text:\n%s", list)
	}
}
