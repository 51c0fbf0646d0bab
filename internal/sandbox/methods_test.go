package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestTokensOpenTheirOwnMethodsOnly(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	tests := []struct{ name, method, token, want string }{
		{"no token", "auth.test", "", "not_authed"},
		{"a stranger's token", "auth.test", "xoxb-1", "invalid_auth"},
		{"the app token where the bot's belongs", "auth.test", w.AppToken(), "not_allowed_token_type"},
		{"the bot token where the app's belongs", "apps.connections.open", w.BotToken(), "not_allowed_token_type"},
		{"the bot token", "auth.test", w.BotToken(), "ok"},
		{"the app token", "apps.connections.open", w.AppToken(), "ok"},
		{"a method that does not exist", "chat.sing", "", "unknown_method"},
	}
	for _, tt := range tests {
		for _, way := range []string{"form", "header"} {
			body, bearer := "token="+tt.token, ""
			if way == "header" {
				body, bearer = "", tt.token
			}
			r, err := c.send("/api/"+tt.method, "application/x-www-form-urlencoded", bearer, body)
			if err != nil || r.code() != tt.want {
				t.Errorf("%s in the %s: %s %v, want %s", tt.name, way, r.code(), err, tt.want)
			}
		}
	}
}

func TestAuthTestSaysWhoTheBotIsAndWhatItMayDo(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	r := newClient(t, w).must("auth.test")
	if r.at("user_id") != w.BotUser() || r.at("user") != "sitrep" || r.at("bot_id") == "" || r.at("team") != "Toggl practice" {
		t.Errorf("auth.test says %v", r.body)
	}
	if got := r.header.Get("X-OAuth-Scopes"); got != strings.ReplaceAll(scopes, `"`, "") {
		t.Errorf("X-OAuth-Scopes is %q", got)
	}
}

func TestMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = manifest(`"commands","channels:read","users:read"`, "") })
	c := newClient(t, w)
	for method, needed := range map[string]string{
		"conversations.create":       "channels:manage",
		"conversations.invite":       "channels:manage",
		"conversations.join":         "channels:join",
		"conversations.history":      "channels:history",
		"conversations.replies":      "channels:history",
		"chat.postMessage":           "chat:write",
		"chat.update":                "chat:write",
		"chat.postEphemeral":         "chat:write",
		"pins.add":                   "pins:write",
		"bookmarks.add":              "bookmarks:write",
		"bookmarks.list":             "bookmarks:read",
		"files.getUploadURLExternal": "files:write",
	} {
		r := c.call(method, "channel", "C1")
		if r.code() != "missing_scope" || r.at("needed") != needed || r.at("provided") != "commands,channels:read,users:read" {
			t.Errorf("%s: %v, want missing_scope naming %s", method, r.body, needed)
		}
		if got := r.header.Get("X-Accepted-OAuth-Scopes"); got != needed {
			t.Errorf("%s accepts %q, want %q", method, got, needed)
		}
	}
	if got := c.call("users.info", "user", "U0ANA").code(); got != "ok" {
		t.Errorf("users.info with its scope: %s", got)
	}
}

func TestChannelNamesFollowSlacksRules(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	archived := c.channel("inc-1-old")
	c.must("conversations.archive", "channel", archived)
	for name, want := range map[string]string{
		"":                       "invalid_name_required",
		"Inc-1":                  "invalid_name_specials",
		"inc 1":                  "invalid_name_specials",
		"inc.1":                  "invalid_name_specials",
		"--_":                    "invalid_name_punctuation",
		strings.Repeat("a", 81):  "invalid_name_maxlength",
		strings.Repeat("a", 80):  "ok",
		"general":                "name_taken",
		"inc-1-old":              "name_taken",
		"störung":                "ok",
		"inc-2-api-is-slow_mild": "ok",
	} {
		if got := c.call("conversations.create", "name", name).code(); got != want {
			t.Errorf("creating %q: %s, want %s", name, got, want)
		}
	}
}

