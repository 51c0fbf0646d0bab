package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/runbooks"
)

// A quiet week is replayed in steps of half an hour: 337 of them show what is
// red a third of the time, and forty services are done in seconds. What is not
// done within the limit, in machine time, is counted.
const (
	quietWeek = 7 * 24 * time.Hour
	quietStep = 30 * time.Minute
	quietFor  = time.Minute
)

// lookFor bounds everything else, in machine time.
const lookFor = time.Minute

// servicesOptions are the flags of services.
type servicesOptions struct {
	asking
	from, by string
	json     bool
}

func newServices() *cobra.Command {
	var o servicesOptions
	cmd := &cobra.Command{
		Use:   "services",
		Short: "Print what each service can be asked, and why not the rest",
		Long: `Find the services that a Prometheus knows and print what each can be asked, why
not the rest, how soon effects are answered, what was red in a quiet week, and
what to paste into the configuration so that more can be asked.

It asks queries only, changes nothing and needs no Slack. Without --from it
takes the services of the configuration, or the label that splits the targets
best. It exits 0, or 1 if it could not run.`,
		Example: `  sitrep services --against http://localhost:9090
  sitrep services --against http://localhost:9090 --from 'up{env="prod"}' --by service`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runServices(cmd.Context(), o, time.Now, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&o.config, "config", os.Getenv(configs.FileVariable), "the configuration file (SITREP_CONFIG)")
	cmd.Flags().StringVar(&o.prometheus, "against", "", "the Prometheus to ask, instead of the configured sources (SITREP_PROMETHEUS_URL)")
	cmd.Flags().StringVar(&o.runbooks, "runbooks", "", "a folder of your own runbooks, instead of the configured one")
	cmd.Flags().StringVar(&o.from, "from", "", "the series that services are found in, such as 'up{env=\"prod\"}'")
	cmd.Flags().StringVar(&o.by, "by", "", "the label that holds their names")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object")
	return cmd
}

// audited is all that services found out.
type audited struct {
	audit     runbooks.Audit
	services  configs.Services // As they were looked for.
	fresh     bool             // They are not configured so.
	source    string
	splits    []runbooks.Split // Set where the label was chosen by them.
	trouble   error            // What the directory could not find.
	intervals map[string]time.Duration
	quiet     []runbooks.Quiet
	mend      runbooks.Mend
}

func runServices(ctx context.Context, o servicesOptions, now func() time.Time, out io.Writer) error {
	found, err := auditServices(ctx, o, now().UTC())
	if err != nil {
		return err
	}
	if o.json {
		return found.encode(out)
	}
	return found.print(out)
}

// auditServices asks all there is to print.
func auditServices(ctx context.Context, o servicesOptions, at time.Time) (audited, error) {
	cfg, err := o.configured()
	if err != nil {
		return audited{}, err
	}
	if len(cfg.Sources) == 0 {
		return audited{}, errors.New("which Prometheus? Give --against http://localhost:9090, or set SITREP_PROMETHEUS_URL")
	}
	if (o.from == "") != (o.by == "") {
		return audited{}, errors.New("--from and --by belong together: the series that services are found in, and the label that holds their names")
	}
	looking, stop := context.WithTimeout(ctx, lookFor)
	defer stop()
	var found audited
	if o.from != "" {
		cfg.Services.From, cfg.Services.By = o.from, o.by
	} else if cfg.Services.From == "" && len(cfg.Services.Except) == 0 {
		if found.splits, err = propose(looking, &cfg, at); err != nil {
			return audited{}, err
		}
	}
	asked, err := with(cfg)
	if err != nil {
		return audited{}, err
	}
	found.services, found.source, found.fresh = cfg.Services, sourceOf(cfg), o.from != "" || len(found.splits) > 0
	if found.trouble = asked.services.Refresh(looking); len(asked.services.All()) == 0 {
		return audited{}, found.trouble
	}
	found.audit = asked.library.Audit(looking, asked.sources, asked.services.All(), at)
	if why := found.audit.Unanswered(); why != "" {
		return audited{}, fmt.Errorf("nothing could be looked up: %s", why)
	}
	found.mend = found.audit.Mend(looking)
	source, ok := asked.sources.Get(cfg.Services.Source)
	if !ok {
		source = asked.sources[0]
	}
	if found.intervals, err = runbooks.Intervals(looking, source, cfg.Services.From, cfg.Services.By, at); err != nil {
		return audited{}, err
	}
	replaying, enough := context.WithTimeout(ctx, quietFor)
	defer enough()
	found.quiet = found.audit.Quiet(replaying, quietWeek, quietStep)
	if ctx.Err() != nil {
		return audited{}, errors.New("interrupted before all was asked")
	}
	return found, nil
}

// propose finds services by the label that splits the targets best.
func propose(ctx context.Context, cfg *configs.Config, at time.Time) ([]runbooks.Split, error) {
	sources, err := newSources(cfg.Sources, time.Now)
	if err != nil {
		return nil, err
	}
	splits, err := runbooks.Splits(ctx, sources[0], at)
	if err != nil {
		return nil, err
	}
	if len(splits) == 0 {
		return nil, errors.New("no target has a label that usually names services (service, app, job and the like): say with --from and --by which series and which label do")
	}
	cfg.Services.From, cfg.Services.By = "up", splits[0].Label
	return splits, nil
}

// sourceOf is the name of the source that services are found in.
func sourceOf(cfg configs.Config) string {
	if cfg.Services.Source != "" {
		return cfg.Services.Source
	}
	return cfg.Sources[0].Name
}
