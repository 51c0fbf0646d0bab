package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// wide are the scopes of a bot that may do all that there is, and wideEvents
// all that it can be told.
const (
	wide = scopes + `,"reactions:read","reactions:write","files:read","groups:read","groups:write","groups:history",` +
		`"im:read","im:write","im:history","usergroups:read"`
	wideEvents = allEvents + `,"message.groups","message.im","reaction_added","reaction_removed","pin_added","pin_removed",` +
		`"member_left_channel","channel_archive","channel_left","channel_rename","channel_unarchive","group_archive","group_left","group_rename","group_unarchive"`
)

func allowed(c *sandbox.Config) { c.Manifest = manifest(wide, wideEvents) }

// event is the next event, acknowledged.
func (s *socket) event() map[string]any {
	s.t.Helper()
	e := s.next()
	if e.Type != "events_api" {
		s.t.Fatalf("a %s came, want an event: %v", e.Type, e.Payload)
	}
	s.took(e)
	inner, _ := e.Payload["event"].(map[string]any)
	return inner
}

// expect takes the next event and compares what it says by paths.
func (s *socket) expect(want map[string]string) map[string]any {
	s.t.Helper()
	e := s.event()
	for path, w := range want {
		if got := at(e, path); got != w {
			s.t.Errorf("%s of the event is %q, want %q: %v", path, got, w, e)
		}
	}
	return e
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused is for what a person cannot do: the sentence must say so.
func refused(t *testing.T, err error, say string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), say) {
		t.Errorf("the person is told %v, want %q", err, say)
	}
}

func TestReactionReachesTheBotAndIsSeenByAll(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", id, "text", "2 of 20").at("ts")
	s.settle()

	must(t, w.React(t.Context(), "U0ANA", "inc-1", ts, ":eyes:"))
	s.expect(map[string]string{
		"type": "reaction_added", "user": "U0ANA", "reaction": "eyes", "item_user": w.BotUser(),
		"item.type": "message", "item.channel": id, "item.ts": ts,
	})
	must(t, w.React(t.Context(), "U0BEN", id, ts, "eyes")) // He comes in by it, as by typing.
	s.expect(map[string]string{"type": "message", "subtype": "channel_join"})
	s.expect(map[string]string{"type": "member_joined_channel", "user": "U0BEN"})
	s.expect(map[string]string{"type": "reaction_added", "user": "U0BEN"})
	c.must("reactions.add", "channel", id, "timestamp", ts, "name", "white_check_mark")
	s.expect(map[string]string{"type": "reaction_added", "user": w.BotUser(), "reaction": "white_check_mark"}) // Its own, too.

	got := c.must("reactions.get", "channel", id, "timestamp", ts)
	for path, want := range map[string]string{
		"type": "message", "channel": id, "message.ts": ts, "message.reactions.0.name": "eyes", "message.reactions.0.count": "2",
		"message.reactions.0.users.1": "U0BEN", "message.reactions.1.name": "white_check_mark",
	} {
		if got.at(path) != want {
			t.Errorf("%s of reactions.get is %q, want %q", path, got.at(path), want)
		}
	}
	if got := c.must("conversations.history", "channel", id).at("messages.1.reactions.0.count"); got != "2" {
		t.Errorf("the history counts %s", got)
	}
	before := find(t, w, id, ts)
	must(t, w.Unreact(t.Context(), "U0ANA", id, ts, "eyes"))
	s.expect(map[string]string{"type": "reaction_removed", "user": "U0ANA", "reaction": "eyes", "item.ts": ts})
	c.must("reactions.remove", "channel", id, "timestamp", ts, "name", "white_check_mark")
	s.expect(map[string]string{"type": "reaction_removed", "user": w.BotUser()})
	if now := find(t, w, id, ts).Reactions; len(now) != 1 || now[0].Count != 1 || !slices.Equal(now[0].Users, []string{"U0BEN"}) {
		t.Errorf("left are %+v", now)
	}
	if len(before.Reactions) != 2 || before.Reactions[0].Count != 2 {
		t.Errorf("a message that was read before has changed: %+v", before.Reactions)
	}
}

