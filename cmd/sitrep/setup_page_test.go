package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/configs"
)

// setupPage are the parts of docs/setup.md that are made from the code.
func setupPage() map[string]string {
	var scopes, events, variables strings.Builder
	scopes.WriteString("| scope | why | without it |\n|---|---|---|\n")
	for _, optional := range []bool{false, true} {
		for _, s := range configs.Scopes() {
			if s.Optional != optional {
				continue
			}
			name := "`" + s.Name + "`"
			if optional {
				name += ", optional"
			}
			fmt.Fprintf(&scopes, "| %s | %s | %s |\n", name, s.Why, s.Without)
		}
	}
	events.WriteString("| event | what for |\n|---|---|\n")
	for _, g := range heard() {
		fmt.Fprintf(&events, "| `%s` | %s |\n", strings.Join(g.names, "` `"), g.why)
	}
	variables.WriteString("| variable | what | in the file |\n|---|---|---|\n")
	for _, v := range configs.Variables() {
		setting := "–"
		if v.Setting != "" {
			setting = "`" + v.Setting + "`"
		}
		fmt.Fprintf(&variables, "| `%s` | %s | %s |\n", v.Name, v.What, setting)
	}
	return map[string]string{
		"scopes":    scopes.String(),
		"events":    events.String(),
		"variables": variables.String(),
		"privacy":   "**It keeps** " + itKeeps + "\n\n**It sends nothing anywhere except to** " + itSends + "\n",
	}
}

var updatePages = flag.Bool("update-pages", false, "write what is generated into the pages of docs anew")

// generated is a part of a page between its two marks.
var generated = regexp.MustCompile(`(?s)<!-- generated: (\w+) -->\n(.*?)<!-- end -->`)

// What an admin reads about scopes, events, data and variables is what the code
// does.
func TestTheSetupPageIsMadeFromTheCode(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "setup.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parts := setupPage()
	made := generated.ReplaceAllStringFunc(string(page), func(part string) string {
		name := generated.FindStringSubmatch(part)[1]
		text, ok := parts[name]
		if !ok {
			t.Errorf("nothing makes the part %q", name)
		}
		delete(parts, name)
		return fmt.Sprintf("<!-- generated: %s -->\n%s<!-- end -->", name, text)
	})
	for name := range parts {
		t.Errorf("the page has no part %q", name)
	}
	if *updatePages {
		if err := os.WriteFile(path, []byte(made), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if made != string(page) {
		t.Errorf("docs/setup.md is not what the code says: go test ./cmd/sitrep -run TestTheSetupPage -update-pages")
	}
}

// The page and the request for the admin are one answer.
func TestTheRequestSaysWhatThePageSays(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := printRequest(&b); err != nil {
		t.Fatal(err)
	}
	for _, s := range configs.Scopes() {
		if !strings.Contains(b.String(), s.Name+" ") || !strings.Contains(b.String(), s.Why) || s.Optional && !strings.Contains(b.String(), s.Without) {
			t.Errorf("the request does not explain %s", s.Name)
		}
	}
	for _, e := range configs.Events() {
		if !strings.Contains(b.String(), e.Name) {
			t.Errorf("the request does not name %s", e.Name)
		}
	}
	for _, text := range []string{itKeeps, itSends} {
		if !strings.Contains(b.String(), text) {
			t.Errorf("the request does not say %q", text)
		}
	}
}
