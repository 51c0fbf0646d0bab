// Package sandbox is a practice workspace: a server on loopback that speaks
// Slack's protocols (Web API, Socket Mode or signed requests, response URLs) to
// a bot, and shows people a page to type and press on. Any Slack client may use
// it.
//
// It shares no code with the client library the bot uses, because a fake that
// shares the client's structs shares its mistakes. It is stricter than a
// server needs to be: scopes, membership, names and Block Kit limits are
// enforced, and what it does not know it refuses.
//
// People are methods: they type (Type), press (Click, ClickView), fill in forms
// (Submit, CloseView), use shortcuts (UseShortcut, UseMessageShortcut), open the
// Home tab (OpenHome), and do to messages and channels what people do (React,
// Pin, Edit, Share, Rename, MakePrivate, Kick and the like). What there is to
// see is read by Messages, Views and Home, or followed by Subscribe, whoever may
// see it; the page has the view of one person (/page/state?as=).
//
// A manifest with Socket Mode is delivered to over sockets. One without is
// delivered to by requests, signed with SigningSecret, to the address that
// SetRequestURL is given.
//
// Story time (Config.Now) is what message ids, file times and the age of
// response URLs are made of, and redelivery where Config.RedeliverInStory says
// so. Network deadlines, pings, the life of a trigger id and the three seconds
// for an acknowledgement are machine time.
package sandbox
