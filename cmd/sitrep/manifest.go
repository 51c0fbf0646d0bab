package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
)

// manifestOptions are the flags of manifest.
type manifestOptions struct {
	command string
	minimal bool
	http    string
}

func newManifest() *cobra.Command {
	var o manifestOptions
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Print the app manifest that a workspace needs",
		Long: `Print Slack's app manifest for this version: its command, scopes, events and
shortcuts, made from the code. Paste it at https://api.slack.com/apps, under
Create New App, From a manifest; and again under App Manifest after an upgrade.`,
		Example: `  sitrep manifest >manifest.json
  sitrep manifest --command inc --minimal`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return printManifest(o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.command, "command", "/incident", "the slash command; SITREP_COMMAND must say the same")
	f.BoolVar(&o.minimal, "minimal", false, "leave out what is optional, and say what stops without it")
	f.StringVar(&o.http, "http", "", "the address at which Slack calls the bot (https://...), instead of Socket Mode")
	return cmd
}

func printManifest(o manifestOptions, stdout, stderr io.Writer) error {
	// Some shells take a word that begins with a slash for a path.
	command := "/" + strings.TrimPrefix(o.command, "/")
	text, err := configs.Manifest(configs.App{Command: command, Hint: usageHint(), Minimal: o.minimal, URL: o.http})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(stdout, "%s\n", text); err != nil || !o.minimal {
		return err
	}
	if _, err := fmt.Fprintln(stderr, "Left out, and what stops without it:"); err != nil {
		return err
	}
	for _, s := range configs.Scopes() {
		if !s.Optional {
			continue
		}
		if _, err := fmt.Fprintf(stderr, "  %-18s %s\n", s.Name, s.Without); err != nil {
			return err
		}
	}
	return nil
}

// usageHint is what Slack shows beside the command while one types: the words
// of an incident's life, in its order.
func usageHint() string {
	shown := map[string]bool{"declare": true, "check": true, "did": true, "status": true, "resolve": true, "help": true}
	var words []string
	for _, c := range verbs(known{}, nil) {
		if shown[c.Name] {
			words = append(words, c.Name)
		}
	}
	return strings.Join(words, " | ")
}
