package say_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// looked is the incident with an action of 15:06 and its looks.
func looked(looks ...incident.Effect) incident.Incident {
	i := tried()
	events := make([]incident.Event, 0, len(looks))
	for n, e := range looks {
		e.Action, e.After = 14, e.At.Sub(on("15:06"))
		if n < len(looks)-1 && e.Next.IsZero() {
			e.Next = on("15:06").Add(looks[n+1].Look)
		}
		events = append(events, incident.Event{Kind: incident.EffectJudged, Data: incident.Data{Effect: &e}})
	}
	i.Actions[0].Text, i.Actions[0].Capacity = "put 18 API servers back", nil
	return i.Apply(events...)
}

// The first line says what is known by then, and the rest what comes.
func TestAnActionIsToldThroughItsHour(t *testing.T) {
	t.Parallel()
	at10 := incident.Effect{Look: 10 * time.Minute, At: on("15:16"), Outcome: incident.Moved, Next: on("15:36"), Measures: []incident.Measure{pool(2, 20, incident.Moved), p95(4.2, 0.4, incident.Moved)}}
	at30, at60, broke, dark, lapsed := at10, at10, at10, at10, at10
	at30.Look, at30.At, at30.Next = 30*time.Minute, on("15:36"), on("16:06")
	at60.Look, at60.At, at60.Next = time.Hour, on("16:06"), time.Time{}
	fell := pool(2, 3, incident.DidNotLast)
	fell.LapseFrom, fell.LapseTo = on("15:24:45"), on("15:36")
	broke.Look, broke.At, broke.Next, broke.Outcome, broke.Measures = 30*time.Minute, on("15:36"), on("16:06"), incident.DidNotLast, []incident.Measure{fell, p95(4.2, 0.4, incident.Moved)}
	dark.Look, dark.At, dark.Next, dark.Outcome, dark.Measures = 30*time.Minute, on("15:36"), on("15:41"), incident.CantTell, nil
	dark.Reason = "Prometheus main has not answered (no reply in 5 s). I ask again every 5 min until 16:06."
	short := pool(2, 20, incident.Moved)
	short.LapseFrom, short.LapseTo = on("15:45"), on("15:54")
	lapsed.Look, lapsed.At, lapsed.Next, lapsed.Measures = time.Hour, on("16:06"), time.Time{}, []incident.Measure{short}
	ended := incident.Effect{Look: 30 * time.Minute, At: on("15:20"), Outcome: incident.NothingYet, Ended: 15, Measures: []incident.Measure{pool(2, 2, incident.NothingYet)}}
	next := looked(ended)
	next.Actions = append(next.Actions, incident.Action{Seq: 15, Moment: incident.ExactMoment(on("15:20")), By: cho, Text: "rolled back deploy v42."})
	slow := tried()
	slow.Actions[0].Capacity = nil
	slow.Checks[1].Every = time.Minute

	running := looked(incident.Effect{Look: 10 * time.Minute, At: on("15:16"), Outcome: incident.NothingYet}).Apply(incident.Event{Kind: incident.ActionRunning, Data: incident.Data{Action: 14}})
	running.Posts = map[string]incident.Post{"effect:14": {TS: "1"}}
	finished := running.Apply(incident.Event{Kind: incident.ActionDone, Moment: incident.ExactMoment(on("15:40")), Data: incident.Data{Action: 14}})

	subject := func(i incident.Incident, name, clock string) chat.Message {
		t.Helper()
		m, ok := say.Subject(i, name, on(clock))
		if !ok {
			t.Fatalf("%s says nothing", name)
		}
		return m
	}
	for name, m := range map[string]chat.Message{
		"look_moved_at_10":      subject(looked(at10), "effect:14", "15:16"),
		"look_moved_at_30":      subject(looked(at10, at30), "effect:14", "15:36"),
		"look_lasted":           subject(looked(at10, at30, at60), "effect:14", "16:06"),
		"look_did_not_last":     subject(looked(at10, broke), "effect:14", "15:36"),
		"look_back_again":       subject(looked(at10, broke, lapsed), "effect:14", "16:06"),
		"look_could_not_tell":   subject(looked(at10, dark), "effect:14", "15:36"),
		"look_lapsed":           subject(looked(at10, at30, lapsed), "effect:14", "16:06"),
		"look_ended_by_another": subject(next, "effect:14", "15:36"),
		"look_slow_scrape":      subject(slow, "action:14", "15:06"),
		"look_not_finished":     subject(running, "effect:14", "15:17"),
		"look_action_running":   subject(running, "action:14", "15:17"),
		"look_board_running":    subject(running, "board", "15:17"),
		"look_finished_late":    subject(finished, "effect:14", "15:40"),
		"look_action_lasted":    subject(looked(at10, at30, at60), "action:14", "16:06"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, m)
		})
	}
}
