package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/runbooks"
)

// asking is what every command needs that puts questions to metrics.
type asking struct {
	config     string
	prometheus string
}

func (a *asking) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.config, "config", os.Getenv("SITREP_CONFIG"), "the configuration file (SITREP_CONFIG)")
	cmd.Flags().StringVar(&a.prometheus, "prometheus", "", "the metrics source, instead of the configured ones (SITREP_PROMETHEUS_URL)")
}

// asked is what questions are put with.
type asked struct {
	library  *runbooks.Library
	sources  runbooks.Sources
	services runbooks.Catalog
}

// load reads the configuration and connects to nothing yet.
func (a *asking) load() (asked, error) {
	cfg, err := configs.Load(a.config)
	if err != nil {
		return asked{}, err
	}
	if a.prometheus != "" {
		cfg.Prometheus.URL = a.prometheus
	}
	if cfg.Prometheus.URL == "" {
		return asked{}, errors.New("no metrics source is named: give --prometheus http://prometheus:9090, or set SITREP_PROMETHEUS_URL")
	}
	with := asked{services: catalog(cfg.Services)}
	if with.library, err = runbooks.Embedded(); err != nil {
		return asked{}, fmt.Errorf("the runbook library: %w", err)
	}
	source, err := prometheus.New(prometheus.Config{Name: cfg.Prometheus.Name, URL: cfg.Prometheus.URL, Timeout: cfg.Prometheus.Timeout})
	if err != nil {
		return asked{}, err
	}
	with.sources = runbooks.Sources{source}
	return with, nil
}

// service is the service that a flag names. One that is not configured has its
// name only, which is what the runbooks' defaults are made of.
func (w asked) service(name string) runbooks.Service {
	if s, ok := w.services.Get(name); ok {
		return s
	}
	return runbooks.Service{Name: name}
}
