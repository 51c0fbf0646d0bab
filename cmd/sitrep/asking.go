package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/runbooks"
)

// asking is what every command needs that puts questions to metrics.
type asking struct {
	config     string
	prometheus string
	runbooks   string
	timeout    time.Duration // Of a source that is given in place of the configured ones; zero is its default.
}

func (a *asking) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.config, "config", os.Getenv(configs.FileVariable), "the configuration file (SITREP_CONFIG)")
	cmd.Flags().StringVar(&a.prometheus, "prometheus", "", "the metrics source, instead of the configured ones (SITREP_PROMETHEUS_URL)")
	cmd.Flags().StringVar(&a.runbooks, "runbooks", "", "a folder of your own runbooks, instead of the configured one")
}

// asked is what questions are put with.
type asked struct {
	library  *runbooks.Library
	sources  runbooks.Sources
	services *runbooks.Directory
}

// load reads the configuration and connects to nothing yet.
func (a *asking) load() (asked, error) {
	cfg, err := a.configured()
	if err != nil {
		return asked{}, err
	}
	if len(cfg.Sources) == 0 {
		return asked{}, errors.New("no metrics source is named: give --prometheus http://prometheus:9090, or set SITREP_PROMETHEUS_URL")
	}
	return with(cfg)
}

// configured is the configuration, with what was given in its place.
func (a *asking) configured() (configs.Config, error) {
	cfg, err := configs.Load(a.config)
	if err != nil {
		return cfg, err
	}
	cfg.Runbooks = cmp.Or(a.runbooks, cfg.Runbooks)
	if a.prometheus != "" {
		// What was configured for another address stays there, credentials included;
		// and all is asked here.
		cfg.Services.Source = ""
		cfg.Sources = []configs.Source{{Name: configs.DefaultSource, URL: a.prometheus, Timeout: cmp.Or(a.timeout, prometheus.DefaultTimeout)}}
	}
	return cfg, nil
}

// with is what a configuration asks with.
func with(cfg configs.Config) (with asked, err error) {
	if with.library, err = runbooks.With(cfg.Runbooks); err != nil {
		return asked{}, fmt.Errorf("the runbook library: %w", err)
	}
	if with.sources, err = newSources(cfg.Sources, time.Now); err != nil {
		return asked{}, err
	}
	with.services, err = newDirectory(cfg.Services, with.library, with.sources, time.Now, nil)
	return with, err
}

// service is the service that a flag names. One that is not configured is what
// the rules for all services make of its name; without a name there is nothing
// to make it of.
func (w asked) service(name string) runbooks.Service {
	if name == "" {
		return runbooks.Service{}
	}
	return w.services.Named(name)
}
