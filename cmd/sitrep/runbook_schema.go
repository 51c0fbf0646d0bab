package main

import (
	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/runbooks"
)

func newRunbookSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a runbook, for your editor",
		Long: `Print the JSON Schema (draft 2020-12) of a runbook's file. With it an editor
completes keys, explains them and marks what is wrong while you type. The first
line of a runbook names it:

  # yaml-language-server: $schema=runbook-1.json`,
		Example: "  sitrep runbook schema >runbooks/runbook-1.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(runbooks.Schema())
			return err
		},
	}
}
