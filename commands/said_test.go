package commands

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// acted is the incident after these actions.
func acted(actions ...incident.Action) func(*domain) {
	return func(d *domain) { d.i.Actions = actions }
}

func TestDid(t *testing.T) {
	t.Parallel()
	const replicas = "added 4 database replicas"
	mine := incident.Action{Seq: 14, Moment: incident.ExactMoment(now), By: ana, Text: replicas}
	bens := incident.Action{Seq: 13, Moment: incident.ExactMoment(now.Add(-40 * time.Second)), By: ben, Text: "Added 4 database replicas"}
	old, dotted := bens, mine
	dotted.Text += "."
	old.At = now.Add(-time.Hour)
	logs := "INC-12 [Log it](did)\ntext: What was done? Say it as you would to a colleague.\n(when: When? Left empty it is now."
	asked := "What was done? Say it as you would to a colleague.\nFor example: `/incident did added 4 database replicas`\nYou typed: `/incident "
	play(t, []line{
		{name: "the channel hears of it, so nothing more is said", text: "did " + replicas, with: acted(mine), told: "did|" + replicas + "|"},
		{name: "its words name a check", text: "did put 18 servers back into the pool", told: "did|put 18 servers back into the pool|backend-pool/healthy-share"},
		{name: "a time is read back", text: "did 15:45 " + replicas, with: acted(mine), told: "did|" + replicas + "|", reads: "Logged at 15:45 CET = 14:45 UTC: " + replicas + "\n[Undo](undo 14)"},
		{name: "a time later in the line is text", text: "did restarted at 15:45", told: "did|restarted at 15:45|"},
		{name: "another word for it", text: "doing " + replicas, with: acted(mine), told: "did|" + replicas + "|"},
		{name: "backticks are taken off", text: "did `kubectl rollout undo`", told: "did|kubectl rollout undo|"},
		{name: "somebody logged the same", text: "did " + replicas, with: acted(bens, mine), told: "did|" + replicas + "|", reads: "Ben logged the same 40 s before.\n[Same: drop mine](undo 14)"},
		{name: "somebody logged the same with a full stop", text: "did " + replicas + ".", with: acted(bens, dotted), told: "did|" + replicas + ".|", reads: "Ben logged the same 40 s before.\n[Same: drop mine](undo 14)"},
		{name: "somebody did the same an hour ago", text: "did " + replicas, with: acted(old, mine), told: "did|" + replicas + "|"},
		{name: "nothing", text: "did", form: logs + ")", reads: asked + "did`"},
		{name: "a time alone", text: "did 14:45", form: logs + " = 14:45)", reads: asked + "did 14:45`"},
		{name: "nothing, where there is nothing to log it on", text: "did", channel: outside, code: incident.NotFound},
	})
	press(t, []line{
		{name: "filled in", text: "did", fields: map[string]string{"text": replicas, "when": "15:45"}, with: acted(mine), told: "did|" + replicas + "|", reads: "Logged at 15:45 CET = 14:45 UTC: " + replicas + "\n[Undo](undo 14)"},
		{name: "filled in without a time", text: "did", fields: map[string]string{"text": "5m ago " + replicas, "when": ""}, with: acted(mine), told: "did|" + replicas + "|", reads: "Logged at about 15:01 UTC: " + replicas + "\n[Undo](undo 14)"},
		{name: "filled in with a time that is none", text: "did", fields: map[string]string{"text": replicas, "when": "lunch"}, wrong: "when: " + noTime},
		{name: "filled in with nothing", text: "did", fields: map[string]string{"text": ""}, wrong: "text: What was done? Say it as you would to a colleague."},
		{name: "pressed under a note", text: "did 2018-01-16T14:45:00Z " + replicas, with: acted(mine), told: "did|" + replicas + "|", reads: "Logged at 14:45 UTC: " + replicas + "\n[Undo](undo 14)"},
	})
}

