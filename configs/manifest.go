package configs

import "encoding/json"

// Scope is a permission that the bot asks for, and what it is for.
type Scope struct{ Name, Why string }

// Scopes are what this version uses and nothing more. Each names what stops
// without it.
func Scopes() []Scope {
	return []Scope{
		{"commands", "people type"},
		{"chat:write", "it answers"},
		{"channels:manage", "it opens the incident's channel"},
		{"channels:read", "it looks for its own channel before opening a second one"},
		{"channels:history", "it looks for its own message before posting a second one"},
		{"metadata.message:read", "it knows its own messages by their mark"},
		{"users:read", "it reads typed times in the typist's zone"},
		{"pins:write", "it pins the board"},
		{"files:write", "it hands over the postmortem's draft"},
	}
}

// manifest is the part of Slack's app manifest that we set.
type manifest struct {
	Metadata struct {
		Major int `json:"major_version"`
		Minor int `json:"minor_version"`
	} `json:"_metadata"`
	Display  display  `json:"display_information"`
	Features features `json:"features"`
	OAuth    struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings settings `json:"settings"`
}

type display struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Color       string `json:"background_color"`
}

type features struct {
	BotUser struct {
		DisplayName  string `json:"display_name"`
		AlwaysOnline bool   `json:"always_online"`
	} `json:"bot_user"`
	Commands []slashCommand `json:"slash_commands"`
}

type slashCommand struct {
	Command      string `json:"command"`
	Description  string `json:"description"`
	UsageHint    string `json:"usage_hint"`
	ShouldEscape bool   `json:"should_escape"`
}

type settings struct {
	Interactivity struct {
		Enabled bool `json:"is_enabled"`
	} `json:"interactivity"`
	OrgDeploy  bool `json:"org_deploy_enabled"`
	SocketMode bool `json:"socket_mode_enabled"`
	Rotation   bool `json:"token_rotation_enabled"`
}

// Manifest is Slack's app manifest for this version, as JSON: the command with
// its hint, the scopes above, Socket Mode, no URLs.
func Manifest(command, hint string) ([]byte, error) {
	var m manifest
	m.Metadata.Major, m.Metadata.Minor = 2, 1
	m.Display = display{
		Name:        "Sitrep",
		Description: "Runs the incident, asks the metrics, drafts the postmortem.",
		Color:       "#1f3a5f",
	}
	m.Features.BotUser.DisplayName, m.Features.BotUser.AlwaysOnline = "sitrep", true
	m.Features.Commands = []slashCommand{{Command: command, Description: "Declare and run an incident", UsageHint: hint, ShouldEscape: true}}
	for _, s := range Scopes() {
		m.OAuth.Scopes.Bot = append(m.OAuth.Scopes.Bot, s.Name)
	}
	m.Settings.Interactivity.Enabled, m.Settings.SocketMode = true, true
	return json.MarshalIndent(m, "", "  ")
}
