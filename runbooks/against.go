package runbooks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// redTolerated is the share of a quiet week that a check may fail in without a
// warning: 1 %, an hour and forty minutes. One that is red more often is red
// in most incidents for a reason of its own, and people stop to read it.
const redTolerated = 0.01

// replaySteps is into how many steps a replayed stretch is cut.
const replaySteps = 1000

// besideEach is how many checks are tried side by side: a person's lint must
// not be what overloads the source.
const besideEach = 4

// Trial is how a source is tried.
type Trial struct {
	Scope // Whom, when and with what; Began is not used.
	// Replayed is how far back a quiet time is replayed; zero replays nothing.
	// Story time.
	Replayed time.Duration
}

// Seen is what a source knows of one check.
type Seen struct {
	Check    string        `json:"check"`
	Asked    []string      `json:"asked"`  // The variants that can be asked.
	Absent   []Absent      `json:"absent"` // Those that cannot, and why.
	Interval time.Duration `json:"interval_ns,omitempty"`
	Answers  time.Duration `json:"answers_after_ns,omitempty"` // After an action, until its effect can be told.
	Replay   *Replay       `json:"replay,omitempty"`
	Why      string        `json:"why,omitempty"` // Why it could not be tried, as a sentence.
	short    []Finding     // Windows that hold too few samples.
	at       string        // "file:line"
}

// Absent is a variant that cannot be asked here.
type Absent struct {
	Variant string `json:"variant"`
	Say     string `json:"say"` // The reason, with the nearest there is.
}

// Against tries the collection's checks against a source: which can be asked,
// what is nearest to a name that matches nothing, how often the series are
// scraped, and how often the check would have failed in the time before.
// Questions that people answer are left out. A few are tried side by side; one
// whose answer does not come is told, and holds up no other. The error is that
// of a source that does not answer at all.
func (c Collection) Against(ctx context.Context, m Metrics, t Trial) ([]Seen, error) {
	if _, err := m.Query(ctx, knock, t.At); err != nil {
		return nil, errors.New(strings.TrimSuffix(sourceSentence(m.Name(), err), "."))
	}
	t.Began = t.At
	var checks []Check
	for _, check := range c.checks() {
		if !check.Human() {
			checks = append(checks, check)
		}
	}
	all := make([]Seen, len(checks))
	turn := make(chan struct{}, besideEach)
	var wait sync.WaitGroup
	for n, check := range checks {
		wait.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			all[n] = check.against(ctx, m, t)
		})
	}
	wait.Wait()
	return all, nil
}

// checks are those of the runbooks that were named.
func (c Collection) checks() []Check {
	var all []Check
	for _, id := range c.IDs {
		for _, check := range c.Library.Checks() {
			if check.Runbook == id {
				all = append(all, check)
			}
		}
	}
	return all
}

// against tries one check.
func (c Check) against(ctx context.Context, m Metrics, t Trial) Seen {
	seen := Seen{Check: c.Name, Asked: []string{}, Absent: []Absent{}, at: c.at}
	a := &asker{m: m}
	values := c.values(t.Scope)
	var there []ready
	for _, v := range c.variants {
		if name := c.lacks(v, values); name != "" {
			seen.Absent = append(seen.Absent, Absent{v.name, fmt.Sprintf("${%s} has no value", name)})
			continue
		}
		r, err := c.fillOne(v, values)
		if err != nil {
			seen.Absent = append(seen.Absent, Absent{v.name, err.Error()})
			continue
		}
		newest, trouble := c.existence(ctx, a, []ready{r}, t.At)
		if trouble != nil {
			seen.Why = trouble.detail
			return seen
		}
		if len(present([]ready{r}, newest)) == 1 {
			seen.Asked, there = append(seen.Asked, v.name), append(there, r)
			continue
		}
		var reasons []string
		for _, sel := range r.selectors {
			if newest[sel].IsZero() {
				reasons = append(reasons, nearestTo(ctx, a, sel, t.At))
			}
		}
		seen.Absent = append(seen.Absent, Absent{v.name, mostUseful(reasons)})
	}
	if len(there) == 0 {
		return seen
	}
	var trouble *trouble
	if seen.Interval, trouble = slowestOf(ctx, a, selectorsOf(there), t.At); trouble != nil {
		seen.Why = trouble.detail
		return seen
	}
	seen.Answers = incident.AnswerAt(t.At, seen.Interval).Sub(t.At)
	seen.short = c.shortWindows(there, seen.Interval)
	if t.Replayed > 0 && c.judged && !c.Expect.recovery {
		step := max(t.Replayed/replaySteps, seen.Interval).Truncate(time.Second)
		re, _, err := c.Replay(ctx, m, t.Scope, t.At.Add(-t.Replayed), t.At, step)
		if err != nil {
			seen.Why = Why(m, err)
			return seen
		}
		seen.Replay = &re
	}
	return seen
}

