package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/runbooks"
)

// runbookImportOptions are the flags of runbook import.
type runbookImportOptions struct {
	name string
	into string
}

func newRunbookImport() *cobra.Command {
	var o runbookImportOptions
	cmd := &cobra.Command{
		Use:   "import <page.md>",
		Short: "Turn a Markdown runbook into questions that people answer",
		Long: `Turn a Markdown runbook into a runbook of ours: one check for each question and
each step, in the words of its author, which people answer until it has a query.

Taken are headings that end in a question mark, numbered lists, boxes to tick,
and what stands under Diagnosis or Mitigation. What asks nothing is listed in
comments at the end. The page is read only; - reads it from the standard input.`,
		Example: "  sitrep runbook import wiki/KubePodCrashLooping.md --into runbooks/",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRunbookImport(args[0], o, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&o.name, "name", "", "what the runbook is called, instead of its file")
	cmd.Flags().StringVar(&o.into, "into", "", "the folder to write it to; left out, it is printed")
	return cmd
}

func runRunbookImport(page string, o runbookImportOptions, in io.Reader, out io.Writer) error {
	name := o.name
	if name == "" {
		name = page
	}
	if name == "-" {
		return errors.New("what comes from the standard input has no name: give it one with --name")
	}
	markdown, err := readPage(page, in)
	if err != nil {
		return err
	}
	runbook, err := runbooks.Import(name, markdown)
	if err != nil {
		return err
	}
	if o.into == "" {
		_, err := out.Write(runbook)
		return err
	}
	path := filepath.Join(o.into, runbooks.ImportedName(name)+".yaml")
	// Nobody's work is written over: an imported runbook is there to be edited.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already: remove it first, or give another --name", path)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s", o.into)
	case err != nil:
		return fmt.Errorf("the runbook cannot be written: %w", err)
	}
	_, err = f.Write(runbook)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("the runbook cannot be written: %w", err)
	}
	_, err = fmt.Fprintln(out, path)
	return err
}

// largestPage bounds what is read; runbooks.Import refuses less than that.
const largestPage = 2 << 20

func readPage(page string, in io.Reader) ([]byte, error) {
	if page != "-" {
		f, err := os.Open(filepath.Clean(page))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no page %s", page)
		case err != nil:
			return nil, fmt.Errorf("the page cannot be read: %w", err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	markdown, err := io.ReadAll(io.LimitReader(in, largestPage))
	if err != nil {
		return nil, fmt.Errorf("the page cannot be read: %w", err)
	}
	return markdown, nil
}
