package sandbox_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// look is what the page shows somebody.
func look(t *testing.T, w *sandbox.Workspace, user string) (any, string) {
	t.Helper()
	_, _, body := get(t, w, "/page/state?as="+user, nil)
	var state any
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		t.Fatal(err)
	}
	return state, body
}

func TestPrivateChannelIsItsMembersOnly(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	made := c.must("conversations.create", "name", "inc-7", "is_private", "true")
	id := made.at("channel.id")
	if made.at("channel.is_private") != "true" || !strings.HasPrefix(id, "C") {
		t.Errorf("created %v", made.body)
	}
	s.expect(map[string]string{"type": "message", "channel": id, "channel_type": "group"})
	s.expect(map[string]string{"type": "member_joined_channel", "channel": id})
	c.must("conversations.invite", "channel", id, "users", "U0ANA")
	s.settle()
	c.must("chat.postMessage", "channel", id, "text", "the secret is out")
	s.expect(map[string]string{"channel_type": "group"})

	if _, body := look(t, w, "U0BEN"); strings.Contains(body, id) || strings.Contains(body, "inc-7") || strings.Contains(body, "secret") {
		t.Errorf("Ben sees %s", body)
	}
	if _, body := look(t, w, "U0ANA"); !strings.Contains(body, "the secret is out") {
		t.Errorf("Ana does not see it: %s", body)
	}
	for name, err := range map[string]error{
		"typing":   w.Type(t.Context(), "U0BEN", id, "", "hello"),
		"by name":  w.Type(t.Context(), "U0BEN", "inc-7", "", "hello"),
		"reacting": w.React(t.Context(), "U0BEN", id, last(t, w, id).TS, "eyes"),
		"clicking": w.Click(t.Context(), "U0BEN", id, last(t, w, id).TS, "a", "b"),
		"joining":  w.Join(t.Context(), "U0BEN", id),
		"sharing":  w.Share(t.Context(), "U0BEN", id, "", "", "a.txt", []byte("x")),
	} {
		if err == nil || !strings.Contains(err.Error(), "There is no channel") {
			t.Errorf("%s from outside: %v", name, err)
		}
	}
	if got := c.call("conversations.join", "channel", id).code(); got != "method_not_supported_for_channel_type" {
		t.Errorf("joining a private channel: %s", got)
	}
	must(t, w.Invite(t.Context(), "U0ANA", id, "@ben"))
	s.expect(map[string]string{"subtype": "channel_join", "inviter": "U0ANA", "channel_type": "group"})
	s.expect(map[string]string{"type": "member_joined_channel", "user": "U0BEN", "inviter": "U0ANA"})
	if _, body := look(t, w, "U0BEN"); !strings.Contains(body, "the secret is out") {
		t.Errorf("Ben does not see it though he was invited: %s", body)
	}
}

func TestBotOutsideKnowsNoPrivateChannel(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	id, err := w.Create(t.Context(), "U0ANA", "board-room", true)
	must(t, err)
	for _, tt := range [][]string{
		{"conversations.info", "channel", id},
		{"conversations.history", "channel", id},
		{"conversations.members", "channel", id},
		{"conversations.invite", "channel", id, "users", "U0BEN"},
		{"conversations.archive", "channel", id},
		{"chat.postMessage", "channel", id, "text", "x"},
		{"chat.postMessage", "channel", "board-room", "text", "x"},
		{"conversations.join", "channel", id},
		{"reactions.add", "channel", id, "timestamp", "1.0", "name", "x"},
	} {
		if got := c.call(tt[0], tt[1:]...).code(); got != "channel_not_found" {
			t.Errorf("%v: %s", tt, got)
		}
	}
	if got := c.call("conversations.create", "name", "board-room").code(); got != "name_taken" {
		t.Errorf("its name is %s", got)
	}
	names := func(method string, args ...string) []string {
		var all []string
		channels, _ := c.must(method, args...).body["channels"].([]any)
		for _, ch := range channels {
			all = append(all, at(ch, "name"))
		}
		return all
	}
	const both = "public_channel,private_channel"
	if got := names("conversations.list", "types", both); !slices.Equal(got, []string{"general"}) {
		t.Errorf("from outside the list is %q", got)
	}
	if got := names("users.conversations", "types", both, "user", "U0ANA"); !slices.Equal(got, []string{"general"}) {
		t.Errorf("from outside Ana is in %q", got)
	}
	must(t, w.Invite(t.Context(), "U0ANA", id, w.BotUser()))
	if got := names("users.conversations", "types", "private_channel"); !slices.Equal(got, []string{"board-room"}) {
		t.Errorf("from inside the list is %q", got)
	}
	if got := names("users.conversations", "user", "U0ANA"); !slices.Equal(got, []string{"general"}) {
		t.Errorf("without types the list is %q", got)
	}
	if got := c.call("conversations.list", "types", "secret_channel").code(); got != "invalid_types" {
		t.Errorf("a type that is none: %s", got)
	}
	if got := c.must("conversations.info", "channel", id).at("channel.is_private"); got != "true" {
		t.Errorf("from inside is_private is %s", got)
	}
}

