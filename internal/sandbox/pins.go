package sandbox

import "slices"

// pinLimit is how many messages a channel can have pinned.
const pinLimit = 100

// pinsAdd pins a message to its channel.
func pinsAdd(c *call) (answer, error) {
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	ts := c.args["timestamp"]
	switch {
	case ts == "":
		return nil, refuse("no_item_specified")
	case r.visible(ts) == nil:
		return nil, refuse("message_not_found")
	case slices.Contains(r.Pins, ts):
		return nil, refuse("already_pinned")
	case len(r.Pins) >= pinLimit:
		return nil, refuse("too_many_pins")
	}
	r.Pins = append(r.Pins, ts)
	c.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	return nil, nil
}

// pinsList lists what is pinned to a channel.
func pinsList(c *call) (answer, error) {
	r, err := c.joinedTo(c.args["channel"])
	if err != nil {
		return nil, err
	}
	items := []answer{}
	for _, ts := range r.Pins {
		if p := r.visible(ts); p != nil {
			items = append(items, answer{"type": "message", "channel": r.ID, "message": c.wire(p), "created_by": c.botUser})
		}
	}
	return answer{"items": items}, nil
}
