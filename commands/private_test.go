package commands

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestALineIsRedacted(t *testing.T) {
	t.Parallel()
	const gone = "Line 14 is redacted for good. Its words are gone from my database; my messages and the draft are being written anew."
	const left = "\nWhat I cannot reach: what people have read or copied, and backups made before now."
	taken := func(link string) func(*domain) {
		return func(d *domain) { d.left.Message = &incident.Message{Link: link} }
	}
	play(t, []line{
		{name: "by its number", text: "redact 14 it names a customer", told: "redact|14|it names a customer", reads: gone + left},
		{name: "as people write it", text: "redact line #14: it names <@U2|ben>", told: "redact|14|it names @ben", reads: gone + left},
		{name: "by another word", text: "expunge 14 password", told: "redact|14|password", reads: gone + left},
		{
			name: "of a message, which stays", text: "redact 14 password", with: taken("https://x.example/p1"), told: "redact|14|password",
			reads: gone + "\nThe message that it was taken from is not mine to delete. Its author can, or an admin: the message" + left,
		},
		{
			name: "of a message without a link", text: "redact 14 password", with: taken(""), told: "redact|14|password",
			reads: gone + "\nThe message that it was taken from is not mine to delete. Its author can, or an admin." + left,
		},
		{name: "no line", text: "redact the password", asks: "Which line, and why? Say its number from the timeline, and the reason without the words themselves."},
		{name: "no reason", text: "redact 14", asks: "Why is line 14 redacted? The reason stays in its place, so leave out the words themselves."},
	})
}

func TestWhoMayNotIsRefusedOnRecordWithoutTheirWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		verb string
		of   func(d *domain) Command
		kept string
	}{
		{"redact 14 hunter2", func(d *domain) Command { return Redact(d, nobody) }, "redact line 14"},
		{"private hunter2", func(d *domain) Command { return Private(d, nobody, d.closed) }, "make it private"},
	} {
		d := open()
		table, err := NewTable("/incident", tt.of(d))
		if err != nil {
			t.Fatal(err)
		}
		_, err = table.Run(t.Context(), typed(tt.verb))
		if incident.CodeOf(err) != incident.Conflict || d.told != "" {
			t.Errorf("%q told the domain %q and ends with %v", tt.verb, d.told, err)
		}
		if d.refused != tt.kept || d.call.By != ana {
			t.Errorf("%q is kept as %q by %v, want %q", tt.verb, d.refused, d.call.By, tt.kept)
		}
	}
}

func TestAnIncidentIsMadePrivate(t *testing.T) {
	t.Parallel()
	const from = "INC-12 is private from here on. Lists, Home, other incidents and figures do not name it to anybody outside this channel, and what was announced is taken away."
	const exposed = "\nEveryone in the workspace can still read this channel. Only a person can change that: the channel's name, Settings, Change to a private channel." +
		"\nTake out who should not be in it, too. I look every minute and say here when it is private.\n[It is private now](private)"
	const closed = "\nThe channel is private too: who is in it reads all of it, and can invite others. Take out who should not be in it."
	here := func(d *domain) { d.i.Channel = inside }
	hidden := func(is bool) func(*domain) {
		return func(d *domain) { d.i.Channel, d.i.Private, d.isClosed = inside, true, is }
	}
	play(t, []line{
		{name: "with a reason", text: "private customer data", with: here, told: "private|customer data", reads: from + exposed},
		{name: "again, while the channel is public", text: "private", with: hidden(false), reads: from + exposed},
		{name: "again, once it is not", text: "private", with: hidden(true), told: "closed", reads: from + closed},
		{name: "elsewhere", text: "private", channel: outside, code: incident.NotFound},
	})
}
