package slack

import (
	"context"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// noGaps is a draft that lacks nothing.
type noGaps struct{}

func (noGaps) Unrecorded(context.Context, incident.Incident) ([]string, error) { return nil, nil }

// clicks presses the button of that label in one of our messages.
func (x *life) clicks(user, label string) {
	x.t.Helper()
	for _, m := range x.ours() {
		for _, b := range m.Buttons() {
			if b.Label == label {
				x.must(x.ws.Click(x.t.Context(), user, x.channel().ID, m.TS, b.ActionID, b.Value))
				return
			}
		}
	}
	x.t.Fatalf("there is no button %q in\n%s", label, x.read(x.channel().ID))
}

func TestAFalseAlarmTurnsOutRealIsHandedOverAndClosed(t *testing.T) {
	t.Parallel()
	x, ch := lived(t, minded)
	var err error
	x.table, err = commands.NewTable("/incident", commands.CallOff(x.svc), commands.Reopen(x.svc), commands.Handover(x.svc), commands.Resolve(x.svc), commands.Close(x.svc, noGaps{}))
	x.must(err)
	reads := func(what string) {
		t.Helper()
		x.until(what, func() bool { return strings.Contains(x.read(ch), what) })
	}

	// Elsewhere, without why: it is asked for.
	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident calloff inc-1"))
	x.must(x.fill(map[string]string{"why": "load test, not users"}))
	reads("INC-1 called off after under a minute: load test, not users.")
	x.clicks("U0BEN", "It was real: reopen")
	reads("INC-1 is open again 15:04 UTC: it was real")
	reads("What stood here does not hold.")

	// Ben is brought in before he is asked.
	x.must(x.ws.Type(t.Context(), "U0ANA", ch, "", "/incident handover <@U0BEN|ben>"))
	x.until("ben in the channel", func() bool { return x.incident().Members["U0BEN"] })
	reads("leads until")
	x.clicks("U0BEN", "I have it")
	x.until("ben in the lead", func() bool { return x.incident().Lead.ID == "U0BEN" })
	reads("has the lead since 15:04 UTC.")

	x.must(x.ws.Type(t.Context(), "U0BEN", ch, "", "/incident resolve put them back"))
	x.until("the end", func() bool { return has(x.incident(), incident.ResolvedSubject) })
	x.must(x.ws.Type(t.Context(), "U0BEN", ch, "", "/incident close"))
	x.until("an archived channel", func() bool { return x.channel().Archived && x.loss() == incident.LossArchived })
	if i := x.incident(); i.Status != incident.IsClosed || x.told("U0BEN") != "" {
		t.Errorf("it is %s, and ben hears %q", i.Status, x.told("U0BEN"))
	}

	// Opened again from elsewhere, a person brings the channel back, and the bot
	// comes by itself.
	if said := x.asks("U0BEN", "general", "reopen inc-1 it is back"); !strings.Contains(said, "unarchive it there") {
		t.Errorf("ben reads %q", said)
	}
	x.must(x.ws.Unarchive(t.Context(), "U0BEN", ch))
	reads("INC-1 is open again 15:04 UTC: it is back")
	x.gaveNothingUp()
}