func TestReactionsAreRefusedAsAtSlack(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	id := c.channel("inc-1")
	ts := c.must("chat.postMessage", "channel", id, "text", "x").at("ts")
	c.must("reactions.add", "channel", id, "timestamp", ts, "name", "eyes")
	for _, tt := range []struct{ method, channel, ts, name, want string }{
		{"reactions.add", id, ts, "eyes", "already_reacted"},
		{"reactions.add", id, ts, ":eyes:", "invalid_name"},
		{"reactions.add", id, ts, "", "invalid_name"},
		{"reactions.add", id, ts, "wave::skin-tone-3", "ok"},
		{"reactions.add", id, "1.000001", "eyes", "message_not_found"},
		{"reactions.add", id, "", "eyes", "no_item_specified"},
		{"reactions.add", "C1", ts, "eyes", "channel_not_found"},
		{"reactions.add", w.Channels()[0].ID, ts, "eyes", "not_in_channel"},
		{"reactions.remove", id, ts, "wave", "no_reaction"},
		{"reactions.get", id, "1.000001", "", "message_not_found"},
	} {
		if got := c.call(tt.method, "channel", tt.channel, "timestamp", tt.ts, "name", tt.name).code(); got != tt.want {
			t.Errorf("%s of %q: %s, want %s", tt.method, tt.name, got, tt.want)
		}
	}
	must(t, w.React(t.Context(), "U0ANA", id, ts, "eyes"))
	refused(t, w.React(t.Context(), "U0ANA", id, ts, "eyes"), "already_reacted")
	refused(t, w.Unreact(t.Context(), "U0ANA", id, ts, "wave"), "no_reaction")
	refused(t, w.React(t.Context(), "U0ANA", id, "1.000001", "eyes"), "not there any more")
	refused(t, w.React(t.Context(), "U0NOBODY", id, ts, "eyes"), "nobody called")
	for n := range 22 {
		must(t, w.React(t.Context(), "U0ANA", id, ts, fmt.Sprintf("e%d", n)))
	}
	refused(t, w.React(t.Context(), "U0ANA", id, ts, "one-more"), "too_many_reactions")
	c.must("conversations.archive", "channel", id)
	refused(t, w.React(t.Context(), "U0ANA", id, ts, "late"), "is_archived")
	poor := newClient(t, start(t, nil))
	for method, needed := range map[string]string{"reactions.add": "reactions:write", "reactions.get": "reactions:read"} {
		if r := poor.call(method); r.at("needed") != needed {
			t.Errorf("%s without its scope: %v", method, r.body)
		}
	}
}

