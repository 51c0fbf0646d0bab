// Package configs is what Sitrep is told: one typed, validated value, made once
// at the start from defaults, a file and the environment. No other package
// reads the environment or knows how a setting is spelt.
package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/viper"
)

// Config is everything that can be set.
type Config struct {
	Slack       Slack      `mapstructure:"slack"`
	Prometheus  Prometheus `mapstructure:"prometheus"`
	Data        string     `mapstructure:"data"`        // The folder of the database.
	Postmortems string     `mapstructure:"postmortems"` // The folder that drafts are written to.
	Services    []Service  `mapstructure:"services"`
}

// Slack is the way to the workspace.
type Slack struct {
	BotToken Secret `mapstructure:"bot_token"` // xoxb-; SLACK_BOT_TOKEN.
	AppToken Secret `mapstructure:"app_token"` // xapp-; SLACK_APP_TOKEN.
	APIURL   string `mapstructure:"api_url"`   // Only for a practice workspace; SLACK_API_URL.
	Command  string `mapstructure:"command"`   // The slash command, with its slash.
}

// Prometheus is the metrics source.
type Prometheus struct {
	Name    string        `mapstructure:"name"`
	URL     string        `mapstructure:"url"` // SITREP_PROMETHEUS_URL.
	Timeout time.Duration `mapstructure:"timeout"`
}

// Service is one of the things that can be down, and what the runbooks need to
// ask about it.
type Service struct {
	Name    string            `mapstructure:"name"`
	Label   string            `mapstructure:"label"`   // For people; the name if empty.
	Members int               `mapstructure:"members"` // The declared size; 0 is not declared.
	Aliases []string          `mapstructure:"aliases"`
	Vars    map[string]string `mapstructure:"vars"` // The runbooks' variables, lower-case.
}

// environment is which variable sets what, beside the file.
var environment = map[string]string{
	"slack.bot_token": "SLACK_BOT_TOKEN",
	"slack.app_token": "SLACK_APP_TOKEN",
	"slack.api_url":   "SLACK_API_URL",
	"slack.command":   "SITREP_COMMAND",
	"prometheus.url":  "SITREP_PROMETHEUS_URL",
	"data":            "SITREP_DATA",
	"postmortems":     "SITREP_POSTMORTEMS",
}

// Load reads the file (none if path is empty) and the environment, which wins.
// A key that does not exist is an error: a misspelt setting must not be
// silently a default.
func Load(path string) (Config, error) {
	v := viper.New()
	v.SetDefault("slack.command", "/incident")
	v.SetDefault("prometheus.name", "main")
	v.SetDefault("prometheus.timeout", "5s")
	v.SetDefault("data", ".")
	v.SetDefault("postmortems", "postmortems")
	for key, name := range environment {
		if err := v.BindEnv(key, name); err != nil {
			return Config{}, fmt.Errorf("bind %s: %w", name, err)
		}
	}
	if path != "" {
		v.SetConfigFile(path)
		if err := v.ReadInConfig(); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return Config{}, fmt.Errorf("there is no configuration at %s", filepath.Clean(path))
			}
			return Config{}, fmt.Errorf("the configuration %s cannot be read: %w", filepath.Clean(path), err)
		}
	}
	var c Config
	if err := v.UnmarshalExact(&c); err != nil {
		return Config{}, fmt.Errorf("the configuration has a key that Sitrep does not know, or a value of the wrong kind: %w", err)
	}
	return c, c.validate()
}

func (c Config) validate() error {
	if !strings.HasPrefix(c.Slack.Command, "/") || len(c.Slack.Command) < 2 || strings.ContainsAny(c.Slack.Command, " \t") {
		return fmt.Errorf("slack.command is %q: a slash and one word, such as /incident", c.Slack.Command)
	}
	seen := map[string]bool{}
	for _, s := range c.Services {
		if s.Name == "" {
			return errors.New("a service has no name")
		}
		if seen[s.Name] {
			return fmt.Errorf("the service %q is configured twice", s.Name)
		}
		seen[s.Name] = true
		if s.Members < 0 {
			return fmt.Errorf("the service %q has %d members", s.Name, s.Members)
		}
	}
	return nil
}

// ForServing says what is missing to serve a workspace, as the line to type.
func (c Config) ForServing() error {
	switch {
	case c.Slack.BotToken == "":
		return errors.New("SLACK_BOT_TOKEN is not set: the token that begins with xoxb-, from the app's page OAuth & Permissions. Without a workspace, type: sitrep try")
	case c.Slack.AppToken == "":
		return errors.New("SLACK_APP_TOKEN is not set: the token that begins with xapp-, from the app's page Basic Information, with the scope connections:write")
	case !strings.HasPrefix(string(c.Slack.BotToken), "xoxb-"):
		return errors.New("SLACK_BOT_TOKEN does not begin with xoxb-. Are the two tokens swapped?")
	case !strings.HasPrefix(string(c.Slack.AppToken), "xapp-"):
		return errors.New("SLACK_APP_TOKEN does not begin with xapp-. Are the two tokens swapped?")
	case c.Prometheus.URL == "":
		return errors.New("SITREP_PROMETHEUS_URL is not set: the address of your Prometheus, such as http://prometheus:9090")
	}
	return nil
}
