package slack

import (
	"context"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// minded is the manifest with what is heard of channels.
var minded = strings.NewReplacer(
	`"commands", `, `"commands", "groups:write", "groups:read", "groups:history", "im:write", `,
	`"member_joined_channel", `, `"member_joined_channel", "member_left_channel", "channel_rename", "channel_archive", "channel_unarchive", "channel_left", "channel_deleted", "group_rename", "group_archive", "group_unarchive", "group_left", "group_deleted", `,
).Replace(manifest)

// deaf is the manifest of an app that hears nothing of channels, as after a
// restart.
var deaf = strings.NewReplacer(`"commands", `, `"commands", "im:write", `, `"member_joined_channel", `, ``).Replace(manifest)

// lived is an incident with a filled channel.
func lived(t *testing.T, manifest string) (x *life, ch string) {
	t.Helper()
	x = newLife(t, nil, func(c *sandbox.Config) { c.Manifest = []byte(manifest) })
	i := x.declare()
	return x, string(i.Channel)
}

// logs an action as somebody who types elsewhere.
func (x *life) acts(what string) {
	x.t.Helper()
	i := x.incident()
	_, err := x.svc.Act(x.t.Context(), incident.Call{Source: what, Channel: i.Channel, By: incident.Actor{ID: "U0BEN", Name: "ben"}}, what, incident.ExactMoment(t0), "")
	x.must(err)
}

// told is what the bot told somebody directly.
func (x *life) told(user string) string {
	for _, c := range x.ws.Channels() {
		if c.Direct && c.Members[0] == user {
			return x.read(c.ID)
		}
	}
	return ""
}

func (x *life) loss() incident.Loss {
	a, _ := x.incident().Away()
	return a.Why
}

// quiet checks that nothing was refused for good.
func (x *life) gaveNothingUp() {
	x.t.Helper()
	if gave := x.incident().GaveUp; len(gave) > 0 {
		x.t.Errorf("gave up %v", gave)
	}
}

// back checks that the channel says once what happened meanwhile.
func (x *life) back(ch, done, why string) {
	x.t.Helper()
	x.until("what happened meanwhile", func() bool {
		said := x.read(ch)
		return strings.Contains(said, "I am back in this channel.") && strings.Contains(said, "done: "+done) && has(x.incident(), incident.ActionSubject(x.incident().Actions[0].Seq))
	})
	said := x.read(ch)
	if strings.Count(said, "I am back in this channel.") != 1 || !strings.Contains(said, why) {
		x.t.Errorf("the channel reads %s", said)
	}
	if x.loss() != "" {
		x.t.Errorf("the channel is still lost: %q", x.loss())
	}
	x.gaveNothingUp()
}

func TestARenamedChannelIsStillTheIncidents(t *testing.T) {
	t.Parallel()
	x, ch := lived(t, minded)
	x.must(x.ws.Rename(t.Context(), "U0BEN", ch, "api-war-room"))
	x.until("the new name", func() bool { return x.incident().ChannelName == "api-war-room" })
	x.acts("restarted api")
	x.until("the action", func() bool { return strings.Contains(x.read(ch), "restarted api") })
	x.gaveNothingUp()
}

func TestAnArchivedChannelIsSaidAndComesBack(t *testing.T) {
	t.Parallel()
	for name, manifest := range map[string]string{"and heard": minded, "and not heard of": deaf} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x, ch := lived(t, manifest)
			ctx := context.WithoutCancel(t.Context())
			x.must(x.ws.Archive(ctx, "U0BEN", ch))
			if manifest == minded {
				x.until("the loss", func() bool { return x.loss() == incident.LossArchived })
			}
			x.acts("restarted api")
			x.until("a word to the lead", func() bool {
				return strings.Contains(x.told("U0ANA"), "INC-1 is open, and I cannot post in its channel.")
			})
			if said := x.told("U0ANA"); !strings.Contains(said, "unarchive it there") || manifest == minded && !strings.Contains(said, "ben archived it") || strings.Count(said, "INC-1 is open") != 1 {
				t.Errorf("the lead reads %s", said)
			}
			x.gaveNothingUp()
			x.must(x.ws.Unarchive(ctx, "U0BEN", ch))
			if manifest == minded {
				x.back(ch, "restarted api", "ben archived it")
			}
		})
	}
}