func TestEventsNeedScopeSubscriptionAndMembership(t *testing.T) {
	t.Parallel()
	const reacted = `"reaction_added","message.channels"`
	for _, tt := range []struct {
		name, scopes, events string
		inside, want         bool
	}{
		{"all there", scopes + `,"reactions:read"`, reacted, true, true},
		{"no scope", scopes, reacted, true, false},
		{"no subscription", scopes + `,"reactions:read"`, `"message.channels"`, true, false},
		{"not in the channel", scopes + `,"reactions:read"`, reacted, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := start(t, func(c *sandbox.Config) { c.Manifest = manifest(tt.scopes, tt.events) })
			c := newClient(t, w)
			if tt.inside {
				c.must("conversations.join", "channel", w.Channels()[0].ID)
			}
			must(t, w.Type(t.Context(), "U0ANA", "general", "", "hello"))
			rest := func() uint64 { _, version := w.Pending(); return version }
			before := rest()
			must(t, w.React(t.Context(), "U0ANA", "general", last(t, w, "general").TS, "eyes"))
			if got := rest() != before; got != tt.want {
				t.Errorf("the bot was told: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPinsArePeoplesToo(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	must(t, w.Type(t.Context(), "U0ANA", id, "", "restarted the proxy"))
	ts := last(t, w, id).TS
	s.settle()

	must(t, w.Pin(t.Context(), "U0ANA", id, ts))
	s.expect(map[string]string{
		"type": "pin_added", "user": "U0ANA", "channel_id": id, "item_user": "U0ANA", "item.type": "message", "item.channel": id,
		"item.message.ts": ts, "item.message.text": "restarted the proxy", "item.created_by": "U0ANA", "pin_count": "1", "pinned_info.pinned_by": "U0ANA",
	})
	refused(t, w.Pin(t.Context(), "U0ANA", id, ts), "already_pinned")
	if r := c.must("pins.list", "channel", id); r.at("items.0.created_by") != "U0ANA" || r.at("items.0.message.pinned_to.0") != id {
		t.Errorf("pinned is %v", r.body)
	}
	if got := c.call("pins.add", "channel", id, "timestamp", ts).code(); got != "already_pinned" {
		t.Errorf("pinning what is pinned: %s", got)
	}
	c.must("pins.remove", "channel", id, "timestamp", ts)
	s.expect(map[string]string{"type": "pin_removed", "user": w.BotUser(), "has_pins": "false"})
	if got := c.call("pins.remove", "channel", id, "timestamp", ts).code(); got != "no_pin" {
		t.Errorf("unpinning what is not pinned: %s", got)
	}
	refused(t, w.Unpin(t.Context(), "U0ANA", id, ts), "no_pin")
	for n := range 100 {
		c.must("pins.add", "channel", id, "timestamp", c.must("chat.postMessage", "channel", id, "text", fmt.Sprint(n)).at("ts"))
	}
	refused(t, w.Pin(t.Context(), "U0ANA", id, ts), "too_many_pins")
	if got := c.call("pins.add", "channel", id, "timestamp", ts).code(); got != "too_many_pins" {
		t.Errorf("one pin too many: %s", got)
	}
}

func TestPeopleEditAndDeleteTheirOwn(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	must(t, w.Type(t.Context(), "U0ANA", id, "", "restarted the prxy"))
	ts := last(t, w, id).TS
	s.settle()

	must(t, w.Edit(t.Context(), "U0ANA", id, ts, "restarted the proxy, @ben & co"))
	s.expect(map[string]string{
		"subtype": "message_changed", "message.ts": ts, "message.text": "restarted the proxy, <@U0BEN> &amp; co", "message.edited.user": "U0ANA",
		"previous_message.text": "restarted the prxy", "channel": id,
	})
	must(t, w.Edit(t.Context(), "U0ANA", id, ts, "restarted the proxy, @ben & co")) // Nothing new: nothing told.
	refused(t, w.Edit(t.Context(), "U0ANA", id, ts, " "), "no_text")
	refused(t, w.Edit(t.Context(), "U0ANA", id, c.must("chat.postMessage", "channel", id, "text", "mine").at("ts"), "x"), "cant_update_message")
	s.expect(map[string]string{"type": "message", "text": "mine"})
	refused(t, w.Delete(t.Context(), "U0ANA", id, last(t, w, id).TS), "cant_delete_message")

	must(t, w.Pin(t.Context(), "U0ANA", id, ts))
	s.expect(map[string]string{"type": "pin_added"})
	must(t, w.Delete(t.Context(), "U0ANA", id, ts))
	s.expect(map[string]string{"subtype": "message_deleted", "deleted_ts": ts, "previous_message.ts": ts})
	if n := len(w.Channels()[1].Pins); n != 0 {
		t.Errorf("%d pins are left of a message that is gone", n)
	}
	refused(t, w.Delete(t.Context(), "U0ANA", id, ts), "not there any more")
}

func TestMessageAboveRepliesLeavesATombstone(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	must(t, w.Type(t.Context(), "U0ANA", id, "", "it is DNS"))
	ts := last(t, w, id).TS
	must(t, w.Type(t.Context(), "U0ANA", id, ts, "no"))
	s.settle()
	must(t, w.Delete(t.Context(), "U0ANA", id, ts))
	s.expect(map[string]string{
		"subtype": "message_changed", "message.ts": ts, "message.subtype": "tombstone", "message.user": "USLACKBOT", "message.hidden": "true",
		"message.text": "This message was deleted.", "message.reply_count": "1", "previous_message.text": "it is DNS",
	})
	if n := len(c.must("conversations.replies", "channel", id, "ts", ts).body["messages"].([]any)); n != 2 {
		t.Errorf("the thread has %d messages", n)
	}
}

func TestFileOfAPersonsReachesTheBot(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	s := c.connect()
	id := c.channel("inc-1")
	s.settle()
	must(t, w.Share(t.Context(), "U0ANA", id, "", "the graph", "p95 last hour.png", []byte("\x89PNG")))
	e := s.expect(map[string]string{
		"type": "message", "subtype": "file_share", "user": "U0ANA", "text": "the graph", "bot_id": "",
		"files.0.name": "p95 last hour.png", "files.0.mimetype": "image/png", "files.0.size": "4", "files.0.user": "U0ANA",
	})
	if at(e, "files.0.id") == "" || !strings.HasPrefix(at(e, "files.0.permalink"), w.URL()) {
		t.Errorf("the file is %v", e["files"])
	}
	link := strings.TrimPrefix(at(e, "files.0.url_private"), w.URL())
	if status, _, body := get(t, w, link, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+w.BotToken()) }); status != 200 || body != "\x89PNG" {
		t.Errorf("the bot reads %d %q", status, body)
	}
	if _, header, body := get(t, w, link, nil); !strings.Contains(body, "Sign in") || !strings.Contains(header.Get("Content-Type"), "html") {
		t.Errorf("without a token one reads %q", body)
	}
	if status, _, body := get(t, w, last(t, w, id).Files[0].URL, nil); status != 200 || body != "\x89PNG" {
		t.Errorf("people read %d %q", status, body)
	}
	must(t, w.Share(t.Context(), "U0ANA", "general", "", "", "log.txt", []byte("x")))
	elsewhere := strings.Replace(last(t, w, "general").Files[0].URL, "/files/", "/files-pri/", 1)
	if status, _, _ := get(t, w, elsewhere, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+w.BotToken()) }); status != http.StatusNotFound {
		t.Errorf("a file from where the bot is not: %d", status)
	}
	refused(t, w.Share(t.Context(), "U0ANA", id, "", "", " ", []byte("x")), "needs a name")
	refused(t, w.Share(t.Context(), "U0ANA", id, "", "", "a.txt", nil), "empty")
	refused(t, w.Share(t.Context(), "U0ANA", id, "1.000001", "", "a.txt", []byte("x")), "thread")
}

