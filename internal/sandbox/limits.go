package sandbox

import "time"

// Slack's tiers: calls a minute of one method. What Slack calls special has a
// number of its own; where Slack publishes none, it is several hundred.
const (
	tier1   = 1
	tier2   = 20
	tier3   = 50
	tier4   = 100
	special = 300
)

// postEvery is the time between two messages of the bot in one channel.
const postEvery = time.Second

// tiers are the calls a minute that each method takes.
func tiers() map[string]int {
	return map[string]int{
		"apps.connections.open":        tier3,
		"auth.test":                    special,
		"blocks.validate":              tier3,
		"bookmarks.add":                tier2,
		"bookmarks.edit":               tier2,
		"bookmarks.list":               tier3,
		"bookmarks.remove":             tier2,
		"chat.delete":                  tier3,
		"chat.getPermalink":            special,
		"chat.postEphemeral":           tier4,
		"chat.postMessage":             special,
		"chat.update":                  tier3,
		"conversations.archive":        tier2,
		"conversations.create":         tier2,
		"conversations.history":        tier3,
		"conversations.info":           tier3,
		"conversations.invite":         tier3,
		"conversations.join":           tier3,
		"conversations.kick":           tier3,
		"conversations.leave":          tier3,
		"conversations.list":           tier2,
		"conversations.members":        tier4,
		"conversations.open":           tier3,
		"conversations.rename":         tier2,
		"conversations.replies":        tier3,
		"conversations.setPurpose":     tier2,
		"conversations.setTopic":       tier2,
		"conversations.unarchive":      tier2,
		"files.completeUploadExternal": tier4,
		"files.delete":                 tier3,
		"files.getUploadURLExternal":   tier4,
		"files.info":                   tier4,
		"pins.add":                     tier2,
		"pins.list":                    tier2,
		"pins.remove":                  tier2,
		"reactions.add":                tier3,
		"reactions.get":                tier3,
		"reactions.remove":             tier2,
		"usergroups.list":              tier2,
		"usergroups.users.list":        tier2,
		"users.conversations":          tier3,
		"users.info":                   tier4,
		"users.list":                   tier2,
		"views.open":                   tier4,
		"views.publish":                tier4,
		"views.push":                   tier4,
		"views.update":                 tier4,
	}
}

// limited counts a call and says what Slack's rate limits make of it: nothing,
// or a refusal until the time after which the call would be taken. A refused
// call is not counted. The caller holds the lock.
func (w *Workspace) limited(method, channel string) Fault {
	if !w.cfg.Limits {
		return Fault{}
	}
	most, ok := w.tiers[method]
	if !ok {
		return Fault{} // There is no such method.
	}
	if r := w.room(channel); r != nil {
		channel = r.ID
	}
	wait := w.full(method, most, time.Minute)
	perChannel := method == "chat.postMessage" && channel != ""
	if perChannel {
		wait = max(wait, w.full(method+" "+channel, 1, postEvery))
	}
	if wait > 0 {
		return Fault{Kind: RateLimited, RetryAfter: wait}
	}
	w.count(method)
	if perChannel {
		w.count(method + " " + channel)
	}
	return Fault{}
}

// full says for how long no more of a key is taken: so many in so long, in story
// time. It forgets what is older.
func (w *Workspace) full(key string, most int, in time.Duration) time.Duration {
	now := w.now()
	taken := w.taken[key]
	for len(taken) > 0 && now.Sub(taken[0]) >= in {
		taken = taken[1:]
	}
	w.taken[key] = taken
	if len(taken) < most {
		return 0
	}
	return in - now.Sub(taken[len(taken)-most])
}

func (w *Workspace) count(key string) { w.taken[key] = append(w.taken[key], w.now()) }
