package main

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/integrations/slack"
	"github.com/sitrephq/sitrep/internal/doctor"
)

// doctorOptions are the flags of doctor.
type doctorOptions struct {
	config  string
	request bool
	json    bool
}

func newDoctor() *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the tokens, scopes, metrics and the disk, and say what to do",
		Long: `Check all that sitrep serve needs, in the order in which it would miss it, and
say what to do about each thing that is wrong. It posts nothing, changes nothing
and prints no secret. For a moment it opens a socket to Slack.

It exits 0 if nothing failed, warnings included, and 1 otherwise.`,
		Example: `  sitrep doctor
  sitrep doctor --request >request.txt`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDoctor(cmd.Context(), o, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&o.config, "config", os.Getenv(configs.FileVariable), "the configuration file (SITREP_CONFIG)")
	cmd.Flags().BoolVar(&o.request, "request", false, "print what to send to the workspace's admin instead")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the findings as a JSON list")
	return cmd
}

func runDoctor(ctx context.Context, o doctorOptions, out io.Writer) error {
	if o.request {
		return printRequest(out)
	}
	all := examine(ctx, o.config)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	report := doctor.Print
	if o.json {
		report = doctor.Encode
	}
	if err := report(out, all); err != nil {
		return err
	}
	if doctor.Worst(all) == doctor.Failed {
		return exitError{1}
	}
	return nil
}

// examine makes all checks. A part that cannot be examined says so; the others
// are examined all the same.
func examine(ctx context.Context, file string) []doctor.Finding {
	const check = "configuration"
	cfg, err := configs.Load(file)
	if err != nil {
		return []doctor.Finding{doctor.Fail(check, err.Error(), "mend it first: nothing else can be checked before")}
	}
	all := []doctor.Finding{doctor.Fine(check, "no file is named, so the defaults and the environment count")}
	if file != "" {
		all[0].Said = file + " is read"
	}
	if open := cfg.Slack.OpenFiles(); len(open) > 0 {
		all = append(all, doctor.Warn("token files", strings.Join(open, ", ")+" can be read by every user of this machine", "chmod 600 "+strings.Join(open, " ")))
	}
	way := slack.Doctor{
		BotToken: string(cfg.Slack.BotToken), AppToken: string(cfg.Slack.AppToken), SigningSecret: string(cfg.Slack.SigningSecret),
		HTTP: cfg.Slack.HTTP(), Listen: cfg.Slack.Listen, APIURL: cfg.Slack.APIURL, Scopes: slackScopes(), Messages: samples(), Titles: sampleTitles(), Announce: cfg.Slack.Announce, Groups: cfg.InvitedGroups(), Now: time.Now,
	}
	all = append(all, way.Look(ctx)...)
	sources, found := examineSources(ctx, cfg.Sources, time.Now)
	all = append(all, found...)
	all = append(all, examineRunbooks(ctx, cfg, sources, time.Now)...)
	all = append(all, examineData(cfg.Data)...)
	return append(all, examineFolder("postmortems", cfg.Postmortems))
}
