package sandbox

import "unicode/utf8"

// conversationsSetTopic sets the line that stands above a channel.
func conversationsSetTopic(c *call) (answer, error) {
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	topic := c.args["topic"]
	if utf8.RuneCountInString(unescape(topic)) > topicLimit {
		return nil, refuse("too_long")
	}
	if topic != r.Topic {
		r.Topic, r.topicBy = topic, setting{by: c.botUser, at: c.now()}
		c.tell(Update{Type: "channel", Channel: new(r.snapshot())})
		c.notice(r, c.botUser, "channel_topic", "<@"+c.botUser+"> set the channel topic: "+topic)
	}
	return answer{"channel": c.wireRoom(r)}, nil
}
