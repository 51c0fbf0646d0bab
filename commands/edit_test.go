package commands

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func (d *domain) Amend(_ context.Context, call incident.Call, seq int64, text string, when incident.Moment) (incident.Incident, error) {
	d.when = when
	events, _ := d.Events(context.Background(), 3)
	for _, e := range events {
		if e.Seq != seq {
			continue
		}
		amended, err := d.i.Amend(call.By, e, text, when, now)
		return d.rule(call, amended, err, "amend", digits(seq), text, dayOf(when))
	}
	return d.i, incident.Errorf(incident.NotFound, "There is no line %d.", seq)
}

func (d *domain) Move(_ context.Context, call incident.Call, seq, number int64) (incident.Incident, int64, error) {
	_, err := d.say(call, "move", digits(seq), digits(number))
	return incident.Incident{ID: 4, Number: number, Channel: "C13", ChannelName: "inc-13-search"}, 7, err
}

// wasDone puts an action on the timeline that Events has as line 2.
func wasDone(change func(*incident.Action)) func(*domain) {
	return func(d *domain) {
		a := incident.Action{Seq: 2, Moment: incident.ExactMoment(now.Add(-time.Minute)), By: ana, Text: "added 4 replicas"}
		change(&a)
		d.i.Actions = []incident.Action{a}
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "words", text: "edit 2 added 8 replicas", told: "amend|2|added 8 replicas|", reads: "Line 2 is edited: it says “added 8 replicas”. What it said before stays readable.\n[Undo](undo 15)"},
		{name: "by another word", text: "correct line #2: added 8 replicas", told: "amend|2|added 8 replicas|", reads: "Line 2 is edited: it says “added 8 replicas”. What it said before stays readable.\n[Undo](undo 15)"},
		{name: "its time", text: "edit 2 15:50", told: "amend|2||2018-01-16 14:50", reads: "Line 2 is edited: it happened at 15:50 CET = 14:50 UTC. What it said before stays readable.\n[Undo](undo 15)"},
		{name: "both", text: "edit 2 15:50 added 8 replicas", told: "amend|2|added 8 replicas|2018-01-16 14:50", reads: "Line 2 is edited: it says “added 8 replicas”, and it happened at 15:50 CET = 14:50 UTC. What it said before stays readable.\n[Undo](undo 15)"},
		{
			name: "the time of an action", text: "edit 2 15:50", with: wasDone(func(*incident.Action) {}), told: "amend|2||2018-01-16 14:50",
			reads: "Line 2 is edited: it happened at 15:50 CET = 14:50 UTC. What it said before stays readable. What it moved is counted from then.\n[Undo](undo 15)",
		},
		{
			name: "the time of an action that was looked at", text: "edit 2 15:50", with: wasDone(func(a *incident.Action) { a.Looks = []incident.Effect{{}} }), told: "amend|2||2018-01-16 14:50",
			reads: "Line 2 is edited: it happened at 15:50 CET = 14:50 UTC. What it said before stays readable. What was found by then is kept as it is; looks that are still to come count from the new time.\n[Undo](undo 15)",
		},
		{
			name: "the time of an action that was finished", text: "edit 2 15:50", with: wasDone(func(a *incident.Action) { a.DoneAt = now }), told: "amend|2||2018-01-16 14:50",
			reads: "Line 2 is edited: it happened at 15:50 CET = 14:50 UTC. What it said before stays readable. What it moved still counts from when it was finished, 15:06 UTC.\n[Undo](undo 15)",
		},
		{name: "to another incident", text: "edit 2 inc-13", told: "move|2|13", reads: "Line 2 is in INC-13 now, with its own time and author, as its line 7: #inc-13-search. Here it is taken back, and says where it went."},
		{name: "to another incident, as it is said", text: "edit 2 to INC 13.", told: "move|2|13", reads: "Line 2 is in INC-13 now, with its own time and author, as its line 7: #inc-13-search. Here it is taken back, and says where it went."},
		{name: "no number", text: "edit the pool", asks: noNewWords},
		{name: "what it says", text: "edit 2 added 4 replicas", code: incident.Conflict},
		{name: "a line that is none", text: "edit 99 x", code: incident.NotFound},
		{name: "the title", text: "edit 1 API is down", code: incident.Conflict},
	})
}

