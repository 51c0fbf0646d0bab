// Package configs is what Sitrep is told: one typed, validated value, made once
// at the start from defaults, a file and the environment. No other package
// reads the environment or knows how a setting is spelt.
package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/viper"
)

// Config is everything that can be set.
type Config struct {
	Slack       Slack  `mapstructure:"slack"`
	Data        string `mapstructure:"data"`        // The folder of the database; SITREP_DATA.
	Postmortems string `mapstructure:"postmortems"` // The folder that drafts are written to; SITREP_POSTMORTEMS.
	Runbooks    string `mapstructure:"runbooks"`    // A folder of the team's own runbooks, which replace ours of the same name; SITREP_RUNBOOKS.
	// TheoryReminder is how long a theory is followed before its thread and the
	// lead are asked, if a failing check has nobody on it. Zero is never. Story
	// time.
	TheoryReminder time.Duration `mapstructure:"theory_reminder"`
	Scratch        bool          `mapstructure:"-"` // The data are thrown away: nothing waits for the disk. Only drills set it.
	Sources        []Source      `mapstructure:"-"` // The first answers for whatever names no other.
	Metrics        []Metric      `mapstructure:"-"` // What people may ask for by name.
	PromQL         Allowed       `mapstructure:"-"` // Who may type queries of their own.
	Redact         Allowed       `mapstructure:"-"` // Who may blank a line for good.
	Private        Allowed       `mapstructure:"-"` // Who may declare in private, or make an incident private.
	Services       Services      `mapstructure:"-"`
}

// DefaultTheoryReminder is twice the time that the first verdict on an action
// takes: something was tried for the theory and judged by then, and once more.
const DefaultTheoryReminder = 20 * time.Minute

// firstURL is the variable that names the first source without a file.
const firstURL = "SITREP_PROMETHEUS_URL"

// Load reads the file (none if path is empty) and the environment, which wins.
// A key that does not exist is an error with its line: a misspelt setting must
// not be silently a default.
func Load(path string) (Config, error) {
	v := viper.New()
	v.SetConfigType("yaml")
	v.SetDefault("slack.command", "/incident")
	v.SetDefault("slack.invite", []string(nil))
	v.SetDefault("data", ".")
	v.SetDefault("postmortems", "postmortems")
	v.SetDefault("theory_reminder", DefaultTheoryReminder)
	for _, e := range Variables() {
		if e.Setting == "" {
			continue
		}
		if err := v.BindEnv(e.Setting, e.Name); err != nil {
			return Config{}, fmt.Errorf("bind %s: %w", e.Name, err)
		}
	}
	c := Config{Private: Allowed{Allow: []string{Everyone}}}
	if path != "" {
		text, err := os.ReadFile(filepath.Clean(path))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return Config{}, fmt.Errorf("there is no configuration at %s", filepath.Clean(path))
		case err == nil:
			err = c.read(v, text)
		}
		if err != nil {
			return Config{}, fmt.Errorf("the configuration %s cannot be read: %w", filepath.Clean(path), err)
		}
	}
	if err := v.UnmarshalExact(&c); err != nil {
		return Config{}, fmt.Errorf("the configuration has a value of the wrong kind: %w", err)
	}
	if err := c.Slack.readFiles(); err != nil {
		return Config{}, err
	}
	// It belongs to the first of a list, which viper has no key for.
	first := viper.New()
	if err := first.BindEnv("url", firstURL); err != nil {
		return Config{}, fmt.Errorf("bind %s: %w", firstURL, err)
	}
	if err := c.nameFirst(first.GetString("url")); err != nil {
		return Config{}, err
	}
	return c, c.validate()
}

// read takes the blocks with names that people choose from the file, and leaves
// the rest to viper, which would lower-case those names and split them at dots.
func (c *Config) read(v *viper.Viper, text []byte) error {
	f, rest, err := parse(text, v.AllKeys())
	if err != nil {
		return err
	}
	c.Sources, c.Metrics, c.Services = f.sources(), f.Metrics, f.Services.Services
	c.PromQL, c.Redact, c.Private = f.PromQL.settings(), f.Redact.settings(), f.Private.settings(Everyone)
	return v.ReadConfig(bytes.NewReader(rest))
}

func (c Config) validate() error {
	if err := c.Slack.validate(); err != nil {
		return err
	}
	if c.TheoryReminder != 0 && c.TheoryReminder < time.Minute {
		return fmt.Errorf("theory_reminder is %v: at least 1m, or 0 for never", c.TheoryReminder)
	}
	if err := c.validateSources(); err != nil {
		return err
	}
	if err := validateMetrics(c.Metrics); err != nil {
		return err
	}
	for _, block := range []struct {
		name string
		who  Allowed
	}{{"promql", c.PromQL}, {"redact", c.Redact}, {"private", c.Private}} {
		if err := block.who.validate(block.name); err != nil {
			return err
		}
	}
	return c.Services.validate(c.Sources)
}
