package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/drill"
)

// tryOptions are the flags of try.
type tryOptions struct {
	scenario string
	data     string
	out      string
	addr     string
	journal  string
	speed    float64
	verbose  bool
}

func newTry() *cobra.Command {
	var o tryOptions
	cmd := &cobra.Command{
		Use:   "try",
		Short: "Live through a real incident in a practice workspace",
		Long: `Start the bot, a practice workspace with a page in your browser and the metrics
of an incident that really happened. No Slack, no accounts, no database: it all
runs on loopback and is gone afterwards, but for the postmortem's draft.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return tryOut(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.scenario, "scenario", "toggl", "which incident to live through")
	f.StringVar(&o.data, "data", "", "keep the bot's data in this folder (default: a temporary one)")
	f.StringVar(&o.out, "out", "postmortems", "the folder for the postmortem's draft")
	f.StringVar(&o.addr, "addr", "127.0.0.1:0", "where the practice page is served; loopback only")
	f.StringVar(&o.journal, "journal", "", "write every call and envelope to this file, one JSON object a line")
	f.Float64Var(&o.speed, "speed", 30, "story seconds per second, once the incident is declared")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "log what the bot does")
	return cmd
}

// tryOut runs the bot and the stage in one process until it is interrupted.
func tryOut(ctx context.Context, o tryOptions, stdout, stderr io.Writer) error {
	if o.speed <= 0 {
		return fmt.Errorf("--speed is %v; story time must run", o.speed)
	}
	scenario, err := loadScenario(o.scenario)
	if err != nil {
		return err
	}
	data, remove, err := dataDir(o.data)
	if err != nil {
		return err
	}
	defer remove()
	journal, closeJournal, err := journalFile(o.journal)
	if err != nil {
		return err
	}
	defer closeJournal()

	log := quietLog(o.verbose, stderr)
	clock := drill.NewClock(scenario.Start, 0)
	st, err := newStage(scenario, clock, stageOptions{addr: o.addr, journal: journal, log: log})
	if err != nil {
		return err
	}
	b, err := newBot(ctx, st.config(data, o.out), clock.Now, log)
	if err != nil {
		return err
	}
	b.worker.Poll = 20 * time.Millisecond // Story time runs fast; what is due must not wait for it.

	coach := b.coach(st, o.speed, stdout)
	st.onButton = func(id string) error { return coach.Press(ctx, id) }
	lead := part{"coach", func(ctx context.Context) error {
		if err := b.ready(ctx); err != nil {
			return err
		}
		return coach.Run(ctx)
	}}
	parts := append(st.parts(), b.parts()...)
	return runParts(ctx, append(parts, lead)...)
}

// coach leads a newcomer through the scenario on this stage.
func (b *bot) coach(st *stage, speed float64, out io.Writer) *drill.Coach {
	return &drill.Coach{
		Driver: &drill.Driver{
			Scenario: st.scenario, Clock: st.clock, Workspace: st.workspace,
			Bot:     drill.Bot{Waiting: b.store.Waiting, Nudge: b.worker.Nudge},
			Channel: b.newestChannel,
		},
		Speed: speed,
		Out:   out,
		Look: func(ctx context.Context) (incident.Incident, []incident.Event, error) {
			i, err := b.newest(ctx)
			if err != nil || i.ID == 0 {
				return i, nil, err
			}
			events, err := b.store.Events(ctx, i.ID)
			return i, events, err
		},
	}
}
