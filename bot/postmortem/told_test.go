package postmortem

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestWhatOthersWereToldStandsBesideWhatTheyWerePromised(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("15:04:00", "API is slow")
	tell := func(clock, text, next string) int64 {
		e := incident.Event{Actor: ana, Kind: incident.Told, Text: text}
		if next != "" {
			e.Data.Next = at(next)
		}
		return s.add(clock, e)
	}
	tell("15:06", "We are on it. <b>soon</b> | back", "15:20")
	tell("15:19", "2 of 20 take traffic.", "15:40")
	tell("15:39", "", "15:50")
	wrong := tell("15:45", "All is well.", "16:00")
	s.undo("15:46", ana, wrong)
	tell("15:56", "Half are back.", "16:30")
	s.said("16:20", ana, incident.Resolved, "put 18 API servers back", incident.Moment{})
	tell("16:40", "A report follows.", "")

	draft := string(Markdown(s.build("17:00")))
	_, list, ok := strings.Cut(draft, Begin("told"))
	list, _, closed := strings.Cut(list, End("told"))
	if !ok || !closed {
		t.Fatal("the draft does not say what others were told")
	}
	for _, row := range []string{
		"| 15:06 | We are on it.",
		"| 15:20 | [15:19, in time](#line-3) |",
		"| 15:19 | 2 of 20 take traffic. | 15:40 | [put off at 15:39](#line-4) |",
		"| 15:39 | (only when they hear next) | 15:50 | [15:56, 6 min late](#line-7) |",
		"| 15:45 | ~~All is well.~~ withdrawn at 15:46 | 16:00 |  |",
		"| 15:56 | Half are back. | 16:30 | [with the end, 16:20, in time](#line-8) |",
		"| 16:40 | A report follows. |  |  |",
	} {
		if !strings.Contains(list, row) {
			t.Errorf("it lacks %s\n%s", row, list)
		}
	}
	if strings.Contains(list, "<b>") || strings.Count(list, "\n|") != 8 {
		t.Errorf("what was said makes more than a line of text:\n%s", list)
	}
	for _, line := range []string{"Told others: We are on it.", "Next word promised for 15:20.", "Promised others the next word for 15:50"} {
		if !strings.Contains(draft, line) {
			t.Errorf("the timeline lacks %q", line)
		}
	}

	early := &story{}
	early.declare("15:04:00", "API is slow")
	early.add("15:06", incident.Event{Actor: ana, Kind: incident.Told, Text: "On it.", Data: incident.Data{Next: at("15:20")}})
	for drafted, want := range map[string]string{"15:10": "not yet due", "15:30": "not by this draft"} {
		if got := string(Markdown(early.build(drafted))); !strings.Contains(got, want) {
			t.Errorf("drafted at %s it does not say %q", drafted, want)
		}
	}
	if strings.Contains(string(Markdown(toggl().build("15:45"))), "What we told others") {
		t.Error("where nobody was told anything there is a list of it")
	}
	blanked := &story{}
	blanked.declare("15:04:00", "API is slow")
	blanked.add("15:06", incident.Event{Actor: ana, Kind: incident.Told, Redacted: true, Data: incident.Data{Next: time.Time{}}})
	if got := blanked.build("15:30").Told[0].Said; got != redactedText {
		t.Errorf("what was blanked says %q", got)
	}
}
