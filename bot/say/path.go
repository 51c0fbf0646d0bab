package say

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// stageWord is a check's step as it reads in front of its number. What a pool
// counts as healthy is what it sends traffic to, so there both words mean one
// thing to people.
func stageWord(v incident.Verdict) string {
	if v.Stage == "registered" || v.Stage == "healthy" && isPool(v) {
		return "in the pool"
	}
	return v.Stage
}

// isPool says that a check belongs to a runbook about a pool.
func isPool(v incident.Verdict) bool {
	runbook, _, _ := strings.Cut(v.Check, "/")
	return strings.HasSuffix(runbook, "pool")
}

// inOrder sorts checks by their step.
func inOrder(checks []incident.Check) []incident.Check {
	checks = slices.Clone(checks)
	slices.SortStableFunc(checks, func(a, b incident.Check) int {
		return cmp.Compare(incident.StageOrder(a.Stage), incident.StageOrder(b.Stage))
	})
	return checks
}

// byPath sorts checks by their step. What has been failing for long is
// probably another story, so it comes after what is fresh.
func byPath(checks []incident.Check) []incident.Check {
	checks = inOrder(checks)
	slices.SortStableFunc(checks, func(a, b incident.Check) int {
		switch {
		case long(a) == long(b):
			return 0
		case long(a):
			return 1
		default:
			return -1
		}
	})
	return checks
}

// long says that a check failed all the time that was looked back over.
func long(c incident.Check) bool { return c.Outcome == incident.Fail && c.SinceAtLeast }

// step is one measured step of the path.
type step struct {
	stage string
	check incident.Check
}

// breaksHere reports whether the path breaks at the step: it fails, by the
// metrics or by a person's word, and has not done so for long.
func (s step) breaksHere() bool { return s.check.Stands() == incident.Fail && !long(s.check) }

// counts reports whether the step's number is of members, so that it can be
// compared with its neighbours'.
func (s step) counts() bool {
	switch s.stage {
	case "running", "registered", "healthy", "receiving":
		return s.check.Unit == ""
	}
	return false
}

// steps are the measured steps in order, each with its worst check. Two steps
// that read the same are one.
func steps(i incident.Incident) []step {
	var path []step
	for _, stage := range incident.Path() {
		at, ok := worstOf(i, stage)
		if !ok {
			continue
		}
		switch last := len(path) - 1; {
		case last < 0 || stageWord(path[last].check.Verdict) != stageWord(at.Verdict):
			path = append(path, step{stage, at})
		case path[last].check.Stands() != incident.Fail || at.Stands() == incident.Fail:
			path[last] = step{stage, at}
		}
	}
	return path
}

// worstOf is the measured check of a step that counts: one that fails, else
// one that was set aside, else one that passes. Without a want there is nothing
// for a number to disagree with, except at the end of the path, where users
// feel it.
func worstOf(i incident.Incident, stage string) (incident.Check, bool) {
	rank := func(c incident.Check) int {
		switch {
		case c.Stands() == incident.Fail:
			return 2
		case c.SetAside():
			return 1
		default:
			return 0
		}
	}
	var worst incident.Check
	found := false
	for _, c := range i.Checks {
		if c.Stage != stage || c.Human || c.Have == "" || c.Outcome != incident.Pass && c.Outcome != incident.Fail || c.Want == "" && stage != "working" {
			continue
		}
		if !found || rank(c) > rank(worst) {
			worst, found = c, true
		}
	}
	return worst, found
}

// breaks is the line that says at which step of the path have and want part:
// the first where the numbers disagree. It is empty where no measured step
// fails.
func breaks(i incident.Incident) []chat.Span {
	path := steps(i)
	first := slices.IndexFunc(path, step.breaksHere)
	if first < 0 {
		return nil
	}
	// What users feel is named only where nothing before it explains it.
	if last := len(path) - 1; path[last].stage == "working" && first < last {
		path = path[:last]
	}
	head := "Breaks here:"
	if first == 0 && path[0].stage == "working" {
		head = "Users feel it:"
	}
	spans := []chat.Span{chat.B(head), chat.T(" ")}
	for n := range path {
		if n > 0 {
			spans = append(spans, chat.T(" → "))
		}
		spans = append(spans, chat.Span{Text: stepText(path, n, first), Bold: n == first})
	}
	c := path[first].check
	if o, ok := c.Overruled(); ok {
		spans = append(spans, chat.T(" · "), person(o.By), chat.T(" says so since "+clock(o.At, i.DeclaredAt)))
	} else if !c.Since.IsZero() {
		spans = append(spans, chat.T(" · since "+clock(c.Since, i.DeclaredAt)))
	}
	for _, doubt := range []string{between(i, path, first), rises(path)} {
		if doubt != "" {
			spans = append(spans, chat.T(" · "+doubt))
		}
	}
	return spans
}

