package main

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/promlab"
)

func TestLintAgainstAPrometheusSaysWhatItCanAskThere(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	lab := promlab.New(promlab.Config{Now: func() time.Time { return now }, Interval: time.Minute})
	from := now.AddDate(0, 0, -20)
	for series, segments := range map[string][]promlab.Segment{
		// Eight servers; for half of the last week only three.
		`haproxy_backend_active_servers{proxy="payments-be"}`: {promlab.Level(from, 8), promlab.Level(now.Add(-84*time.Hour), 3), promlab.Level(now.Add(-time.Minute), 8)},
		`up{job="payments",instance="p-1:9100"}`:              {promlab.Level(from, 1)},
	} {
		if err := lab.Line(series, segments...); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(lab.Handler())
	t.Cleanup(server.Close)

	lint := func(o runbookLintOptions) (string, error) {
		o.against, o.timeout = server.URL, 20*time.Second
		var out bytes.Buffer
		err := runRunbookLint(t.Context(), "", o, now, &out)
		return out.String(), err
	}
	got, err := lint(runbookLintOptions{service: "payments_be", vars: []string{"job=payments"}, days: 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`backend-pool/healthy-share: it cannot be asked here: cloudwatch: ${target_group} has no value; haproxy: no haproxy_backend_active_servers has proxy="payments_be"; nearest is "payments-be"`,
		"backend-pool/running                  asks prometheus, scraped every 1m, effects after 15 min, red 0 % of the time",
		"backend-pool/answers                  not here",
		"0 errors, ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}

	got, err = lint(runbookLintOptions{service: "payments-be", days: 7, json: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := "it would have failed 50 % of the time since 14 Nov 12:00 UTC"; !strings.Contains(got, want) {
		t.Errorf("it does not say %q:\n%s", want, got)
	}
	if got, _ = lint(runbookLintOptions{service: "payments-be"}); strings.Contains(got, "of the time") {
		t.Errorf("without days it replays:\n%s", got)
	}

	lab.SetFault(promlab.Fault{Kind: promlab.LoginPage})
	if _, err = lint(runbookLintOptions{}); err == nil || errors.As(err, &exitError{}) || !strings.Contains(err.Error(), "not a Prometheus API") {
		t.Errorf("%v", err)
	}
}
