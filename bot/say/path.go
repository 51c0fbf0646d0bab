package say

import (
	"cmp"
	"slices"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// stageWord is a step as it reads in front of its number.
func stageWord(stage string) string {
	if stage == "registered" {
		return "in the pool"
	}
	return stage
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
// want there is nothing for a number to disagree with.
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
		if at != nil {
			path = append(path, step{stage, *at})
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
		text := stageWord(s.stage) + " " + s.check.Have
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
// measured before it: it may be any of them.
func between(path []step, first int) []string {
	if first == 0 {
		return nil
	}
	return incident.Path()[incident.StageOrder(path[first-1].stage)+1 : incident.StageOrder(path[first].stage)]
}