func TestEditIsAForm(t *testing.T) {
	t.Parallel()
	const when = "\n(when: When did it happen? Left empty it stays.)"
	press(t, []line{
		{name: "a line", text: "edit 2", ask: true, reads: "What is true? Say the line's number, then its new words, its time, or the incident that it belongs to.\nFor example: `/incident edit 12 14:45`", form: "INC-12 [Mend it](edit 2)\n(text: What should it say? Left empty it stays. = added 4 replicas)" + when},
		{name: "any line", text: "edit", reads: "What is true? Say the line's number, then its new words, its time, or the incident that it belongs to.\nFor example: `/incident edit 12 14:45`", form: "INC-12 [Mend it](edit)\nline: Which line? [12 · 15:06 · a customer called](12) [2 · 15:06 · added 4 replicas](2)\n(text: What should it say? Left empty it stays.)" + when},
		{name: "the title", text: "edit 1", ask: true, code: incident.Conflict},
		{name: "filled in", text: "edit 2", fields: map[string]string{"text": "added 8", "when": ""}, told: "amend|2|added 8|", reads: "Line 2 is edited: it says “added 8”. What it said before stays readable.\n[Undo](undo 15)"},
		{name: "chosen and filled in", text: "edit", fields: map[string]string{"line": "2", "text": "", "when": "15:50"}, told: "amend|2||2018-01-16 14:50", reads: "Line 2 is edited: it happened at 15:50 CET = 14:50 UTC. What it said before stays readable.\n[Undo](undo 15)"},
		{name: "not filled in", text: "edit 2", fields: map[string]string{"text": " ", "when": ""}, wrong: "text: What is true? Say its new words, its time, or both."},
		{name: "no time", text: "edit 2", fields: map[string]string{"text": "", "when": "soon"}, wrong: "when: " + noTime},
		{name: "no line", text: "edit", fields: map[string]string{"line": "", "text": "x"}, wrong: "line: Which line? Choose one, or say its number."},
	})
}

// longer is a domain whose timeline has many lines.
type longer struct{ *domain }

func (l longer) Events(context.Context, incident.ID) ([]incident.Event, error) {
	var all []incident.Event
	for n := range 200 {
		all = append(all, incident.Event{Seq: int64(n + 1), Moment: incident.ExactMoment(now), Actor: ben, Kind: incident.Noted, Text: "a note"})
	}
	all[150].Actor = ana
	return all, nil
}

func TestTheTimelineLeadsToEarlierLinesAndToEdits(t *testing.T) {
	t.Parallel()
	d := open()
	verb := Timeline(d, longer{d})
	for text, want := range map[string]string{
		"":           "lines 161 to 200 … [Earlier lines](timeline before 161) [Edit line 151…](edit 151) [Edit a line…](edit)",
		"before 161": "lines 121 to 160 … [Earlier lines](timeline before 121) [Edit line 151…](edit 151) [Edit a line…](edit)",
		"41":         "lines 1 to 40 … [Edit line 151…](edit 151) [Edit a line…](edit)",
		"all":        "200 lines … [Edit line 151…](edit 151) [Edit a line…](edit)",
	} {
		reply, err := verb.Run(t.Context(), typed(text))
		if err != nil {
			t.Fatal(err)
		}
		got := read(reply.Message)
		head, _, _ := strings.Cut(strings.TrimPrefix(got, "INC-12, "), ",")
		if got = fmt.Sprintf("%s … %s", head, got[strings.LastIndex(got, "\n")+1:]); got != want {
			t.Errorf("timeline %s ends %q, want %q", text, got, want)
		}
	}
	if _, err := verb.Run(t.Context(), typed("of last week")); err == nil {
		t.Error("it showed something")
	}
}
