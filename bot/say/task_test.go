package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestDecisionsAreOnTheBoardAndTasksInTheStatus(t *testing.T) {
	t.Parallel()
	x := theories(t, tried())
	x.said(x.i.Decide(ana, "no restart of api-3", incident.Moment{}, on("15:08")))
	x.said(x.i.Decide(ana, "no failover before the pool is whole", incident.Moment{}, on("15:09")))
	friday := incident.Moment{At: time.Date(2018, 1, 19, 0, 0, 0, 0, time.UTC), Precision: incident.Date}
	begun := x.said(x.i.AddTask(ana, "fix the alert", ben, friday, on("15:10")))
	x.said(x.i.AddTask(ana, "watch the pool", incident.Actor{}, incident.Moment{}, on("15:11")))
	x.said(x.i.AddTask(ana, "call the provider", cho, incident.Moment{At: on("18:00"), Precision: incident.Minute}, on("15:11")))
	x.said(x.i.FinishTask(cho, 3, on("15:12")))

	board := x.draw(incident.BoardSubject, "15:13:12")
	golden(t, "decided_board", board)
	if strings.Contains(render(board), "fix the alert") {
		t.Error("a task is in the way of what is urgent")
	}
	golden(t, "tasks_status", say.Status(x.i, on("15:13:12")))
	golden(t, "tasks_list", say.Tasks(x.i))

	x.i.Channel, x.i.ChannelName = "C2", "inc-12-api-is-slow"
	m, to, ok := say.TaskFor(x.i, begun)
	if !ok || to != ben {
		t.Fatalf("%s is told: %v", to.Name, ok)
	}
	golden(t, "task_for_its_owner", m)
	x.said(x.i.ChangeTask(ana, 1, &cho, incident.Moment{}, on("15:12")))
	if _, _, ok := say.TaskFor(x.i, begun); ok {
		t.Error("who does not have it any more is told")
	}
}

func TestLinesOfTasksReadAsSentences(t *testing.T) {
	t.Parallel()
	nobody := incident.Actor{}
	friday := incident.Moment{At: time.Date(2019, 1, 18, 0, 0, 0, 0, time.UTC), Precision: incident.Date}
	var events []incident.Event
	for n, e := range []incident.Event{
		{Kind: incident.Declared, Text: "API is slow", Data: incident.Data{Title: "API is slow"}},
		{Kind: incident.Decided, Text: "no failover"},
		{Kind: incident.Tasked, Text: "fix the alert", Data: incident.Data{Task: 1}},
		{Kind: incident.Tasked, Text: "fix the alert", Data: incident.Data{Task: 2, Owner: &ben, Due: friday}},
		{Kind: incident.Tasked, Data: incident.Data{Task: 1, Owner: &ben}},
		{Kind: incident.Tasked, Data: incident.Data{Task: 1, Owner: &cho, Due: friday}},
		{Kind: incident.Tasked, Data: incident.Data{Task: 1, Due: friday}},
		{Kind: incident.Tasked, Data: incident.Data{Task: 1, Owner: &nobody}},
		{Kind: incident.TaskDone, Data: incident.Data{Task: 1}},
	} {
		e.Incident, e.Seq, e.Moment, e.Actor = 3, int64(n+1), incident.ExactMoment(on("15:04").Add(time.Duration(n)*time.Minute)), ana
		events = append(events, e)
	}
	golden(t, "timeline_of_tasks", timeline(incident.Fold(3, 12, events), events, nil))
}

func TestTheTimelineShowsBothVersionsOfALine(t *testing.T) {
	t.Parallel()
	var events []incident.Event
	at := func(clock string) incident.Moment {
		return incident.Moment{At: on(clock), Zone: "UTC", Precision: incident.Minute}
	}
	for n, e := range []incident.Event{
		{Kind: incident.Declared, Text: "API is slow", Data: incident.Data{Title: "API is slow"}},
		{Kind: incident.Noted, Text: "a customr called"},
		{Kind: incident.Acted, Text: "restarted api"},
		{Kind: incident.Amended, Text: "a customer called", Data: incident.Data{Action: 2}},
		{Kind: incident.Amended, Data: incident.Data{Action: 3, When: at("14:50")}},
		{Kind: incident.Amended, Text: "restarted api-7", Data: incident.Data{Action: 3, When: at("14:45")}},
		{Kind: incident.Noted, Text: "of no use"},
		{Kind: incident.Amended, Text: "of some use", Data: incident.Data{Action: 7}},
		{Kind: incident.Retracted, Text: "of some use", Data: incident.Data{Action: 8}},
		{Kind: incident.Noted, Text: "search is slow"},
		{Kind: incident.Retracted, Text: "search is slow", Data: incident.Data{Action: 10, Moved: &incident.LineRef{Number: 13, Line: 7}}},
		{Kind: incident.Noted, Text: "the pool is whole", Data: incident.Data{Moved: &incident.LineRef{Number: 11, Line: 4}}},
		{Kind: incident.Noted, Redacted: true},
		{Kind: incident.Amended, Text: "what may be read", Data: incident.Data{Action: 13}},
	} {
		e.Incident, e.Seq, e.Moment, e.Actor = 3, int64(n+1), incident.ExactMoment(on("15:04").Add(time.Duration(n)*time.Minute)), ana
		events = append(events, e)
	}
	golden(t, "timeline_edited", timeline(incident.Fold(3, 12, events), events, nil))
}

func TestTheTimelineComesInPagesTheNewestLast(t *testing.T) {
	t.Parallel()
	var events []incident.Event
	for n := range 200 {
		e := incident.Event{Incident: 3, Seq: int64(n + 1), Moment: incident.ExactMoment(on("15:04").Add(time.Duration(n) * time.Minute)), Actor: ana, Kind: incident.Noted, Text: "a note"}
		if n == 0 {
			e.Kind, e.Data.Title = incident.Declared, "API is slow"
		}
		events = append(events, e)
	}
	i := incident.Fold(3, 12, events)
	var until int64
	for _, want := range []struct {
		head    string
		earlier int64
	}{
		{"INC-12, lines 161 to 200, all times UTC", 161},
		{"INC-12, lines 121 to 160, all times UTC", 121},
		{"INC-12, lines 81 to 120, all times UTC", 81},
		{"INC-12, lines 41 to 80, all times UTC", 41},
		{"INC-12, lines 1 to 40, all times UTC", 0},
	} {
		m, earlier := say.Timeline(i, events, nil, until, false)
		if m.Text != want.head || earlier != want.earlier {
			t.Errorf("a page before %d is %q, the one before it ends at %d; want %+v", until, m.Text, earlier, want)
		}
		until = earlier
	}
	if m, earlier := say.Timeline(i, events, nil, 0, true); m.Text != "INC-12, 200 lines, all times UTC" || earlier != 0 {
		t.Errorf("all of it is %q, %d", m.Text, earlier)
	}
}
