package slack

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// secretly is the manifest with what private channels need.
var secretly = strings.NewReplacer(
	`"commands", `, `"commands", "groups:write", "groups:read", "groups:history", "im:write", "channels:join", `,
	`"member_joined_channel", `, `"member_joined_channel", "member_left_channel", `,
).Replace(manifest)

// hush is a bot that announces, with the verbs that could give something
// away, and two people of whom one declares.
func hush(t *testing.T, manifest string) (x *life, outside string) {
	t.Helper()
	x = newLife(t, nil, func(c *sandbox.Config) { c.Manifest = []byte(manifest) })
	outside, err := x.ws.Create(t.Context(), "U0ANA", "incidents", false)
	x.must(err)
	x.a.cfg.Announce = "#incidents"
	x.svc.Followers = append(x.svc.Followers, FollowOutside)
	hide := func(ctx context.Context, _ incident.Actor) error { return x.a.CanHide(ctx) }
	x.table, err = commands.NewTable("/incident",
		commands.Declare(x.svc, idle{}, library{}, library{}, hide), commands.List(x.store), commands.Status(x.svc, x.store),
		commands.Timeline(x.svc, x.store), commands.Update(x.svc, "#incidents"), commands.Service(x.svc, x.svc, library{}, library{}), commands.Private(x.svc, hide, x.a.Closed))
	x.must(err)
	return x, outside
}

// asks types a line and returns what only the typist reads of it.
func (x *life) asks(user, channel, line string) string {
	x.t.Helper()
	before := len(x.ws.Messages(channel))
	x.must(x.ws.Type(x.t.Context(), user, channel, "", "/incident "+line))
	var said []string
	for _, m := range x.ws.Messages(channel)[before:] {
		if m.EphemeralFor == user {
			said = append(said, m.PlainText())
		}
	}
	return strings.Join(said, "\n")
}

func (x *life) room(name string) (sandbox.Channel, bool) {
	for _, c := range x.ws.Channels() {
		if c.Name == name {
			return c, true
		}
	}
	return sandbox.Channel{}, false
}

func TestAPrivateIncidentIsRefusedWhereItCannotBeKeptSo(t *testing.T) {
	t.Parallel()
	x, outside := hush(t, manifest)
	said := x.asks("U0ANA", "general", "declare private sev1 API keys leaked")
	if !strings.Contains(said, "lacks groups:write and groups:read") || !strings.Contains(said, "nothing was opened, stored or announced") {
		t.Errorf("the refusal is %q", said)
	}
	if all, err := x.store.Incidents(t.Context(), incident.Filter{Viewer: incident.ForBot}); err != nil || len(all) != 0 {
		t.Errorf("stored: %v (%v)", all, err)
	}
	if n := len(x.ws.Channels()); n != 2 || strings.Contains(x.read(outside), "keys") {
		t.Errorf("there are %d channels, announced is %q", n, x.read(outside))
	}
}

func TestAPrivateIncidentIsForItsChannelAlone(t *testing.T) {
	t.Parallel()
	x, outside := hush(t, secretly)
	ctx := context.WithoutCancel(t.Context())
	const title = "API keys leaked"
	if said := x.asks("U0ANA", "general", "declare private sev1 "+title); !strings.Contains(said, "INC-1 is open in private") {
		t.Fatalf("the answer is %q", said)
	}
	x.until("a channel", func() bool { return has(x.incident(), incident.BoardSubject) && len(x.incident().Steps) == 3 })
	c, ok := x.room("inc-1")
	if !ok || !c.Private || !strings.Contains(c.Topic, title) || strings.Contains(c.Purpose, title) || len(c.Members) != 2 {
		t.Fatalf("the channel is %+v", c)
	}
	if i := x.incident(); !i.ChannelPrivate || i.Exposed() || len(i.GaveUp) != 0 {
		t.Errorf("the incident is %+v", i)
	}
	x.until("its first member", func() bool { return x.incident().Members["U0ANA"] })

	names := func(said string) bool { return strings.Contains(said, title) || strings.Contains(said, "INC-1") }
	sees := func(user string, want bool) {
		t.Helper()
		for _, line := range []string{"list", "list all", "status", ""} {
			if said := x.asks(user, "general", line); names(said) != want {
				t.Errorf("%s types %q and reads %q, named is wanted: %v", user, line, said, want)
			}
		}
		x.must(x.ws.OpenHome(ctx, user))
		x.until("a home that names it or not", func() bool { h := x.ws.Home(user); return h != nil && names(h.PlainText()) == want })
	}
	sees("U0ANA", true)
	sees("U0BEN", false)
	// By its number or its channel's id it is as if it were not there.
	for _, line := range []string{"service 1 web", "service 7 web"} {
		if said := x.asks("U0BEN", "general", line); !strings.Contains(said, incident.ErrNoIncident.Message) || x.incident().Service == "web" {
			t.Errorf("%q is answered with %q", line, said)
		}
	}
	for _, ref := range []string{"<#" + c.ID + ">", "<#C0NONE>"} {
		if said := x.asks("U0BEN", "general", "update "+ref+" all is well"); !strings.Contains(said, "That is not an incident's channel.") {
			t.Errorf("a word by way of %s is answered with %q", ref, said)
		}
	}

	x.must(x.ws.Invite(ctx, "U0ANA", c.ID, "U0BEN"))
	x.until("a second member", func() bool { return x.incident().Members["U0BEN"] })
	sees("U0BEN", true)
	if said := x.asks("U0BEN", c.ID, "update we are on it. next 30m"); !strings.Contains(said, "in the incident's channel only") {
		t.Errorf("the word is answered with %q", said)
	}
	x.until("the word", func() bool { return strings.Contains(x.read(c.ID), "we are on it") })
	x.must(x.ws.Kick(ctx, "U0ANA", c.ID, "U0BEN"))
	x.until("one member", func() bool { return !x.incident().Members["U0BEN"] })
	sees("U0BEN", false)

	if said := x.read(outside); names(said) || strings.Contains(said, "we are on it") {
		t.Errorf("announced is %q", said)
	}
	if strings.Contains(x.logs.String(), title) {
		t.Error("the log tells the title")
	}
}

