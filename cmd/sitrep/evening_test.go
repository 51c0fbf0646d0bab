package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/drill"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// wavers is what differs from run to run, or with every event that is added: a
// draft's folder, and the number of its newest line.
var wavers = []struct {
	is *regexp.Regexp
	by string
}{
	{regexp.MustCompile(`\S+/(inc-\d+\S*\.md)`), "postmortems/$1"},
	{regexp.MustCompile(`· version \d+`), "· version N"},
}

// anEvening is the drill that is read word for word.
const anEvening = "evening"

// Four people at work, two hundred who look on. What they read is kept word for
// word: whoever changes a word sees what the evening reads like with it.
func TestAnEveningReadsLikeACalmColleague(t *testing.T) {
	t.Parallel()
	s, err := loadScenario(anEvening)
	if err != nil {
		t.Fatal(err)
	}
	o := played(t, s)
	got := o.read
	for _, w := range wavers {
		got = w.is.ReplaceAllString(got, w.by)
	}
	path := filepath.Join("testdata", "evening.txt")
	if *updateGolden {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if line, is, was := firstDifference(got, string(want)); line > 0 {
		t.Errorf("the evening reads otherwise from line %d on:\n%s\nit was:\n%s\nIf it reads better now: go test ./cmd/sitrep -run TestAnEvening -update", line, is, was)
	}
	nobodyIsBothered(t, s, o.said)
}

// nobodyIsBothered holds what asks one person to do something against where it
// is said: to them alone or in a thread, never to two hundred.
func nobodyIsBothered(t *testing.T, s *drill.Scenario, said []drill.Said) {
	t.Helper()
	team := map[string]bool{}
	for _, p := range s.People {
		team[p.ID] = true
	}
	asked := 0
	for _, m := range said {
		if m.Alone != "" && !team[m.Alone] {
			t.Errorf("%s only looks on, and is written to: %s", m.Alone, m.Text)
		}
		for _, asks := range []string{"Measured, and nobody on it:", "is promised for", "has not come", "Answer it in the thread"} {
			if strings.Contains(m.Text, asks) {
				asked++
				if m.Alone == "" && m.Thread == "" {
					t.Errorf("two hundred read what one can do: %s", m.Text)
				}
			}
		}
		for _, calls := range []string{"@here", "@channel", "@everyone"} {
			if strings.Contains(m.Text, calls) {
				t.Errorf("everybody is called: %s", m.Text)
			}
		}
	}
	if asked < 3 {
		t.Errorf("only %d questions and reminders came, so little is shown", asked)
	}
}

// firstDifference is the first line that differs, counted from 1, and 0 if none
// does.
func firstDifference(got, want string) (line int, is, was string) {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for n := range max(len(a), len(b)) {
		is, was = "(nothing)", "(nothing)"
		if n < len(a) {
			is = a[n]
		}
		if n < len(b) {
			was = b[n]
		}
		if is != was {
			return n + 1, is, was
		}
	}
	return 0, "", ""
}
