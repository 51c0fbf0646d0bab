package sandbox

import "slices"

// conversationsList lists the workspace's channels, of the private ones those
// that the bot is in.
func conversationsList(c *call) (answer, error) {
	return c.listRooms(func(*room) bool { return true })
}

// usersConversations lists the channels that somebody is in, as far as the bot
// sees them; the bot's own if nobody is named.
func usersConversations(c *call) (answer, error) {
	user := c.args["user"]
	if user == "" {
		user = c.botUser
	}
	if p, ok := c.person(user); !ok || p.ID != user {
		return nil, refuse("user_not_found")
	}
	return c.listRooms(func(r *room) bool { return r.has(user) })
}

func (c *call) listRooms(match func(*room) bool) (answer, error) {
	types := c.args.list("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	var all []map[string]any
	for _, r := range c.rooms {
		kind := map[string]string{"channel": "public_channel", "group": "private_channel", "im": "im"}[r.kind()]
		if slices.Contains(types, kind) && c.sees(c.botUser, r) && match(r) && (!r.Archived || !c.args.yes("exclude_archived")) {
			all = append(all, c.wireRoom(r))
		}
	}
	page, next, err := pageOf(all, c.args["cursor"], c.args.limit(100, 999))
	if err != nil {
		return nil, err
	}
	return answer{"channels": list(page), "response_metadata": cursorTo(next)}, nil
}

// list is never null in JSON.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
