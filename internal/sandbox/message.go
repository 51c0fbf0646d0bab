package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Message is a message as people see it.
type Message struct {
	Channel  string          `json:"channel"`
	TS       string          `json:"ts"`        // Its id within the channel.
	ThreadTS string          `json:"thread_ts"` // Of the message it replies to; empty if to none.
	User     string          `json:"user"`
	Text     string          `json:"text"`   // In Slack's markup; what is shown where blocks are not.
	Blocks   json.RawMessage `json:"blocks"` // Block Kit, null if there is none.
	Files    []File          `json:"files"`
	// Reactions are in the order in which each emoji was given first.
	Reactions []Reaction `json:"reactions"`
	Edited    bool       `json:"edited"`
	// EphemeralFor is the one person who sees it; empty if everybody does.
	EphemeralFor string    `json:"ephemeral_for"`
	System       bool      `json:"system"` // The workspace's own, such as "joined the channel".
	At           time.Time `json:"at"`     // Story time.

	plain string
}

// File is a file that hangs on a message.
type File struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Alt      string `json:"alt,omitempty"` // A picture in words.
	Mimetype string `json:"mimetype"`
	Size     int    `json:"size"` // Bytes.
	URL      string `json:"url"`  // A path on this server.
}

// Button is something on a message that can be pressed.
type Button struct {
	Label    string
	BlockID  string
	ActionID string
	Value    string
	URL      string
	// Confirm is what the person is asked first; nil if nothing is.
	Confirm *Confirm
}

// PlainText is everything a reader sees of the message, without markup, a line
// for each block or line of text. Names stand for people and channels.
func (m Message) PlainText() string { return m.plain }

// Buttons are the message's buttons in the order in which they stand.
func (m Message) Buttons() []Button { return buttonsIn(m.Blocks) }

func buttonsIn(blocks json.RawMessage) []Button {
	var all []Button
	for _, c := range controls(blocks) {
		if c.Type == "button" {
			all = append(all, Button{Label: c.Text.Text, BlockID: c.block, ActionID: c.ActionID, Value: c.Value, URL: c.URL, Confirm: c.asks()})
		}
	}
	return all
}

// post is a message as the workspace keeps it.
type post struct {
	Message
	room     *room
	subtype  string
	bot      bool // Written by the bot.
	metadata json.RawMessage
	forms    map[string]Values // What each person has chosen in it.
	editedAt string            // The ts of the last edit.
	inviter  string            // Of a channel_join.
	pinnedBy setting
	more     map[string]any // What messages of its subtype carry besides.
}

// Messages are a channel's messages, oldest first, thread replies and
// ephemeral messages included; the channel by id or name. None if there is no
// such channel.
func (w *Workspace) Messages(channel string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.room(channel)
	if r == nil {
		return nil
	}
	all := make([]Message, 0, len(r.posts))
	for _, p := range r.posts {
		all = append(all, p.Message)
	}
	return all
}

// find is the channel's message with that id, nil if it has none.
func (r *room) find(ts string) *post {
	for _, v := range slices.Backward(r.posts) {
		if v.TS == ts {
			return v
		}
	}
	return nil
}

// say puts a message into the channel: it gets its id and its time, the page
// shows it and the bot hears of it.
func (w *Workspace) say(r *room, p *post) *post {
	p.Channel, p.room = r.ID, r
	p.TS, p.At = w.stamp()
	if p.Files == nil {
		p.Files = []File{}
	}
	p.Reactions = []Reaction{}
	p.plain = w.plain(p.Message)
	r.posts = append(r.posts, p)
	w.tell(Update{Type: "message", Message: new(p.Message)})
	if p.EphemeralFor == "" {
		w.heard(p)
	}
	return p
}

// whisper shows a message to one person only.
func (w *Workspace) whisper(r *room, from, to string, c content) *post {
	return w.say(r, &post{Message: Message{User: from, Text: c.text, Blocks: c.blocks, EphemeralFor: to}, bot: from == w.botUser})
}

