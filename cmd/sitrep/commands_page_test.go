package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/commands"
)

// commandsPage is docs/commands.md, made from the table of verbs.
func commandsPage(all []commands.Command) string {
	var b strings.Builder
	b.WriteString(`# What you can type

This page is made from the verbs themselves: ` + "`go test ./cmd/sitrep -run TestTheCommandsPage -update-pages`" + ` writes it anew.

Every line begins with ` + "`/incident`" + `, or whatever your team calls the command. ` + "`@sitrep`" + ` in its place does the same, in threads too, where Slack has no commands. Except for ` + "`declare`" + `, ` + "`list`" + ` and ` + "`help`" + `, a verb is
about the incident in whose channel it is typed, or whose number comes first, from anywhere: ` + "`/incident inc-12 did restarted api`" + `. A button is one of these verbs with its words filled in: whatever is pressed can be typed.

- *Words* in ` + "`<…>`" + ` are yours, those in ` + "`[…]`" + ` may be left out, and ` + "`a|b`" + ` is one of both. What is missing is asked for, in a form where there can be one.
- *Times* stand right after the verb: ` + "`14:45`, `3pm`, `5m ago`, `-10m` or `now`" + `. They are read in your own time zone, as the last such moment that is past, and said back with the zone and in UTC.
- *Checks* have one-word names, such as ` + "`pool`" + `. A near miss is asked about, never guessed.
- *Answers* are for you alone. What changed, the channel hears once, from the timeline.
- *Mistakes* are taken back with ` + "`undo`" + `. Both the line and its being taken back stay readable.
`)
	for _, moment := range commands.Moments() {
		during := commands.During(moment, all)
		if len(during) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n", moment)
		for _, c := range during {
			fmt.Fprintf(&b, "\n### `%s`\n\n%s.", strings.TrimSpace(c.Name+" "+c.Args), c.Short)
			if c.Press {
				b.WriteString(" Mostly pressed.")
			}
			fmt.Fprintf(&b, "\nFor example: `%s`\n", c.Example)
			if len(c.Aliases) > 0 {
				fmt.Fprintf(&b, "\nAlso: `%s`\n", strings.Join(c.Aliases, "` `"))
			}
			fmt.Fprintf(&b, "\nYou see: %s\n", c.Answers)
		}
	}
	return b.String()
}

// What people can look up about a verb is what the verb says of itself.
func TestTheCommandsPageIsMadeFromTheVerbs(t *testing.T) {
	t.Parallel()
	all := verbs(known{}, nil)
	for _, c := range all {
		if !slices.Contains(commands.Moments(), c.Moment) || !strings.HasSuffix(c.Answers, ".") {
			t.Errorf("%s does not say when people need it (Moment), or in whole sentences what they see of it (Answers)", c.Name)
		}
	}
	path := filepath.Join("..", "..", "docs", "commands.md")
	made := commandsPage(all)
	if *updatePages {
		if err := os.WriteFile(path, []byte(made), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if made != string(page) {
		t.Error("docs/commands.md is not what the verbs say: go test ./cmd/sitrep -run TestTheCommandsPage -update-pages")
	}
}

// Slack shows the hint while one types: every word of it is one that help all
// and the page explain.
func TestTheHintNamesVerbsThatHelpExplains(t *testing.T) {
	t.Parallel()
	typed := map[string]bool{}
	for _, c := range verbs(known{}, nil) {
		typed[c.Name] = !c.Press
	}
	words := strings.Split(usageHint(), " | ")
	if len(words) != 6 {
		t.Errorf("the hint has %d words, help shows six at a time: %q", len(words), words)
	}
	for _, word := range words {
		if !typed[word] {
			t.Errorf("the hint names %q, which help all does not list", word)
		}
	}
}