// stepText is a step with its number. The broken one says what was wanted
// where the step before it does not show that.
func stepText(path []step, n, first int) string {
	s := path[n]
	text := stageWord(s.check.Verdict) + " " + s.check.Have
	if n == first && s.counts() && !falls(path, n) {
		text += " of " + s.check.Want
	}
	if s.check.Unit != "" {
		text += " " + s.check.Unit
	}
	switch {
	case n == first && !s.counts() && s.check.Need != "":
		text += " (wanted " + clause(s.check.Need) + ")"
	case s.check.SetAside():
		text += " (overruled)"
	case n != first && long(s.check):
		text += " (for long)"
	}
	return text
}

// falls reports whether the step has fewer members than the one before it.
func falls(path []step, n int) bool {
	if n == 0 || !path[n-1].counts() {
		return false
	}
	before, errBefore := strconv.ParseFloat(path[n-1].check.Have, 64)
	now, errNow := strconv.ParseFloat(path[n].check.Have, 64)
	return errBefore == nil && errNow == nil && now < before
}

// rises says that a step has more members than the one before it, which cannot
// be: one of the two counts something else.
func rises(path []step) string {
	for n := 1; n < len(path); n++ {
		a, b := path[n-1], path[n]
		if !a.counts() || !b.counts() {
			continue
		}
		before, errBefore := strconv.ParseFloat(a.check.Have, 64)
		now, errNow := strconv.ParseFloat(b.check.Have, 64)
		if errBefore == nil && errNow == nil && now > before {
			return fmt.Sprintf("%s %s is more than %s %s: one of them counts something else", stageWord(b.check.Verdict), b.check.Have, stageWord(a.check.Verdict), a.check.Have)
		}
	}
	return ""
}

// between says which steps have no number between the broken one and the one
// measured before it: it may be any of them. What is in the pool is registered
// with it, so a pool's number tells of both.
func between(i incident.Incident, path []step, first int) string {
	s := path[first]
	end := incident.StageOrder(s.stage)
	if isPool(s.check.Verdict) && s.stage == "healthy" {
		end = incident.StageOrder("registered")
	}
	if first == 0 {
		if end == 0 {
			return ""
		}
		return blindBefore(i, incident.Path()[:end])
	}
	silent := incident.Path()[incident.StageOrder(path[first-1].stage)+1 : end]
	if len(silent) == 0 {
		return ""
	}
	return fmt.Sprintf("between %s and %s; %s", place(path[first-1].check.Verdict), place(s.check.Verdict), unmeasured(i, silent))
}

// place is a check's step as a place on the path.
func place(v incident.Verdict) string { return strings.TrimPrefix(stageWord(v), "in ") }

// blindBefore says that no step before the first measured one has a number, so
// that it may have broken earlier.
func blindBefore(i incident.Incident, stages []string) string {
	var asked []string
	for _, stage := range stages {
		if why := untold(i, stage); why != "" {
			asked = append(asked, stage)
		}
	}
	if len(asked) > 0 {
		return unmeasured(i, asked)
	}
	return "no step before it is measured"
}

// unmeasured says of steps without a number why they have none: "registered is
// not measured", "healthy can't tell: stopped reporting".
func unmeasured(i incident.Incident, stages []string) string {
	var not, parts []string
	for _, stage := range stages {
		if why := untold(i, stage); why != "" {
			parts = append(parts, stage+" can't tell: "+lower(clause(why)))
		} else {
			not = append(not, stage)
		}
	}
	switch len(not) {
	case 0:
	case 1:
		parts = append([]string{not[0] + " is not measured"}, parts...)
	default:
		parts = append([]string{list(not) + " are not measured"}, parts...)
	}
	return strings.Join(parts, ", ")
}

// untold is why a step that was asked has no number, and empty for one that is
// not set up here.
func untold(i incident.Incident, stage string) string {
	for _, c := range i.Checks {
		if c.Stage != stage || c.Human || c.Outcome != incident.Unknown || notHere(c.Verdict) {
			continue
		}
		if c.Short != "" {
			return c.Short
		}
		return "no answer"
	}
	return ""
}