func TestChannelIsMadeFilledAndClosed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	made := c.must("conversations.create", "name", "inc-1")
	id := made.at("channel.id")
	if made.at("channel.creator") != w.BotUser() || made.at("channel.is_member") != "true" {
		t.Errorf("created %v", made.body)
	}
	general := w.Channels()[0].ID
	steps := []struct {
		method string
		args   []string
		want   string
	}{
		{"conversations.invite", []string{"channel", id, "users", "U0ANA"}, "ok"},
		{"conversations.invite", []string{"channel", id, "users", "U0ANA"}, "already_in_channel"},
		{"conversations.invite", []string{"channel", id, "users", w.BotUser()}, "cant_invite_self"},
		{"conversations.invite", []string{"channel", id, "users", "U0EVE"}, "user_not_found"},
		{"conversations.invite", []string{"channel", id, "users", "U0EVE,U0BEN"}, "user_not_found"},
		{"conversations.invite", []string{"channel", id, "users", "U0EVE,U0BEN", "force", "true"}, "ok"},
		{"conversations.invite", []string{"channel", "C0", "users", "U0BEN"}, "channel_not_found"},
		{"conversations.invite", []string{"channel", general, "users", "U0BEN"}, "not_in_channel"},
		{"conversations.setTopic", []string{"channel", id, "topic", strings.Repeat("x", 250)}, "ok"},
		{"conversations.setTopic", []string{"channel", id, "topic", strings.Repeat("x", 251)}, "too_long"},
		{"conversations.setPurpose", []string{"channel", id, "purpose", "a &lt; b"}, "ok"},
		{"conversations.setPurpose", []string{"channel", general, "purpose", "ours"}, "not_in_channel"},
		{"conversations.archive", []string{"channel", id}, "ok"},
		{"conversations.archive", []string{"channel", id}, "already_archived"},
		{"conversations.setTopic", []string{"channel", id, "topic", "x"}, "is_archived"},
		{"conversations.invite", []string{"channel", id, "users", "U0BEN"}, "is_archived"},
		{"conversations.join", []string{"channel", id}, "is_archived"},
		{"chat.postMessage", []string{"channel", id, "text", "x"}, "is_archived"},
		{"conversations.join", []string{"channel", general}, "ok"},
		{"conversations.archive", []string{"channel", general}, "cant_archive_general"},
	}
	for _, s := range steps {
		if got := c.call(s.method, s.args...).code(); got != s.want {
			t.Errorf("%s %v: %s, want %s", s.method, s.args, got, s.want)
		}
	}
	info := c.must("conversations.info", "channel", id)
	if info.at("channel.purpose.value") != "a &lt; b" || info.at("channel.num_members") != "2" || // The archiving has put the bot out.
		info.at("channel.is_member") != "false" || info.at("channel.is_archived") != "true" {
		t.Errorf("conversations.info says %v", info.body)
	}
	if got := w.Channels()[1].Purpose; got != "a < b" {
		t.Errorf("people read the purpose %q", got)
	}
	if got := c.must("conversations.members", "channel", id).at("members.1"); got != "U0BEN" {
		t.Errorf("the second member is %q", got)
	}
}

func TestBotFindsItsChannelsPageByPage(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	var want, got []string
	for n := range 5 {
		want = append(want, c.channel(fmt.Sprintf("inc-%d", n)))
	}
	c.must("conversations.archive", "channel", want[4])
	for cursor, first := "", true; first || cursor != ""; first = false {
		r := c.must("users.conversations", "limit", "2", "cursor", cursor, "exclude_archived", "true", "types", "public_channel")
		channels, _ := r.body["channels"].([]any)
		for _, ch := range channels {
			got = append(got, at(ch, "id"))
		}
		cursor = r.at("response_metadata.next_cursor")
	}
	if fmt.Sprint(got) != fmt.Sprint(want[:4]) {
		t.Errorf("found %v, want %v", got, want[:4])
	}
	if got := c.call("users.conversations", "cursor", "nonsense").code(); got != "invalid_cursor" {
		t.Errorf("a made-up cursor: %s", got)
	}
	all, _ := c.must("conversations.list").body["channels"].([]any)
	if len(all) != 6 {
		t.Errorf("the list has %d channels, want 6", len(all))
	}
}

func TestMessageIsPostedFoundAndEdited(t *testing.T) {
	t.Parallel()
	story := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now = story.now })
	c := newClient(t, w)
	id := c.channel("inc-1")
	mark := `{"event_type":"sitrep","event_payload":{"key":"board"}}`
	board := c.must("chat.postMessage", "channel", id, "text", "board", "blocks", section("*board*"), "metadata", mark).at("ts")
	if !strings.HasPrefix(board, "1516115040.") {
		t.Errorf("the id %s is not made of story time", board)
	}
	story.move(time.Minute)
	second := c.must("chat.postMessage", "channel", id, "text", "second").at("ts")
	reply := c.must("chat.postMessage", "channel", id, "text", "why", "thread_ts", board).at("ts")

	h := c.must("conversations.history", "channel", id, "include_all_metadata", "true", "limit", "2")
	if h.at("messages.0.ts") != second || h.at("messages.1.ts") != board || h.at("has_more") != "true" {
		t.Errorf("history is %v", h.body)
	}
	if h.at("messages.1.metadata.event_payload.key") != "board" || h.at("messages.1.reply_count") != "1" || h.at("messages.1.bot_id") == "" {
		t.Errorf("the board is %v", h.at("messages.1"))
	}
	if got := c.must("conversations.history", "channel", id, "oldest", board, "inclusive", "true", "latest", "1516115040.999999").at("messages.0.ts"); got != board {
		t.Errorf("the messages of that minute begin with %s", got)
	}
	if got := c.must("conversations.replies", "channel", id, "ts", board).at("messages.1.ts"); got != reply {
		t.Errorf("the thread's reply is %s, want %s", got, reply)
	}

	c.must("chat.update", "channel", id, "ts", board, "text", "new words")
	all := w.Messages(id)
	for _, m := range all {
		if m.TS == board && (m.Text != "new words" || m.Blocks != nil || !m.Edited) {
			t.Errorf("after an edit with text alone the board is %+v", m)
		}
	}
	if got := c.must("conversations.history", "channel", id, "include_all_metadata", "true").at("messages.1.metadata.event_payload.key"); got != "board" {
		t.Errorf("the edit has lost the metadata: %q", got)
	}
	if got := c.must("chat.getPermalink", "channel", id, "message_ts", board).at("permalink"); !strings.HasSuffix(got, "/p"+strings.ReplaceAll(board, ".", "")) {
		t.Errorf("the permalink is %s", got)
	}
}