func TestABotThatWasTakenOutWaitsToBeInvited(t *testing.T) {
	t.Parallel()
	x, ch := lived(t, minded)
	ctx := context.WithoutCancel(t.Context())
	x.must(x.ws.Kick(ctx, "U0BEN", ch, x.ws.BotUser()))
	x.until("a word to the lead", func() bool { return strings.Contains(x.told("U0ANA"), "/invite @sitrep") })
	if said := x.told("U0ANA"); !strings.Contains(said, "ben took me out of it") {
		t.Errorf("the lead reads %s", said)
	}
	x.acts("restarted api")
	if r, _ := x.room("inc-1-api-is-slow"); strings.Contains(strings.Join(r.Members, " "), x.ws.BotUser()) {
		t.Error("the bot went back against somebody's will")
	}
	x.must(x.ws.Invite(ctx, "U0ANA", ch, x.ws.BotUser()))
	x.back(ch, "restarted api", "ben took me out of it")
}

func TestAChannelThatIsMadePrivateTakesItsIncidentAlong(t *testing.T) {
	t.Parallel()
	x, ch := lived(t, minded)
	ctx := context.WithoutCancel(t.Context())
	x.must(x.ws.MakePrivate(ctx, "U0ANA", ch))
	x.must(x.ws.Type(ctx, "U0ANA", ch, "", "/incident web is slow too"))
	x.until("a private incident", func() bool { return x.incident().Private && x.incident().ChannelPrivate })
	x.must(x.ws.Archive(ctx, "U0ANA", ch))
	x.must(x.ws.Unarchive(ctx, "U0ANA", ch))
	x.until("the loss", func() bool { return x.loss() == incident.LossArchived })
	x.acts("restarted api")
	x.must(x.ws.Invite(ctx, "U0ANA", ch, x.ws.BotUser()))
	x.back(ch, "restarted api", "archived it")
}

func TestAnIncidentOutlivesItsChannel(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil, func(c *sandbox.Config) { c.Manifest = []byte(minded) })
	var err error
	x.table, err = commands.NewTable("/incident",
		commands.Declare(x.svc, idle{}, library{}, library{}, anyone), commands.Status(x.svc, x.store), commands.List(x.store), commands.Did(x.svc, library{}, nil), commands.Undo(x.svc))
	x.must(err)
	x.asks("U0ANA", "general", "declare sev1 API is slow")
	x.until("the board", func() bool { return has(x.incident(), incident.BoardSubject) })
	x.must(x.ws.Discard(t.Context(), "U0BEN", string(x.incident().Channel)))
	x.until("a word to the lead", func() bool { return strings.Contains(x.told("U0ANA"), "A deleted channel cannot be brought back.") })
	if said := x.asks("U0BEN", "general", "inc-1 did restarted api"); !strings.Contains(said, "it is on the timeline of INC-1") || len(x.incident().Actions) != 1 {
		t.Errorf("the action is answered with %q", said)
	}
	if said := x.asks("U0BEN", "general", "list"); !strings.Contains(said, "#inc-1-api-is-slow (gone)") {
		t.Errorf("the list reads %q", said)
	}
	if said := x.asks("U0BEN", "general", "inc-1"); !strings.Contains(said, "I cannot post in #inc-1-api-is-slow: it was deleted") {
		t.Errorf("it stands %q", said)
	}
	var undo sandbox.Message
	for _, m := range x.ws.Messages("general") {
		if m.EphemeralFor == "U0BEN" && len(m.Buttons()) > 0 && m.Buttons()[0].Label == "Undo" {
			undo = m
		}
	}
	if undo.TS == "" {
		t.Fatal("there is nothing to undo it with")
	}
	x.must(x.ws.Click(t.Context(), "U0BEN", undo.Channel, undo.TS, undo.Buttons()[0].ActionID, undo.Buttons()[0].Value))
	if left := x.incident().Actions; len(left) != 0 || x.loss() != incident.LossGone {
		t.Errorf("left are %v", left)
	}
	x.gaveNothingUp()
}

func TestAChannelThatCameBackUnheardIsFound(t *testing.T) {
	t.Parallel()
	x, ch := lived(t, deaf)
	ctx := context.WithoutCancel(t.Context())
	x.must(x.ws.Archive(ctx, "U0BEN", ch))
	x.acts("restarted api")
	x.until("the loss", func() bool { return x.loss() == incident.LossArchived })
	// The look that is due in five minutes, at once.
	look := func(name string) {
		t.Helper()
		lost, _ := x.incident().Away()
		l := lookAgain(x.incident(), lost, t0.Add(-lookEvery))
		l.Key += name
		_, err := x.store.Update(ctx, 1, l.Key, func(incident.Incident) (incident.Change, error) {
			return incident.Change{Jobs: []incident.Job{l}}, nil
		})
		x.must(err)
	}
	look("while it is archived")
	x.must(x.ws.Unarchive(ctx, "U0BEN", ch))
	x.must(x.ws.Rename(ctx, "U0BEN", ch, "war-room"))
	look("when it is not")
	x.back(ch, "restarted api", "it was archived")
	if got := x.incident().ChannelName; got != "war-room" {
		t.Errorf("it is called %s", got)
	}
}
