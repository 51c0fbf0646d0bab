// Package sandbox is a practice workspace: a server on loopback that speaks
// Slack's protocols (Web API, Socket Mode, response URLs) to a bot, and shows
// people a page to type and press on. Any Slack client may use it.
//
// It shares no code with the client library the bot uses, because a fake that
// shares the client's structs shares its mistakes. It is stricter than a
// server needs to be: scopes, membership, names and Block Kit limits are
// enforced, and what it does not know it refuses.
//
// Story time (Config.Now) is what message ids, file times and the age of
// response URLs are made of. Network deadlines, pings, redelivery and the three
// seconds for an acknowledgement are machine time.
package sandbox
