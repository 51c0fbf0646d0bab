package main

import (
	"errors"
	"time"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/integrations/exporter"
	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/runbooks"
)

// newSources are the configured metrics sources in their order. It connects to
// none of them: one that is down must not keep the bot from starting. Now is
// story time.
func newSources(configured []configs.Source, now func() time.Time) (runbooks.Sources, error) {
	if len(configured) == 0 {
		return nil, errors.New("no metrics source is named: set SITREP_PROMETHEUS_URL, or name one under sources in the configuration file")
	}
	var all runbooks.Sources
	for _, s := range configured {
		m, err := newSource(s, now)
		if err != nil {
			return nil, err
		}
		all = append(all, runbooks.NewBreaker(m, now))
	}
	return all, nil
}

// newSource is a Prometheus, or the pages that are read in its place.
func newSource(s configs.Source, now func() time.Time) (runbooks.Metrics, error) {
	if len(s.Exporters) == 0 {
		return prometheus.New(prometheus.Config{Name: s.Name, URL: s.URL, Timeout: s.Timeout, AuthYAML: s.Auth})
	}
	var pages []exporter.Page
	for _, e := range s.Exporters {
		pages = append(pages, exporter.Page{URL: e.URL, Labels: e.Labels})
	}
	return exporter.New(exporter.Config{Name: s.Name, Pages: pages, Timeout: s.Timeout, AuthYAML: s.Auth, Now: now})
}
