package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// written is as much of a message in a channel as goes on the timeline.
type written struct {
	TS       string `json:"ts"`
	User     string `json:"user"` // Empty for what an old webhook wrote.
	Bot      string `json:"bot_id"`
	Username string `json:"username"` // As which a webhook wrote it.
	Profile  struct {
		Name string `json:"name"`
	} `json:"bot_profile"`
	Subtype     string          `json:"subtype"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks"`
	Attachments json.RawMessage `json:"attachments"`
	Files       []struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		Link  string `json:"permalink"`
	} `json:"files"`
}

// fetch reads one message of a channel, and false where it is not there any
// more. All that a reaction says of it is where it stands, and replies are not
// among the channel's messages.
func (a *Adapter) fetch(ctx context.Context, ch incident.ChannelID, ts string) (written, bool, error) {
	only := url.Values{"channel": {string(ch)}, "latest": {ts}, "oldest": {ts}, "inclusive": {"1"}, "limit": {"10"}}
	for _, method := range []string{"conversations.history", "conversations.replies"} {
		if method == "conversations.replies" {
			only.Set("ts", ts)
		}
		var found struct {
			Messages []written `json:"messages"`
		}
		err := a.call(ctx, method, only, &found)
		if is(err, gone) {
			continue
		}
		if err != nil {
			return written{}, false, err
		}
		for _, w := range found.Messages {
			if w.TS == ts {
				return w, w.Subtype != "tombstone", nil
			}
		}
	}
	return written{}, false, nil
}

// longestLine is how many characters of a message stand on the timeline. The
// rest is one press away, behind its link.
const longestLine = 500

// words are what a message says, on one line and without the chat's markup, what
// secrets were masked in it, and whether some of it was left out. It is masked
// before it is shortened: half a secret is none that can be known.
func (w written) words(ctx context.Context, a *Adapter) (text string, masked []string, shortened bool) {
	said := w.Text
	for _, inside := range []json.RawMessage{w.Attachments, w.Blocks} {
		if strings.TrimSpace(said) == "" {
			said = wordsIn(inside)
		}
	}
	text, masked = incident.Mask(commands.Words(a.named(ctx, said)))
	short := cut(text, longestLine)
	switch {
	case text != "":
	case len(w.Files) == 1:
		return "a file", nil, false
	case len(w.Files) > 1:
		return fmt.Sprintf("%d files", len(w.Files)), nil, false
	default:
		return "a message without words", nil, false
	}
	return short, masked, short != text
}

// files are the message's files, by name and link. They are never fetched.
func (w written) files() []incident.File {
	var all []incident.File
	for _, f := range w.Files {
		name := f.Title
		if name == "" {
			name = f.Name
		}
		if name == "" {
			name = "a file"
		}
		all = append(all, incident.File{Name: cut(strings.Join(strings.Fields(name), " "), longestEcho), Link: f.Link})
	}
	return all
}

// wordsIn are the words in a message's blocks or attachments, in the order in
// which people read them. Buttons are left out.
func wordsIn(raw json.RawMessage) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	var all []string
	var gather func(v any)
	gather = func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, v)
		case []any:
			for _, inside := range v {
				gather(inside)
			}
		case map[string]any:
			if v["type"] == "actions" || v["type"] == "button" {
				return
			}
			for _, key := range []string{"pretext", "title", "text", "fields", "elements", "blocks"} {
				gather(v[key])
			}
		}
	}
	gather(v)
	return strings.Join(all, " ")
}
