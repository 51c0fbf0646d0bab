package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/runbooks"
)

// runbookTestOptions are the flags of runbook test.
type runbookTestOptions struct {
	runbooks string
	json     bool
	verbose  bool
}

func newRunbookTest() *cobra.Command {
	var o runbookTestOptions
	cmd := &cobra.Command{
		Use:   "test [path]",
		Short: "Ask the runbooks' questions of made-up series",
		Long: `Run the fixtures that stand beside runbooks: <runbook>.test.yaml holds series in
the notation of Prometheus' own unit tests, and the verdicts that must come. The
real query engine answers; no Prometheus is needed.

The path is a runbook, a fixture or a folder; without one the built-in library
is tested. Every check with a query needs a case that passes, one that fails and
one that cannot tell.

It exits 0 if all came out as expected, 2 if not, and 1 if it could not run.`,
		Example: "  sitrep runbook test runbooks/ -v",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRunbookTest(cmd.Context(), pathOf(args, o.runbooks), o, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&o.runbooks, "runbooks", "", "the folder of your runbooks, where no path is given")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the cases as one JSON object")
	cmd.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "print the words of every verdict")
	return cmd
}

// pathOf is the path that was typed, else the folder that a flag names.
func pathOf(args []string, folder string) string {
	if len(args) > 0 {
		return args[0]
	}
	return folder
}

// testedRunbooks is what a run of the fixtures came to.
type testedRunbooks struct {
	OK       bool               `json:"ok"`
	Cases    []runbooks.Tried   `json:"cases"`
	Untested []runbooks.Finding `json:"untested"`
}

func runRunbookTest(ctx context.Context, path string, o runbookTestOptions, out io.Writer) error {
	c, err := runbooks.Collect(path)
	if err != nil {
		return err
	}
	tested := testedRunbooks{Cases: []runbooks.Tried{}, Untested: append([]runbooks.Finding{}, c.Library.Untested(c.IDs, c.Fixtures)...)}
	failed := 0
	for _, f := range c.Fixtures {
		for _, t := range f.Run(ctx, c.Library, memoryLab) {
			if !t.OK() {
				failed++
			}
			tested.Cases = append(tested.Cases, t)
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted before all cases were tried")
	}
	tested.OK = failed == 0 && len(tested.Untested) == 0
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(tested)
	} else {
		err = tested.print(out, failed, o.verbose)
	}
	if err != nil {
		return err
	}
	if !tested.OK {
		return exitError{exitFound}
	}
	return nil
}

func (t testedRunbooks) print(out io.Writer, failed int, verbose bool) error {
	var b strings.Builder
	for _, c := range t.Cases {
		if c.OK() {
			fmt.Fprintf(&b, "ok    %s: %s", c.Check, c.Case)
		} else {
			fmt.Fprintf(&b, "FAIL  %s:%d: %s: %s: %s", c.File, c.Line, c.Check, c.Case, strings.Join(c.Differs, "; "))
		}
		if verbose && c.Got != "" {
			fmt.Fprintf(&b, "\n      %s: %s", c.Got, c.Say)
		}
		b.WriteString("\n")
	}
	for _, f := range t.Untested {
		fmt.Fprintln(&b, f)
	}
	fmt.Fprintf(&b, "%s: %d as expected, %d not.", counted(len(t.Cases), "case"), len(t.Cases)-failed, failed)
	if n := len(t.Untested); n > 0 {
		fmt.Fprintf(&b, " %s missing.", counted(n, "case"))
	}
	b.WriteString("\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