// lacks is the first variable that a variant needs and that has no value.
func (c Check) lacks(v variant, values map[string]string) string {
	for _, t := range v.judged() {
		if name := t.missing(values); name != "" && (t.text != v.want.text || values[c.declared] == "") {
			return name
		}
	}
	return ""
}

// mostUseful is the reason that a person can act on, and how many there are
// beside it.
func mostUseful(reasons []string) string {
	slices.Sort(reasons)
	reasons = slices.Compact(reasons)
	one := reasons[0]
	if i := slices.IndexFunc(reasons, func(r string) bool { return strings.Contains(r, "nearest is") }); i >= 0 {
		one = reasons[i]
	}
	if n := len(reasons) - 1; n > 0 {
		one += fmt.Sprintf(" (and %d more series are not there)", n)
	}
	return one
}

func selectorsOf(all []ready) []string {
	t := Meter{there: all}
	return t.selectors()
}

// shortWindows finds rates over a window that holds fewer than four samples.
// ${window} never does: it grows with the scrape interval.
func (c Check) shortWindows(there []ready, interval time.Duration) []Finding {
	var all []Finding
	for _, r := range there {
		for _, text := range []string{r.query, r.have, r.want, r.guard} {
			e, err := parse(text)
			if err != nil {
				continue
			}
			parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
				call, ok := n.(*parser.Call)
				if !ok || call.Func.Name != "rate" && call.Func.Name != "increase" && call.Func.Name != "irate" {
					return nil
				}
				if w := rangeOf(call.Args[0]); w > 0 && w < 4*interval {
					all = append(all, Finding{Severity: Error, Say: fmt.Sprintf("%s over %s holds %d samples at a scrape every %s, and needs four: write [${window}]", call.Func.Name, lasting(w), int(w/interval), lasting(interval))})
				}
				return nil
			})
		}
	}
	return all
}

// Findings are what a trial found wrong with the check, here.
func (s Seen) Findings() []Finding {
	file, line := Check{at: s.at}.place()
	var all []Finding
	say := func(how Severity, format string, args ...any) {
		all = append(all, Finding{Severity: how, File: file, Line: line, Check: s.Check, Say: fmt.Sprintf(format, args...)})
	}
	if s.Why != "" {
		say(Warning, "it could not be tried: %s", s.Why)
	}
	if len(s.Asked) == 0 && s.Why == "" {
		var reasons []string
		for _, a := range s.Absent {
			reasons = append(reasons, a.Variant+": "+a.Say)
		}
		say(Warning, "it cannot be asked here: %s", strings.Join(reasons, "; "))
	}
	for _, f := range s.short {
		say(f.Severity, "%s", f.Say)
	}
	if r := s.Replay; r != nil && r.Red() > redTolerated {
		long := r.Longest()
		say(Warning, "it would have failed %s of the time since %s, longest from %s to %s: if nothing was wrong then, loosen expect or give it a guard",
			percent(r.Red()), r.From.Format("2 Jan 15:04 MST"), long.From.Format("2 Jan 15:04"), long.To.Format("2 Jan 15:04 MST"))
	}
	return all
}

// Words say in a line what the source knows of the check.
func (s Seen) Words() string {
	if len(s.Asked) == 0 {
		return cmp.Or(s.Why, "not here")
	}
	words := fmt.Sprintf("asks %s, scraped every %s, effects after %.0f min", strings.Join(s.Asked, " and "), lasting(s.Interval), s.Answers.Minutes())
	switch r := s.Replay; {
	case s.Why != "":
		words += ", not replayed: " + s.Why
	case r == nil:
	case r.Passed+r.Failed == 0:
		words += ", could not tell at any time"
	default:
		words += fmt.Sprintf(", red %s of the time", percent(r.Red()))
		if r.Unknown > 0 {
			words += fmt.Sprintf(", unknown %s", percent(float64(r.Unknown)/float64(r.Passed+r.Failed+r.Unknown)))
		}
	}
	return words
}

// Longest is the longest stretch of failure; zero where there is none.
func (r Replay) Longest() Stretch {
	var longest Stretch
	for _, s := range r.Failures {
		if longest.From.IsZero() || s.To.Sub(s.From) > longest.To.Sub(longest.From) {
			longest = s
		}
	}
	return longest
}

// percent is a share for people: 31 %, 2.4 %.
func percent(share float64) string {
	if share > 0 && share < 0.1 {
		return fmt.Sprintf("%.1f %%", 100*share)
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}
