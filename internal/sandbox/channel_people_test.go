package sandbox_test

import (
	"testing"
)

func TestPeopleChangeAChannelAndTheBotHearsOfIt(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	s.settle()

	must(t, w.Rename(t.Context(), "U0ANA", id, "inc-1-dns"))
	s.expect(map[string]string{
		"type": "message", "subtype": "channel_name", "old_name": "inc-1", "name": "inc-1-dns", "user": "U0ANA",
		"text": `<@U0ANA> has renamed the channel from "inc-1" to "inc-1-dns"`,
	})
	s.expect(map[string]string{"type": "channel_rename", "channel.id": id, "channel.name": "inc-1-dns"})
	for name, want := range map[string]string{"general": "name_taken", "Inc 1": "invalid_name_specials", "": "invalid_name_required"} {
		refused(t, w.Rename(t.Context(), "U0ANA", id, name), want)
	}

	must(t, w.Invite(t.Context(), "U0ANA", id, "ben"))
	s.settle()
	refused(t, w.Invite(t.Context(), "U0ANA", id, "ben"), "already_in_channel")
	refused(t, w.Kick(t.Context(), "U0ANA", id, "U0ANA"), "cant_kick_self")
	must(t, w.Kick(t.Context(), "U0ANA", id, "ben"))
	s.expect(map[string]string{"subtype": "channel_leave", "user": "U0BEN"})
	s.expect(map[string]string{"type": "member_left_channel", "user": "U0BEN", "channel": id})
	refused(t, w.Leave(t.Context(), "U0BEN", id), "not_in_channel")

	must(t, w.Archive(t.Context(), "U0ANA", id))
	s.expect(map[string]string{"subtype": "channel_archive", "user": "U0ANA"})
	s.expect(map[string]string{"type": "channel_archive", "channel": id, "user": "U0ANA"})
	refused(t, w.Archive(t.Context(), "U0ANA", id), "already_archived")
	if got := c.call("conversations.unarchive", "channel", id).code(); got != "not_in_channel" { // As bots find at Slack.
		t.Errorf("the bot opens it again: %s", got)
	}
	must(t, w.Unarchive(t.Context(), "U0ANA", id))
	s.expect(map[string]string{"type": "channel_unarchive", "channel": id, "user": "U0ANA"})
	if got := c.call("chat.postMessage", "channel", id, "text", "back").code(); got != "not_in_channel" {
		t.Errorf("after it was opened again the bot's post is %s", got)
	}
	c.must("conversations.join", "channel", id)
	s.settle()

	must(t, w.Kick(t.Context(), "U0ANA", id, "@sitrep"))
	s.expect(map[string]string{"type": "channel_left", "channel": id, "actor_id": "U0ANA"})
	if _, before := w.Pending(); before > 0 {
		must(t, w.Type(t.Context(), "U0ANA", id, "", "alone at last"))
		if _, now := w.Pending(); now != before {
			t.Error("the bot hears what is said where it is not")
		}
	}
	refused(t, w.Archive(t.Context(), "U0ANA", "general"), "cant_archive_general")
	refused(t, w.Leave(t.Context(), "U0ANA", "general"), "cant_leave_general")
	refused(t, w.Kick(t.Context(), "U0ANA", "general", "ben"), "cant_kick_from_general")
}

func TestPrivateChannelsHaveEventsOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id, err := w.Create(t.Context(), "U0ANA", "board-room", true)
	must(t, err)
	must(t, w.Rename(t.Context(), "U0ANA", id, "war-room")) // The bot is outside and hears nothing.
	must(t, w.Invite(t.Context(), "U0ANA", id, w.BotUser()))
	s.expect(map[string]string{"subtype": "channel_join", "user": w.BotUser(), "inviter": "U0ANA"})
	s.expect(map[string]string{"type": "member_joined_channel", "user": w.BotUser()})
	must(t, w.Rename(t.Context(), "U0ANA", id, "inc-9"))
	s.expect(map[string]string{"subtype": "channel_name"})
	s.expect(map[string]string{"type": "group_rename", "channel.name": "inc-9"})
	must(t, w.Kick(t.Context(), "U0ANA", id, w.BotUser()))
	s.expect(map[string]string{"type": "group_left", "channel": id})
	if got := c.call("conversations.info", "channel", id).code(); got != "channel_not_found" {
		t.Errorf("from outside it is %s", got)
	}
	must(t, w.Invite(t.Context(), "U0ANA", id, w.BotUser()))
	s.settle()
	must(t, w.Archive(t.Context(), "U0ANA", id))
	s.expect(map[string]string{"subtype": "channel_archive", "channel_type": "group"})
	s.expect(map[string]string{"type": "group_archive", "channel": id})
	rest(t, w)
}

