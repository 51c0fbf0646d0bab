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

	socketMode bool // Otherwise everything comes by HTTP.
}

type slashCommand struct {
	Command      string `json:"command"`
	URL          string `json:"url"`
	ShouldEscape bool   `json:"should_escape"`
}

// readManifest reads an app manifest. It refuses one by which something would
// not be delivered: without Socket Mode each way in needs an address.
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
				URL string   `json:"request_url"`
				Bot []string `json:"bot_events"`
			} `json:"event_subscriptions"`
			Interactivity struct {
				Enabled bool   `json:"is_enabled"`
				URL     string `json:"request_url"`
			} `json:"interactivity"`
			SocketMode bool `json:"socket_mode_enabled"`
		} `json:"settings"`
	}
	if err := json.Unmarshal(source, &m); err != nil {
		return app{}, fmt.Errorf("the app manifest is not JSON: %w", err)
	}
	if s := m.Settings; !s.SocketMode {
		for _, way := range []struct {
			used      bool
			what, url string
		}{
			{len(s.Events.Bot) > 0, "event_subscriptions", s.Events.URL},
			{s.Interactivity.Enabled, "interactivity", s.Interactivity.URL},
		} {
			if way.used && way.url == "" {
				return app{}, fmt.Errorf("the app manifest does not enable Socket Mode, and its %s have no request_url: there is no way in", way.what)
			}
		}
		for _, c := range m.Features.Commands {
			if c.URL == "" {
				return app{}, fmt.Errorf("the app manifest does not enable Socket Mode, and its command %s has no url: there is no way in", c.Command)
			}
		}
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

		socketMode: m.Settings.SocketMode,
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