func TestNote(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "kept", text: "note the first customer called", told: "note|the first customer called", reads: "Noted: the first customer called\n[Undo](undo 14)"},
		{name: "with a time", text: "note 5m ago the first customer called", told: "note|the first customer called", reads: "Noted at about 15:01 UTC: the first customer called\n[Undo](undo 14)"},
		{name: "an action in disguise", text: "note rolled back the deploy", told: "note|rolled back the deploy", reads: "Noted: rolled back the deploy. Was that an action?\n[Measure it](did 2018-01-16T15:06:20Z rolled back the deploy) [Undo](undo 14)"},
		{name: "an action in disguise, earlier", text: "note 15:45 Restarted api-3", told: "note|Restarted api-3", reads: "Noted at 15:45 CET = 14:45 UTC: Restarted api-3. Was that an action?\n[Measure it](did 2018-01-16T14:45:00Z Restarted api-3) [Undo](undo 14)"},
		{name: "a word that only begins so", text: "note putative cause is dns", told: "note|putative cause is dns", reads: "Noted: putative cause is dns\n[Undo](undo 14)"},
		{name: "a person is named", text: "note <@U0BEN|ben> looks at dns", told: "note|@ben looks at dns", reads: "Noted: @ben looks at dns\n[Undo](undo 14)"},
		{
			name: "nothing", text: "note", form: "INC-12 [Note it](note)\ntext: What is to be noted?\n(when: When? Left empty it is now.)",
			reads: "What is to be noted?\nFor example: `/incident note 14:45 the first customer called`\nYou typed: `/incident note`",
		},
	})
}

func TestImpact(t *testing.T) {
	t.Parallel()
	felt := func(d *domain) { d.i.Impact = []incident.Window{{StartSeq: 9, EndSeq: 11}} }
	play(t, []line{
		{name: "its beginning", text: "impact start 15:45 first call", with: felt, told: "began|first call", reads: "Customers first felt it 15:45 CET = 14:45 UTC: first call\n[Undo](undo 11)"},
		{name: "its end, now", text: "impact over", with: felt, told: "ended|", reads: "Customers stopped feeling it 15:06 UTC\n[Undo](undo 11)"},
		{name: "neither", text: "impact 14:45", asks: "Did it start or end then? Say start or end first, then the time."},
	})
	press(t, []line{
		{
			name: "another time", text: "impact end", ask: true, form: "Impact on customers [Keep it](impact end)\nwhen: When did customers stop feeling it?\n(why: How do you know?)",
			reads: "When was that? Say start or end first, then the time.\nFor example: `/incident impact start 14:45`",
		},
		{name: "filled in", text: "impact start", fields: map[string]string{"when": "15:45", "why": "first call"}, with: felt, told: "began|first call", reads: "Customers first felt it 15:45 CET = 14:45 UTC: first call\n[Undo](undo 11)"},
		{name: "filled in with words", text: "impact start", fields: map[string]string{"when": "14:45 or so"}, wrong: "when: I cannot read this time. Say 14:45, 3pm or 20m ago."},
		{name: "filled in with nothing", text: "impact start", fields: map[string]string{"when": ""}, wrong: "when: I cannot read this time. Say 14:45, 3pm or 20m ago."},
		{name: "a proposal", text: "impact start 2018-01-16T15:00:00Z", with: felt, told: "began|", reads: "Customers first felt it 15:00 UTC\n[Undo](undo 11)"},
	})
}

func TestTheMomentIsTheOneThatWasTyped(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"did 15:45 added 4", "note 15:45 added 4", "impact start 15:45", "impact end 15:45"} {
		d := open()
		if _, err := table(t, d).Run(t.Context(), typed(text)); err != nil {
			t.Fatal(err)
		}
		want := incident.Moment{At: time.Date(2018, 1, 16, 14, 45, 0, 0, time.UTC), Zone: "CET", Precision: incident.Minute}
		if d.when != want {
			t.Errorf("%q is of %+v, want %+v", text, d.when, want)
		}
	}
}

func TestUndo(t *testing.T) {
	t.Parallel()
	reads := "Line 14 is taken back: Ana did: added 4 database replicas\nBoth stay readable on the timeline."
	play(t, []line{
		{name: "one's own newest", text: "undo", told: "undo|0", reads: reads},
		{name: "in another word", text: "oops", told: "undo|0", reads: reads},
		{name: "a line by its number", text: "undo 14", told: "undo|14", reads: reads},
		{name: "a line as people write it", text: "undo line #14", told: "undo|14", reads: reads},
		{name: "something else", text: "undo everything", asks: "Which line? Say its number from the timeline, or nothing for your own newest."},
	})
}