func TestPrivateChannelsNeedTheirOwnScopes(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = manifest(scopes, `"message.channels","message.groups","member_joined_channel"`)
	})
	c := newClient(t, w)
	id, err := w.Create(t.Context(), "U0ANA", "board-room", true)
	must(t, err)
	_, before := w.Pending()
	must(t, w.Invite(t.Context(), "U0ANA", id, w.BotUser()))
	must(t, w.Type(t.Context(), "U0ANA", id, "", "hello"))
	if _, now := w.Pending(); now != before {
		t.Error("the bot hears of a private channel without a scope for it")
	}
	for _, tt := range []struct{ method, needed, arg, value string }{
		{"conversations.create", "groups:write", "is_private", "true"},
		{"conversations.info", "groups:read", "channel", id},
		{"conversations.history", "groups:history", "channel", id},
		{"conversations.invite", "groups:write", "channel", id},
		{"conversations.rename", "groups:write", "channel", id},
		{"conversations.kick", "groups:write", "channel", id},
		{"conversations.list", "groups:read", "types", "public_channel,private_channel"},
		{"users.conversations", "im:read", "types", "im"},
		{"conversations.open", "im:write", "users", "U0ANA"},
		{"usergroups.list", "usergroups:read", "include_users", "true"},
	} {
		if r := c.call(tt.method, tt.arg, tt.value); r.code() != "missing_scope" || r.at("needed") != tt.needed {
			t.Errorf("%s: %v, want missing_scope naming %s", tt.method, r.body, tt.needed)
		}
	}
	if got := c.call("chat.postMessage", "channel", id, "text", "but it may speak").code(); got != "ok" {
		t.Errorf("posting needs no scope of its own: %s", got)
	}
}

func TestPageHearsOnlyWhatItsPersonSees(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	public := c.channel("inc-1")
	c.must("conversations.invite", "channel", public, "users", "U0BEN")
	ben := stream(t, w, "U0BEN")
	id, err := w.Create(t.Context(), "U0ANA", "board-room", true)
	must(t, err)
	must(t, w.Type(t.Context(), "U0ANA", id, "", "the secret is out"))
	c.must("chat.postEphemeral", "channel", public, "user", "U0ANA", "text", "for Ana alone")
	c.must("chat.postEphemeral", "channel", public, "user", "U0BEN", "text", "for Ben alone")
	ben.next("message", "message.text", "for Ben alone")

	must(t, w.Invite(t.Context(), "U0ANA", id, "U0BEN")) // All of it, from the beginning.
	ben.next("channel", "channel.id", id)
	ben.next("message", "message.system", "true")
	ben.next("message", "message.text", "the secret is out")
	ben.next("message", "message.text", "<@U0BEN> has joined the channel")
	must(t, w.Kick(t.Context(), "U0ANA", id, "U0BEN"))
	ben.next("gone", "channel", id)
	must(t, w.Type(t.Context(), "U0ANA", id, "", "and he is out"))

	must(t, w.MakePrivate(t.Context(), "U0ANA", public)) // With him in it.
	ben.next("channel", "channel.private", "true")
	ben.next("message", "message.channel", public)
	if status, _, _ := get(t, w, "/page/state?as=U0NOBODY", nil); status != http.StatusNotFound {
		t.Errorf("nobody's view is answered %d", status)
	}
}

