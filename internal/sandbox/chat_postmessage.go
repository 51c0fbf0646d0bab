package sandbox

import "encoding/json"

// chatPostMessage posts a message of the bot's. Attachments are not known here.
func chatPostMessage(c *call) (answer, error) {
	r, err := c.writable()
	if err != nil {
		return nil, err
	}
	said, refused := readContent(cut(c.args["text"], postedLimit), c.args["blocks"])
	switch {
	case refused != nil:
		return nil, refused
	case said.empty():
		return nil, refuse("no_text")
	}
	metadata, refused := readMetadata(c.args["metadata"])
	if refused != nil {
		return nil, refused
	}
	p := &post{Message: Message{User: c.botUser, Text: said.text, Blocks: said.blocks}, bot: true, metadata: metadata}
	if ts := c.args["thread_ts"]; ts != "" {
		if p.ThreadTS = threadOf(r, ts); p.ThreadTS == "" {
			return nil, refuse("thread_not_found")
		}
	}
	c.say(r, p)
	return answer{"channel": r.ID, "ts": p.TS, "message": c.withMetadata(p)}, nil
}

// threadOf is the thread that a message begins or is in; empty if there is no
// such message.
func threadOf(r *room, ts string) string {
	p := r.visible(ts)
	switch {
	case p == nil:
		return ""
	case p.ThreadTS != "":
		return p.ThreadTS
	}
	return p.TS
}

// readMetadata checks a message's metadata: a type and an object.
func readMetadata(text string) (json.RawMessage, *refusal) {
	if text == "" || text == "{}" {
		return nil, nil
	}
	var m struct {
		Type    string          `json:"event_type"`
		Payload map[string]any  `json:"event_payload"`
		Refs    json.RawMessage `json:"entities"`
	}
	if json.Unmarshal([]byte(text), &m) != nil || m.Type == "" || m.Payload == nil {
		return nil, refuse("invalid_metadata_format")
	}
	return json.RawMessage(text), nil
}

// withMetadata is a message as its author is shown it.
func (w *Workspace) withMetadata(p *post) map[string]any {
	m := w.wire(p)
	if p.metadata != nil {
		m["metadata"] = p.metadata
	}
	return m
}
