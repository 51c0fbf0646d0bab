package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), version())
			return err
		},
	}
}

// version is the module's version and the commit it was built from, as the Go
// toolchain recorded them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "sitrep (unknown build)"
	}
	var text strings.Builder
	text.WriteString("sitrep " + info.Main.Version)
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text.WriteString(" " + s.Value)
		}
	}
	return text.String() + " " + info.GoVersion
}
