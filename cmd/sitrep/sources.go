package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/configs"
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
		if len(s.Exporters) > 0 {
			return nil, fmt.Errorf("the source %s reads exporters' pages, and this version asks Prometheus only: give it a url", s.Name)
		}
		p, err := prometheus.New(prometheus.Config{Name: s.Name, URL: s.URL, Timeout: s.Timeout, AuthYAML: s.Auth})
		if err != nil {
			return nil, err
		}
		all = append(all, runbooks.NewBreaker(p, now))
	}
	return all, nil
}
