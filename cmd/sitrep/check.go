package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/runbooks"
)

// Exit codes of check. A failure outranks what is not known, and neither is
// ever the code of a program that could not run.
const (
	exitFail    = 2
	exitUnknown = 3
)

// checkOptions are the flags of check.
type checkOptions struct {
	asking
	service string
	vars    []string
	at      string
	json    bool
}

func newCheck() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check <runbook>[/<check>] ...",
		Short: "Ask a runbook's questions now and print the verdicts",
		Long: `Ask the questions of a runbook, or one of them, and print the verdicts with what
was measured. It changes nothing and needs no Slack.

It exits 0 if all pass, 2 if one fails, 3 if none fails and one cannot be told,
and 1 if it could not run. What is only listed is neither.`,
		Example: `  sitrep check backend-pool --service api --prometheus http://localhost:9090
  sitrep check pool idle --var backend=api --at 15:04 --json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCheck(cmd.Context(), args, o, time.Now(), cmd.OutOrStdout())
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.service, "service", "", "the service that is asked about")
	cmd.Flags().StringArrayVar(&o.vars, "var", nil, "a variable of the runbook, name=value; may be given again")
	cmd.Flags().StringVar(&o.at, "at", "", "as of then: 15:04, 10m ago, 2018-01-16T15:04:00Z, seconds since 1970")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the verdicts as a JSON list")
	return cmd
}

func runCheck(ctx context.Context, words []string, o checkOptions, now time.Time, out io.Writer) error {
	at, err := parseAt(ctx, o.at, now)
	if err != nil {
		return err
	}
	with, err := o.load()
	if err != nil {
		return err
	}
	checks, err := findChecks(with.library, words)
	if err != nil {
		return err
	}
	vars, err := parseVars(o.vars, checks)
	if err != nil {
		return err
	}
	answers, service := make([]found, len(checks)), with.service(o.service)
	var all sync.WaitGroup
	for n, c := range checks {
		all.Go(func() {
			s := runbooks.Scope{Service: service, At: at, Vars: vars, LookBack: true}
			v, e := c.Ask(ctx, with.sources.For(service, c), s)
			answers[n] = foundBy(c, v, e)
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return errors.New("interrupted before all were asked")
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(answers)
	} else {
		err = printFound(out, answers, at)
	}
	if err != nil {
		return err
	}
	return codeOf(answers)
}

// codeOf is the exit code of verdicts: a fail outranks an unknown.
func codeOf(all []found) error {
	is := func(o incident.Outcome) func(found) bool { return func(f found) bool { return f.Verdict == o } }
	switch {
	case slices.ContainsFunc(all, is(incident.Fail)):
		return exitError{exitFail}
	case slices.ContainsFunc(all, is(incident.Unknown)):
		return exitError{exitUnknown}
	}
	return nil
}

// findChecks are the checks that the words mean, each once, in their order.
func findChecks(l *runbooks.Library, words []string) ([]runbooks.Check, error) {
	var all []runbooks.Check
	for _, word := range words {
		near := l.Find(word)
		meant := slices.DeleteFunc(slices.Clone(near), func(c runbooks.Check) bool {
			return word != c.Name && word != c.Runbook && (word != c.Alias || c.Alias == "")
		})
		if len(meant) == 0 {
			return nil, noSuch(l, word, near)
		}
		for _, c := range meant {
			if !slices.ContainsFunc(all, func(known runbooks.Check) bool { return known.Name == c.Name }) {
				all = append(all, c)
			}
		}
	}
	return all, nil
}

// noSuch names what a word may have meant. A script that asks for something
// near what exists must not get a verdict on it.
func noSuch(l *runbooks.Library, word string, near []runbooks.Check) error {
	var names []string
	for _, c := range near {
		names = append(names, c.Name)
	}
	if len(names) == 0 {
		for _, b := range l.Runbooks() {
			names = append(names, b.ID)
		}
		return fmt.Errorf("there is no runbook or check %q; the runbooks are: %s", word, strings.Join(names, ", "))
	}
	return fmt.Errorf("there is no runbook or check %q; did you mean %s?", word, strings.Join(names, ", "))
}

// parseVars reads name=value. A name that no runbook of the checks knows is refused: a misspelt
// one would silently be the default.
func parseVars(given []string, checks []runbooks.Check) (map[string]string, error) {
	var known []string
	for _, c := range checks {
		known = append(known, c.Takes()...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	vars := map[string]string{}
	for _, g := range given {
		name, value, ok := strings.Cut(g, "=")
		switch name = strings.TrimSpace(name); {
		case !ok || name == "":
			return nil, fmt.Errorf("--var %q is not name=value, such as backend=api", g)
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("--var %s: no runbook of these checks knows it; they know %s", name, cmp.Or(strings.Join(known, ", "), "none"))
		}
		vars[name] = value
	}
	return vars, nil
}

// parseAt reads the time that the checks are asked as of. A clock time is read
// in the shell's zone. What is still to come has no metrics.
func parseAt(ctx context.Context, text string, now time.Time) (time.Time, error) {
	at := now
	if unix, err := strconv.ParseInt(text, 10, 64); err == nil && unix >= firstUnix {
		at = time.Unix(unix, 0)
	} else if text != "" {
		when, rest := commands.ParseWhen(ctx, text, now, func(context.Context) *time.Location { return time.Local })
		if !when.Known() || strings.TrimSpace(rest) != "" {
			return time.Time{}, fmt.Errorf("--at %q is not a time: try 15:04, 10m ago, 2018-01-16T15:04:00Z or seconds since 1970", text)
		}
		at = when.At
	}
	if at.After(now) {
		return time.Time{}, fmt.Errorf("--at %q is still to come: it is %s now", text, now.UTC().Format(time.RFC3339))
	}
	return at.UTC(), nil
}

// firstUnix tells seconds since 1970 from other numbers: it is in 2001.
const firstUnix = 1_000_000_000
