package main

import (
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/runbooks"
)

// newMeasures is all that can be asked for by a word.
func newMeasures(library *runbooks.Library, metrics []configs.Metric) (*runbooks.Measures, error) {
	var all []runbooks.NamedMetric
	for _, m := range metrics {
		all = append(all, runbooks.NamedMetric{
			Name: m.Name, Aliases: m.Aliases, Query: m.Query, Unit: m.Unit, Limit: m.Threshold, Good: incident.Direction(m.Good), Legend: m.Legend,
		})
	}
	return runbooks.NewMeasures(library, all)
}
