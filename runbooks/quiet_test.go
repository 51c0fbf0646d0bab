package runbooks

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// quietVars are the variables that no default covers. In the outage another
// service may be the one that shows what a check is for.
func quietVars(c Check, outage bool) (service string, vars map[string]string) {
	vars = map[string]string{"urls": "https://api.example.com", "queues": "mail", "namespace": "prod"}
	switch c.ID {
	case "running", "receiving", "even-load", "started":
		if outage {
			return "web", vars
		}
	case "joined", "idle":
		vars["added"] = "api-11"
		vars["asked"] = "1"
	}
	if c.ID == "started" {
		vars["deployment"] = "web"
	}
	return "api", vars
}

// TestAQuietFortnightIsNeverRed replays every check of the library over two
// weeks in which nothing is wrong. Its table is what docs/verdicts.md quotes.
func TestAQuietFortnightIsNeverRed(t *testing.T) {
	t.Parallel()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	step, scrapes := 2*time.Minute, []time.Duration{15 * time.Second, time.Minute}
	if raceDetector {
		step, scrapes = 30*time.Minute, scrapes[1:]
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-36s %8s %8s %8s %8s %8s %10s\n", "check", "scrape", "steps", "pass", "unknown", "fail", "in deploys")
	for _, scrape := range scrapes {
		f := newFortnight(t, scrape)
		f.record()
		m := source(t, f.lab, 30*time.Second)
		for _, c := range l.Checks() {
			if c.Human() || c.Expect.Shows() {
				continue
			}
			from := quietStart.Add(time.Hour)
			if c.Runbook == "added-capacity" && c.ID != "started" {
				from = grewAt.Add(c.Wait) // Before that there is nobody to ask about.
			}
			var all Replay
			for ; from.Before(quietEnd); from = from.Add(7 * 24 * time.Hour) {
				to := from.Add(7*24*time.Hour - step)
				if to.After(quietEnd) {
					to = quietEnd
				}
				service, vars := quietVars(c, false)
				re, _, err := c.Replay(t.Context(), m, Scope{Service: Service{Name: service}, At: quietEnd, Began: quietEnd, Vars: vars}, from, to, step)
				if err != nil {
					t.Errorf("%s at %v: %v", c.Name, scrape, err)
					break
				}
				all.Passed, all.Failed, all.Unknown = all.Passed+re.Passed, all.Failed+re.Failed, all.Unknown+re.Unknown
				all.Failures = append(all.Failures, re.Failures...)
			}
			inDeploys := 0
			if c.ID == "joined" {
				// It asks after the one server that is being replaced: that is not quiet.
				inDeploys = all.Failed - outsideDeploys(all.Failures, step)
				all.Failed -= inDeploys
			}
			fmt.Fprintf(&table, "%-36s %8v %8d %8d %8d %8d %10d\n", c.Name, scrape, all.Passed+all.Failed+all.Unknown+inDeploys, all.Passed, all.Unknown, all.Failed, inDeploys)
			if all.Failed > 0 {
				t.Errorf("%s at %v is red in %d steps of a quiet fortnight, first from %s to %s", c.Name, scrape, all.Failed, all.Failures[0].From.Format(time.DateTime), all.Failures[0].To.Format(time.DateTime))
			}
			if all.Passed == 0 {
				t.Errorf("%s at %v never passes: then it proves nothing", c.Name, scrape)
			}
		}
		outageTable(t, l, m, scrape)
	}
	t.Log("\n" + table.String())
}

// outsideDeploys counts the failing steps that are in no deploy.
func outsideDeploys(failures []Stretch, step time.Duration) int {
	n := 0
	for _, s := range failures {
		for at := s.From; !at.After(s.To); at = at.Add(step) {
			if at.Hour() != 14 || at.Minute() >= 20 {
				n++
			}
		}
	}
	return n
}

// outageTable replays the outage: each check is red from soon after it begins
// to its last minute, and green again in the end.
func outageTable(t *testing.T, l *Library, m Metrics, scrape time.Duration) {
	t.Helper()
	var table strings.Builder
	fmt.Fprintf(&table, "%-36s %8s %10s %10s\n", "check", "scrape", "red after", "red until")
	for _, c := range l.Checks() {
		if c.Human() || c.Expect.Shows() || c.ID == "joined" || c.ID == "idle" {
			continue
		}
		service, vars := quietVars(c, true)
		s := Scope{Service: Service{Name: service}, At: outageTo.Add(90 * time.Minute), Began: outageFrom.Add(4 * time.Minute), Vars: vars}
		re, _, err := c.Replay(t.Context(), m, s, outageFrom, s.At, time.Minute)
		if err != nil {
			t.Errorf("%s at %v: %v", c.Name, scrape, err)
			continue
		}
		if len(re.Failures) != 1 {
			t.Errorf("%s at %v is red in %d stretches of the outage, want 1: %v", c.Name, scrape, len(re.Failures), re.Failures)
			continue
		}
		red := re.Failures[0]
		after, until := red.From.Sub(outageFrom), red.To.Sub(outageFrom)
		fmt.Fprintf(&table, "%-36s %8v %10v %10v\n", c.Name, scrape, after, until)
		if after > 11*time.Minute || until < outageLasts-time.Minute || until > outageLasts+20*time.Minute {
			t.Errorf("%s at %v is red from %v to %v after the outage began, which lasts %v", c.Name, scrape, after, until, outageLasts)
		}
	}
	t.Log("\n" + table.String())
}
