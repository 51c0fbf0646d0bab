package configs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/configs"
)

func tokenFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestATokenIsReadFromItsFileAndTrimmed(t *testing.T) {
	bot := tokenFile(t, "  xoxb-from-file\n", 0o600)
	t.Setenv("SLACK_BOT_TOKEN_FILE", bot)
	app := tokenFile(t, "xapp-from-file", 0o644)
	c, err := load(t, "slack: {app_token_file: "+app+"}")
	if err != nil {
		t.Fatal(err)
	}
	if string(c.Slack.BotToken) != "xoxb-from-file" || string(c.Slack.AppToken) != "xapp-from-file" {
		t.Error("the tokens are not those of the files")
	}
	if open := c.Slack.OpenFiles(); len(open) != 1 || open[0] != app {
		t.Errorf("the files that everybody may read are %v, want %s", open, app)
	}
}

func TestATokenFileThatCannotBeUsedIsNamedWithoutItsText(t *testing.T) {
	for _, tt := range []struct{ name, path, says string }{
		{"none", filepath.Join(t.TempDir(), "none"), "no such file"},
		{"a folder", t.TempDir(), "is a folder"},
		{"empty", tokenFile(t, " \n", 0o600), "is empty"},
		{"two lines", tokenFile(t, "xoxb-hush\nxapp-hush", 0o600), "holds more than a token"},
		{"something else", tokenFile(t, strings.Repeat("x", 5000), 0o600), "has 5000 bytes"},
	} {
		t.Setenv("SLACK_SIGNING_SECRET_FILE", tt.path)
		_, err := configs.Load("")
		if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), tt.path) || !strings.Contains(err.Error(), "SLACK_SIGNING_SECRET_FILE") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestASecretThatIsGivenTwiceIsRefused(t *testing.T) {
	t.Setenv("SLACK_APP_TOKEN", "xapp-hush")
	t.Setenv("SLACK_APP_TOKEN_FILE", tokenFile(t, "xapp-hush", 0o600))
	if _, err := configs.Load(""); err == nil || !strings.Contains(err.Error(), "SLACK_APP_TOKEN and SLACK_APP_TOKEN_FILE are both set") || strings.Contains(err.Error(), "hush") {
		t.Errorf("the error is %v", err)
	}
}

func TestWhoCallsWhomIsDecidedByTheAddressAndTheAppToken(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		slack configs.Slack
		http  bool
		says  string
	}{
		{"an app token opens sockets", configs.Slack{AppToken: "xapp-1"}, false, ""},
		{"a signing secret beside it changes nothing", configs.Slack{AppToken: "xapp-1", SigningSecret: "s"}, false, ""},
		{"an address is where Slack calls", configs.Slack{Listen: ":3000", SigningSecret: "s"}, true, ""},
		{"an address wins over an app token", configs.Slack{AppToken: "xapp-1", Listen: ":3000", SigningSecret: "s"}, true, ""},
		{"an address alone trusts nobody", configs.Slack{Listen: ":3000"}, true, "SLACK_SIGNING_SECRET is not set"},
		{"a signing secret alone has nowhere to listen", configs.Slack{SigningSecret: "s"}, true, "SLACK_LISTEN is not set"},
	} {
		tt.slack.BotToken = "xoxb-1"
		c := configs.Config{Slack: tt.slack, Sources: []configs.Source{{Name: "main", URL: "http://p"}}}
		err := c.ForServing()
		if c.Slack.HTTP() != tt.http || (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: HTTP %v, %v", tt.name, c.Slack.HTTP(), err)
		}
	}
}

func TestAnAddressWithoutAPortIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := load(t, "slack: {listen: localhost}"); err == nil || !strings.Contains(err.Error(), "such as :3000") {
		t.Errorf("the error is %v", err)
	}
}