func TestMessageThatCannotBePostedOrEditedSaysWhy(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	id, general := c.channel("inc-1"), w.Channels()[0].ID
	mine := c.must("chat.postMessage", "channel", id, "text", "mine").at("ts")
	if err := w.Type(t.Context(), "U0ANA", id, "", "hers"); err != nil {
		t.Fatal(err)
	}
	hers := last(t, w, id).TS
	private := c.must("chat.postEphemeral", "channel", id, "user", "U0ANA", "text", "for you").at("message_ts")
	tests := []struct {
		method string
		args   []string
		want   string
	}{
		{"chat.postMessage", []string{"channel", "C0", "text", "x"}, "channel_not_found"},
		{"chat.postMessage", []string{"channel", general, "text", "x"}, "not_in_channel"},
		{"chat.postMessage", []string{"channel", "#inc-1", "text", "x"}, "ok"},
		{"chat.postMessage", []string{"channel", id}, "no_text"},
		{"chat.postMessage", []string{"channel", id, "text", "  "}, "no_text"},
		{"chat.postMessage", []string{"channel", id, "text", "x", "thread_ts", "1.000001"}, "thread_not_found"},
		{"chat.postMessage", []string{"channel", id, "text", "x", "metadata", `{"event_type":"x"}`}, "invalid_metadata_format"},
		{"chat.postMessage", []string{"channel", id, "text", strings.Repeat("x", 50_000)}, "ok"},
		{"chat.update", []string{"channel", id, "ts", mine, "text", strings.Repeat("x", 4001)}, "msg_too_long"},
		{"chat.update", []string{"channel", id, "ts", mine, "text", ""}, "no_text"},
		{"chat.update", []string{"channel", id, "ts", "1.000001", "text", "x"}, "message_not_found"},
		{"chat.update", []string{"channel", id, "ts", hers, "text", "x"}, "cant_update_message"},
		{"chat.update", []string{"channel", id, "ts", private, "text", "x"}, "message_not_found"},
		{"pins.add", []string{"channel", id, "timestamp", private}, "message_not_found"},
		{"pins.add", []string{"channel", id}, "no_item_specified"},
		{"pins.add", []string{"channel", id, "timestamp", mine}, "ok"},
		{"pins.add", []string{"channel", id, "timestamp", mine}, "already_pinned"},
		{"pins.add", []string{"channel", general, "timestamp", mine}, "not_in_channel"},
		{"chat.postEphemeral", []string{"channel", id, "user", "U0BEN", "text", "x"}, "user_not_in_channel"},
		{"chat.postEphemeral", []string{"channel", id, "user", "U0EVE", "text", "x"}, "user_not_found"},
		{"conversations.history", []string{"channel", general}, "not_in_channel"},
		{"conversations.replies", []string{"channel", id, "ts", "1.000001"}, "thread_not_found"},
		{"users.info", []string{"user", "U0EVE"}, "user_not_found"},
		{"bookmarks.add", []string{"channel_id", id, "title", "board", "type", "link", "link", "ftp://x"}, "invalid_link"},
		{"bookmarks.add", []string{"channel_id", id, "title", "board", "type", "link", "link", "https://x.example"}, "ok"},
	}
	for _, tt := range tests {
		if got := c.call(tt.method, tt.args...).code(); got != tt.want {
			t.Errorf("%s %.80q: %s, want %s", tt.method, tt.args, got, tt.want)
		}
	}
	if got := c.must("pins.list", "channel", id).at("items.0.message.ts"); got != mine {
		t.Errorf("the pin is %s", got)
	}
	if got := c.must("bookmarks.list", "channel_id", id).at("bookmarks.0.title"); got != "board" {
		t.Errorf("the bookmark is %q", got)
	}
	h := c.must("conversations.history", "channel", id)
	if strings.Contains(fmt.Sprint(h.body), "for you") {
		t.Error("history shows a message that is for one person only")
	}
	for _, m := range w.Messages(id) {
		if len(m.Text) > 40_000 {
			t.Errorf("a message of %d characters was kept", len(m.Text))
		}
	}
}

