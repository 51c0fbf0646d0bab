package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// found is one verdict as check --json prints it. What is not known is null,
// never 0.
type found struct {
	Check     string           `json:"check"`
	Ask       string           `json:"ask"`
	Verdict   incident.Outcome `json:"verdict"`
	Value     *float64         `json:"value"`
	Have      *float64         `json:"have"`
	Want      *float64         `json:"want"` // The whole, or the limit where there is no whole.
	Expect    string           `json:"expect"`
	Query     string           `json:"query"`
	SampledAt *time.Time       `json:"sampled_at"`
	Source    string           `json:"source"`
	Reason    string           `json:"reason"` // Of an unknown: its kind.
	Offenders []string         `json:"offenders"`

	// Words for people, and what only they need.
	Say    string     `json:"say"`
	Detail string     `json:"detail,omitempty"`
	Since  *time.Time `json:"since,omitempty"`
	Next   string     `json:"next,omitempty"`

	verdict incident.Verdict
}

// foundBy puts a verdict and its evidence into the words of the command.
func foundBy(c runbooks.Check, v incident.Verdict, e incident.Evidence) found {
	f := found{
		Check: v.Check, Ask: v.Ask, Verdict: v.Outcome, Have: v.HaveNumber, Want: v.WantNumber, Expect: c.Expect.String(),
		Query: e.Query, Source: v.Source, Reason: string(v.Reason), Offenders: []string{},
		Say: v.Say, Detail: v.Detail, Next: v.Next, SampledAt: instant(v.SampledAt), Since: instant(v.Since), verdict: v,
	}
	if v.Outcome == incident.Pass || v.Outcome == incident.Fail {
		f.Value = &v.Value
	}
	f.Offenders = append(f.Offenders, v.Offenders...)
	return f
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// printFound prints verdicts for people: a line each, then what a failing or an
// unknown one needs beside it.
func printFound(w io.Writer, all []found, at time.Time) error {
	var b strings.Builder
	count := map[incident.Outcome]int{}
	for _, f := range all {
		count[f.Verdict]++
		symbol, word := mark(f.Verdict)
		fmt.Fprintf(&b, "%s %-10s %s  %s\n", symbol, word, f.Check, incident.OneLine(f.Ask))
		for _, line := range beside(f.verdict) {
			// A label with a line break in it would pass for a verdict of its own.
			fmt.Fprintf(&b, "             %s\n", incident.OneLine(line))
		}
	}
	var sum []string
	for _, o := range []incident.Outcome{incident.Fail, incident.Unknown, incident.Pass, incident.Shown} {
		if count[o] > 0 {
			_, word := mark(o)
			sum = append(sum, fmt.Sprintf("%d %s", count[o], word))
		}
	}
	fmt.Fprintf(&b, "%s · as of %s UTC\n", strings.Join(sum, ", "), at.Format("2 Jan 2006 15:04:05"))
	_, err := io.WriteString(w, b.String())
	return err
}

// mark is an outcome as a symbol and a word.
func mark(o incident.Outcome) (symbol, word string) {
	switch o {
	case incident.Pass:
		return "✓", "pass"
	case incident.Fail:
		return "✗", "FAIL"
	case incident.Shown:
		return "·", "listed"
	case incident.Unknown:
	}
	return "?", "can't tell"
}

// beside is what is said under a verdict.
func beside(v incident.Verdict) []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	switch v.Outcome {
	case incident.Unknown:
		add("%s", v.Detail)
		return lines
	case incident.Pass, incident.Shown:
		add("%s", v.Say)
		return lines
	case incident.Fail:
	}
	said := v.Say
	if v.Need != "" {
		said += " (wanted: " + strings.TrimSpace(v.Need+" "+unitOnce(v)) + ")"
	}
	if !v.Since.IsZero() {
		since := ", since "
		if v.SinceAtLeast {
			since = ", for longer than since "
		}
		said += since + v.Since.UTC().Format("15:04 UTC")
	}
	add("%s", said)
	if v.Usual != "" {
		add("%s", v.Usual)
	}
	if len(v.Offenders) > 0 {
		out := "Out: " + strings.Join(v.Offenders, ", ")
		if v.More > 0 {
			out += fmt.Sprintf(" and %d more", v.More)
		}
		add("%s. %s", out, v.Why)
	}
	if v.Next != "" {
		add("Next: %s", v.Next)
	}
	return lines
}

// unitOnce is the unit of what was wanted, unless its words hold it already.
func unitOnce(v incident.Verdict) string {
	if v.Unit == "" || strings.HasSuffix(v.Need, v.Unit) {
		return ""
	}
	return v.Unit
}
