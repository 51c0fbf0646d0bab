package sandbox

import "unicode/utf8"

// conversationsSetPurpose sets a channel's description.
func conversationsSetPurpose(c *call) (answer, error) {
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	purpose := c.args["purpose"]
	if utf8.RuneCountInString(unescape(purpose)) > topicLimit {
		return nil, refuse("too_long")
	}
	if purpose != r.Purpose {
		r.Purpose, r.purposeBy = purpose, setting{by: c.botUser, at: c.now()}
		c.tell(Update{Type: "channel", Channel: new(r.snapshot())})
		c.notice(r, c.botUser, "channel_purpose", "<@"+c.botUser+"> set the channel description: "+purpose)
	}
	return answer{"purpose": purpose, "channel": c.wireRoom(r)}, nil
}
