package sandbox

import (
	"encoding/json"
	"strings"
)

// reply is what a bot says at a response URL or in an acknowledgement.
type reply struct {
	content
	inChannel bool
	replace   bool
	delete    bool
}

// readReply reads a reply: JSON, or text and nothing else.
func readReply(source []byte) (reply, *refusal) {
	var v struct {
		Type    string          `json:"response_type"`
		Text    string          `json:"text"`
		Blocks  json.RawMessage `json:"blocks"`
		Replace flag            `json:"replace_original"`
		Delete  flag            `json:"delete_original"`
	}
	if err := json.Unmarshal(source, &v); err != nil {
		return reply{}, refuse("invalid_payload")
	}
	c, refused := readContent(cut(v.Text, postedLimit), string(v.Blocks))
	if refused != nil {
		return reply{}, refused
	}
	return reply{content: c, inChannel: v.Type == "in_channel", replace: bool(v.Replace), delete: bool(v.Delete)}, nil
}

// flag is a truth that some clients send as text.
type flag bool

// UnmarshalJSON takes true, false, and both as text.
func (f *flag) UnmarshalJSON(b []byte) error {
	*f = strings.Trim(string(b), `"`) == "true"
	return nil
}

// reply shows what a bot says to somebody who typed or pressed.
func (w *Workspace) reply(h *hook, r reply) {
	if h.original != nil && h.original.room.find(h.original.TS) == nil {
		h.original = nil // Another answer has deleted it.
	}
	p := &post{Message: Message{User: w.botUser, Text: r.text, Blocks: r.blocks, ThreadTS: h.thread}, bot: true}
	switch {
	case r.delete && h.original != nil:
		w.remove(h.original)
	case r.replace && h.original != nil:
		w.change(h.original, r.content)
	case r.empty():
	case r.inChannel:
		w.say(h.room, p)
	default:
		p.EphemeralFor = h.user
		w.say(h.room, p)
	}
}
