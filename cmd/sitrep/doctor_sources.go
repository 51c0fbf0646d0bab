package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/doctor"
	"github.com/sitrephq/sitrep/runbooks"
)

// oldScrape is how old the newest sample of a source may be: Prometheus scrapes
// every minute by default, and a scrape may fail once.
const oldScrape = 150 * time.Second

// examineSources asks each configured source, and says how it answers and how
// fresh what it has is. It returns those that could be built.
func examineSources(ctx context.Context, configured []configs.Source, now func() time.Time) (runbooks.Sources, []doctor.Finding) {
	if len(configured) == 0 {
		return nil, []doctor.Finding{doctor.Fail("metrics", "no source is named", "set SITREP_PROMETHEUS_URL, or name one under sources in the configuration file")}
	}
	var sources runbooks.Sources
	var all []doctor.Finding
	for _, s := range configured {
		check := "metrics " + s.Name
		m, err := newSource(s, now)
		if err != nil {
			all = append(all, doctor.Fail(check, err.Error(), "mend it under sources in the configuration file"))
			continue
		}
		sources = append(sources, m)
		all = append(all, examineSource(ctx, check, m, now))
	}
	return sources, all
}

func examineSource(ctx context.Context, check string, m runbooks.Metrics, now func() time.Time) doctor.Finding {
	began := now()
	if _, err := m.Query(ctx, "vector(1)", began); err != nil {
		return silent(check, err)
	}
	took := now().Sub(began).Round(time.Millisecond)
	targets, ok, err := number(ctx, m, "count(up)", now())
	switch {
	case err != nil:
		return silent(check, err)
	case !ok:
		return doctor.Warn(check, fmt.Sprintf("it answers in %v, and knows no target: it has no series up", took), "nothing, if what it holds comes from elsewhere; otherwise look at its page Status, Targets")
	}
	down, _, err := number(ctx, m, "count(up == 0)", now())
	if err != nil {
		return silent(check, err)
	}
	age, _, err := number(ctx, m, "time() - max(timestamp(up))", now())
	if err != nil {
		return silent(check, err)
	}
	old := time.Duration(age * float64(time.Second)).Round(time.Second)
	said := fmt.Sprintf("it answers in %v; %s, %.0f of them down; the newest sample is %v old", took, plural(int(targets), "target", "targets"), down, old)
	if old > oldScrape {
		return doctor.Warn(check, said, "see why nothing was scraped lately: old samples are never counted as an answer")
	}
	return doctor.Fine(check, said)
}

// number is the single value of a query; false where there is none.
func number(ctx context.Context, m runbooks.Metrics, query string, at time.Time) (float64, bool, error) {
	got, err := m.Query(ctx, query, at)
	if err != nil || len(got.Series) != 1 || len(got.Series[0].Samples) == 0 {
		return 0, false, err
	}
	return got.Series[0].Samples[0].Value, true, nil
}

// silent is a source that did not answer, with what to do about its way of not
// doing so.
func silent(check string, err error) doctor.Finding {
	failed, ok := errors.AsType[*incident.SourceError](err)
	if !ok {
		return doctor.Fail(check, "it did not answer", "ask it from this machine with curl, at the address of the configuration")
	}
	next := "ask it from this machine with curl, at the address of the configuration"
	switch failed.Fault {
	case incident.SourceDenied:
		next = "mend auth of this source in the configuration file"
	case incident.SourceForeign:
		next = "check the address: the path of a proxy belongs to it, /api/v1 does not"
	case incident.SourceSkewed:
		next = "let both machines keep their time by NTP"
	case incident.SourceTimeout:
		next = "see whether it is overloaded, or raise timeout of this source"
	case incident.SourceBusy, incident.SourceQuery, incident.SourceHuge, incident.SourceDown:
	}
	return doctor.Fail(check, failed.Detail, next)
}
