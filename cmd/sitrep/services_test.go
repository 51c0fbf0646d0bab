package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// city is a Prometheus with forty services of five servers each behind a
// balancer that calls api's pool api_be and billing's payments-be; cron has no
// pool. search was 3 of 5 for two of the seven days.
func city(t *testing.T) (*promlab.Lab, string) {
	t.Helper()
	now := time.Now()
	lab := promlab.New(promlab.Config{Interval: time.Minute, Now: time.Now})
	line := func(series string, segments ...promlab.Segment) {
		t.Helper()
		if err := lab.Line(series, segments...); err != nil {
			t.Fatal(err)
		}
	}
	before := now.AddDate(0, 0, -9)
	for _, name := range cityNames() {
		for n := range 5 {
			line(fmt.Sprintf(`up{env="prod",service=%q,job=%q,instance="%s-%d:9100"}`, name, name, name, n), promlab.Level(before, 1))
		}
		backend := name + "_be"
		switch name {
		case "cron":
			continue
		case "billing":
			backend = "payments-be"
		}
		pool := []promlab.Segment{promlab.Level(before, 5)}
		if name == "search" {
			pool = append(pool, promlab.Level(now.AddDate(0, 0, -5), 3), promlab.Level(now.AddDate(0, 0, -3), 5))
		}
		line(fmt.Sprintf(`haproxy_backend_active_servers{proxy=%q,instance="lb"}`, backend), pool...)
		for n := range 5 {
			at := fmt.Sprintf(`proxy=%q,instance="lb",server="%s-%d"`, backend, name, n)
			line(`haproxy_server_weight{`+at+`}`, promlab.Level(before, 1))
			line(`haproxy_server_status{`+at+`,state="UP"}`, promlab.Level(before, 1))
			line(`haproxy_server_status{`+at+`,state="DOWN"}`, promlab.Level(before, 0))
			line(`haproxy_server_http_responses_total{`+at+`,code="2xx"}`, promlab.Slope(before, 30))
		}
	}
	server := httptest.NewServer(lab.Handler())
	t.Cleanup(server.Close)
	return lab, server.URL
}

func cityNames() []string {
	names := []string{"api", "billing", "cron", "search"}
	for n := range 36 {
		names = append(names, fmt.Sprintf("shop-%02d", n+1))
	}
	return names
}

func TestServicesSaysWhatEachCanBeAskedAndWhatToPaste(t *testing.T) {
	t.Parallel()
	_, url := city(t)
	var o servicesOptions
	o.prometheus, o.from, o.by = url, `up{env="prod"}`, "service"
	began := time.Now()
	var out strings.Builder
	if err := runServices(t.Context(), o, time.Now, &out); err != nil {
		t.Fatal(err)
	}
	t.Logf("40 services in %v\n%s", time.Since(began), out.String())
	paste := out.String()[strings.Index(out.String(), "\nservices:\n")+1:]
	for _, want := range []string{
		`40 services by label "service" of up{env="prod"}. Asked of main at `,
		`no haproxy series with proxy="api"; there is "api_be"`,
		`no haproxy series with proxy="billing"; nearest is "payments-be"`,
		"Scrape interval 60 s: effects are answered after 15 min, not 10.",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %s", want)
		}
	}

	// What it says to paste is a configuration, and mends what it says.
	file := filepath.Join(t.TempDir(), "sitrep.yaml")
	if err := os.WriteFile(file, []byte(paste), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := configs.Load(file)
	if err != nil {
		t.Fatalf("the paste cannot be read: %v\n%s", err, paste)
	}
	if cfg.Services.From != o.from || cfg.Services.By != "service" || cfg.Services.Vars["backend"] != "${service}_be" {
		t.Errorf("the paste says %+v", cfg.Services)
	}
	var mended servicesOptions
	mended.prometheus, mended.config, mended.json = url, file, true
	before := reported(t, servicesOptions{asking: asking{prometheus: url}, from: o.from, by: o.by, json: true})
	began = time.Now()
	after := reported(t, mended)
	t.Logf("mended, %d questions and %d replays in %v", after.asked(), after.Replay.Judged, time.Since(began))
	if before.Gaps-after.Gaps != before.Fixed || before.Fixed == 0 || after.asked()-before.asked() != before.Fixed {
		t.Errorf("%d gaps, then %d, %d asked, then %d: it said that it fixes %d", before.Gaps, after.Gaps, before.asked(), after.asked(), before.Fixed)
	}
	red := after.Replay.Red
	if len(red) == 0 || red[0].Service != "search" || red[0].Check != "backend-pool/healthy-share" || red[0].Red < 0.26 || red[0].Red > 0.31 {
		t.Errorf("red in the week: %+v, want search's pool 2 of 7 days", red)
	}
	for _, r := range red {
		if r.Service != "search" {
			t.Errorf("%s of %s was red %v of a quiet week", r.Check, r.Service, r.Red)
		}
	}
	if after.Replay.NotReplayed != 0 {
		t.Errorf("%d were not replayed", after.Replay.NotReplayed)
	}
	for _, s := range after.Services {
		if s.Interval != 60 || s.Answered != 900 {
			t.Errorf("%s is scraped every %v s, answered after %v", s.Service, s.Interval, s.Answered)
		}
	}
}

