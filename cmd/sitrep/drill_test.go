package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/runbooks"
)

var drillRuns = flag.Int("drill-runs", 3, "how often the drill is played to be compared with itself")

func play(t *testing.T, id string) drill.Report {
	t.Helper()
	s, err := loadScenario(id)
	if err != nil {
		t.Fatal(err)
	}
	return playAs(t, s)
}

// playAs plays a scenario that the library need not have.
func playAs(t *testing.T, s *drill.Scenario) drill.Report {
	t.Helper()
	return played(t, s).report
}

// played is all that came of a scenario that the library need not have.
func played(t *testing.T, s *drill.Scenario) outcome {
	t.Helper()
	var log bytes.Buffer
	o, err := playDrill(t.Context(), s, drillOptions{out: t.TempDir()}, &log)
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	for _, m := range o.missing {
		t.Error(m)
	}
	if log.Len() > 0 {
		t.Errorf("the bot complained:\n%s", log.String())
	}
	return o
}

func TestEveryDrillPasses(t *testing.T) {
	t.Parallel()
	for _, id := range runbooks.Drills() {
		if id == anEvening {
			continue // It is long, and has a story of its own.
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			play(t, id)
		})
	}
}

func TestADrillIsTheSameOnEveryRun(t *testing.T) {
	t.Parallel()
	var first drill.Report
	for n := range *drillRuns {
		r := play(t, "toggl")
		r.Postmortem = filepath.Base(r.Postmortem)
		if n == 0 {
			first = r
			continue
		}
		if !reflect.DeepEqual(r, first) {
			a, _ := json.Marshal(first)
			b, _ := json.Marshal(r)
			t.Fatalf("run %d differs:\n%s\n%s", n+1, a, b)
		}
	}
}
