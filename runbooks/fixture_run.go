package runbooks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// NewLab makes a source that holds the series: their first value at start, one
// each interval, and nothing after the last.
type NewLab func(start time.Time, interval time.Duration, series []InputSeries) (Metrics, error)

// Tried is one case of a fixture after it was asked.
type Tried struct {
	File    string           `json:"file"`
	Line    int              `json:"line"`
	Check   string           `json:"check"`
	Case    string           `json:"case"`
	Want    incident.Outcome `json:"want"`
	Got     incident.Outcome `json:"got,omitempty"`
	Say     string           `json:"say,omitempty"`     // The verdict's words.
	Differs []string         `json:"differs,omitempty"` // What was not as expected, a clause each.
}

// OK reports whether the case came out as its fixture says.
func (t Tried) OK() bool { return len(t.Differs) == 0 }

// Run asks every case of the fixture of its own series, in the order of the
// file. A case that cannot be asked differs, and says why.
func (f Fixture) Run(ctx context.Context, l *Library, lab NewLab) []Tried {
	var all []Tried
	for _, g := range f.groups {
		m, err := lab(g.start, g.interval, g.series)
		for _, tc := range g.cases {
			t := Tried{File: f.File, Line: tc.line, Check: tc.check, Case: tc.form.Name, Want: tc.form.Verdict}
			c, ok := l.Check(tc.check)
			switch {
			case err != nil:
				t.Differs = []string{fmt.Sprintf("the series of the test at line %d cannot be read: %v", g.line, err)}
			case !ok:
				t.Differs = []string{fmt.Sprintf("there is no check %s", tc.check)}
			default:
				v, _ := c.Ask(ctx, m, tc.scope)
				t.Got, t.Say, t.Differs = v.Outcome, said(v), tc.form.differs(v)
			}
			all = append(all, t)
		}
	}
	return all
}

// said are the words of a verdict.
func said(v incident.Verdict) string {
	if v.Outcome == incident.Unknown {
		return v.Detail
	}
	return v.Say
}

// differs holds a verdict against what was expected of it.
func (c caseForm) differs(v incident.Verdict) []string {
	var all []string
	hold := func(what, want, got string) {
		if want != "" && want != got {
			all = append(all, fmt.Sprintf("%s is %q, want %q", what, got, want))
		}
	}
	hold("verdict", string(c.Verdict), string(v.Outcome))
	hold("reason", string(c.Reason), string(v.Reason))
	hold("have", c.Have, v.Have)
	hold("want", c.Want, v.Want)
	hold("say", c.Say, said(v))
	if c.Offenders != nil && !slices.Equal(c.Offenders, v.Offenders) {
		all = append(all, fmt.Sprintf("offenders are %s, want %s", strings.Join(v.Offenders, ", "), strings.Join(c.Offenders, ", ")))
	}
	return all
}

// Untested names the checks of the fixtures' runbooks that lack a case of some
// kind: each is to be seen to pass, to fail and not to know; one that only
// shows, to show and not to know. A check that only people answer needs none.
func (l *Library) Untested(runbooks []string, fixtures []Fixture) []Finding {
	seen := map[string]map[incident.Outcome]bool{}
	for _, f := range fixtures {
		for _, g := range f.groups {
			for _, tc := range g.cases {
				if seen[tc.check] == nil {
					seen[tc.check] = map[incident.Outcome]bool{}
				}
				seen[tc.check][tc.form.Verdict] = true
			}
		}
	}
	var all []Finding
	for _, c := range l.Checks() {
		// What compares around an action needs one, and has tests of its own.
		if c.Human() || c.Expect.recovery || !slices.Contains(runbooks, c.Runbook) {
			continue
		}
		kinds := []incident.Outcome{incident.Pass, incident.Fail, incident.Unknown}
		if c.Expect.Shows() {
			kinds = []incident.Outcome{incident.Shown, incident.Unknown}
		}
		for _, k := range kinds {
			if !seen[c.Name][k] {
				file, line := c.place()
				all = append(all, Finding{Severity: Error, File: file, Line: line, Check: c.Name, Say: fmt.Sprintf("no case of %s%s ends in %s: add one", c.Runbook, fixtureEnding, k)})
			}
		}
	}
	return all
}