func reported(t *testing.T, o servicesOptions) servicesReport {
	t.Helper()
	var out strings.Builder
	if err := runServices(t.Context(), o, time.Now, &out); err != nil {
		t.Fatal(err)
	}
	var r servicesReport
	if err := json.Unmarshal([]byte(out.String()), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r servicesReport) asked() int {
	n := 0
	for _, s := range r.Services {
		n += len(s.Can)
	}
	return n
}

func TestServicesProposesTheLabelThatSplitsBest(t *testing.T) {
	t.Parallel()
	lab := promlab.New(promlab.Config{Now: time.Now})
	for n := range 6 {
		for _, series := range []string{
			fmt.Sprintf(`up{job="node",app="app-%d",instance="a%d"}`, n%3, n),
			fmt.Sprintf(`up{job="kube",app="app-%d",service="only-here",instance="b%d"}`, n%3, n),
		} {
			if err := lab.Line(series, promlab.Level(time.Now().Add(-25*time.Hour), 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	server := httptest.NewServer(lab.Handler())
	t.Cleanup(server.Close)
	var o servicesOptions
	o.prometheus = server.URL
	var out strings.Builder
	if err := runServices(t.Context(), o, time.Now, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`3 services by label "app" of up.`, "12 of 12 have it. Others are job: 2 on 12 of 12, service: 1 on 6 of 12; choose with --from up --by.",
		"services:\n  from: up\n  by: app\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
}

func TestServicesThatCannotRunSaysWhy(t *testing.T) {
	t.Parallel()
	lab, url := city(t)
	empty := httptest.NewServer(promlab.New(promlab.Config{Now: time.Now}).Handler())
	t.Cleanup(empty.Close)
	with := func(url, from, by string) servicesOptions {
		return servicesOptions{asking: asking{prometheus: url}, from: from, by: by}
	}
	for want, o := range map[string]servicesOptions{
		"which Prometheus?":                  {},
		"--from and --by belong together":    with(url, "up", ""),
		"services.from":                      with(url, "up{", "service"),
		"services.by":                        with(url, "up", "no label"),
		"No service was found":               with(url, "up", "team"),
		"no target has a label that usually": with(empty.URL, "", ""),
		"has not answered":                   with("http://127.0.0.1:1", "up", "service"),
	} {
		err := runServices(t.Context(), o, time.Now, &strings.Builder{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want it to say %q", o, err, want)
		}
	}
	lab.SetFault(promlab.Fault{Kind: promlab.LoginPage})
	if err := runServices(t.Context(), with(url, "", ""), time.Now, &strings.Builder{}); err == nil || !strings.Contains(err.Error(), "not a Prometheus API") {
		t.Errorf("of a login page it says %v", err)
	}
}

func TestWhatIsPastedReadsBack(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sitrep.yaml")
	for _, odd := range []string{"api", "yes", "12", "a: b", "it's", `a"b`, "a\nb", "#x", "{x}", "${service}_be", "ünï 服务", "-", ""} {
		if odd == "" {
			continue
		}
		text := "services:\n  except:\n    " + scalar(odd) + ": {vars: " + flow(map[string]string{"backend": odd}) + "}\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := configs.Load(file)
		if err != nil {
			t.Errorf("%q: %v\n%s", odd, err, text)
			continue
		}
		if s := cfg.Services.Except; len(s) != 1 || s[0].Name != odd || s[0].Vars["backend"] != odd {
			t.Errorf("%q reads back as %+v", odd, s)
		}
	}
}
