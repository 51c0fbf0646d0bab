package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestALostChannelIsSaidWithTheWayBack(t *testing.T) {
	t.Parallel()
	at := time.Date(2018, 1, 16, 15, 20, 0, 0, time.UTC)
	ben := incident.Actor{ID: "U2", Name: "Ben"}
	for name, tt := range map[string]struct {
		a       incident.Absence
		private bool
		want    string
	}{
		"archived by a person":     {incident.Absence{Why: incident.LossArchived, Cause: incident.LossArchived, By: ben}, false, "#inc-12: Ben archived it, 15:20 UTC. Open it and unarchive it there: I come back by myself."},
		"archived, private":        {incident.Absence{Why: incident.LossArchived, Cause: incident.LossArchived, By: ben}, true, "Open it, unarchive it there, then type /invite @sitrep in it."},
		"archived unheard":         {incident.Absence{Why: incident.LossArchived, Cause: incident.LossArchived, By: incident.Bot}, false, "#inc-12: it was archived, 15:20 UTC."},
		"unarchived, and I am out": {incident.Absence{Why: incident.LossRemoved, Cause: incident.LossArchived, By: ben}, true, "Ben archived it, 15:20 UTC. Type /invite @sitrep in it."},
		"taken out":                {incident.Absence{Why: incident.LossRemoved, Cause: incident.LossRemoved, By: ben}, false, "#inc-12: Ben took me out of it, 15:20 UTC. Type /invite @sitrep in it."},
		"deleted":                  {incident.Absence{Why: incident.LossGone, Cause: incident.LossGone, By: incident.Bot}, false, "it was deleted, or made private without me, 15:20 UTC. If it is still there, type /invite @sitrep in it."},
	} {
		tt.a.From, tt.a.Began, tt.a.Seq = at, 7, 7
		i := incident.Incident{Number: 12, Status: incident.Investigating, Channel: "C1", ChannelName: "inc-12", ChannelPrivate: tt.private, DeclaredAt: at, Absences: []incident.Absence{tt.a}}
		m, ok := say.ChannelLost(i, at)
		if !ok || !strings.Contains(m.Text, tt.want) || !strings.HasPrefix(m.Text, "INC-12 is open, and I cannot post in its channel.") {
			t.Errorf("%s: %q, want %q", name, m.Text, tt.want)
		}
		i.Status = incident.IsResolved
		if _, ok := say.ChannelLost(i, at); ok {
			t.Errorf("%s: somebody is told of an incident that is over", name)
		}
	}
}

func TestWhatHappenedMeanwhileIsSaidOnceAndInFull(t *testing.T) {
	t.Parallel()
	at := time.Date(2018, 1, 16, 15, 20, 0, 0, time.UTC)
	ben := incident.Actor{ID: "U2", Name: "Ben"}
	i := incident.Incident{Number: 12, Channel: "C1", ChannelName: "inc-12", DeclaredAt: at, Absences: []incident.Absence{{
		Why: incident.LossArchived, Cause: incident.LossArchived, By: ben, From: at, Began: 7, To: at.Add(11 * time.Minute), Ended: 30,
	}}}
	m, ok := say.Subject(i, incident.ReturnSubject(30), at)
	if !ok || m.Text != "I am back in this channel. I could post nothing here from 15:20 UTC to 15:31 UTC: Ben archived it." || !strings.Contains(render(m), "Nothing else happened meanwhile.") {
		t.Error(render(m))
	}
	for n := range 8 {
		i.Actions = append(i.Actions, incident.Action{Seq: int64(10 + n), Moment: incident.ExactMoment(at.Add(time.Duration(n) * time.Minute)), Text: "restarted api"})
	}
	m, _ = say.Subject(i, incident.ReturnSubject(30), at)
	if got := render(m); strings.Count(got, "done: restarted api") != 6 || !strings.Contains(got, "2 more lines, for all of them type timeline.") {
		t.Error(got)
	}
	if _, ok := say.Subject(i, incident.ReturnSubject(29), at); ok {
		t.Error("it speaks of an absence that there was not")
	}
}
