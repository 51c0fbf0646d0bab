package say_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// calledOff is a false alarm six minutes after it was declared.
func calledOff(i incident.Incident) incident.Incident {
	i.Status = incident.IsCalledOff
	i.Ending = incident.Ending{EndedAt: on("15:10"), EndedBy: ana, EndSeq: 21, EndWhy: "load test, not users"}
	return i
}

// sameAs is a duplicate of INC-11.
func sameAs(i incident.Incident) incident.Incident {
	i.Status = incident.IsDuplicate
	i.Ending = incident.Ending{EndedAt: on("15:10"), EndedBy: ana, EndSeq: 21, EndWhy: "INC-11"}
	i.SameAs = &incident.Other{ID: 2, Number: 11, Channel: "C11", Name: "inc-11-login-is-slow"}
	return i
}

// closed is the resolved one when its postmortem was done, a week later.
func closed(i incident.Incident) incident.Incident {
	i.Status, i.ClosedAt, i.ClosedSeq, i.Draft = incident.IsClosed, on("15:00").AddDate(0, 0, 6), 44, "postmortems/inc-12.md"
	return i
}

// again is an incident that was opened again with the event 45.
func again(i incident.Incident, from, to incident.Status, why string) incident.Incident {
	i.Status, i.Ending, i.SameAs = to, incident.Ending{}, nil
	i.ResolvedAt, i.ClosedAt, i.ClosedSeq = time.Time{}, time.Time{}, 0
	i.Reopenings = append(i.Reopenings, incident.Reopening{Seq: 45, At: on("21:20"), By: ben, Why: why, From: from})
	return i
}

func TestHowItEndedReadsAsWritten(t *testing.T) {
	t.Parallel()
	posted := func(i incident.Incident, subject string) incident.Incident {
		i.Posts = map[string]incident.Post{subject: {Channel: "C12", TS: "1"}}
		return i
	}
	back := again(whole(), incident.IsResolved, incident.Investigating, "the pool is down to 4 again")
	for name, tt := range map[string]struct {
		i       incident.Incident
		subject string
	}{
		"over_called_off":          {calledOff(answered()), "over:21"},
		"over_called_off_at_once":  {calledOff(declared()), "over:21"},
		"over_reopened":            {posted(again(answered(), incident.IsCalledOff, incident.Investigating, ""), "over:21"), "over:21"},
		"over_duplicate":           {sameAs(answered()), "over:21"},
		"over_closed":              {closed(whole()), "over:44"},
		"open_again":               {back, "reopened:45"},
		"open_again_real":          {again(answered(), incident.IsCalledOff, incident.Investigating, "it was real"), "reopened:45"},
		"open_again_unnamed":       {with(again(declared(), incident.IsCalledOff, incident.Investigating, ""), func(i *incident.Incident) { i.Service = "" }), "reopened:45"},
		"open_again_mitigated":     {again(whole(), incident.IsResolved, incident.IsMitigated, "a check still fails"), "reopened:45"},
		"open_again_not_for_long":  {calledOff(back), "reopened:45"},
		"resolved_called_off":      {posted(calledOff(whole()), "resolved"), "resolved"},
		"board_called_off":         {calledOff(answered()), "board"},
		"board_duplicate":          {sameAs(answered()), "board"},
		"board_closed":             {closed(whole()), "board"},
		"announcement_called_off":  {calledOff(answered()), "announcement"},
		"announcement_duplicate":   {sameAs(answered()), "announcement"},
		"announcement_outcome_off": {calledOff(answered()), "outcome:21"},
		"resolved_red_fine": {with(answered(), func(i *incident.Incident) {
			i.Status, i.ResolvedAt, i.ResolvedBy, i.Resolution = incident.IsResolved, on("20:45"), ana, "put them back"
			i.Excuses = []incident.Excuse{{Seq: 50, At: on("20:47"), By: ben, Why: "two servers are being replaced"}}
		}), "resolved"},
		"check_fails_again": {with(answered(), func(i *incident.Incident) {
			i.Status, i.ResolvedAt, i.Checks[1].At, i.Checks[1].Since = incident.IsResolved, on("20:45"), on("21:07"), on("21:06")
		}), "check:" + poolName},
		"announcement_outcome_same": {sameAs(answered()), "outcome:21"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "resolved_called_off" {
				tt.i.ResolvedAt = time.Time{}
			}
			m, ok := say.Subject(tt.i, tt.subject, on("21:30"))
			if !ok {
				t.Fatal("there is nothing to say")
			}
			golden(t, name, m)
		})
	}
	golden(t, "list_over", say.List([]incident.Incident{calledOff(answered()), sameAs(answered()), closed(whole())}, on("21:00")))
	if m, ok := say.Subject(answered(), "over:21", on("15:10")); ok {
		t.Errorf("an open one is over: %s", m.Text)
	}
}
