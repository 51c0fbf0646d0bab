package say

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Runbook is a runbook as people are shown it.
type Runbook struct {
	ID, Title string
	Owner     string // Who keeps it true; may be empty.
	Due       bool   // Its owner should have looked at it again by now.
	Fits      bool   // The incident brings it to mind.
	Checks    []Question
}

// Question is one of a runbook's checks.
type Question struct {
	Name, Alias, Ask string // The alias may be empty.
}

// Runbooks is the list of all runbooks: those that fit first, each with the
// words that its questions are asked by.
func Runbooks(all []Runbook) chat.Message {
	head := count(len(all), "runbook", "runbooks")
	fit := 0
	for _, b := range all {
		if b.Fits {
			fit++
		}
	}
	if fit > 0 {
		head += fmt.Sprintf(", %d of them %s", fit, map[bool]string{true: "fits", false: "fit"}[fit == 1])
	}
	m := chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head))}}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Runbook) int {
		switch {
		case a.Fits == b.Fits:
			return 0
		case a.Fits:
			return -1
		}
		return 1
	})
	var each [][]chat.Span
	for _, b := range sorted {
		each = append(each, inList(b))
	}
	for n := 0; n < len(each); n += paragraph {
		m.Parts = append(m.Parts, chat.P(lines(each[n:min(n+paragraph, len(each))]...)...))
	}
	m.Parts = append(m.Parts, chat.Small(chat.T("To see one: runbook and its name. To ask one, or one question: check and its name.")))
	return m
}

// inList is a runbook in a line.
func inList(b Runbook) []chat.Span {
	spans := []chat.Span{chat.B(b.ID), chat.T(" · " + brief(b.Title, nameLength) + " · " + count(len(b.Checks), "question", "questions"))}
	var words []string
	for _, q := range b.Checks {
		if q.Alias != "" {
			words = append(words, q.Alias)
		}
	}
	if len(words) > 0 {
		spans = append(spans, chat.T(": "+strings.Join(words, ", ")))
	}
	if b.Fits {
		spans = append(spans, chat.T(" · "), chat.B("fits"))
	}
	if b.Due {
		spans = append(spans, chat.T(" · its review is due"))
	}
	return spans
}

// RunbookOf shows a runbook's questions, each with how it stands in the
// incident; the zero Incident where there is none.
func RunbookOf(i incident.Incident, b Runbook) chat.Message {
	head := []chat.Span{chat.B(b.ID), chat.T(" · " + b.Title)}
	if b.Fits {
		head = append(head, chat.T(" · "), chat.B("fits"))
	}
	if b.Owner != "" {
		head = append(head, chat.T(" · kept by "+b.Owner))
	}
	if b.Due {
		head = append(head, chat.T(" · its review is due"))
	}
	all := [][]chat.Span{head}
	for _, q := range b.Checks {
		c, _ := i.Check(q.Name)
		line := []chat.Span{chat.T(askedSoFar(i, c) + firstWords(c.Ask, q.Ask))}
		if c.Short != "" && (c.Stands() == incident.Pass || c.Stands() == incident.Fail) && !c.Human {
			line = append(line, chat.T(" "+c.Short))
		}
		if q.Alias != "" {
			line = append(line, chat.T(" · "), chat.Span{Text: "check " + q.Alias, Code: true})
		}
		all = append(all, line)
	}
	m := chat.Message{Text: b.ID + ": " + b.Title}
	for n := 0; n < len(all); n += paragraph {
		m.Parts = append(m.Parts, chat.P(lines(all[n:min(n+paragraph, len(all))]...)...))
	}
	return m
}

// askedSoFar is how a check stands, in front of its question.
func askedSoFar(i incident.Incident, c incident.Check) string {
	switch {
	case i.ID == 0:
		return "· "
	case c.Outcome == "":
		return "☐ not asked · "
	case c.Waits():
		return "☐ please answer · "
	}
	switch c.Stands() {
	case incident.Pass:
		return "✓ fine · "
	case incident.Fail:
		return "✗ FAIL · "
	case incident.Shown:
		return "· listed · "
	case incident.Unknown:
	}
	return "? can't tell · "
}

func firstWords(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// Fitting adds to the first answers which runbook fits, in one line: it is not
// run unasked. One of which something was asked already is known. A button comes
// with it where there is room for one.
func Fitting(m chat.Message, i incident.Incident, fits []Runbook) chat.Message {
	if !i.Open() {
		return m
	}
	var free []string
	for _, b := range fits {
		asked := func(q Question) bool { c, _ := i.Check(q.Name); return c.Outcome != "" }
		if len(b.Checks) > 0 && !slices.ContainsFunc(b.Checks, asked) {
			free = append(free, b.ID)
		}
	}
	if len(free) == 0 {
		return m
	}
	line := "Fits: " + list(free[:min(len(free), 3)]) + "."
	m.Parts = slices.Clone(m.Parts)
	last := len(m.Parts) - 1
	ask := chat.Button{Label: "Ask it", Verb: "check", Value: free[0]}
	if len(free) > 1 {
		ask.Label = "Ask " + clip(free[0], 40)
	}
	switch {
	case last >= 0 && len(m.Parts[last].Buttons) >= 3:
		line += " To ask it, type check " + free[0] + "."
		m.Parts = slices.Insert(m.Parts, last, chat.Small(chat.T(line)))
	case last >= 0 && len(m.Parts[last].Buttons) > 0:
		m.Parts[last].Buttons = append(slices.Clone(m.Parts[last].Buttons), ask)
		m.Parts = slices.Insert(m.Parts, last, chat.Small(chat.T(line)))
	default:
		m.Parts = append(m.Parts, chat.Small(chat.T(line)), chat.Buttons(ask))
	}
	return m
}
