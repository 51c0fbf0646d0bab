package runbooks

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the imported runbooks anew")

func TestMarkdownBecomesQuestionsForPeople(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("testdata/markdown/*.md")
	if err != nil || len(pages) < 3 {
		t.Fatalf("%v, %v", pages, err)
	}
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			markdown, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Import(filepath.Base(page), markdown)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(page, ".md") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s became\n%s\nwant\n%s", page, got, want)
			}
		})
	}
}

func TestAPageThatIsNoRunbookIsRefused(t *testing.T) {
	t.Parallel()
	const steps = "1. Look at it\n"
	for _, tt := range []struct{ label, name, markdown, want string }{
		{"empty", "a-b.md", "", "a-b.md is empty"},
		{"blank", "a-b.md", " \n\t\n", "a-b.md is empty"},
		{"binary", "a-b.md", "\x7fELF\x02\x00\x00", "a-b.md is not text"},
		{"not UTF-8", "a-b.md", "1. caf\xe9\n", "a-b.md is not text"},
		{"huge", "a-b.md", strings.Repeat("1. Look\n", 200_000), "larger than 1 MB"},
		{"prose", "a-b.md", "# About\n\nIt is a thing.\n\n- one\n- two\n", "a-b.md asks nothing: I take headings"},
		{"only code", "a-b.md", "```\nls\n```\n", "asks nothing"},
		{"ours already", "docs/Backend Pool.md", steps, "would stand in for our runbook backend-pool"},
		{"an alias of ours", "pool.md", steps, "pool.md does not fit beside the library; import it under another name"},
		{"no name", "再.md", steps, "gives no name"},
	} {
		out, err := Import(tt.name, []byte(tt.markdown))
		if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %s\n%s", tt.label, err, tt.want, out)
		}
	}
}

func TestTheNameOfThePageIsTheRunbooks(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{
		"KubePodCrashLooping.md":      "kube-pod-crash-looping",
		"runbooks/High Load.markdown": "high-load",
		"C:\\wiki\\DB_is_down.md":     "db-is-down",
		"2024-outage.md":              "runbook-2024-outage",
		"checkout":                    "checkout",
		"it's.slow.md":                "its-slow",
	} {
		out, err := Import(name, []byte("1. Look at it\n"))
		if err != nil || !strings.Contains(string(out), "\nid: "+id+"\n") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// A check keeps its name when steps are added after it: what scripts and
// timelines name stays.
func TestAStepKeepsItsName(t *testing.T) {
	t.Parallel()
	names := func(markdown string) []string {
		t.Helper()
		out, err := Import("a-b.md", []byte(markdown))
		if err != nil {
			t.Fatal(err)
		}
		l, err := Load(fileOf("a-b.yaml", string(out)))
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, c := range l.Checks() {
			all = append(all, c.ID)
			if !c.Human() || !c.TakesText() {
				t.Errorf("%s is not for a person to write", c.Name)
			}
		}
		return all
	}
	before := names("1. Look\n2. Stop the writers\n3. Stop the writers\n4. a-b\n")
	if got, want := strings.Join(before, " "), "step-look stop-the-writers stop-the-writers-2 a-b-2"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	after := names("1. Look\n2. Stop the writers\n3. Stop the writers\n4. a-b\n5. Stop the writers\n6. Rest\n")
	if got, want := strings.Join(after, " "), strings.Join(before, " ")+" stop-the-writers-3 step-rest"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		"1. a ${b} {c}\n", "# ${x}?\n", "- [ ] \"q\": 'r' # s\n", "1. a\n\n   - b\n     1. c\n", "## ?\n", "1. \u2028\u0085x\n", "---\nt: 1\n---\n1. a",
		"# Diagnosis\n| a | b |\n|---|---|\n| 1 | 2 |\n", "1. ``` x\n", "1. [a](b \"c\") <d@e.f> https://g.h ![i](j)\n", "## Fix\n> q\n<!-- \n# x -->\n",
	} {
		f.Add([]byte(seed))
	}
	ours, err := Embedded()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, markdown []byte) {
		if !utf8.Valid(markdown) {
			return // Import refuses it.
		}
		out, err := converted("some-page.md", markdown, ours)
		if err != nil {
			return
		}
		if _, err := Load(fileOf("some-page.yaml", string(out))); err != nil {
			t.Errorf("%q became\n%s\n%v", markdown, out, err)
		}
	})
}