func TestChannelMadePrivateIsGoneForOthers(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	s.settle()
	ben := stream(t, w, "U0BEN")
	must(t, w.MakePrivate(t.Context(), "U0ANA", id))
	ben.next("gone", "channel", id)
	s.expect(map[string]string{"type": "message", "subtype": "channel_convert_to_private", "channel": id, "channel_type": "group", "user": "U0ANA"})
	if got := c.must("conversations.info", "channel", id).at("channel.is_private"); got != "true" {
		t.Errorf("is_private is %s", got)
	}
	refused(t, w.MakePrivate(t.Context(), "U0ANA", id), "channel_type_not_supported")
	refused(t, w.MakePrivate(t.Context(), "U0ANA", "general"), "channel_type_not_supported")
}

func TestDirectMessageIsBetweenTwo(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = []byte(strings.Replace(string(manifest(wide, wideEvents)), `"bot_user"`, `"app_home":{"messages_tab_enabled":true},"bot_user"`, 1))
	})
	c := newClient(t, w)
	s := c.connect()
	id := c.must("chat.postMessage", "channel", "U0ANA", "text", "You promised a word at 15:34.").at("channel")
	s.expect(map[string]string{"type": "message", "channel_type": "im", "channel": id})
	opened := c.must("conversations.open", "users", "U0ANA", "return_im", "true")
	if !strings.HasPrefix(id, "D") || opened.at("channel.id") != id || opened.at("channel.user") != "U0ANA" || opened.at("already_open") != "true" {
		t.Errorf("%s is opened as %v", id, opened.body)
	}
	if _, body := look(t, w, "U0BEN"); strings.Contains(body, "promised") || strings.Contains(body, id) {
		t.Errorf("Ben sees %s", body)
	}
	if _, body := look(t, w, "U0ANA"); !strings.Contains(body, "promised") {
		t.Errorf("Ana does not see it: %s", body)
	}
	must(t, w.Type(t.Context(), "U0ANA", "@sitrep", "", "@sitrep later"))
	s.expect(map[string]string{"type": "message", "channel_type": "im", "user": "U0ANA", "text": "<@" + w.BotUser() + "> later"}) // And no app_mention.
	must(t, w.Type(t.Context(), "U0BEN", w.BotUser(), "", "hello"))
	s.expect(map[string]string{"channel_type": "im", "user": "U0BEN"})
	rest(t, w)

	if got := c.must("users.conversations", "types", "im").at("channels.1.user"); got != "U0BEN" {
		t.Errorf("the second direct message is with %q", got)
	}
	if got := c.must("conversations.history", "channel", id).at("messages.0.user"); got != "U0ANA" {
		t.Errorf("the history ends with %q", got)
	}
	for want, args := range map[string][]string{
		"user_not_found":                        {"conversations.open", "users", "U0EVE"},
		"cannot_dm_bot":                         {"conversations.open", "users", w.BotUser()},
		"users_list_not_supplied":               {"conversations.open"},
		"missing_scope":                         {"conversations.open", "users", "U0ANA,U0BEN"},
		"method_not_supported_for_channel_type": {"conversations.archive", "channel", id},
	} {
		if got := c.call(args[0], args[1:]...).code(); got != want {
			t.Errorf("%v: %s, want %s", args, got, want)
		}
	}
	refused(t, w.Leave(t.Context(), "U0ANA", id), "method_not_supported")
	sealed := start(t, nil)
	refused(t, sealed.Type(t.Context(), "U0ANA", sealed.BotUser(), "", "hello"), "turned off")
}

func TestCommandsDoNotTellPrivateNames(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id, err := w.Create(t.Context(), "U0ANA", "board-room", true)
	must(t, err)
	done := typing(t, w, id, "/incident status")
	e := s.next()
	s.ack(e.ID, map[string]any{"text": "nothing is open"}) // It works where the bot is no member.
	must(t, <-done)
	if at(e.Payload, "channel_id") != id || at(e.Payload, "channel_name") != "privategroup" {
		t.Errorf("the command says %v", e.Payload)
	}
	if m := last(t, w, id); m.Text != "nothing is open" || m.EphemeralFor != "U0ANA" {
		t.Errorf("the answer is %+v", m)
	}
}

