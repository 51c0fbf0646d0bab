package configs

import "slices"

// Scope is a permission that the bot asks of a workspace. The manifest, the
// check at the start, doctor and the text for admins are made from these alone.
type Scope struct {
	Name      string
	Why       string // What the bot does with it, as the end of "it is for this:".
	Essential bool   // Without it there is no incident: the bot does not start.
	Optional  bool   // The rest works without it.
	Without   string // What stops without it, as a sentence without its full stop.
}

// Scopes are what this version uses and nothing more, those that are needed
// first.
func Scopes() []Scope {
	return []Scope{
		{Name: "commands", Essential: true, Why: "people type to it, and use its shortcuts", Without: "nobody can declare an incident or type anything"},
		{Name: "chat:write", Essential: true, Why: "it answers, and keeps the board up to date", Without: "it can say nothing"},
		{Name: "channels:manage", Essential: true, Why: "it opens the incident's channel, invites people, sets its topic and archives it", Without: "an incident has no channel"},
		{Name: "channels:read", Essential: true, Why: "it looks for its own channel before it opens a second one, and hears who joins", Without: "a killed bot may open a second channel, and who joins is not greeted"},
		{Name: "channels:history", Essential: true, Why: "it looks for its own message before it posts a second one, and reads the message that somebody marks", Without: "a killed bot may post twice, and a marked message does not come onto the timeline"},
		{Name: "channels:join", Why: "it joins the channel for announcements, and comes back into an incident's channel", Without: "somebody has to invite it to the channel for announcements"},
		{Name: "users:read", Why: "it reads typed times in the typist's zone, and knows people's names", Without: "typed times are read as UTC"},
		{Name: "pins:read", Why: "a message that somebody pins comes onto the timeline", Without: "pins are not noticed"},
		{Name: "pins:write", Why: "it pins the board", Without: "the board is not pinned"},
		{Name: "bookmarks:write", Why: "it puts the links of the incident above its channel", Without: "the channel has no bookmarks"},
		{Name: "reactions:read", Why: "a message that somebody marks with an emoji comes onto the timeline", Without: "marking a message with an emoji does nothing"},
		{Name: "files:write", Why: "it hands over charts and the postmortem's draft", Without: "charts and drafts stay on the machine of the bot"},
		{Name: "metadata.message:read", Why: "it knows its own messages by their mark", Without: "a killed bot may post a message twice"},
		{Name: "app_mentions:read", Why: "people can type to it in threads, as @sitrep did restarted api", Without: "it does not answer in threads or when it is mentioned"},

		{Name: "groups:write", Optional: true, Why: "it opens the channel of a private incident", Without: "declare private is refused"},
		{Name: "groups:read", Optional: true, Why: "it looks for the channel of a private incident, and hears who joins it", Without: "declare private is refused"},
		{Name: "groups:history", Optional: true, Why: "it reads the message that somebody marks in a private incident", Without: "marked messages of private incidents do not come onto the timeline"},
		{Name: "im:write", Optional: true, Why: "it reminds the person who promised something, alone", Without: "reminders are shown in the incident's channel, to that person alone, and only while they are there"},
		{Name: "bookmarks:read", Optional: true, Why: "it looks for its own bookmark before it sets a second one", Without: "a killed bot may set a bookmark twice"},
		{Name: "usergroups:read", Optional: true, Why: "roles and invitations follow your user groups", Without: "people are named one by one in the configuration"},
		{Name: "chat:write.public", Optional: true, Why: "it announces in public channels that it has not joined", Without: "it announces only where it is a member"},
		{Name: "reactions:write", Optional: true, Why: "it shows on a marked message that it was recorded", Without: "a marked message shows no sign of it"},
	}
}

// Event is something that Slack tells the bot unasked.
type Event struct {
	Name  string // As Slack has it.
	Scope string // What carries it; empty if none is needed.
	Why   string // What the bot does with it.
}

// Events are what the bot hears, in conversations that it has joined. It does
// not hear what people write to each other.
func Events() []Event {
	const (
		marks   = "a marked message comes onto the timeline, or leaves it"
		people  = "a joiner is greeted, and it is known who is there"
		channel = "a channel that people rename, archive, delete or take it out of is no end of its incident"
	)
	return []Event{
		{"app_mention", "app_mentions:read", "what is typed after its name is a command"},
		{"reaction_added", "reactions:read", marks},
		{"reaction_removed", "reactions:read", marks},
		{"pin_added", "pins:read", marks},
		{"pin_removed", "pins:read", marks},
		{"member_joined_channel", "channels:read", people},
		{"member_left_channel", "channels:read", people},
		{"channel_rename", "channels:read", channel},
		{"channel_archive", "channels:read", channel},
		{"channel_unarchive", "channels:read", channel},
		{"channel_left", "channels:read", channel},
		{"channel_deleted", "channels:read", channel},
		{"group_rename", "groups:read", channel},
		{"group_archive", "groups:read", channel},
		{"group_unarchive", "groups:read", channel},
		{"group_left", "groups:read", channel},
		{"group_deleted", "groups:read", channel},
		{"app_home_opened", "", "its Home shows the incidents that are open"},
	}
}

// Required are the scopes without which there is no Sitrep.
func Required() []Scope {
	return slices.DeleteFunc(Scopes(), func(s Scope) bool { return s.Optional })
}

// carried are the events that some scopes bring.
func carried(scopes []Scope) []Event {
	return slices.DeleteFunc(Events(), func(e Event) bool {
		return e.Scope != "" && !slices.ContainsFunc(scopes, func(s Scope) bool { return s.Name == e.Scope })
	})
}
