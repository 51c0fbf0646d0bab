package incident_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAChannelIsLostUntilItIsBack(t *testing.T) {
	t.Parallel()
	type step struct {
		by   incident.Actor
		loss incident.Loss // "" is that it is open again, "back" that we are in it.
	}
	at := func(n int) time.Time { return time.Date(2026, 11, 3, 15, n, 0, 0, time.UTC) }
	const back = incident.Loss("back")
	archived, removed, gone := incident.LossArchived, incident.LossRemoved, incident.LossGone
	tests := map[string]struct {
		steps    []step
		why      incident.Loss
		cause    incident.Loss
		by       incident.Actor
		absences int
		events   int
	}{
		"archived, which takes us out":        {steps: []step{{ben, archived}, {ben, removed}}, why: archived, cause: archived, by: ben, absences: 1, events: 1},
		"taken out, heard before the archive": {steps: []step{{ben, removed}, {ana, archived}}, why: archived, cause: archived, by: ana, absences: 1, events: 2},
		"unarchived, and we are not in it":    {steps: []step{{ben, archived}, {ana, ""}}, why: removed, cause: archived, by: ben, absences: 1, events: 2},
		"archived twice":                      {steps: []step{{ben, archived}, {ana, ""}, {incident.Bot, back}, {ana, archived}}, why: archived, cause: archived, by: ana, absences: 2, events: 4},
		"taken out and deleted":               {steps: []step{{ben, removed}, {incident.Bot, gone}}, why: gone, cause: gone, by: incident.Bot, absences: 1, events: 2},
		"back, and said twice":                {steps: []step{{ben, removed}, {incident.Bot, back}, {incident.Bot, back}}, absences: 1, events: 2},
		"back where it never was lost":        {steps: []step{{incident.Bot, back}}},
		"unarchived, and never heard of":      {steps: []step{{ben, ""}}, why: removed, cause: archived, by: incident.Bot, absences: 1, events: 2},
		"unarchived while we were taken out":  {steps: []step{{ben, removed}, {ben, ""}}, why: removed, cause: removed, by: ben, absences: 1, events: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := incident.Incident{ID: 1, Number: 1, Channel: "C1", ChannelName: "inc-1", Seq: 5}
			n := 0
			for _, s := range tt.steps {
				var events []incident.Event
				switch s.loss {
				case "":
					events = i.Reappear(s.by, at(n))
				case back:
					events = i.RegainChannel(s.by, at(n))
				default:
					events = i.LoseChannel(s.by, s.loss, at(n))
				}
				for _, e := range events {
					n++
					e.Seq = i.Seq + 1
					i = i.Apply(e)
				}
			}
			a, away := i.Away()
			if away != (tt.why != "") || a.Why != tt.why || a.Cause != tt.cause || a.By != tt.by || len(i.Absences) != tt.absences || n != tt.events {
				t.Errorf("%d events, away %v: %+v of %d", n, away, a, len(i.Absences))
			}
			if !away && tt.absences > 0 {
				if last, ok := i.Return(i.Seq); !ok || last.To.IsZero() {
					t.Errorf("the return is %+v", last)
				}
			}
		})
	}
}

func TestOnlyANewNameIsKept(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 15, 0, 0, 0, time.UTC)
	i := incident.Incident{ID: 1, Channel: "C1", ChannelName: "inc-1"}
	for name, want := range map[string]int{"inc-1": 0, "": 0, "war-room": 1} {
		if got := i.RenameChannel(ben, name, at); len(got) != want {
			t.Errorf("%q gives %d events, want %d", name, len(got), want)
		}
	}
	if got := (incident.Incident{}).RenameChannel(ben, "war-room", at); len(got) != 0 {
		t.Errorf("without a channel: %v", got)
	}
}
