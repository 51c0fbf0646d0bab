package configs

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// App is what differs between two workspaces' manifests.
type App struct {
	Command string // The slash command, with its slash.
	Hint    string // What Slack shows beside it while one types.
	Minimal bool   // Without the optional scopes and the events they carry.
	URL     string // Where the bot is reached in HTTP mode; empty is Socket Mode.
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
	Home    home `json:"app_home"`
	BotUser struct {
		DisplayName  string `json:"display_name"`
		AlwaysOnline bool   `json:"always_online"`
	} `json:"bot_user"`
	Commands  []slashCommand `json:"slash_commands"`
	Shortcuts []shortcut     `json:"shortcuts"`
}

// home is the app's own page. Its messages are read-only: what one types there
// would be read by nobody.
type home struct {
	Home             bool `json:"home_tab_enabled"`
	Messages         bool `json:"messages_tab_enabled"`
	MessagesReadOnly bool `json:"messages_tab_read_only_enabled"`
}

type slashCommand struct {
	Command      string `json:"command"`
	URL          string `json:"url,omitempty"`
	Description  string `json:"description"`
	UsageHint    string `json:"usage_hint"`
	ShouldEscape bool   `json:"should_escape"`
}

type settings struct {
	Events struct {
		URL string   `json:"request_url,omitempty"`
		Bot []string `json:"bot_events"`
	} `json:"event_subscriptions"`
	Interactivity struct {
		Enabled bool   `json:"is_enabled"`
		URL     string `json:"request_url,omitempty"`
	} `json:"interactivity"`
	OrgDeploy  bool `json:"org_deploy_enabled"`
	SocketMode bool `json:"socket_mode_enabled"`
	Rotation   bool `json:"token_rotation_enabled"`
}

// Manifest is Slack's app manifest for this version, as JSON. The same App
// gives the same bytes.
func Manifest(a App) ([]byte, error) {
	if err := a.validate(); err != nil {
		return nil, err
	}
	var m manifest
	m.Metadata.Major, m.Metadata.Minor = 2, 1
	m.Display = display{
		Name:        "Sitrep",
		Description: "Runs the incident, asks the metrics, drafts the postmortem.",
		Color:       "#1f3a5f",
	}
	m.Features.Home = home{Home: true, Messages: true, MessagesReadOnly: true}
	m.Features.BotUser.DisplayName, m.Features.BotUser.AlwaysOnline = "sitrep", true
	m.Features.Commands = []slashCommand{{Command: a.Command, URL: a.URL, Description: "Declare and run an incident", UsageHint: a.Hint, ShouldEscape: true}}
	m.Features.Shortcuts = shortcuts()
	for _, s := range a.scopes() {
		m.OAuth.Scopes.Bot = append(m.OAuth.Scopes.Bot, s.Name)
	}
	for _, e := range carried(a.scopes()) {
		m.Settings.Events.Bot = append(m.Settings.Events.Bot, e.Name)
	}
	m.Settings.Events.URL, m.Settings.Interactivity.URL = a.URL, a.URL
	m.Settings.Interactivity.Enabled, m.Settings.SocketMode = true, a.URL == ""
	return json.MarshalIndent(m, "", "  ")
}

func (a App) scopes() []Scope {
	if a.Minimal {
		return Required()
	}
	return Scopes()
}

// validate refuses what Slack would: a command has a slash, no capitals and at
// most 32 characters, and Slack calls https only.
func (a App) validate() error {
	name, ok := strings.CutPrefix(a.Command, "/")
	switch u, err := url.Parse(a.URL); {
	case !ok || name == "" || len(a.Command) > 32 || strings.ToLower(name) != name || strings.ContainsAny(name, " \t/"):
		return fmt.Errorf("the command %q is none that Slack takes: a slash and one word in small letters, at most 32 characters, such as /incident", a.Command)
	case a.URL != "" && (err != nil || u.Scheme != "https" || u.Host == ""):
		return fmt.Errorf("the address %q is none that Slack calls: it must begin with https://, such as https://sitrep.example.com/slack", a.URL)
	}
	return nil
}
