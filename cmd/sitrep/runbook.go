package main

import "github.com/spf13/cobra"

// exitFound is the exit code of a tool that ran and found errors, as a linter
// has it: 1 is kept for one that could not run.
const exitFound = 2

func newRunbook() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "runbook",
		Short: "Look after the runbooks: list, import, test and lint them",
	}
	cmd.AddCommand(newRunbookTest(), newRunbookLint())
	cmd.AddCommand(newRunbookList(), newRunbookImport(), newRunbookSchema())
	return cmd
}
