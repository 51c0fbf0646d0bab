package incident

// Actor is who did something: a person, known by the chat's opaque id, or
// Sitrep itself.
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"` // As the chat showed it then; for documents that outlive the workspace.
}

// Bot is Sitrep as an actor: what it measured, opened or posted.
var Bot = Actor{ID: "sitrep", Name: "Sitrep"}

// IsBot reports whether it was Sitrep and not a person. Only a person's act
// ends blind time.
func (a Actor) IsBot() bool { return a.ID == Bot.ID }

// IsZero reports whether nobody is meant.
func (a Actor) IsZero() bool { return a.ID == "" }

// ChannelID is the chat's opaque id of a channel.
type ChannelID string

// Call is one request of one person: by whom, from where, and the identity of
// its delivery. The same Source twice is one request delivered twice, and
// changes nothing the second time.
type Call struct {
	Source  string
	Channel ChannelID
	By      Actor
}
