package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// app is what the workspace takes from the bot's manifest.
type app struct {
	name     string // Of the app.
	botName  string
	scopes   []string
	commands []slashCommand
	events   []string
	home     bool // The Home tab is switched on.
	open     bool // People may write to the bot in the direct message with it.

	shortcuts []Shortcut
}

type slashCommand struct {
	Command      string `json:"command"`
	ShouldEscape bool   `json:"should_escape"`
}

// readManifest reads an app manifest. It refuses one by which Slack would not
// deliver anything here: without Socket Mode there is no way to the bot.
func readManifest(source []byte) (app, error) {
	var m struct {
		Display struct {
			Name string `json:"name"`
		} `json:"display_information"`
		Features struct {
			BotUser struct {
				DisplayName string `json:"display_name"`
			} `json:"bot_user"`
			Commands  []slashCommand `json:"slash_commands"`
			Shortcuts []Shortcut     `json:"shortcuts"`
			AppHome   struct {
				Home     bool `json:"home_tab_enabled"`
				Messages bool `json:"messages_tab_enabled"`
				ReadOnly bool `json:"messages_tab_read_only_enabled"`
			} `json:"app_home"`
		} `json:"features"`
		OAuth struct {
			Scopes struct {
				Bot []string `json:"bot"`
			} `json:"scopes"`
		} `json:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `json:"bot_events"`
			} `json:"event_subscriptions"`
			SocketMode bool `json:"socket_mode_enabled"`
		} `json:"settings"`
	}
	if err := json.Unmarshal(source, &m); err != nil {
		return app{}, fmt.Errorf("the app manifest is not JSON: %w", err)
	}
	if !m.Settings.SocketMode {
		return app{}, errors.New("the app manifest does not enable Socket Mode, and there is no other way in here")
	}
	a := app{
		open:     m.Features.AppHome.Messages && !m.Features.AppHome.ReadOnly,
		name:     m.Display.Name,
		botName:  m.Features.BotUser.DisplayName,
		scopes:   m.OAuth.Scopes.Bot,
		commands: m.Features.Commands,
		events:   m.Settings.Events.Bot,
		home:     m.Features.AppHome.Home,

		shortcuts: m.Features.Shortcuts,
	}
	if a.botName == "" {
		return app{}, errors.New("the app manifest names no bot user")
	}
	if len(a.commands) > 0 && !a.granted("commands") {
		return app{}, errors.New("the app manifest has slash commands but not the scope commands")
	}
	if len(a.shortcuts) > 0 && !a.granted("commands") {
		return app{}, errors.New("the app manifest has shortcuts but not the scope commands")
	}
	if err := checkShortcuts(a.shortcuts); err != nil {
		return app{}, err
	}
	for _, c := range a.commands {
		if !strings.HasPrefix(c.Command, "/") {
			return app{}, fmt.Errorf("the app manifest's command %q does not begin with a slash", c.Command)
		}
	}
	return a, nil
}

func (a app) granted(scope string) bool { return slices.Contains(a.scopes, scope) }

func (a app) command(name string) (slashCommand, bool) {
	i := slices.IndexFunc(a.commands, func(c slashCommand) bool { return c.Command == name })
	if i < 0 {
		return slashCommand{}, false
	}
	return a.commands[i], true
}
