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
	if c.Slack.Command != "/incident" || c.Prometheus.Name != "main" || c.Prometheus.Timeout.Seconds() != 5 || c.Postmortems != "postmortems" {
		t.Errorf("defaults are %+v", c)
	}
}

func TestAMistakeInTheFileIsNamed(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, yaml, says string }{
		{"a misspelt key", "slack: {comand: /inc}", "comand"},
		{"a misspelt section", "prometeus: {url: x}", "prometeus"},
		{"a command without its slash", "slack: {command: incident}", "a slash and one word"},
		{"a service without a name", "services: [{label: API}]", "no name"},
		{"a service twice", "services: [{name: api}, {name: api}]", `"api" is configured twice`},
		{"fewer than no members", "services: [{name: api, members: -1}]", "-1 members"},
		{"not YAML", "a: [", "cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := load(t, tt.yaml); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the error is %v, want it to say %q", err, tt.says)
			}
		})
	}
	if _, err := configs.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "there is no configuration at") {
		t.Errorf("a missing file: %v", err)
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
		{"SITREP_PROMETHEUS_URL is not set", func() { c.Prometheus.URL = "http://p" }},
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
	c := configs.Config{Slack: configs.Slack{BotToken: "xoxb-hush"}}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "token", c.Slack.BotToken, "config", c)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{log.String(), string(asJSON), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Slack.BotToken)} {
		if strings.Contains(text, "hush") {
			t.Errorf("the secret is in %s", text)
		}
	}
}

func TestTheManifestNamesEveryScopeWithItsReason(t *testing.T) {
	t.Parallel()
	m, err := configs.Manifest("/inc", "declare")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range configs.Scopes() {
		if s.Why == "" || !strings.Contains(string(m), `"`+s.Name+`"`) {
			t.Errorf("scope %s: reason %q, in the manifest: %v", s.Name, s.Why, strings.Contains(string(m), s.Name))
		}
	}
	if !strings.Contains(string(m), `"/inc"`) {
		t.Error("the command is not in the manifest")
	}
}
