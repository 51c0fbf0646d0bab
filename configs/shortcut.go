package configs

// The callback ids of the shortcuts, by which Slack says which was used.
const (
	ShortcutDeclare     = "sitrep_declare"
	ShortcutTimeline    = "sitrep_timeline"
	ShortcutDeclareFrom = "sitrep_declare_from"
)

// shortcut is an entry of Slack's menus: of the whole workspace (global), or of
// a message.
type shortcut struct {
	Name        string `json:"name"` // At most 24 characters.
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"` // At most 150 characters.
}

func shortcuts() []shortcut {
	return []shortcut{
		{"Declare an incident", "global", ShortcutDeclare, "Open an incident; its channel and first answers follow"},
		{"Add to timeline", "message", ShortcutTimeline, "Put this message onto the incident's timeline, with its own time and author"},
		{"Declare from message", "message", ShortcutDeclareFrom, "Open an incident with this message as its title"},
	}
}
