package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/runbooks"
)

// runbookLintOptions are the flags of runbook lint.
type runbookLintOptions struct {
	asking
	against string
	service string
	vars    []string
	days    int
	json    bool
}

func newRunbookLint() *cobra.Command {
	var o runbookLintOptions
	cmd := &cobra.Command{
		Use:   "lint [path]",
		Short: "Find what is wrong with runbooks before an incident does",
		Long: `Read runbooks and say what is wrong with them, with file and line: misspelt keys,
queries that do not parse, and above all checks that would be green without a
metric to support it. The path is a runbook or a folder; without one the built-in
library is read.

With --against a metrics source is asked too: which checks it can answer for a
service, what is nearest to a name that matches nothing, how often it scrapes,
and how often each check would have failed in the last days. A check that is red
for more than 1 % of quiet days will be red in an incident for the wrong reason.

It exits 0 without errors (there may be warnings), 2 with errors, and 1 if it
could not run.`,
		Example: `  sitrep runbook lint runbooks/
  sitrep runbook lint --against http://localhost:9090 --service api`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRunbookLint(cmd.Context(), pathOf(args, o.runbooks), o, time.Now(), cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.runbooks, "runbooks", "", "the folder of your runbooks, where no path is given")
	f.StringVar(&o.against, "against", "", "the address of a metrics source to try them against, or the name of a configured one")
	f.StringVar(&o.config, "config", os.Getenv(configs.FileVariable), "the configuration file that knows the service or the source (SITREP_CONFIG)")
	f.StringVar(&o.service, "service", "", "the service that is asked about")
	f.StringArrayVar(&o.vars, "var", nil, "a variable of the runbooks, name=value; may be given again")
	f.IntVar(&o.days, "days", 7, "how many days are replayed; 0 replays none")
	f.DurationVar(&o.timeout, "timeout", 20*time.Second, "how long the source may take for one question")
	f.BoolVar(&o.json, "json", false, "print the findings as one JSON object")
	return cmd
}

// lintedRunbooks is what lint found.
type lintedRunbooks struct {
	Errors   int                `json:"errors"`
	Warnings int                `json:"warnings"`
	Findings []runbooks.Finding `json:"findings"`
	Seen     []runbooks.Seen    `json:"seen,omitempty"` // With --against, one for each check.
}

func runRunbookLint(ctx context.Context, path string, o runbookLintOptions, now time.Time, out io.Writer) error {
	if o.against == "" && (o.service != "" || len(o.vars) > 0) {
		return errors.New("--service and --var are asked of a metrics source: give --against http://prometheus:9090")
	}
	if o.days < 0 || o.timeout <= 0 {
		return errors.New("--days is 0 or more, --timeout is longer than nothing")
	}
	found := lintedRunbooks{Findings: []runbooks.Finding{}}
	c, err := runbooks.Collect(path)
	found.Findings = append(found.Findings, runbooks.Findings(err)...)
	if slices.ContainsFunc(found.Findings, func(f runbooks.Finding) bool { return f.File == "" }) {
		return err // It is not about a file: nothing could be read.
	}
	if c.Library != nil {
		found.Findings = append(found.Findings, c.Lint(now)...)
	}
	if o.against != "" && c.Library != nil {
		if found.Seen, err = tryAgainst(ctx, c, o, now); err != nil {
			return err
		}
		for _, s := range found.Seen {
			found.Findings = append(found.Findings, s.Findings()...)
		}
	}
	for _, f := range found.Findings {
		if f.Severity == runbooks.Error {
			found.Errors++
		} else {
			found.Warnings++
		}
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(found)
	} else {
		err = found.print(out)
	}
	if err != nil {
		return err
	}
	if found.Errors > 0 {
		return exitError{exitFound}
	}
	return nil
}

// tryAgainst asks a metrics source what it knows of the checks.
func tryAgainst(ctx context.Context, c runbooks.Collection, o runbookLintOptions, now time.Time) ([]runbooks.Seen, error) {
	var checks []runbooks.Check
	for _, check := range c.Library.Checks() {
		if slices.Contains(c.IDs, check.Runbook) {
			checks = append(checks, check)
		}
	}
	vars, err := parseVars(o.vars, checks)
	if err != nil {
		return nil, err
	}
	m, service, err := o.source()
	if err != nil {
		return nil, err
	}
	return c.Against(ctx, m, runbooks.Trial{
		Scope:    runbooks.Scope{Service: service, At: now.UTC(), Vars: vars},
		Replayed: time.Duration(o.days) * 24 * time.Hour,
	})
}

// source is the source to ask, an address or the name of a configured one, and
// the service to ask about.
func (o runbookLintOptions) source() (runbooks.Metrics, runbooks.Service, error) {
	address := strings.Contains(o.against, "://")
	if address {
		o.prometheus = o.against
	}
	with, err := o.load()
	if err != nil {
		return nil, runbooks.Service{}, err
	}
	m, ok := with.sources[0], true
	if !address {
		m, ok = with.sources.Get(o.against)
	}
	if !ok {
		return nil, runbooks.Service{}, fmt.Errorf("--against %q is neither an address such as http://prometheus:9090 nor a configured source", o.against)
	}
	return m, with.service(o.service), nil
}

func (l lintedRunbooks) print(out io.Writer) error {
	var b strings.Builder
	width := 0
	for _, s := range l.Seen {
		width = max(width, len(s.Check))
	}
	for _, s := range l.Seen {
		fmt.Fprintf(&b, "%-*s  %s\n", width, s.Check, s.Words())
	}
	if len(l.Seen) > 0 {
		b.WriteString("\n")
	}
	for _, f := range l.Findings {
		fmt.Fprintln(&b, f)
	}
	if l.Errors+l.Warnings == 0 {
		b.WriteString("Nothing found.\n")
	} else {
		fmt.Fprintf(&b, "%s, %s.\n", counted(l.Errors, "error"), counted(l.Warnings, "warning"))
	}
	_, err := io.WriteString(out, b.String())
	return err
}
