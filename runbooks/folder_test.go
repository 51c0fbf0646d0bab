package runbooks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// fileOf is a folder with one runbook.
func fileOf(name, body string) fstest.MapFS {
	return fstest.MapFS{name: {Data: []byte(body)}}
}

func TestATeamsOwnFileReplacesOursOfTheSameName(t *testing.T) {
	t.Parallel()
	theirs := strings.NewReplacer("Is it?", "Is it ours?", "alias: see", "alias: look").Replace(whole)
	l, err := Load(fileOf("t.yaml", whole), fileOf("t.yaml", theirs), fileOf("README.md", "# ours"))
	if err != nil {
		t.Fatal(err)
	}
	if all := l.Checks(); len(all) != 1 || all[0].Words != "Is it ours?" || all[0].Alias != "look" {
		t.Errorf("%+v", all)
	}
	// What was replaced leaves nothing behind: its alias is free again.
	other := strings.NewReplacer("id: t\n", "id: u\n").Replace(whole)
	if _, err := Load(fileOf("t.yaml", whole), fileOf("t.yaml", theirs), fileOf("u.yaml", other)); err != nil {
		t.Error(err)
	}
	// What pointed to the replaced file has to find what it names in the new one.
	pointing := strings.NewReplacer("id: t\n", "id: u\n", "alias: see", "alias: other", "    good: yes", "    good: yes\n    if_fail: {goto: t/c}").Replace(whole)
	renamed := strings.Replace(theirs, "- id: c", "- id: d", 1)
	_, err = Load(fileOf("t.yaml", whole), fileOf("u.yaml", pointing), fileOf("t.yaml", renamed))
	if want := `u.yaml:8: u/c: if_fail goes to "t/c", which does not exist`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestAnEndingThatNobodyReadsIsRefused(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"t.yml":         "t.yml: a runbook's file ends in .yaml: rename it to t.yaml",
		"t.YAML":        "t.YAML: a runbook's file ends in .yaml: rename it to t.yaml",
		"t.test.yml":    "t.test.yml: a runbook's file ends in .yaml: rename it to t.test.yaml",
		"t.txt":         "",
		"t.test.yaml":   "",
		"sub/t.yml":     "",
		"t.yaml.backup": "",
	} {
		_, err := Load(fileOf(name, "no runbook"))
		switch {
		case err == nil && want != "":
			t.Errorf("%s was taken, or left out without a word", name)
		case err != nil && err.Error() != want:
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestWithJoinsAFolderOnDiskToTheLibrary(t *testing.T) {
	t.Parallel()
	ours, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, body string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("t.yaml", whole)
	write("t.test.yaml", "fixtures: []")
	l, err := With(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(l.Checks()), len(ours.Checks())+1; got != want {
		t.Errorf("%d checks, want %d", got, want)
	}
	if _, ok := l.Check("t/c"); !ok {
		t.Error("the folder's own check is not there")
	}

	write("t.yaml", strings.Replace(whole, "stage: healthy", "stage: happy", 1))
	_, err = With(dir)
	if want := filepath.Join(dir, "t.yaml") + `:8: check "c": stage "happy"`; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestAFolderThatIsNoneIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain := filepath.Join(dir, "t.yaml")
	if err := os.WriteFile(plain, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(dir, "none"): "there is no folder " + filepath.Join(dir, "none") + ": name the one that holds your runbooks",
		plain:                      plain + " is a file: name the folder that it lies in",
		empty:                      "the folder " + empty + " holds no runbook: a runbook is a file such as backend-pool.yaml at its top",
	} {
		if _, err := With(path); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// A merged or aliased part has no line of its own; that is no reason to break.
func TestAFaultInAMergedPartIsStillTold(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"schema: runbook/1\nid: t\ntitle: T\n<<: {checks: [{id: c}]}\n",
		"schema: runbook/1\nid: t\ntitle: T\nchecks:\n  - &a {id: c}\n  - *a\n",
		"schema: runbook/1\nid: t\ntitle: T\nchecks:\n  - <<: {id: c}\n",
		"[]", "a", "", "---\n", "{}",
	} {
		if _, err := Load(fileOf("t.yaml", body)); err == nil || !strings.HasPrefix(err.Error(), "t.yaml") {
			t.Errorf("%q: %v", body, err)
		}
	}
}
