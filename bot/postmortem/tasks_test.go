package postmortem

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestTheDraftListsWhatWeDecidedAndWhatWeWillDo(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("15:04", "API is slow")
	s.said("15:05", ana, incident.Decided, "no failover | before the pool is whole", incident.Moment{})
	wrong := s.said("15:06", ana, incident.Decided, "sun spots", incident.Moment{})
	s.undo("15:07", ana, wrong)
	task := func(clock string, n int, text string, owner *incident.Actor, due incident.Moment) int64 {
		return s.add(clock, incident.Event{Actor: ana, Kind: incident.Tasked, Text: text, Data: incident.Data{Task: n, Owner: owner, Due: due}})
	}
	friday := incident.Moment{At: time.Date(2018, 1, 19, 0, 0, 0, 0, time.UTC), Precision: incident.Date}
	task("15:10", 1, "fix the alert", nil, incident.Moment{})
	task("15:11", 1, "", &ben, friday)
	task("15:12", 2, "watch the pool", nil, incident.Moment{})
	task("15:13", 3, "call the provider", &cho, incident.Moment{})
	s.add("15:14", incident.Event{Actor: cho, Kind: incident.TaskDone, Data: incident.Data{Task: 3}})
	doc := s.build("16:30")
	draft := string(Markdown(doc))
	for _, want := range []string{
		"### What we decided",
		"| 15:05 | no failover &#124; before the pool is whole | [2](#line-2) |",
		"| A1 | fix the alert | Ben | Fri 19 Jan 2018 | to be done | [5](#line-5) |",
		"| A2 | watch the pool | nobody yet | no day set | to be done | [7](#line-7) |",
		"| A3 | call the provider | Cho | no day set | done 15:14 | [8](#line-8), [9](#line-9) |",
		"Task A1, “fix the alert”, for Ben, by Fri 19 Jan 2018",
		"Task A3: call the provider, for Cho",
		"Done, task A3, “call the provider”",
		"Decided: no failover &#124; before the pool is whole",
		"[1 task without owner](#what-we-will-do)",
	} {
		if !strings.Contains(draft, want) {
			t.Errorf("%q is missing in\n%s", want, draft)
		}
	}
	if _, table, _ := strings.Cut(draft, Begin("decisions")); strings.Contains(strings.Split(table, End("decisions"))[0], "sun spots") {
		t.Error("what was taken back is decided")
	}
}
