package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/drill"
)

// practiceOptions are the flags of practice.
type practiceOptions struct {
	manifest string
	env      string
	scenario string
	data     string
	addr     string
	journal  string
}

func newPractice() *cobra.Command {
	var o practiceOptions
	cmd := &cobra.Command{
		Use:   "practice",
		Short: "Run a practice workspace for sitrep doctor and sitrep serve",
		Long: `Run a workspace that stands in for Slack, with a page in your browser and the
metrics of an incident that really happened, and print what a bot needs to come
into it. It enforces the manifest: its command, scopes and events. It all runs on
loopback, until it is interrupted, and nothing is kept.

To live through the incident at once, with the bot and a coach: sitrep try.`,
		Example: `  sitrep manifest >manifest.json
  sitrep practice --manifest manifest.json --env practice.env`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return practise(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.manifest, "manifest", "", "the app manifest that the bot comes with (default: what sitrep manifest prints)")
	f.StringVar(&o.env, "env", "", "write the bot's environment to this file, for a shell to read, instead of printing it")
	f.StringVar(&o.scenario, "scenario", "toggl", "whose metrics there are")
	f.StringVar(&o.data, "data", "", "the bot's data folder (default: a temporary one)")
	f.StringVar(&o.addr, "addr", "127.0.0.1:0", "where the practice page is served; loopback only")
	f.StringVar(&o.journal, "journal", "", "write every call and envelope to this file, one JSON object a line")
	return cmd
}

// practise runs the stage without a bot, its story moved to the present.
func practise(ctx context.Context, o practiceOptions, stdout, stderr io.Writer) error {
	scenario, err := loadScenario(o.scenario)
	if err != nil {
		return err
	}
	manifest, command, err := readManifest(o.manifest)
	if err != nil {
		return err
	}
	scenario.Command = cmp.Or(command, scenario.Command)
	journal, closeJournal, err := journalFile(o.journal)
	if err != nil {
		return err
	}
	defer closeJournal()
	data, remove, err := dataDir(o.data)
	if err != nil {
		return err
	}
	defer remove()

	start := time.Now().UTC().Truncate(time.Second)
	st, err := newStage(scenario.Shift(start), drill.NewClock(start, 1), stageOptions{
		addr: o.addr, manifest: manifest, journal: journal, log: newLog(stderr, slog.LevelInfo),
	})
	if err != nil {
		return err
	}
	config := filepath.Join(data, "sitrep.yaml")
	if err := writeServices(config, scenario); err != nil {
		return err
	}
	env, then := st.environment(data, config), "sitrep doctor"
	if o.env != "" {
		// It holds tokens, though they open nothing but this.
		if err := os.WriteFile(filepath.Clean(o.env), []byte(env), 0o600); err != nil {
			return fmt.Errorf("the environment cannot be written: %w", err)
		}
		env, then = "", ". "+shellPath(o.env)+" && sitrep doctor"
	}
	if _, err := fmt.Fprintf(stdout, "%s# The page: %s\n# Now, in another shell: %s\n", env, st.workspace.URL(), then); err != nil {
		return err
	}
	return runParts(ctx, st.parts()...)
}

// readManifest is an app manifest from a file, and the command that it has; none
// if the path is empty. The workspace reads the rest and says what is wrong.
func readManifest(path string) (manifest []byte, command string, err error) {
	if path == "" {
		return nil, "", nil
	}
	text, err := os.ReadFile(filepath.Clean(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", fmt.Errorf("there is no manifest at %s: sitrep manifest >%s makes it", path, path)
	case err != nil:
		return nil, "", fmt.Errorf("the manifest cannot be read: %w", err)
	}
	var m struct {
		Features struct {
			Commands []struct {
				Command string `json:"command"`
			} `json:"slash_commands"`
		} `json:"features"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, "", fmt.Errorf("the manifest %s is not JSON: %w", path, err)
	}
	if len(m.Features.Commands) == 0 {
		return nil, "", fmt.Errorf("the manifest %s has no slash command: sitrep manifest >%s makes one that has", path, path)
	}
	return text, m.Features.Commands[0].Command, nil
}

// shellPath is a path as a shell's dot reads it: one without a slash would be
// looked for among the programs.
func shellPath(path string) string {
	if strings.ContainsRune(path, filepath.Separator) {
		return path
	}
	return "." + string(filepath.Separator) + path
}

// environment is the variables of a bot for this stage, a line each, as a shell
// reads them.
func (st *stage) environment(data, file string) string {
	cfg := st.config(data, filepath.Join(data, "postmortems"))
	var b strings.Builder
	for _, v := range [][2]string{
		{"SLACK_API_URL", cfg.Slack.APIURL},
		{"SLACK_BOT_TOKEN", string(cfg.Slack.BotToken)},
		{"SLACK_APP_TOKEN", string(cfg.Slack.AppToken)},
		{"SITREP_COMMAND", cfg.Slack.Command},
		{"SITREP_PROMETHEUS_URL", cfg.Sources[0].URL},
		{configs.FileVariable, file},
		{"SITREP_DATA", cfg.Data},
		{"SITREP_POSTMORTEMS", cfg.Postmortems},
	} {
		fmt.Fprintf(&b, "export %s='%s'\n", v[0], strings.ReplaceAll(v[1], "'", `'\''`))
	}
	return b.String()
}

// writeServices writes the scenario's services as a configuration file.
func writeServices(path string, s *drill.Scenario) error {
	b, err := yaml.Marshal(map[string]any{"services": s.Services, "promql": map[string]any{"allow": configs.Everyone}})
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o600)
}
