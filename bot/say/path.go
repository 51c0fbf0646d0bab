package say

import (
	"cmp"
	"slices"
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

// steps are the measured steps in order, each with its worst check. Without a
// want there is nothing for a number to disagree with. Two steps that read the
// same are one.
func steps(i incident.Incident) []step {
	var path []step
	for _, stage := range incident.Path() {
		var at *incident.Check
		for n := range i.Checks {
			c := &i.Checks[n]
			if c.Stage != stage || c.Have == "" || c.Want == "" || c.Outcome != incident.Pass && c.Outcome != incident.Fail {
				continue
			}
			if at == nil || at.Outcome == incident.Pass && c.Outcome == incident.Fail {
				at = c
			}
		}
		switch last := len(path) - 1; {
		case at == nil:
		case last < 0 || stageWord(path[last].check.Verdict) != stageWord(at.Verdict):
			path = append(path, step{stage, *at})
		case path[last].check.Outcome == incident.Pass || at.Outcome == incident.Fail:
			path[last] = step{stage, *at}
		}
	}
	return path
}

// breaks is the line that says at which step have and want part. It is empty
// where no measured step fails.
func breaks(i incident.Incident) []chat.Span {
	path := steps(i)
	first := slices.IndexFunc(path, func(s step) bool { return s.check.Outcome == incident.Fail && !long(s.check) })
	if first < 0 {
		return nil
	}
	spans := []chat.Span{chat.B("Breaks here:"), chat.T(" ")}
	for n, s := range path {
		if n > 0 {
			spans = append(spans, chat.T(" → "))
		}
		text := stageWord(s.check.Verdict) + " " + s.check.Have
		if len(path) == 1 {
			text += " of " + s.check.Want
		}
		if s.check.Unit != "" {
			text += " " + s.check.Unit
		}
		spans = append(spans, chat.Span{Text: text, Bold: n == first})
	}
	if since := path[first].check.Since; !since.IsZero() {
		spans = append(spans, chat.T(" · since "+clock(since, i.DeclaredAt)))
	}
	if between := between(path, first); len(between) > 0 {
		verb := " is not measured"
		if len(between) > 1 {
			verb = " are not measured"
		}
		spans = append(spans, chat.T(" · "+list(between)+verb))
	}
	return spans
}

// between are the steps without a number between the broken one and the one
// measured before it: it may be any of them. What is in the pool is registered
// with it, so a pool's number tells of both.
func between(path []step, first int) []string {
	if first == 0 {
		return nil
	}
	end := incident.StageOrder(path[first].stage)
	if isPool(path[first].check.Verdict) && path[first].stage == "healthy" {
		end = incident.StageOrder("registered")
	}
	return incident.Path()[incident.StageOrder(path[first-1].stage)+1 : end]
}
