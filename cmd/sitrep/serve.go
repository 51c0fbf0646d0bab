package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
)

func newServe() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the bot in a workspace",
		Long: `Run the bot in the workspace that SLACK_BOT_TOKEN and SLACK_APP_TOKEN belong to,
with the metrics at SITREP_PROMETHEUS_URL or the sources of the configuration
file. No file is read unless --config or SITREP_CONFIG names it. Where Slack
calls the bot, SLACK_SIGNING_SECRET and SLACK_LISTEN (such as :3000) stand in
place of the app token. Whether all is right, and what to do about what is not,
says sitrep doctor. To try it without a workspace, type:

  sitrep try`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := configs.Load(file)
			if err != nil {
				return err
			}
			if err := cfg.ForServing(); err != nil {
				return err
			}
			log := newLog(cmd.ErrOrStderr(), slog.LevelInfo)
			b, err := newBot(cmd.Context(), cfg, time.Now, log)
			if err != nil {
				return err
			}
			return runParts(cmd.Context(), b.parts()...)
		},
	}
	cmd.Flags().StringVar(&file, "config", os.Getenv(configs.FileVariable), "the configuration file (SITREP_CONFIG)")
	return cmd
}
