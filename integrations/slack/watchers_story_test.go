package slack

import (
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// toldAlone are the messages of a channel that only one person sees.
func (x *life) toldAlone(channel, user string) []sandbox.Message {
	return slices.DeleteFunc(x.ws.Messages(channel), func(m sandbox.Message) bool { return m.EphemeralFor != user })
}

// presses presses the button of that label in the newest message that only the
// person sees.
func (x *life) presses(user, channel, label string) {
	x.t.Helper()
	for _, m := range slices.Backward(x.toldAlone(channel, user)) {
		for _, b := range m.Buttons() {
			if b.Label == label {
				x.must(x.ws.Click(x.t.Context(), user, channel, m.TS, b.ActionID, b.Value))
				return
			}
		}
	}
	x.t.Fatalf("%s sees no button %q", user, label)
}

func TestWhoDeclaresTheSameJoinsAndWhoComesIsToldWhereItStands(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil, func(c *sandbox.Config) {
		c.People = append(c.People, sandbox.Person{ID: "U0CHO", Name: "cho", RealName: "Cho"})
	})
	var err error
	x.table, err = commands.NewTable("/incident", commands.Declare(x.svc, idle{}, library{}, library{}, anyone), commands.CanHelp(x.svc), commands.Undo(x.svc))
	x.must(err)
	x.asks("U0ANA", "general", "declare sev1 on api API is slow")
	x.until("a board", func() bool { return has(x.incident(), incident.BoardSubject) })
	c := x.channel()

	said := x.asks("U0BEN", "general", "declare sev2 on api API does not answer")
	if !strings.Contains(said, "declared INC-1 API is slow just now on the same service. I added you there and kept your words: #inc-1-api-is-slow") {
		t.Errorf("the second who declares reads %q", said)
	}
	x.until("both in the channel", func() bool { return x.incident().Members["U0BEN"] && x.incident().Members["U0ANA"] })
	if r := x.incident().Reports; len(r) != 1 || r[0].Text != "API does not answer" || r[0].By.ID != "U0BEN" {
		t.Errorf("kept are %+v", r)
	}

	x.must(x.ws.Join(t.Context(), "U0CHO", c.ID))
	x.until("a greeting", func() bool { return len(x.toldAlone(c.ID, "U0CHO")) > 0 })
	if got := x.toldAlone(c.ID, "U0CHO")[0].PlainText(); !strings.HasPrefix(got, "You joined INC-1 at minute 0. SEV1, API is slow,") {
		t.Errorf("who comes by themselves reads %q", got)
	}
	for _, user := range []string{"U0ANA", "U0BEN"} {
		if n := len(x.toldAlone(c.ID, user)); n != 0 {
			t.Errorf("%s was invited and is greeted", user)
		}
	}
	x.presses("U0CHO", c.ID, "I can help")
	x.until("a board that names who can help", func() bool {
		return slices.ContainsFunc(x.ws.Messages(c.ID), func(m sandbox.Message) bool { return m.Edited && strings.Contains(m.PlainText(), "Can help:") })
	})

	x.presses("U0BEN", "general", "No, mine is another one")
	x.until("another channel", func() bool {
		i, err := x.store.Incident(t.Context(), 2)
		return err == nil && i.Channel != "" && i.Title == "API does not answer" && i.Severity == incident.Sev2
	})
}
