package sandbox

// reactionsAdd puts an emoji on a message as the bot.
func reactionsAdd(c *call) (answer, error) {
	p, err := c.item()
	if err != nil {
		return nil, err
	}
	if refused := c.react(p, c.botUser, c.args["name"]); refused != nil {
		return nil, refused
	}
	return nil, nil
}

// item is the message that the call names by channel and timestamp, in a
// channel of the bot's that is not archived.
func (c *call) item() (*post, error) {
	if c.args["channel"] == "" || c.args["timestamp"] == "" {
		return nil, refuse("no_item_specified")
	}
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	if p := r.visible(c.args["timestamp"]); p != nil {
		return p, nil
	}
	return nil, refuse("message_not_found")
}