func TestGuestsSeeTheirOwnChannels(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		allowed(c)
		c.People = append(c.People, sandbox.Person{ID: "U0GUS", Name: "gus", RealName: "Gus Vendor", TZ: "Asia/Tokyo", Guest: true})
	})
	c := newClient(t, w)
	u := c.must("users.info", "user", "U0GUS")
	if u.at("user.is_restricted") != "true" || u.at("user.is_ultra_restricted") != "false" || u.at("user.is_bot") != "false" || u.at("user.tz") != "Asia/Tokyo" {
		t.Errorf("the guest is %v", u.body)
	}
	if got := c.must("users.info", "user", "U0ANA").at("user.is_restricted"); got != "false" {
		t.Errorf("Ana is restricted: %s", got)
	}
	if state, _ := look(t, w, "U0GUS"); at(state, "channels") != "[]" || at(state, "people.2.guest") != "true" {
		t.Errorf("the guest sees %v", state)
	}
	refused(t, w.Type(t.Context(), "U0GUS", "general", "", "hello"), "no channel")
	_, err := w.Create(t.Context(), "U0GUS", "mine", false)
	refused(t, err, "user_is_restricted")
	id := c.channel("inc-1")
	c.must("conversations.invite", "channel", id, "users", "U0GUS")
	must(t, w.Type(t.Context(), "U0GUS", "inc-1", "", "hello"))
}

func TestUserGroups(t *testing.T) {
	t.Parallel()
	groups := []sandbox.Group{{ID: "S0SRE", Handle: "sre", Name: "SRE", Users: []string{"U0BEN", "U0ANA"}}, {ID: "S0NONE", Handle: "nobody"}}
	w := start(t, func(c *sandbox.Config) { allowed(c); c.Groups = groups })
	c := newClient(t, w)
	r := c.must("usergroups.list", "include_users", "true")
	for path, want := range map[string]string{
		"usergroups.0.id": "S0SRE", "usergroups.0.handle": "sre", "usergroups.0.name": "SRE", "usergroups.0.users.1": "U0ANA", "usergroups.1.users": "[]",
	} {
		if r.at(path) != want {
			t.Errorf("%s is %q, want %q", path, r.at(path), want)
		}
	}
	if got := c.must("usergroups.users.list", "usergroup", "S0SRE").at("users.0"); got != "U0BEN" {
		t.Errorf("the first is %s", got)
	}
	if got := c.call("usergroups.users.list", "usergroup", "S1").code(); got != "no_such_subteam" {
		t.Errorf("a group that is none: %s", got)
	}
	must(t, w.Type(t.Context(), "U0ANA", "general", "", "@sre please look"))
	if m := last(t, w, "general"); m.Text != "<!subteam^S0SRE|@sre> please look" || m.PlainText() != "@sre please look" {
		t.Errorf("the message is %q, read as %q", m.Text, m.PlainText())
	}
	for want, bad := range map[string][]sandbox.Group{
		"no id of a user group": {{ID: "sre", Handle: "sre"}},
		"of its own":            {{ID: "S1", Handle: "ana"}},
		"not there":             {{ID: "S1", Handle: "x", Users: []string{"U0EVE"}}},
	} {
		_, err := sandbox.New(sandbox.Config{Manifest: manifest(scopes, ""), People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}, Groups: bad})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", bad, err, want)
		}
	}
}

func TestHomeIsShownToItsPersonOnly(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = fullManifest(twoShortcuts) })
	c := newClient(t, w)
	ana, ben := stream(t, w, "U0ANA"), stream(t, w, "U0BEN")
	c.must("views.publish", "user_id", "U0ANA", "view", `{"type":"home","blocks":[{"type":"divider"}]}`)
	ana.next("home", "user", "U0ANA")
	must(t, w.Type(t.Context(), "U0BEN", "general", "", "hello"))
	ben.next("message", "message.text", "hello") // And nothing before it.
	if state, _ := look(t, w, "U0BEN"); at(state, "homes.U0ANA") != "" {
		t.Errorf("Ben sees Ana's Home: %v", at(state, "homes"))
	}
	if state, _ := look(t, w, "U0ANA"); at(state, "homes.U0ANA") == "" {
		t.Error("Ana does not see her own Home")
	}
}
