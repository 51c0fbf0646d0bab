package main

import (
	"os"
	"testing"

	"github.com/sitrephq/sitrep/internal/drill"
)

// Nobody names the service; the channel hears within the first answers which of
// forty lacks members, and pressing its name asks its base checks.
func TestTheChannelHearsWhichOfFortyServicesLacksMembers(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/drills/unnamed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := drill.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r := playAs(t, s)
	if r.BudgetUsed < 3 {
		t.Errorf("%d messages: the board, the question and the answers are three", r.BudgetUsed)
	}
}
