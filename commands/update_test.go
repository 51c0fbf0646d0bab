package commands

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

const proposedWords = "API is slow. Reported 15:04 UTC; what customers feel is not measured. We know: the pool, 2 of 20 take traffic. We do not know yet why."

func TestPeopleOutsideAreToldAndPromisedTheNextWord(t *testing.T) {
	t.Parallel()
	const undo = " [Undo](undo 15)"
	const ask = "[Next in 30 min](update next 30m) [Next in 60 min](update next 60m)"
	const form = "Word to others [Send](update)\nwords: What do they hear? = " + proposedWords +
		"\n(next: When do they hear next? [In 15 min](15m) [In 30 min](30m) [In 60 min](60m) [Nothing is promised](none) = 30m)"
	const asLine = "From the timeline, for you to mend: " + proposedWords + "\nTo send it in your words, type: `/incident update " + proposedWords + " next 30m`\n[Send as it is, next word in 30 min](update " + proposedWords + " next 30m)"
	play(t, []line{
		{
			name: "words and a promise", text: "update We are on it. next 30m", told: "tell|C12|We are on it.|15:36:20",
			reads: "Told others in #incidents: “We are on it.” Next word to others: 15:36 UTC. I remind you 2 minutes before.\n[Undo](undo 15)",
		},
		{
			name: "a clock time is read in the typist's zone, and is still to come", text: "tell we are on it, next update at 16:30", told: "tell|C12|we are on it|15:30:00",
			reads: "Told others in #incidents: “we are on it”. Next word to others: 16:30 CET = 15:30 UTC. I remind you 2 minutes before.\n[Undo](undo 15)",
		},
		{
			name: "as M12 ends", text: "announce We do not know yet why. Next word 15:34 UTC.", told: "tell|C12|We do not know yet why.|15:34:00",
			reads: "Told others in #incidents: “We do not know yet why.” Next word to others: 15:34 UTC. I remind you 2 minutes before.\n[Undo](undo 15)",
		},
		{
			name: "without a promise one is asked for", text: "update we expect to be back in 30 min", told: "tell|C12|we expect to be back in 30 min|nothing promised",
			reads: "Told others in #incidents: “we expect to be back in 30 min”. No next word is promised.\n" + ask + undo,
		},
		{
			name: "a promise alone", text: "update next in 1h", told: "tell|C12||16:06:20",
			reads: "Next word to others: 16:06 UTC. I remind you 2 minutes before.\n[Undo](undo 15)",
		},
		{name: "a promise that cannot be read is asked for again", text: "update on it, next 30", asks: "When is the next word? I cannot read “next 30”. Say next 30m or next 15:30."},
		{
			name: "a time of today that is past is not tomorrow's", text: "update on it, next 15:30",
			asks: "When is the next word? 15:30 CET tomorrow = 14:30 UTC is far ahead. Say next 30m, or a time that is still to come today.",
		},
		{
			name: "the next step is no promise", text: "update the next step is the rollback", told: "tell|C12|the next step is the rollback|nothing promised",
			reads: "Told others in #incidents: “the next step is the rollback”. No next word is promised.\n" + ask + undo,
		},
		{
			name: "where it could not be announced, that is said", text: "update on it next 30m", told: "tell|C12|on it|15:36:20",
			with:  func(d *domain) { d.i.GaveUp = map[string]string{incident.AnnounceStep: "Invite me to #incidents."} },
			reads: "Said in the incident's channel, because I could not announce it: “on it”. Invite me to #incidents. Next word to others: 15:36 UTC. I remind you 2 minutes before.\n[Undo](undo 15)",
		},
		{name: "without words some are proposedWords", text: "update", form: form, reads: asLine},
		{name: "a refusal is passed on", text: "update x", with: func(d *domain) { d.err = incident.Errorf(incident.Conflict, "No.") }, code: incident.Conflict},
		{name: "outside of an incident there is nobody to tell of", text: "update on it", channel: outside, code: incident.NotFound},
		{
			name: "outside, the incident's channel says which one", text: "update <#C12|inc-12-api-is-slow> on it", channel: outside, told: "tell|C12|on it|nothing promised",
			reads: "Told others in #incidents: “on it”. No next word is promised.\n[Next in 30 min](update <#C12> next 30m) [Next in 60 min](update <#C12> next 60m)",
		},
	})
	press(t, []line{
		{
			name: "filled in", text: "update", fields: map[string]string{"words": " We are on it. ", "next": "15m"}, told: "tell|C12|We are on it.|15:21:20",
			reads: "Told others in #incidents: “We are on it.” Next word to others: 15:21 UTC. I remind you 2 minutes before.\n[Undo](undo 15)",
		},
		{
			name: "filled in with no promise", text: "update", fields: map[string]string{"words": "On it.", "next": "none"}, told: "tell|C12|On it.|nothing promised",
			reads: "Told others in #incidents: “On it.” No next word is promised.\n" + ask + undo,
		},
		{name: "filled in with nothing", text: "update", fields: map[string]string{"words": " ", "next": "15m"}, wrong: "words: What is to be said to them?"},
		{name: "filled in with no time", text: "update", fields: map[string]string{"words": "On it.", "next": "soon"}, wrong: "next: I cannot read that as a time. Say 30m or 15:30, or leave it empty."},
		{
			name: "filled in from a reminder", text: "update <#C12>", channel: outside, fields: map[string]string{"words": "On it.", "next": "none"}, told: "tell|C12|On it.|nothing promised",
			reads: "Told others in #incidents: “On it.” No next word is promised.\n[Next in 30 min](update <#C12> next 30m) [Next in 60 min](update <#C12> next 60m)",
		},
	})
}

