package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/drill"
)

// The metrics source dies twice, a person contradicts a metric and overrules
// it, and people answer what only they can: all through the bot's own front
// door.
func TestPeopleAndMetricsInOneIncident(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/drills/people.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := drill.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	o := played(t, s)
	for words, want := range map[string]int{
		"CAN'T TELL, all 3 checks.":      3, // The first answers, edited, and one for each time, for all checks at once.
		"Prometheus main answers again,": 2, // And one when it was back.
		"may well see something":         1,
		"PLEASE ANSWER":                  2, // Asked, and asked again.
		"@ben says: it is not whole and nobody owns it (15:15 UTC): nobody has taken it; @cho says: it is whole, or someone owns the rest (15:16 UTC)": 1,
	} {
		if got := messagesThat(o.said, words); got != want {
			t.Errorf("%d messages say %q at some time, want %d", got, words, want)
		}
	}
	for _, m := range o.said {
		for line := range strings.Lines(m.Text) {
			if strings.Contains(line, "✓") && (strings.Contains(line, "overruled") || strings.Contains(line, "OVERRULED")) {
				t.Errorf("what is overruled reads as a pass: %q", line)
			}
		}
	}
	if t.Failed() {
		for _, m := range o.said {
			t.Logf("%s %s\n%s", m.At.Format("15:04:05"), m.TS, m.Text)
		}
	}
}

// messagesThat is how many messages ever said the words, the board apart.
func messagesThat(said []drill.Said, words string) int {
	var seen []string
	for _, m := range said {
		if strings.Contains(m.Text, words) && !strings.Contains(m.Text, "If this is older than five minutes") && !slices.Contains(seen, m.TS) {
			seen = append(seen, m.TS)
		}
	}
	return len(seen)
}
