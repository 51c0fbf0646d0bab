package sandbox

import "strings"

// chatGetPermalink is the address of a message: here it leads to the page.
func chatGetPermalink(c *call) (answer, error) {
	r, err := c.channel()
	if err != nil {
		return nil, err
	}
	p := r.visible(c.args["message_ts"])
	if p == nil {
		return nil, refuse("message_not_found")
	}
	return answer{"channel": r.ID, "permalink": c.permalink(p)}, nil
}

// permalink is a message's address. A reply's leads into its thread.
func (w *Workspace) permalink(p *post) string {
	link := w.URL() + "/archives/" + p.Channel + "/p" + strings.ReplaceAll(p.TS, ".", "")
	if p.ThreadTS != "" {
		link += "?thread_ts=" + p.ThreadTS + "&cid=" + p.Channel
	}
	return link
}
