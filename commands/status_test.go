package commands

import (
	"errors"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	board := "SEV1 · API is slow · INC-12 · investigating, 2 min · lead Ana\nNobody is on it: Is the API pool whole?\n[I'm on it](take backend-pool/healthy-share)\n" +
		"✗ no Is the API pool whole? 2 of 20 · Ana says it is not fine (1 Jan 0001 00:00 UTC)\nNo metrics have been read yet. Only you see this copy"
	copied := board + "; the pinned board is kept up to date.\n[Share](share)"
	elsewhere := strings.Replace(board, "\n[I'm on it](take backend-pool/healthy-share)", "", 1) + ". The work is in #inc-12-api-is-slow"
	hidden := func(d *domain) { d.i.Private, d.i.Lead = true, ben }
	play(t, []line{
		{name: "an empty line reprints the board", text: "", reads: copied},
		{name: "so does the word", text: "status", reads: copied},
		{name: "and its own number", text: "status INC-12", reads: copied},
		{name: "from elsewhere it is named", text: "status inc-12", channel: outside, reads: elsewhere},
		{name: "one that there is not", text: "status inc-13", channel: outside, code: incident.NotFound},
		{name: "one that is not for everybody", text: "status inc-12", channel: outside, with: hidden, code: incident.NotFound},
		{name: "every check", text: "status all", reads: "INC-12, 1 question\n✗ no Is the API pool whole? 2 of 20 · Ana says it is not fine (1 Jan 0001 00:00 UTC)\nNo metrics have been read yet."},
		{name: "every check of nothing", text: "status all", channel: outside, code: incident.NotFound},
		{name: "something else", text: "status now", asks: "Only all can follow, or an incident such as inc-12."},
		{
			name: "somebody can help", text: "canhelp I know HAProxy", told: "offer|I know HAProxy",
			with:  func(d *domain) { d.i.Helpers = []incident.Helper{{Seq: 15, By: ben}} },
			reads: "Thank you. Ana is told, and the board says that you can help.\n[Undo](undo 15)",
		},
		{
			name: "somebody only follows", text: "follow",
			with: func(d *domain) {
				d.i.Posts = map[string]incident.Post{incident.AnnouncementSubject: {Channel: outside, TS: "7"}}
			},
			reads: "Each word for others is a reply to the announcement of INC-12. Follow that thread; you need not stay here.",
		},
		{name: "and there is no announcement", text: "follow inc-12", channel: outside, reads: "INC-12 is announced nowhere else. Type status INC-12 to see how it stands."},
		{name: "the copy is shared", text: "share", told: "share"},
		{
			name: "elsewhere it shows what is open and how to declare", text: " ", channel: outside, told: "list open",
			reads: "SEV1 · API is slow · INC-12 · investigating, 2 min · lead Ana · #inc-12-api-is-slow\n[Declare…](declare)\nOr say what users see: `/incident declare sev1 API is slow`",
		},
		{
			name: "elsewhere, and nothing is open", text: "status", channel: outside, told: "list open",
			with:  func(d *domain) { d.i = incident.Incident{} },
			reads: "No incident is open.\n[Declare…](declare)\nOr say what users see: `/incident declare sev1 API is slow`",
		},
		{name: "a store that is away is no empty list", text: "status", with: func(d *domain) { d.err = errors.New("disk") }, code: incident.Internal},
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	one := "SEV1 · API is slow · INC-12 · investigating, 2 min · lead Ana · #inc-12-api-is-slow"
	play(t, []line{
		{name: "the open ones", text: "list", channel: outside, told: "list open", reads: one},
		{name: "all of them", text: "ls all", channel: outside, told: "list", reads: one},
		{name: "another word", text: "list mine", channel: outside, asks: "Only all can follow: it lists those that are over, too."},
		{
			name: "none", text: "list", channel: outside, told: "list open", with: func(d *domain) { d.i = incident.Incident{} },
			reads: "No incident is open.\n[Declare…](declare)\nOr say what users see: `/incident declare sev1 API is slow`",
		},
	})
}

func TestHelpFitsTheMoment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		with  func(*domain)
		at    incident.ChannelID
		verbs string
	}{
		{"outside", nil, outside, "declare list status help"},
		{"something fails", nil, inside, "did check answer note status resolve"},
		{"no service is known", func(d *domain) { d.i.Service = "" }, inside, "service did note lead status resolve"},
		{"nothing fails", func(d *domain) { d.i.Checks = nil }, inside, "check did note status mitigate resolve"},
		{"resolved", func(d *domain) { d.i.Status = incident.IsResolved }, inside, "status impact postmortem timeline close reopen"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open()
			if tt.with != nil {
				tt.with(d)
			}
			req := typed("help")
			req.Channel = tt.at
			reply, err := table(t, d).Run(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			var verbs []string
			for _, s := range reply.Parts[1].Text {
				if s.Code {
					verbs = append(verbs, strings.Fields(s.Text)[1])
				}
			}
			if got := strings.Join(verbs, " "); got != tt.verbs {
				t.Errorf("help shows %s, want %s", got, tt.verbs)
			}
		})
	}
}

func TestHelpAllShowsWhatIsTypedAndNothingThatIsOnlyPressed(t *testing.T) {
	t.Parallel()
	table := table(t, open())
	reply, err := table.Run(t.Context(), typed("help all"))
	if err != nil {
		t.Fatal(err)
	}
	text := read(reply.Message)
	for _, c := range table.Commands() {
		if shown := strings.Contains(text, "`/incident "+c.Name); shown == c.Press {
			t.Errorf("help all shows %s: %v, and it is only pressed: %v", c.Name, shown, c.Press)
		}
	}
}

func TestHelpOnOneVerbShowsHowItIsTyped(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "by its name", text: "help did", reads: "`/incident did [time] <what was done>`\nLog an action; I measure what it moved\nFor example: `/incident did added 4 database replicas`\nAlso: doing, done, action"},
		{name: "by an alias", text: "? pm", reads: "`/incident postmortem [again]`\nPoint to the postmortem's draft, or write it\nFor example: `/incident postmortem`\nAlso: pm, draft, post-mortem, retro"},
		{name: "by no name", text: "help moon", asks: "I know no verb of that name."},
	})
}
