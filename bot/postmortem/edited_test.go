package postmortem

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestTheDraftHasTheNewestVersionAndTheOneBefore(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("15:04", "API is slow")
	note := s.said("15:05", ana, incident.Noted, "a customr called", incident.Moment{})
	act := s.said("15:06", ben, incident.Acted, "restarted api", incident.Moment{})
	began := s.said("15:07", ben, incident.ImpactBegan, "", minute("15:07"))
	edit := func(clock string, line int64, text string, when incident.Moment) int64 {
		return s.add(clock, incident.Event{Actor: cho, Kind: incident.Amended, Text: text, Data: incident.Data{Action: line, When: when}})
	}
	edit("15:20", note, "a customer called", incident.Moment{})
	edit("15:21", act, "", minute("14:50"))
	edit("15:22", began, "", minute("14:45"))
	wrong := edit("15:23", note, "nobody called", incident.Moment{})
	s.undo("15:24", cho, wrong)
	s.add("15:25", incident.Event{Actor: ana, Kind: incident.Noted, Text: "the pool is whole", Data: incident.Data{Moved: &incident.LineRef{Number: 11, Line: 4}}})
	s.add("15:26", incident.Event{Actor: ana, Kind: incident.Retracted, Text: "x", Data: incident.Data{Action: 10, Moved: &incident.LineRef{Number: 13, Line: 7}}})
	doc := s.build("16:30")
	draft := string(Markdown(doc))
	for _, want := range []string{
		"| a customer called (edited at 15:20) |",
		"Edited line 2, which said “a customr called”",
		"Edited line 3, which was at 15:06:00",
		"| 14:50 (recorded later, 15:06) | Ben | Did: restarted api (edited at 15:21) |",
		"~~Edited line 2, which said “a customer called”~~ taken back at 15:24",
		"the pool is whole (said in INC-11, line 4)",
		"(moved to INC-13, line 7)",
	} {
		if !strings.Contains(draft, want) {
			t.Errorf("%q is missing in\n%s", want, draft)
		}
	}
	if len(doc.Impact) != 1 || !doc.Impact[0].From.At.Equal(at("14:45")) || !doc.Actions[0].Time.At.Equal(at("14:50")) {
		t.Errorf("the figures have %+v and %+v", doc.Impact, doc.Actions)
	}
}
