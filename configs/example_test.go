package configs

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shipped is the file that stands in the repository.
func shipped(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("sitrep.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// used is that file as someone has it who uses all of it: the examples of a list
// or a block stand in the place of its emptiness.
func used(t *testing.T) string {
	t.Helper()
	empty := regexp.MustCompile(`: (\[\]|\{\})\n$`)
	var lines []string
	for line := range strings.Lines(shipped(t)) {
		if strings.HasPrefix(line, "##") {
			line = "\n" // Errors keep their lines.
		}
		example, is := strings.CutPrefix(line, "#")
		if is {
			last := len(lines) - 1
			for lines[last] == "\n" {
				last--
			}
			lines[last] = empty.ReplaceAllString(lines[last], ":\n")
		}
		lines = append(lines, example)
	}
	return strings.NewReplacer(`from: ""`, `from: 'up{env="prod"}'`, `by: ""`, `by: service`).Replace(strings.Join(lines, ""))
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

func TestTheShippedFileSaysTheDefaultsAndNothingElse(t *testing.T) {
	t.Parallel()
	file, defaults := loadText(t, shipped(t)), loadText(t, "")
	if diff := differences("", reflect.ValueOf(file), reflect.ValueOf(defaults)); len(diff) > 0 {
		t.Errorf("the file differs from the defaults in %v", diff)
	}
	changed := loadText(t, strings.Replace(shipped(t), "data: .\n", "data: /var/lib/sitrep\n", 1))
	if diff := differences("", reflect.ValueOf(changed), reflect.ValueOf(defaults)); !slices.Equal(diff, []string{".Data"}) {
		t.Errorf("with the data elsewhere it differs in %v, want .Data alone", diff)
	}
}

func TestTheExamplesInTheShippedFileWork(t *testing.T) {
	t.Parallel()
	c := loadText(t, used(t))
	if len(c.Sources) != 2 || c.Sources[0].Timeout != defaultTimeout || len(c.Sources[1].Exporters) != 2 || len(c.Metrics) != 1 || len(c.PromQL.Allow) != 1 {
		t.Errorf("the examples give %+v", c)
	}
	if c.Services.By != "service" || len(c.Services.Vars) != 2 || len(c.Services.Kinds) != 1 || len(c.Services.Except) != 1 {
		t.Errorf("the examples give the services %+v", c.Services)
	}
}

// A setting that exists is in the file, as a setting where it has a default and
// as an example otherwise, and a variable is named there.
func TestTheShippedFileNamesEverySetting(t *testing.T) {
	t.Parallel()
	text := shipped(t)
	names := keys(reflect.TypeFor[Config]())
	names = append(names, keys(reflect.TypeFor[file]())...)
	names = append(names, keys(reflect.TypeFor[Kind]())...)
	if len(names) < 40 {
		t.Fatalf("only %d settings were found: %v", len(names), names)
	}
	for _, name := range names {
		if !regexp.MustCompile(`(?m)^#?[^#\n]*\b` + name + `:`).MatchString(text) {
			t.Errorf("the file does not show the setting %s", name)
		}
	}
	for _, variable := range Variables() {
		if !regexp.MustCompile(`\b` + variable.Name + `\b`).MatchString(text) {
			t.Errorf("the file does not name %s", variable.Name)
		}
	}
}

// differences are the fields in which two values differ. A list that is empty is
// as good as one that is not there.
func differences(path string, a, b reflect.Value) []string {
	switch a.Kind() {
	case reflect.Struct:
		var all []string
		for n := range a.NumField() {
			all = append(all, differences(path+"."+a.Type().Field(n).Name, a.Field(n), b.Field(n))...)
		}
		return all
	case reflect.Slice, reflect.Map:
		if a.Len() == 0 && b.Len() == 0 {
			return nil
		}
	default: // Compared as it is.
	}
	if !reflect.DeepEqual(a.Interface(), b.Interface()) {
		return []string{path}
	}
	return nil
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
