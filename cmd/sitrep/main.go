// Command sitrep runs incidents in Slack: it asks the runbook's questions,
// answers them from live metrics, and drafts the postmortem.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() { os.Exit(runToSignal(os.Args[1:])) }

// runToSignal is the program until it ends, or is asked to.
func runToSignal(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, args)
}

// run is the program without the process, so that a test can call it.
func run(ctx context.Context, args []string) int {
	root := newRoot()
	root.SetArgs(args)
	stderr := &terminal{to: os.Stderr}
	root.SetOut(&terminal{to: os.Stdout})
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if silent := (exitError{}); errors.As(err, &silent) {
		return silent.code
	}
	_, _ = fmt.Fprintf(stderr, "sitrep: %v\n", err)
	return 1
}

// exitError ends the program with a code; what there was to say has been said.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit %d", e.code) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "sitrep",
		Short: "An incident bot that looks before people guess",
		Long: `Sitrep runs incidents in Slack. It asks the runbook's questions, answers them
from live metrics, keeps the timeline and drafts the postmortem.

To see it work, with no Slack, no accounts and no database:

  sitrep try`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(newTry(), newDrill(), newCheck(), newDoctor(), newManifest(), newPractice(), newRunbook(), newServe(), newServices(), newVersion())
	return root
}
