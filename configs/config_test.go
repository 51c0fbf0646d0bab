package configs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/configs"
)

func load(t *testing.T, yaml string) (configs.Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sitrep.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	return configs.Load(path)
}

func TestWhatIsNotSetHasItsDefault(t *testing.T) {
	t.Parallel()
	c, err := load(t, "services: [{name: api}]")
	if err != nil {
		t.Fatal(err)
	}
	if c.Slack.Command != "/incident" || len(c.Sources) != 0 || c.Postmortems != "postmortems" || c.Data != "." || c.Runbooks != "" {
		t.Errorf("defaults are %+v", c)
	}
}

func TestTheEnvironmentWinsOverTheFile(t *testing.T) {
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-from-env")
	c, err := load(t, "slack: {bot_token: xoxb-from-file}")
	if err != nil {
		t.Fatal(err)
	}
	if string(c.Slack.BotToken) != "xoxb-from-env" {
		t.Error("the file won")
	}
}

func TestWhatIsMissingToServeIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	c := configs.Config{}
	for _, step := range []struct {
		says string
		mend func()
	}{
		{"SLACK_BOT_TOKEN is not set", func() { c.Slack.BotToken = "xapp-1" }},
		{"SLACK_APP_TOKEN is not set", func() { c.Slack.AppToken = "xoxb-1" }},
		{"swapped", func() { c.Slack.BotToken = "xoxb-1" }},
		{"swapped", func() { c.Slack.AppToken = "xapp-1" }},
		{"SITREP_PROMETHEUS_URL is not set", func() { c.Sources = []configs.Source{{Name: "main", URL: "http://p"}} }},
	} {
		if err := c.ForServing(); err == nil || !strings.Contains(err.Error(), step.says) {
			t.Errorf("the error is %v, want it to say %q", err, step.says)
		}
		step.mend()
	}
	if err := c.ForServing(); err != nil {
		t.Errorf("complete, and still: %v", err)
	}
}

func TestASecretShowsItselfNowhere(t *testing.T) {
	t.Parallel()
	c := configs.Config{
		Slack:   configs.Slack{BotToken: "xoxb-hush"},
		Sources: []configs.Source{{Name: "main", URL: "http://ana:hush@prometheus", Auth: configs.SecretBlock("hush")}},
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "token", c.Slack.BotToken, "auth", c.Sources[0].Auth, "config", c)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{log.String(), string(asJSON), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %v %#v", c, c, c, c.Slack.BotToken, c.Sources[0].Auth, c.Sources[0].Auth)} {
		if strings.Contains(text, "hush") {
			t.Errorf("the secret is in %s", text)
		}
	}
}
