package say_test

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestAPoolsHealthyStepReadsInThePool(t *testing.T) {
	t.Parallel()
	registered := poolVerdict()
	registered.Check, registered.Ask = "backend-pool/deployed-equals-live", "Are all API servers that run also in the pool?"
	tests := map[string]struct {
		check, stage string
		also         []incident.Check
		lock, breaks string
	}{
		"a pool":          {poolName, "healthy", nil, "2 of 20 in the pool since", "running 20 → in the pool 2 → receiving 2 · since 15:00 UTC\n"},
		"both of a pool":  {poolName, "healthy", []incident.Check{judgedAt(registered, "15:04:10")}, "2 of 20 in the pool since", "running 20 → in the pool 2 → receiving 2 · since 15:00 UTC\n"},
		"something other": {"workers/alive", "healthy", nil, "2 of 20 healthy since", "running 20 → healthy 2 → receiving 2 · since 15:00 UTC · registered is not measured\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := with(answered(), func(i *incident.Incident) {
				i.Checks[1].Verdict.Check, i.Checks[1].Stage = tt.check, tt.stage
				i.Checks = append(i.Checks, tt.also...)
			})
			m := say.Status(i, on("15:13"))
			if !strings.Contains(m.Text, tt.lock) {
				t.Errorf("a lock screen shows %q, want %q", m.Text, tt.lock)
			}
			if board := strings.ReplaceAll(render(m), "**", ""); !strings.Contains(board, "Breaks here: "+tt.breaks) {
				t.Errorf("the board does not say %q:\n%s", tt.breaks, board)
			}
		})
	}
}
