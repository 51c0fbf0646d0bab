package say

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestPeopleAreAskedUnlessTheRunbookSaysThatNobodyCanSee(t *testing.T) {
	t.Parallel()
	at := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	for _, skip := range []bool{false, true} {
		v := incident.Verdict{Check: "t/c", Ask: "Is it?", Outcome: incident.Unknown, Reason: incident.Stopped, Detail: "It stopped.", Skip: skip}
		m := unknown(incident.Incident{}, incident.Check{Verdict: v}, at)
		asked := false
		for _, p := range m.Parts {
			asked = asked || len(p.Buttons) > 0
		}
		if asked == skip {
			t.Errorf("skip %v, and asked %v", skip, asked)
		}
	}
}