func TestBotKeepsItsChannelsInOrder(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	id, general := c.channel("inc-1"), w.Channels()[0].ID
	c.must("conversations.join", "channel", general)
	ts := c.must("chat.postMessage", "channel", id, "text", "mine").at("ts")
	must(t, w.Type(t.Context(), "U0ANA", id, "", "hers"))
	hers := last(t, w, id).TS
	mark := c.must("bookmarks.add", "channel_id", id, "type", "link", "title", "Graph", "link", "https://example.com/g").at("bookmark.id")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"conversations.rename", "channel", id, "name", "inc-1-dns"}, "ok"},
		{[]string{"conversations.rename", "channel", id, "name", "general"}, "name_taken"},
		{[]string{"conversations.rename", "channel", id, "name", "Inc"}, "invalid_name_specials"},
		{[]string{"conversations.rename", "channel", general, "name", "ours"}, "not_authorized"},
		{[]string{"conversations.kick", "channel", id, "user", "U0BEN"}, "not_in_channel"},
		{[]string{"conversations.kick", "channel", id, "user", w.BotUser()}, "cant_kick_self"},
		{[]string{"conversations.kick", "channel", id, "user", "U0EVE"}, "user_not_found"},
		{[]string{"conversations.kick", "channel", general, "user", "U0BEN"}, "cant_kick_from_general"},
		{[]string{"conversations.kick", "channel", id, "user", "U0ANA"}, "ok"},
		{[]string{"chat.delete", "channel", id, "ts", hers}, "cant_delete_message"},
		{[]string{"chat.delete", "channel", id, "ts", ts}, "ok"},
		{[]string{"chat.delete", "channel", id, "ts", ts}, "message_not_found"},
		{[]string{"bookmarks.edit", "channel_id", id, "bookmark_id", mark, "title", "Board", "link", "ftp://x"}, "invalid_link"},
		{[]string{"bookmarks.edit", "channel_id", id, "bookmark_id", mark, "title", "Board"}, "ok"},
		{[]string{"bookmarks.edit", "channel_id", id, "bookmark_id", "Bk1", "title", "x"}, "not_found"},
		{[]string{"conversations.unarchive", "channel", id}, "not_archived"},
		{[]string{"conversations.leave", "channel", general}, "ok"},
		{[]string{"conversations.leave", "channel", general}, "ok"},
		{[]string{"conversations.leave", "channel", "C0"}, "channel_not_found"},
	} {
		if got := c.call(tt.args[0], tt.args[1:]...).code(); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.args, got, tt.want)
		}
	}
	marks := c.must("bookmarks.list", "channel_id", id)
	if marks.at("bookmarks.0.title") != "Board" || marks.at("bookmarks.0.link") != "https://example.com/g" {
		t.Errorf("the bookmarks are %v", marks.body)
	}
	c.must("bookmarks.remove", "channel_id", id, "bookmark_id", mark)
	if got := c.must("bookmarks.list", "channel_id", id).at("bookmarks"); got != "[]" {
		t.Errorf("the bookmarks are %s", got)
	}
	secret := c.must("conversations.create", "name", "inc-2", "is_private", "true").at("channel.id")
	if got := c.call("conversations.leave", "channel", secret).code(); got != "last_member" {
		t.Errorf("the last one leaves: %s", got)
	}
}

func TestPageDoesToChannelsWhatPeopleDo(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	for _, tt := range []struct{ path, body, want string }{
		{"create", `"name":"war-room"`, "ok"},
		{"create", `"name":"war-room"`, "There is a channel of that name already; archived ones keep theirs. (name_taken)"},
		{"invite", `"channel":"war-room","users":["ben","sitrep"]`, "ok"},
		{"rename", `"channel":"war-room","name":"inc-3"`, "ok"},
		{"kick", `"channel":"inc-3","users":["U0BEN"]`, "ok"},
		{"kick", `"channel":"inc-3"`, "One person at a time can be taken out."},
		{"private", `"channel":"inc-3"`, "ok"},
		{"archive", `"channel":"inc-3"`, "ok"},
		{"unarchive", `"channel":"inc-3"`, "ok"},
		{"leave", `"channel":"inc-3"`, "ok"},
		{"leave", `"channel":"inc-3"`, `There is no channel "inc-3".`},
		{"create", `"name":"war-room"`, "ok"},
		{"join", `"channel":"war-room"`, "They are in this channel already. (already_in_channel)"},
	} {
		r, err := c.send("/page/"+tt.path, "application/json", "", `{"user":"U0ANA",`+tt.body+`}`)
		if err != nil || r.code() != tt.want {
			t.Errorf("%s %s: %v %v, want %s", tt.path, tt.body, r.body, err, tt.want)
		}
	}
}