func TestPageDoesWhatPeopleDo(t *testing.T) {
	t.Parallel()
	w := start(t, allowed)
	c := newClient(t, w)
	must(t, w.Type(t.Context(), "U0ANA", "general", "", "first"))
	ts := last(t, w, "general").TS
	body := `{"user":"U0ANA","channel":"general","ts":"` + ts + `","emoji":"eyes","text":"second"}`
	for _, tt := range []struct{ path, want string }{
		{"react", "ok"},
		{"react", "You have put this emoji on the message already. (already_reacted)"},
		{"unreact", "ok"},
		{"pin", "ok"},
		{"unpin", "ok"},
		{"edit", "ok"},
		{"delete", "ok"},
		{"delete", "This message is not there any more."},
	} {
		r, err := c.send("/page/"+tt.path, "application/json", "", body)
		if err != nil || r.code() != tt.want {
			t.Errorf("%s: %v %v, want %s", tt.path, r.body, err, tt.want)
		}
	}
	const to = "/page/share?user=U0ANA&channel=general&thread_ts=&text=look&name=a.txt"
	if r, err := c.send(to, "application/octet-stream", "", "content"); err != nil || r.code() != "ok" {
		t.Errorf("sharing: %v %v", r.body, err)
	}
	if m := last(t, w, "general"); m.Text != "look" || len(m.Files) != 1 || m.Files[0].Size != 7 {
		t.Errorf("shared is %+v", m)
	}
	if r, err := c.send(to, "text/plain", "", "content"); err != nil || r.status != http.StatusUnsupportedMediaType {
		t.Errorf("a form from elsewhere is answered %d %v", r.status, err)
	}
}

// find is a channel's message by its id.
func find(t *testing.T, w *sandbox.Workspace, channel, ts string) sandbox.Message {
	t.Helper()
	for _, m := range w.Messages(channel) {
		if m.TS == ts {
			return m
		}
	}
	t.Fatalf("there is no message %s in %s", ts, channel)
	return sandbox.Message{}
}

// took acknowledges an envelope and waits until that has arrived.
func (s *socket) took(e envelope) {
	s.t.Helper()
	n, _ := s.w.Pending()
	s.ack(e.ID, nil)
	eventually(s.t, "the acknowledgement was taken", func() bool { left, _ := s.w.Pending(); return left < n })
}

// settle takes and acknowledges what waits to be delivered.
func (s *socket) settle() {
	s.t.Helper()
	for n, _ := s.w.Pending(); n > 0; n, _ = s.w.Pending() {
		s.took(s.next())
	}
}
