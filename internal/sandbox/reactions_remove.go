package sandbox

// reactionsRemove takes the bot's emoji off a message.
func reactionsRemove(c *call) (answer, error) {
	p, err := c.item()
	if err != nil {
		return nil, err
	}
	if refused := c.unreact(p, c.botUser, c.args["name"]); refused != nil {
		return nil, refused
	}
	return nil, nil
}