func TestMetadataIsShownWithItsScopeOnly(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = manifest(strings.Replace(scopes, `"metadata.message:read",`, "", 1), "")
	})
	c := newClient(t, w)
	id := c.channel("inc-1")
	c.must("chat.postMessage", "channel", id, "text", "x", "metadata", `{"event_type":"sitrep","event_payload":{"key":"k"}}`)
	if got := c.must("conversations.history", "channel", id, "include_all_metadata", "true").at("messages.0.metadata"); got != "" {
		t.Errorf("metadata is %q without metadata.message:read", got)
	}
}

func TestJSONBodyIsReadAsAFormIs(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	id := c.channel("inc-1")
	body, err := json.Marshal(map[string]any{"channel": id, "text": "hello", "blocks": json.RawMessage(section("hello")), "unfurl_links": false})
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.send("/api/chat.postMessage", "application/json; charset=utf-8", w.BotToken(), string(body))
	if err != nil || r.code() != "ok" {
		t.Fatalf("%v %v", r.body, err)
	}
	if m := last(t, w, id); m.PlainText() != "hello" || m.Blocks == nil {
		t.Errorf("posted %+v", m)
	}
	if r, err := c.send("/api/chat.postMessage", "application/json", w.BotToken(), "{"); err != nil || r.code() != "invalid_arguments" {
		t.Errorf("broken JSON: %v %v", r.body, err)
	}
}

func TestPeopleHaveTheirOwnTimeZones(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	ana := c.must("users.info", "user", "U0ANA")
	if ana.at("user.tz") != "Europe/Tallinn" || ana.at("user.tz_offset") != "7200" || ana.at("user.profile.real_name") != "Ana" {
		t.Errorf("Ana is %v", ana.body)
	}
	members, _ := c.must("users.list").body["members"].([]any)
	if len(members) != 4 || at(members[2], "is_bot") != "true" {
		t.Errorf("the members are %v", members)
	}
}

func TestNoMessageHasTheIDOfAnother(t *testing.T) {
	t.Parallel()
	w := start(t, nil) // Its clock stands still.
	c := newClient(t, w)
	id := c.channel("inc-1")
	before := ""
	for range 20 {
		ts := c.must("chat.postMessage", "channel", id, "text", "x").at("ts")
		if ts <= before {
			t.Fatalf("%s came after %s", ts, before)
		}
		before = ts
	}
}

func TestUploadedFileIsSharedInTheChannel(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	id := c.channel("inc-1")
	to := c.must("files.getUploadURLExternal", "filename", "inc-1.md", "length", "7")
	file := fmt.Sprintf(`[{"id":%q,"title":"The draft"}]`, to.at("file_id"))
	if got := c.call("files.completeUploadExternal", "files", file, "channel_id", id).code(); got != "file_not_found" {
		t.Errorf("completed before the upload: %s", got)
	}
	if r, err := c.send(to.at("upload_url")+"x", "application/octet-stream", "", "# draft"); err != nil || r.status != http.StatusNotFound {
		t.Errorf("an upload to a made-up address: %d %v", r.status, err)
	}
	form := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"inc-1.md\"\r\n\r\n# draft\r\n--b--\r\n"
	if r, err := c.send(to.at("upload_url"), "multipart/form-data; boundary=b", w.BotToken(), form); err != nil || r.status != http.StatusOK {
		t.Fatalf("upload: %d %v", r.status, err)
	}
	c.must("files.completeUploadExternal", "files", file, "channel_id", id, "initial_comment", "The draft of INC-1")
	m := last(t, w, id)
	if m.Text != "The draft of INC-1" || len(m.Files) != 1 || m.Files[0].Title != "The draft" || m.Files[0].Mimetype != "text/markdown" || m.Files[0].Size != 7 {
		t.Errorf("the message is %+v", m)
	}
	resp, err := http.Get(w.URL() + m.Files[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close(); http.DefaultClient.CloseIdleConnections() }()
	got := make([]byte, 100)
	n, _ := resp.Body.Read(got)
	if string(got[:n]) != "# draft" || resp.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("the file is %q as %s", got[:n], resp.Header.Get("Content-Type"))
	}
	if name := c.must("conversations.history", "channel", id).at("messages.0.files.0.name"); name != "inc-1.md" {
		t.Errorf("history shows the file %q", name)
	}
	if c.must("files.info", "file", to.at("file_id")).at("file.size") != "7" {
		t.Error("files.info does not know the size")
	}
}
