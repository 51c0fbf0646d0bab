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
	link := c.URL() + "/archives/" + r.ID + "/p" + strings.ReplaceAll(p.TS, ".", "")
	return answer{"channel": r.ID, "permalink": link}, nil
}
