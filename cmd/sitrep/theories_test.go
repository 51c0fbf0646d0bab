package main

import (
	"os"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/drill"
)

// Two people follow a theory for an hour while two of twenty servers take all
// traffic and nobody is on it.
func TestATheoryIsAskedAboutWhereItIsFollowedAndToTheLeadAlone(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/drills/theories.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := drill.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	o := played(t, s)
	const measured = "Measured, and nobody on it: the pool, 2 of 20, since 15:00 UTC."
	for words, want := range map[string]int{
		// Each question stands in the thread, and the lead has it once alone.
		"20 min on T1 DNS. Measured for it so far: nothing.\n" + measured: 2,
		"37 min on T1 DNS. Measured for it so far: nothing.\n" + measured: 2,
		"INC-1: 20 min on T1":                              1,
		"Answer it in the thread of T1: ":                  2,
		"Followed until 15:42 UTC.":                        1, // Of the first one, once it was answered.
		"By now nothing measured fails with nobody on it.": 2, // Of both, once somebody was.
		"min on T2": 0, // It was ruled out.
		"Ruled out: T2 database overloaded, 6 min, it idles at 10 %":      1,
		"A cause is found: T1 DNS (16:10 UTC): the pool's names were old": 2, // A message of its own, and the theory's.
	} {
		if got := messagesThat(o.said, words); got != want {
			t.Errorf("%d messages say %q at some time, want %d", got, words, want)
		}
	}
	channels := map[string]bool{}
	for _, m := range o.said {
		if strings.Contains(m.Text, "Answer it in the thread") {
			channels[m.Channel] = true
		}
		if strings.Contains(m.Text, "logged the same") {
			t.Errorf("what one asker was told is seen by all: %s", m.Text)
		}
	}
	if len(channels) != 1 {
		t.Errorf("the lead is told in %v", channels)
	}
	if t.Failed() {
		for _, m := range o.said {
			t.Logf("%s %s %s\n%s", m.At.Format("15:04:05"), m.Channel, m.TS, m.Text)
		}
	}
}