func TestAnIncidentIsMadePrivateWhileItIsOpen(t *testing.T) {
	t.Parallel()
	x, outside := hush(t, secretly)
	ctx := context.WithoutCancel(t.Context())
	x.asks("U0ANA", "general", "declare sev1 API keys leaked")
	x.until("the announcement", func() bool { return strings.Contains(x.read(outside), "inc-1-api-keys-leaked") })
	c, _ := x.room("inc-1-api-keys-leaked")
	x.until("a first member", func() bool { return x.incident().Members["U0ANA"] })
	x.asks("U0ANA", c.ID, "update keys are being changed. next 30m")
	x.until("a word outside", func() bool { return strings.Contains(x.read(outside), "keys are being changed") })

	if said := x.asks("U0ANA", c.ID, "private a customer is named"); !strings.Contains(said, "Everyone in the workspace can still read this channel.") {
		t.Fatalf("the answer is %q", said)
	}
	x.until("nothing of it outside", func() bool {
		said := x.read(outside)
		return !strings.Contains(said, "keys") && !strings.Contains(said, "INC-1") && strings.Count(said, "What stood here is no longer here.") == 2
	})
	if said := x.asks("U0BEN", "general", "list"); strings.Contains(said, "INC-1") {
		t.Errorf("Ben's list says %q", said)
	}
	x.until("how to close the channel", func() bool { return strings.Contains(x.read(c.ID), "Change to a private channel") })

	// A word to others stays inside from now on, and the button looks anew.
	x.asks("U0ANA", c.ID, "update the keys are changed")
	x.until("the word inside", func() bool { return strings.Contains(x.read(c.ID), "Word to others") })
	x.must(x.ws.MakePrivate(ctx, "U0ANA", c.ID))
	press := sandbox.Message{}
	for _, m := range x.ws.Messages(c.ID) {
		for _, b := range m.Buttons() {
			if b.Label == "It is private now" && m.EphemeralFor == "" {
				press = m
			}
		}
	}
	button := press.Buttons()[0]
	x.must(x.ws.Click(ctx, "U0ANA", c.ID, press.TS, button.ActionID, button.Value))
	x.until("the channel to be known as private", func() bool { return x.incident().ChannelPrivate })
	x.until("a message that says so", func() bool { return strings.Contains(x.read(c.ID), "The channel is private too") })
	if said := x.read(outside); strings.Contains(said, "keys") {
		t.Errorf("outside it says %q", said)
	}
}

func TestARedactedLineIsGoneFromAllThatShowedIt(t *testing.T) {
	t.Parallel()
	x, outside := hush(t, secretly)
	may := func(context.Context, incident.Actor) error { return nil }
	table, err := commands.NewTable("/incident",
		commands.Declare(x.svc, idle{}, library{}, library{}, may), commands.Did(x.svc, noCheck{}, nil), commands.Update(x.svc, "#incidents"),
		commands.Resolve(x.svc), commands.Reopen(x.svc), commands.Redact(x.svc, may))
	x.must(err)
	x.table = table
	x.a.cfg.Draft = func(ctx context.Context, i incident.Incident) (string, []byte, error) {
		return "inc-1.md", []byte(i.Resolution), nil
	}
	const secret = "hunter2"
	x.asks("U0ANA", "general", "declare sev1 API is slow")
	x.until("a board", func() bool { return has(x.incident(), incident.BoardSubject) })
	c := x.incident().Channel
	at := string(c)
	line := func(kind incident.Kind) int64 {
		events, err := x.store.Events(t.Context(), 1)
		x.must(err)
		for _, e := range events {
			if e.Kind == kind {
				return e.Seq
			}
		}
		t.Fatalf("there is no %s", kind)
		return 0
	}
	x.asks("U0ANA", at, "did typed "+secret+" into the console")
	x.asks("U0ANA", at, "update the password is "+secret)
	x.asks("U0ANA", at, "resolve changed "+secret)
	x.until("a message of each", func() bool {
		return strings.Count(x.read(at), secret) >= 3 && strings.Contains(x.read(outside), secret) && has(x.incident(), incident.ResolvedSubject)
	})
	// Reopened and resolved again, the first resolution is nobody's subject any more.
	x.asks("U0ANA", at, "reopen it is back")
	x.asks("U0ANA", at, "resolve put it back")
	first := x.incident().Posts[incident.ResolvedSubject]
	x.until("the second resolution", func() bool { return x.incident().Posts[incident.ResolvedSubject] != first })

	for _, kind := range []incident.Kind{incident.Acted, incident.Told, incident.Resolved} {
		if said := x.asks("U0ANA", at, "redact "+fmt.Sprint(line(kind))+" it is a password"); !strings.Contains(said, "is redacted for good") {
			t.Fatalf("redacting the %s is answered with %q", kind, said)
		}
	}
	shown := func(channel string) (said string) {
		for _, m := range x.ws.Messages(channel) {
			if m.EphemeralFor == "" {
				said += m.PlainText() + "\n"
			}
		}
		return said
	}
	x.until("nothing of it anywhere", func() bool { return !strings.Contains(shown(at)+shown(outside), secret) })
	if n := len(x.ws.Messages(at)); n == 0 {
		t.Error("the channel is empty")
	}
	x.must(x.store.Verify(t.Context(), 1))
}
