package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/runbooks"
)

// drillOptions are the flags of drill run.
type drillOptions struct {
	json    bool
	out     string
	journal string
	read    string
	verbose bool
}

func newDrill() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "drill",
		Short: "Play an incident that really happened, people included",
	}
	cmd.AddCommand(newDrillRun(), newDrillList())
	return cmd
}

func newDrillList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Name the drills there are",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, id := range runbooks.Drills() {
				s, err := loadScenario(id)
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-12s %s\n", id, s.Title); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func newDrillRun() *cobra.Command {
	var o drillOptions
	cmd := &cobra.Command{
		Use:   "run <drill>",
		Short: "Play a drill and hold what came against what was expected",
		Long: `Play a drill through the bot's own front door: people type commands and press
buttons in a practice workspace, the metrics are those of the incident, and the
clock jumps from one due thing to the next. It exits 0 only if the expected
verdicts, messages and timeline came.`,
		Example: "  sitrep drill run toggl --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDrill(cmd.Context(), args[0], o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the outcome as one JSON object, last")
	cmd.Flags().StringVar(&o.out, "out", "postmortems", "the folder for the postmortem's draft")
	cmd.Flags().StringVar(&o.journal, "journal", "", "write every call and envelope to this file, one JSON object a line")
	cmd.Flags().StringVar(&o.read, "transcript", "", "write what people did and what they then read to this file")
	cmd.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "log what the bot does")
	return cmd
}

// outcome is a played drill.
type outcome struct {
	report  drill.Report
	missing []string
	said    []drill.Said // What others could see, every edit too.
	read    string       // What people did, and what they then read.
}

func runDrill(ctx context.Context, id string, o drillOptions, stdout, stderr io.Writer) error {
	scenario, err := loadScenario(id)
	if err != nil {
		return err
	}
	played, err := playDrill(ctx, scenario, o, stderr)
	if o.read != "" {
		// A drill that broke off is read up to there.
		if err := os.WriteFile(filepath.Clean(o.read), []byte(played.read), 0o600); err != nil {
			return fmt.Errorf("the transcript cannot be written: %w", err)
		}
	}
	if err != nil {
		return err
	}
	if err := played.print(o.json, stdout, stderr); err != nil {
		return err
	}
	if len(played.missing) > 0 {
		return exitError{1}
	}
	return nil
}

// playDrill plays a scenario with the jumping clock and reads the outcome.
func playDrill(ctx context.Context, scenario *drill.Scenario, o drillOptions, stderr io.Writer) (outcome, error) {
	log := quietLog(o.verbose, stderr)
	data, remove, err := dataDir("")
	if err != nil {
		return outcome{}, err
	}
	defer remove()
	journal, closeJournal, err := journalFile(o.journal)
	if err != nil {
		return outcome{}, err
	}
	defer closeJournal()

	clock := drill.NewClock(scenario.Start, 0)
	st, err := newStage(scenario, clock, stageOptions{addr: "127.0.0.1:0", journal: journal, log: log})
	if err != nil {
		return outcome{}, err
	}
	cfg := st.config(data, o.out)
	cfg.Scratch = true // Its folder is temporary.
	b, err := newBot(ctx, cfg, clock.Now, log)
	if err != nil {
		return outcome{}, err
	}

	listening, deaf := context.WithCancel(ctx)
	defer deaf()
	said := st.listen(listening)
	var played outcome
	transcript := drill.NewTranscript(scenario)
	finished := errors.New("the drill is over")
	play := part{"drill", func(ctx context.Context) error {
		if err := b.ready(ctx); err != nil {
			return err
		}
		d := &drill.Driver{
			Scenario: scenario, Clock: clock, Workspace: st.workspace,
			Bot:     drill.Bot{Waiting: b.store.Waiting, Nudge: b.worker.Nudge},
			Channel: b.firstChannel, Transcript: transcript,
		}
		if err := d.Play(ctx); err != nil {
			return err
		}
		var err error
		deaf()
		if played, err = b.outcome(ctx, scenario, said()); err != nil {
			return err
		}
		return finished
	}}
	parts := append(st.parts(), b.parts()...)
	err = runParts(ctx, append(parts, play)...)
	played.read = transcript.String()
	if !errors.Is(err, finished) {
		return played, err
	}
	return played, nil
}

