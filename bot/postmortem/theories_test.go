package postmortem

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func (s *story) theory(clock string, by incident.Actor, kind incident.Kind, n int, text, check string) int64 {
	return s.add(clock, incident.Event{Actor: by, Kind: kind, Text: text, Data: incident.Data{Theory: n, Check: check}})
}

// theories is an incident in which theories were followed: one that an action
// tried, one that its check speaks of, one that nothing was measured for, and
// one that was taken back.
func theories() *story {
	s := &story{}
	s.declare("15:04", "API is slow")
	s.judge("15:04:11", poolFails())
	s.posted("15:04:12", 2)
	s.theory("15:05", ben, incident.Theorised, 1, "database | overloaded", "")
	act := s.said("15:06", ben, incident.Acted, "added 4 database replicas", incident.Moment{})
	s.theory("15:07", cho, incident.Theorised, 2, "the pool lost its servers", pool)
	wrong := s.theory("15:08", ana, incident.Theorised, 3, "sun spots", "")
	s.undo("15:09", ana, wrong)
	s.theory("15:10", ana, incident.Theorised, 4, "DNS", "")
	s.add("15:16", incident.Event{Actor: incident.Bot, Kind: incident.EffectJudged, Data: incident.Data{Effect: &incident.Effect{Action: act, Outcome: incident.NothingYet, Look: incident.EffectLooks()[0], After: incident.EffectLooks()[0]}}})
	s.theory("15:17", ben, incident.RuledOut, 1, "replicas receive nothing", "")
	s.answer("15:18", ana, pool, incident.Fail, "I see 2")
	s.theory("15:30", incident.Bot, incident.Nudged, 4, "", "")
	s.theory("15:31", ana, incident.Kept, 4, "", "")
	s.theory("15:32", cho, incident.Found, 2, "deploy v42 drained them", "")
	s.judge("15:40", poolPasses())
	s.theory("15:41", ben, incident.Found, 5, "nobody watches the pool", pool)
	s.said("15:45", ana, incident.Resolved, "put them back", incident.Moment{})
	return s
}

func TestTheDraftSaysWhatWeThoughtAndWhatWasMeasuredForIt(t *testing.T) {
	t.Parallel()
	doc := theories().build("16:30")
	draft := string(Markdown(doc))
	_, table, ok := strings.Cut(draft, Begin("theories"))
	table, _, closed := strings.Cut(table, End("theories"))
	if !ok || !closed {
		t.Fatalf("the draft has no theories:\n%s", draft)
	}
	for _, want := range []string{
		"| T1 database &#124; overloaded | 15:05 | 12 min | Added 4 database replicas: nothing measured moved. | ruled out 15:17: replicas receive nothing |",
		"| T2 the pool lost its servers | 15:07 | 25 min | Is the API pool whole? FAIL: 2 of 20.",
		"| **a cause**, found 15:32: deploy v42 drained them |",
		"| T5 nobody watches the pool | 15:41 |  | Is the API pool whole? FAIL at 15:04, fine again at 15:40.",
		"| T4 DNS | 15:10 | 35 min | nothing | neither ruled out nor found |",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("%q is missing in\n%s", want, table)
		}
	}
	for _, name := range []string{"Ana", "Ben", "Cho", "T3"} {
		if strings.Contains(table, name) {
			t.Errorf("%s stands in\n%s", name, table)
		}
	}
	if strings.Contains(table, "20 of 20") || strings.Contains(table, "Pass:") {
		t.Errorf("what came after the end of a theory was measured for it:\n%s", table)
	}
	if !strings.Contains(draft, "The causes that we found: the pool lost its servers (found 15:32), and nobody watches the pool (found 15:41).") {
		t.Errorf("the first screen does not have the cause:\n%s", draft)
	}
	for _, g := range doc.Gaps {
		if g.ID == "believed" {
			t.Errorf("people are asked for what is on record: %s", g.Prompt)
		}
	}
	for _, want := range []string{"Thought T4: DNS", "Ruled out T1, “database | overloaded”: replicas receive nothing", "Asked about T4: a failing check had nobody on it", "Stayed with T4, “DNS”", "Found the cause T2, “the pool lost its servers”: deploy v42 drained them"} {
		found := false
		for _, r := range doc.Timeline {
			found = found || r.Text == want
		}
		if !found {
			t.Errorf("no line of the timeline says %q", want)
		}
	}
}

func TestATheoryThatWasBlankedIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := theories()
	for n := range s.events {
		if e := &s.events[n]; e.Kind == incident.Theorised && e.Data.Theory == 1 {
			e.Redacted = true
			e.Text = ""
		}
	}
	if draft := string(Markdown(s.build("16:30"))); strings.Contains(draft, "overloaded") || !strings.Contains(draft, "| T1 (redacted) |") {
		t.Errorf("it says\n%s", draft)
	}
}
