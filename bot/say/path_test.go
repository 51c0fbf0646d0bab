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
		"something other": {"workers/alive", "healthy", nil, "2 of 20 healthy since", "running 20 → healthy 2 → receiving 2 · since 15:00 UTC · between running and healthy; registered is not measured\n"},
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

// stage is a check of one step of the path.
func stage(name, have, want string, o incident.Outcome) incident.Check {
	v := incident.Verdict{
		Check: "servers/" + name, Name: name, Ask: "Is " + name + " as it should be?", Outcome: o, Stage: name, Base: true,
		Have: have, Want: want, Short: have + " of " + want, Need: "at least 16", Source: "main",
	}
	if o == incident.Fail {
		v.Since = on("15:00")
	}
	if o == incident.Unknown {
		v.Have, v.Want, v.Reason, v.Short = "", "", incident.Stopped, "Stopped reporting at 14:58"
	}
	return judgedAt(v, "15:04:10")
}

// overruledBy is a check that a person has overruled.
func overruledBy(c incident.Check, by incident.Actor, o incident.Outcome) incident.Check {
	c.Overrules = []incident.Overrule{{By: by, At: on("15:20"), Outcome: o, Over: c.Outcome, Measured: c.Short, Why: "the exporter reads the old balancer", Seq: 20}}
	return c
}

func TestTheBoardNamesTheFirstStepWhereTheNumbersDisagree(t *testing.T) {
	t.Parallel()
	const pass, fail, unknown = incident.Pass, incident.Fail, incident.Unknown
	never := stage("healthy", "", "", unknown)
	never.Reason = incident.NeverThere
	working := judgedAt(slow(), "15:04:10")
	demand := stage("demand", "900", "258", fail)
	demand.Need = "at most 310"
	old := stage("running", "2", "20", fail)
	old.SinceAtLeast = true
	tests := map[string]struct {
		checks []incident.Check
		want   string // Empty where there is no such line.
	}{
		"several steps fail, and the first is named": {
			[]incident.Check{stage("receiving", "2", "20", fail), stage("running", "20", "20", pass), stage("registered", "20", "20", pass), stage("healthy", "2", "20", fail)},
			"Breaks here: running 20 → in the pool 20 → **healthy 2** → receiving 2 · since 15:00 UTC",
		},
		"the first measured step fails, and nothing stands before it": {
			[]incident.Check{stage("running", "2", "20", fail), stage("healthy", "2", "20", fail)},
			"Breaks here: **running 2 of 20** → healthy 2 · since 15:00 UTC · no step before it is measured",
		},
		"the step before it cannot tell": {
			[]incident.Check{stage("running", "20", "20", pass), stage("healthy", "", "", unknown), stage("receiving", "2", "20", fail)},
			"Breaks here: running 20 → **receiving 2** · since 15:00 UTC · between running and receiving; registered is not measured, healthy can't tell: stopped reporting at 14:58",
		},
		"the step before it is not set up here": {
			[]incident.Check{stage("running", "20", "20", pass), stage("registered", "20", "20", pass), never, stage("receiving", "2", "20", fail)},
			"Breaks here: running 20 → in the pool 20 → **receiving 2** · since 15:00 UTC · between the pool and receiving; healthy is not measured",
		},
		"what stands before the first number cannot tell": {
			[]incident.Check{stage("running", "", "", unknown), stage("healthy", "2", "20", fail)},
			"Breaks here: **healthy 2 of 20** · since 15:00 UTC · running can't tell: stopped reporting at 14:58",
		},
		"only one step is measured": {
			[]incident.Check{stage("healthy", "2", "20", fail)},
			"Breaks here: **healthy 2 of 20** · since 15:00 UTC · no step before it is measured",
		},
		"a step that a person set aside is passed over": {
			[]incident.Check{stage("running", "20", "20", pass), overruledBy(stage("registered", "2", "20", fail), ana, pass), stage("healthy", "4", "20", fail)},
			"Breaks here: running 20 → in the pool 2 (overruled) → **healthy 4 of 20** · since 15:00 UTC · healthy 4 is more than in the pool 2: one of them counts something else",
		},
		"a step that fails by a person's word": {
			[]incident.Check{stage("running", "20", "20", pass), overruledBy(stage("registered", "20", "20", pass), ben, fail), stage("receiving", "20", "20", pass)},
			"Breaks here: running 20 → **in the pool 20 of 20** → receiving 20 · @Ben says so since 15:20 UTC",
		},
		"more receive than are healthy": {
			[]incident.Check{stage("running", "20", "20", pass), stage("registered", "20", "20", pass), stage("healthy", "2", "20", fail), stage("receiving", "5", "20", fail)},
			"Breaks here: running 20 → in the pool 20 → **healthy 2** → receiving 5 · since 15:00 UTC · receiving 5 is more than healthy 2: one of them counts something else",
		},
		"all pass and users feel it": {
			[]incident.Check{working, stage("running", "20", "20", pass), stage("registered", "20", "20", pass), stage("healthy", "20", "20", pass), stage("receiving", "20", "20", pass)},
			"Breaks here: running 20 → in the pool 20 → healthy 20 → receiving 20 → **working 4.1 s (wanted less than 0.8 s)** · since 15:01 UTC",
		},
		"users feel it and an earlier step explains it": {
			[]incident.Check{working, stage("running", "20", "20", pass), stage("registered", "2", "20", fail)},
			"Breaks here: running 20 → **in the pool 2** · since 15:00 UTC",
		},
		"demand is not compared with members": {
			[]incident.Check{demand, stage("running", "20", "20", pass)},
			"Breaks here: **demand 900 (wanted at most 310)** → running 20 · since 15:00 UTC",
		},
		"what failed long before is another story": {
			[]incident.Check{old, stage("registered", "1", "20", fail)},
			"Breaks here: running 2 (for long) → **in the pool 1** · since 15:00 UTC",
		},
		"nothing fails":       {[]incident.Check{stage("running", "20", "20", pass), stage("healthy", "18", "20", pass)}, ""},
		"nothing is measured": {[]incident.Check{stage("running", "", "", unknown), never}, ""},
		"nothing was asked":   {nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := with(answered(), func(i *incident.Incident) { i.Checks = tt.checks })
			got := ""
			for line := range strings.Lines(render(say.Status(i, on("15:13")))) {
				if line = strings.TrimSpace(line); strings.Contains(line, " here:**") || strings.Contains(line, "feel it:**") {
					got = strings.Replace(line, "**Breaks here:**", "Breaks here:", 1)
				}
			}
			if got != tt.want {
				t.Errorf("the board says\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
