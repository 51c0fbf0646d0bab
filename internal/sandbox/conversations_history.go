package sandbox

import "slices"

// conversationsHistory lists a channel's messages, the newest first and without
// the replies in threads.
func conversationsHistory(c *call) (answer, error) {
	r, err := c.joinedTo(c.args["channel"])
	if err != nil {
		return nil, err
	}
	var all []map[string]any
	for _, p := range slices.Backward(r.posts) {
		if p.EphemeralFor == "" && p.ThreadTS == "" && c.within(p) {
			all = append(all, c.shown(p))
		}
	}
	return c.pageOfMessages(all, 100)
}

// conversationsReplies lists a thread, its first message first.
func conversationsReplies(c *call) (answer, error) {
	r, err := c.joinedTo(c.args["channel"])
	if err != nil {
		return nil, err
	}
	parent := r.visible(c.args["ts"])
	if parent == nil {
		return nil, refuse("thread_not_found")
	}
	if parent.ThreadTS != "" {
		parent = r.visible(parent.ThreadTS)
	}
	all := []map[string]any{c.shown(parent)}
	for _, p := range parent.replies() {
		if c.within(p) {
			all = append(all, c.shown(p))
		}
	}
	return c.pageOfMessages(all, 1000)
}

func (c *call) pageOfMessages(all []map[string]any, otherwise int) (answer, error) {
	page, next, err := pageOf(all, c.args["cursor"], c.args.limit(otherwise, 999))
	if err != nil {
		return nil, err
	}
	return answer{"messages": list(page), "has_more": next != "", "response_metadata": cursorTo(next)}, nil
}

// within reports whether a message lies between the call's oldest and latest.
func (c *call) within(p *post) bool {
	latest, oldest := c.args["latest"], c.args["oldest"]
	if c.args.yes("inclusive") && (p.TS == latest || p.TS == oldest) {
		return true
	}
	return (latest == "" || earlier(p.TS, latest)) && (oldest == "" || oldest == "0" || earlier(oldest, p.TS))
}

// shown is a message with its metadata, if the call asks for it and the bot may
// read it.
func (c *call) shown(p *post) map[string]any {
	m := c.wire(p)
	if p.metadata != nil && c.args.yes("include_all_metadata") && c.app.granted("metadata.message:read") {
		m["metadata"] = p.metadata
	}
	return m
}
