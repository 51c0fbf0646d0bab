package configs

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// uncommented is the example as someone has it who uses all of it.
func uncommented(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("sitrep.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "##") {
			line = "\n" // Errors keep their lines.
		}
		lines = append(lines, strings.TrimPrefix(line, "#"))
	}
	return strings.Join(lines, "")
}

func loadText(t *testing.T, text string) Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sitrep.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheExampleLoadsAndItsPlainSettingsAreTheDefaults(t *testing.T) {
	t.Parallel()
	example, defaults := loadText(t, uncommented(t)), loadText(t, "")
	if example.Data != defaults.Data || example.Postmortems != defaults.Postmortems || example.Slack.Command != defaults.Slack.Command || example.Sources[0].Timeout != defaultTimeout {
		t.Errorf("the example says %+v, the defaults are %+v", example, defaults)
	}
	if len(example.Sources) != 2 || len(example.Sources[1].Exporters) != 2 || len(example.Services.Except) != 1 || len(example.Services.Kinds) != 1 || len(example.Metrics) != 1 {
		t.Errorf("the example holds %+v", example)
	}
	if err := example.ForServing(); err != nil {
		t.Errorf("the example does not serve: %v", err)
	}
	text, err := os.ReadFile("sitrep.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c := loadText(t, string(text)); !reflect.DeepEqual(c, defaults) {
		t.Errorf("with every line commented out it is %+v, want the defaults", c)
	}
}

// A setting that exists is in the example, and a variable is named there.
func TestTheExampleNamesEverySetting(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("sitrep.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names := keys(reflect.TypeFor[Config]())
	names = append(names, keys(reflect.TypeFor[file]())...)
	names = append(names, keys(reflect.TypeFor[Kind]())...)
	if len(names) < 40 {
		t.Fatalf("only %d settings were found: %v", len(names), names)
	}
	for _, name := range names {
		if !regexp.MustCompile(`(?m)^#[^#]*\b` + name + `:`).Match(text) {
			t.Errorf("the example does not show the setting %s", name)
		}
	}
	for _, variable := range environment {
		if !strings.Contains(string(text), variable) {
			t.Errorf("the example does not name %s", variable)
		}
	}
	if !strings.Contains(string(text), firstURL) {
		t.Errorf("the example does not name %s", firstURL)
	}
}

// keys are those of a type and of those within it.
func keys(of reflect.Type) []string {
	var names []string
	for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return nil
	}
	for field := range of.Fields() {
		tag := field.Tag.Get("yaml") + field.Tag.Get("mapstructure")
		if name, _, _ := strings.Cut(tag, ","); name != "" && name != "-" {
			names = append(names, name)
		}
		names = append(names, keys(field.Type)...)
	}
	return names
}