// notice is a line of the workspace's own.
func (w *Workspace) notice(r *room, user, subtype, text string) {
	w.say(r, &post{Message: Message{User: user, Text: text, System: true}, subtype: subtype, bot: user == w.botUser})
}

// enter puts somebody into the channel for everyone to see; false if they are
// in it already.
func (w *Workspace) enter(r *room, user, inviter string) bool {
	if !r.join(user) {
		return false
	}
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	w.say(r, &post{
		Message: Message{User: user, Text: "<@" + user + "> has joined the channel", System: true},
		subtype: "channel_join", bot: user == w.botUser, inviter: inviter,
	})
	w.joined(r, user, inviter)
	return true
}

// change gives a message new content.
func (w *Workspace) change(p *post, c content) {
	before := w.wire(p)
	p.Text, p.Blocks, p.Edited = c.text, c.blocks, true
	p.editedAt, _ = w.stamp()
	p.plain = w.plain(p.Message)
	w.tell(Update{Type: "message", Message: new(p.Message)})
	if p.EphemeralFor == "" {
		w.changed(p, before)
	}
}

// remove takes a message away, its pin too.
func (w *Workspace) remove(p *post) {
	if p.unpin() {
		w.tell(Update{Type: "channel", Channel: new(p.room.snapshot())})
	}
	if len(p.replies()) > 0 {
		w.bury(p)
		return
	}
	for i, other := range p.room.posts {
		if other == p {
			p.room.posts = append(p.room.posts[:i:i], p.room.posts[i+1:]...)
			break
		}
	}
	w.tell(Update{Type: "delete", ChannelID: p.Channel, TS: p.TS})
	if p.EphemeralFor == "" {
		w.deleted(p)
	}
}

// replies are the messages in a message's thread, oldest first.
func (p *post) replies() []*post {
	var all []*post
	for _, r := range p.room.posts {
		if r.ThreadTS == p.TS && r.EphemeralFor == "" {
			all = append(all, r)
		}
	}
	return all
}

// wire is a message as the Web API and the events show one, without its
// metadata.
func (w *Workspace) wire(p *post) map[string]any {
	m := map[string]any{
		"type": "message",
		"user": p.User,
		"team": w.team,
		"text": p.Text,
		"ts":   p.TS,
	}
	if p.subtype != "" {
		m["subtype"] = p.subtype
	}
	maps.Copy(m, p.more)
	if p.inviter != "" {
		m["inviter"] = p.inviter
	}
	if p.bot {
		m["bot_id"], m["app_id"] = w.botID, w.appID
		m["bot_profile"] = map[string]any{"id": w.botID, "app_id": w.appID, "name": w.app.botName, "team_id": w.team, "deleted": false}
	}
	if p.Blocks != nil {
		m["blocks"] = p.Blocks
	}
	if len(p.Files) > 0 {
		var files []map[string]any
		for _, f := range p.Files {
			files = append(files, w.wireFile(w.files[f.ID]))
		}
		m["files"] = files
	}
	if len(p.Reactions) > 0 {
		m["reactions"] = p.Reactions
	}
	if slices.Contains(p.room.Pins, p.TS) {
		m["pinned_to"] = []string{p.Channel}
	}
	if p.subtype == "tombstone" {
		m["hidden"] = true
	}
	if p.Edited {
		m["edited"] = map[string]any{"user": p.User, "ts": p.editedAt}
	}
	if p.ThreadTS != "" {
		m["thread_ts"] = p.ThreadTS
		if parent := p.room.find(p.ThreadTS); parent != nil {
			m["parent_user_id"] = parent.User
		}
	} else if replies := p.replies(); len(replies) > 0 {
		m["thread_ts"], m["reply_count"] = p.TS, len(replies)
		m["latest_reply"] = replies[len(replies)-1].TS
	}
	return m
}
