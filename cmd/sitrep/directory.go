package main

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/runbooks"
)

// services are the services that there are, as the verbs need them.
type services interface {
	In(title string) (runbooks.Service, bool)
	Names() []string
}

// newDirectory is the configured services as the runbooks know them. Those that
// are discovered come with its first Refresh.
func newDirectory(cfg configs.Services, library *runbooks.Library, sources runbooks.Sources, now func() time.Time, log *slog.Logger) (*runbooks.Directory, error) {
	rules := runbooks.Discovery{From: cfg.From, By: cfg.By, Source: cfg.Source, Vars: maps.Clone(cfg.Vars)}
	for _, k := range cfg.Kinds {
		rules.Kinds = append(rules.Kinds, runbooks.ServiceKind{Name: k.Name, Match: k.Match, Base: k.Base, Vars: maps.Clone(k.Vars), Source: k.Source})
	}
	if err := asksWhatExists(cfg, library); err != nil {
		return nil, err
	}
	var declared runbooks.Catalog
	for _, s := range cfg.Except {
		declared = append(declared, runbooks.Service{
			Name: s.Name, Label: s.Label, Members: s.Members, Aliases: s.Aliases, Vars: maps.Clone(s.Vars), Source: s.Source, Sources: maps.Clone(s.Sources), Base: s.Base,
		})
	}
	return runbooks.NewDirectory(runbooks.DirectoryConfig{Discovery: rules, Declared: declared, Sources: sources, Now: now, Log: log})
}

// asksWhatExists refuses base checks that no runbook has: a misspelt one would
// silently never be asked.
func asksWhatExists(cfg configs.Services, library *runbooks.Library) error {
	var faults []error
	hold := func(who string, base []string) {
		for _, name := range base {
			if !library.Has(name) {
				faults = append(faults, fmt.Errorf("%s has the base check %q, and there is no check or runbook of that name", who, name))
			}
		}
	}
	for _, k := range cfg.Kinds {
		hold("the kind "+k.Name, k.Base)
	}
	for _, s := range cfg.Except {
		hold("the service "+s.Name, s.Base)
	}
	return errors.Join(faults...)
}