func TestWithoutAChannelForAnnouncementsTheReplySaysHowToHaveOne(t *testing.T) {
	t.Parallel()
	reply, err := Update(open(), "").Run(t.Context(), typed("on it next 30m"))
	const want = "Said in the incident's channel only: “on it”. To reach others too, have whoever runs me name a channel under slack, announce in my configuration." +
		" Next word to others: 15:36 UTC. I remind you 2 minutes before.\n[Undo](undo 15)"
	if got := read(reply.Message); err != nil || got != want {
		t.Errorf("it is answered\n%s (%v)\nwant\n%s", got, err, want)
	}
	reply, err = Update(open(), "C0INCIDENTS").Run(t.Context(), typed("on it next 30m"))
	if err != nil || reply.Parts[0].Text[1].Here != "C0INCIDENTS" {
		t.Errorf("the channel is not linked by its id: %+v (%v)", reply.Parts, err)
	}
}

func TestATimeToComeIsTheWholeOfWhatIsSaid(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night := time.Date(2018, 1, 16, 22, 50, 0, 0, time.UTC)
	for _, tt := range []struct {
		text, echo string
		in         time.Duration
	}{
		{"30m", "23:20 UTC", 30 * time.Minute},
		{"in 45 minutes", "23:35 UTC", 45 * time.Minute},
		{"1h 30m", "17 Jan 00:20 UTC", 90 * time.Minute},
		{"2 hours", "17 Jan 00:50 UTC", 2 * time.Hour},
		{"00:20", "00:20 CET tomorrow = 23:20 UTC", 30 * time.Minute},
		{"by 00:20", "00:20 CET tomorrow = 23:20 UTC", 30 * time.Minute},
		{"at 23:20 UTC", "23:20 UTC", 30 * time.Minute},
		{"1am", "01:00 CET tomorrow = 00:00 UTC", 70 * time.Minute},
		{"0m", "", 0},
		{"", "", 0},
		{"30", "", 0},
		{"30m or so", "", 0},
		{"00:20 or so", "", 0},
		{"soon", "", 0},
	} {
		at, echo, ok := parseAhead(t.Context(), tt.text, night, func(context.Context) *time.Location { return berlin })
		if ok != (tt.in > 0) || ok && (!at.Equal(night.Add(tt.in)) || echo != tt.echo) {
			t.Errorf("%q is %v, read as %q (%v); want %v ahead, %q", tt.text, at, echo, ok, tt.in, tt.echo)
		}
	}
}

func TestHelpNamesUpdateWhileSomebodyWaitsForWord(t *testing.T) {
	t.Parallel()
	d := open()
	for _, promised := range []bool{false, true} {
		if promised {
			d.i.Updates = []incident.Update{{Seq: 3, At: now, Text: "On it.", Next: now.Add(time.Hour)}}
		}
		reply, err := table(t, d).Run(t.Context(), typed("help"))
		if got := read(reply.Message); err != nil || strings.Contains(got, "/incident update") != promised || strings.Count(got, "`/incident") != 7 {
			t.Errorf("promised %v, help says (%v)\n%s", promised, err, got)
		}
	}
}
