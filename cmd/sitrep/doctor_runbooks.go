package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/doctor"
	"github.com/sitrephq/sitrep/runbooks"
)

// examineRunbooks loads the library and finds the services.
func examineRunbooks(ctx context.Context, cfg configs.Config, sources runbooks.Sources, now func() time.Time) []doctor.Finding {
	const check, services = "runbooks", "services"
	library, err := runbooks.With(cfg.Runbooks)
	if err != nil {
		return []doctor.Finding{doctor.Fail(check, err.Error(), "mend it; sitrep runbook lint and the folder says all that is wrong"), doctor.Skip(services, "the runbooks cannot be read")}
	}
	all := []doctor.Finding{doctor.Fine(check, fmt.Sprintf("%s with %s", plural(len(library.Runbooks()), "runbook", "runbooks"), plural(len(library.Checks()), "check", "checks")))}
	if len(sources) == 0 {
		return append(all, doctor.Skip(services, "there is no metrics source to find them in"))
	}
	if _, err := newMeasures(library, cfg.Metrics); err != nil {
		all = append(all, doctor.Fail("named metrics", err.Error(), "mend it under metrics in the configuration file"))
	}
	return append(all, examineServices(ctx, cfg.Services, library, sources, now))
}

func examineServices(ctx context.Context, cfg configs.Services, library *runbooks.Library, sources runbooks.Sources, now func() time.Time) doctor.Finding {
	const check = "services"
	directory, err := newDirectory(cfg, library, sources, now, slog.New(slog.DiscardHandler))
	if err != nil {
		return doctor.Fail(check, err.Error(), "mend it under services in the configuration file")
	}
	trouble := directory.Refresh(ctx)
	names := directory.Names()
	switch {
	case trouble != nil:
		return doctor.Warn(check, trouble.Error(), "mend services.from, or the source it is put to")
	case len(names) == 0:
		return doctor.Warn(check, "none is known, so an incident begins with the question which it is", "sitrep services --against and the address of your Prometheus prints the lines to paste")
	}
	return doctor.Fine(check, fmt.Sprintf("%d: %s; sitrep services says what each can be asked", len(names), few(names)))
}
