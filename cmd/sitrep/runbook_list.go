package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/runbooks"
)

// runbookListOptions are the flags of runbook list.
type runbookListOptions struct {
	runbooks string
	json     bool
}

func newRunbookList() *cobra.Command {
	var o runbookListOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Name the runbooks and the questions they ask",
		Long: `Name the runbooks and the questions they ask: ours, and those of your folder,
where a file of the same name stands in for ours. It asks no metrics.

A runbook whose review is due is marked; its owner is the one to ask.`,
		Example: "  sitrep runbook list --runbooks runbooks/",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runRunbookList(o, time.Now(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&o.runbooks, "runbooks", "", "the folder of your runbooks")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the list as JSON")
	return cmd
}

// listedRunbook is one runbook of the list.
type listedRunbook struct {
	ID     string        `json:"id"`
	Title  string        `json:"title"`
	Owner  string        `json:"owner,omitempty"`
	Review string        `json:"review,omitempty"`
	Due    bool          `json:"review_due"`
	Checks []listedCheck `json:"checks"`
}

// listedCheck is one question of a listed runbook.
type listedCheck struct {
	Name   string `json:"check"`
	Alias  string `json:"alias,omitempty"`
	Ask    string `json:"ask"`
	Stage  string `json:"stage,omitempty"`
	Expect string `json:"expect,omitempty"`
	Base   bool   `json:"base"`
	Human  bool   `json:"human"`
}

// kind is how the check is answered, in words.
func (c listedCheck) kind() string {
	switch {
	case c.Base:
		return "asked unasked"
	case c.Human:
		return "a person answers"
	case c.Expect == "show":
		return "listed only"
	}
	return ""
}

func runRunbookList(o runbookListOptions, now time.Time, out io.Writer) error {
	library, err := runbooks.With(o.runbooks)
	if err != nil {
		return err
	}
	var all []listedRunbook
	for _, b := range library.Runbooks() {
		listed := listedRunbook{ID: b.ID, Title: b.Title, Owner: b.Owner, Review: b.Review, Due: b.ReviewDue(now)}
		for _, c := range b.Checks {
			listed.Checks = append(listed.Checks, listedCheck{
				Name: c.Name, Alias: c.Alias, Ask: c.Asked(runbooks.Scope{}), Stage: c.Stage, Expect: c.Expect.String(), Base: c.Base, Human: c.Human(),
			})
		}
		all = append(all, listed)
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(all)
	}
	return printRunbooks(out, all)
}

func printRunbooks(out io.Writer, all []listedRunbook) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for n, b := range all {
		if n > 0 {
			_, _ = fmt.Fprintln(w)
		}
		about := []string{b.Title}
		if b.Owner != "" {
			about = append(about, "owner "+b.Owner)
		}
		if b.Due {
			about = append(about, "its review was due "+b.Review)
		}
		_, _ = fmt.Fprintf(w, "%s · %s\n", b.ID, strings.Join(about, " · "))
		for _, c := range b.Checks {
			_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", c.Name, c.Alias, c.Ask, c.kind())
		}
	}
	return w.Flush()
}
