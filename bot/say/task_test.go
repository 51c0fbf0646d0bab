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
	golden(t, "timeline_of_tasks", say.Timeline(incident.Fold(3, 12, events), events, nil))
}