// newestChannel is the channel of the newest incident, empty while there is
// none.
func (b *bot) newestChannel(ctx context.Context) (string, error) {
	i, err := b.newest(ctx)
	return string(i.Channel), err
}

// newest is the newest incident; the zero one while there is none.
func (b *bot) newest(ctx context.Context) (incident.Incident, error) {
	all, err := b.store.Incidents(ctx, incident.Filter{Viewer: incident.ForBot, Limit: 1})
	if err != nil || len(all) == 0 {
		return incident.Incident{}, err
	}
	return all[0], nil
}

// first is the incident that a drill is about: whatever else is declared on the
// way comes after it. The zero one while there is none.
func (b *bot) first(ctx context.Context) (incident.Incident, error) {
	all, err := b.store.Incidents(ctx, incident.Filter{Viewer: incident.ForBot})
	if err != nil || len(all) == 0 {
		return incident.Incident{}, err
	}
	return all[len(all)-1], nil
}

// firstChannel is its channel, empty while there is none.
func (b *bot) firstChannel(ctx context.Context) (string, error) {
	i, err := b.first(ctx)
	return string(i.Channel), err
}

// outcome reads what a played scenario came to.
func (b *bot) outcome(ctx context.Context, s *drill.Scenario, said []drill.Said) (outcome, error) {
	i, err := b.first(ctx)
	if err != nil {
		return outcome{}, err
	}
	if i.ID == 0 {
		return outcome{}, errors.New("no incident was declared")
	}
	events, err := b.store.Events(ctx, i.ID)
	if err != nil {
		return outcome{}, err
	}
	report := drill.NewReport(s, i, events)
	report.BudgetUsed = drill.FirstTenMinutes(i, said)
	return outcome{report: report, missing: drill.Compare(s, report, i, events, said), said: said}, nil
}

// listen collects what the bot says where everyone sees it, every edit too,
// until ctx ends; then it is complete.
func (st *stage) listen(ctx context.Context) func() []drill.Said {
	updates := st.workspace.Subscribe(ctx)
	done := make(chan []drill.Said, 1)
	go func() {
		var all []drill.Said
		for u := range updates {
			if m := u.Message; m != nil && m.User == st.workspace.BotUser() && m.EphemeralFor == "" && !m.System {
				all = append(all, drill.Said{Channel: m.Channel, TS: m.TS, Thread: m.ThreadTS, At: m.At, Text: m.PlainText()})
			}
		}
		alone := map[string]string{}
		for _, c := range st.workspace.Channels() {
			if c.Direct {
				alone[c.ID] = c.Members[0]
			}
		}
		for n := range all {
			all[n].Alone = alone[all[n].Channel]
		}
		done <- all
	}()
	return func() []drill.Said { return <-done }
}

func (o outcome) print(asJSON bool, stdout, stderr io.Writer) error {
	for _, m := range o.missing {
		_, _ = fmt.Fprintf(stderr, "sitrep: drill %s: %s\n", o.report.Drill, m)
	}
	if asJSON {
		e := json.NewEncoder(stdout)
		e.SetIndent("", "  ")
		return e.Encode(o.report)
	}
	return o.report.Write(stdout)
}

// quietLog keeps a drill's output to its outcome: warnings only, unless more is
// wanted.
func quietLog(verbose bool, w io.Writer) *slog.Logger {
	level := slog.LevelError
	if verbose {
		level = slog.LevelDebug
	}
	return newLog(w, level)
}
