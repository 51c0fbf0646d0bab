package configs

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// Slack is the way to the workspace. A token stands in its variable or in a
// file, never in both.
type Slack struct {
	BotToken          Secret `mapstructure:"bot_token"`           // xoxb-; SLACK_BOT_TOKEN.
	BotTokenFile      string `mapstructure:"bot_token_file"`      // SLACK_BOT_TOKEN_FILE.
	AppToken          Secret `mapstructure:"app_token"`           // xapp-; SLACK_APP_TOKEN.
	AppTokenFile      string `mapstructure:"app_token_file"`      // SLACK_APP_TOKEN_FILE.
	SigningSecret     Secret `mapstructure:"signing_secret"`      // HTTP mode only; SLACK_SIGNING_SECRET.
	SigningSecretFile string `mapstructure:"signing_secret_file"` // SLACK_SIGNING_SECRET_FILE.
	Listen            string `mapstructure:"listen"`              // HTTP mode: where Slack's requests are taken, such as :3000; SLACK_LISTEN.
	APIURL            string `mapstructure:"api_url"`             // Only for a practice workspace; SLACK_API_URL.
	Command           string `mapstructure:"command"`             // The slash command, with its slash.
	Announce          string `mapstructure:"announce"`            // The channel for announcements, by name or id; SITREP_ANNOUNCE. Empty is none.
	// Invite is who is brought into the channel of every incident that is not
	// private: ids of members and user groups.
	Invite []string `mapstructure:"invite"`
}

// HTTP reports whether Slack calls the bot, instead of the bot opening sockets
// to Slack: an address to listen at decides, and so does a signing secret where
// there is no app token.
func (s Slack) HTTP() bool { return s.Listen != "" || s.AppToken == "" && s.SigningSecret != "" }

// validate refuses what no workspace can have.
func (s Slack) validate() error {
	if !strings.HasPrefix(s.Command, "/") || len(s.Command) < 2 || strings.ContainsAny(s.Command, " \t") {
		return fmt.Errorf("slack.command is %q: a slash and one word, such as /incident", s.Command)
	}
	if strings.ContainsAny(s.Announce, " \t,") || s.Announce == "#" {
		return fmt.Errorf(`slack.announce is %q: one channel, by its name, such as "#incidents", or by its id`, s.Announce)
	}
	if _, port, err := net.SplitHostPort(s.Listen); s.Listen != "" && (err != nil || port == "") {
		return fmt.Errorf("slack.listen is %q: an address with a port, such as :3000 or 127.0.0.1:3000", s.Listen)
	}
	if err := notIDs(s.Invite); err != nil {
		return fmt.Errorf("slack.invite %w", err)
	}
	return nil
}

// ForServing says what is missing to serve a workspace, as the line to type.
func (c Config) ForServing() error {
	s := c.Slack
	switch {
	case s.BotToken == "":
		return errors.New("SLACK_BOT_TOKEN is not set: the token that begins with xoxb-, from the app's page OAuth & Permissions. Without a workspace, type: sitrep try")
	case s.HTTP() && s.SigningSecret == "":
		return errors.New("SLACK_SIGNING_SECRET is not set, and slack.listen says that Slack calls the bot: the Signing Secret is on the app's page Basic Information. Without slack.listen the bot opens sockets to Slack and needs SLACK_APP_TOKEN instead")
	case s.HTTP() && s.Listen == "":
		return errors.New("SLACK_LISTEN is not set, and with a signing secret and no app token Slack calls the bot: the address to take its requests at, such as :3000. To open sockets to Slack instead, set SLACK_APP_TOKEN")
	case s.AppToken == "" && !s.HTTP():
		return errors.New("SLACK_APP_TOKEN is not set: the token that begins with xapp-, from the app's page Basic Information, with the scope connections:write")
	case !strings.HasPrefix(string(s.BotToken), "xoxb-"):
		return errors.New("SLACK_BOT_TOKEN does not begin with xoxb-. Are the two tokens swapped?")
	case !s.HTTP() && !strings.HasPrefix(string(s.AppToken), "xapp-"):
		return errors.New("SLACK_APP_TOKEN does not begin with xapp-. Are the two tokens swapped?")
	case len(c.Sources) == 0:
		return errors.New("SITREP_PROMETHEUS_URL is not set: the address of your Prometheus, such as http://prometheus:9090. Several sources, or one with credentials, are named under sources in the configuration file")
	}
	return nil
}
