package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// afternoon is Toggl's metrics at their own time, and how they are asked.
func afternoon(t *testing.T, now string) (url string, at time.Time, lab *promlab.Lab) {
	t.Helper()
	s, err := loadScenario("toggl")
	if err != nil {
		t.Fatal(err)
	}
	at, err = time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	world, err := drill.NewWorld(s, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(world.Lab.Handler())
	t.Cleanup(func() {
		world.Lab.SetFault(promlab.Fault{})
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL, at, world.Lab
}

// answered is what check --json printed.
func answered(t *testing.T, words []string, o checkOptions, now time.Time) (byName map[string]map[string]any, code int) {
	t.Helper()
	o.json = true
	var out bytes.Buffer
	err := runCheck(t.Context(), words, o, now, &out)
	if exit := (exitError{}); errors.As(err, &exit) {
		code = exit.code
	} else if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	byName = map[string]map[string]any{}
	for _, f := range list {
		byName[f["check"].(string)] = f
	}
	return byName, code
}

func TestCheckSaysWhatTheMetricsSayInEachPhase(t *testing.T) {
	t.Parallel()
	url, now, _ := afternoon(t, "2018-01-16T16:00:00Z")
	o := checkOptions{asking: asking{prometheus: url}, service: "api"}
	tests := []struct {
		at      string
		verdict string
		have    float64
		code    int
	}{
		{"2018-01-16T14:58:00Z", "pass", 20, 0},
		{"2018-01-16T15:00:30Z", "fail", 2, exitFail},
		{"2018-01-16T16:00:00Z", "fail", 2, exitFail},
	}
	for _, tt := range tests {
		o.at = tt.at
		got, code := answered(t, []string{"backend-pool/healthy-share"}, o, now)
		f := got["backend-pool/healthy-share"]
		if f["verdict"] != tt.verdict || f["have"] != tt.have || f["want"] != 20.0 || code != tt.code {
			t.Errorf("at %s: %v %v of %v, code %d; want %s %v of 20, code %d", tt.at, f["verdict"], f["have"], f["want"], code, tt.verdict, tt.have, tt.code)
		}
		if f["expect"] != ">= 0.8" || f["source"] != "main" || !strings.Contains(f["query"].(string), `proxy="api"`) || f["sampled_at"] == nil {
			t.Errorf("at %s the evidence is thin: %v", tt.at, f)
		}
	}
}

func TestAFailOutranksAnUnknownAndAnUnknownAPass(t *testing.T) {
	t.Parallel()
	url, now, lab := afternoon(t, "2018-01-16T15:10:00Z")
	o := checkOptions{asking: asking{prometheus: url}, service: "api"}

	got, code := answered(t, []string{"backend-pool/running", "backend-pool/healthy-share"}, o, now)
	if len(got) != 2 || code != exitFail {
		t.Errorf("one passes and one fails: code %d, want %d", code, exitFail)
	}
	if names := got["backend-pool/healthy-share"]["offenders"].([]any); len(names) == 0 || names[0] != "api-3" {
		t.Errorf("the offenders are %v", names)
	}
	// What its runbook knows may come along, whether this check uses it or not.
	o.vars = []string{"job=api", "target_group=none"}
	if _, code = answered(t, []string{"running"}, o, now); code != 0 {
		t.Errorf("all pass: code %d", code)
	}

	lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	got, code = answered(t, []string{"running"}, o, now)
	if f := got["backend-pool/running"]; code != exitUnknown || f["verdict"] != "unknown" || f["reason"] != "source" || f["value"] != nil || f["have"] != nil {
		t.Errorf("the source is down: code %d, %v", code, f)
	}
}

func TestCheckForPeopleSaysTheVerdictFirst(t *testing.T) {
	t.Parallel()
	url, now, _ := afternoon(t, "2018-01-16T15:10:00Z")
	var out bytes.Buffer
	o := checkOptions{asking: asking{prometheus: url}, service: "api"}
	if err := runCheck(t.Context(), []string{"pool"}, o, now, &out); !errors.Is(err, exitError{exitFail}) {
		t.Fatalf("the error is %v", err)
	}
	want := `✗ FAIL       backend-pool/healthy-share  Is the api pool whole?
             2 of 20 take traffic (wanted: at least 16), since 15:00 UTC
             Yesterday at this time: 20.
             Out: api-3, api-4, api-5 and 15 more. 18 of them refuse connections.
             Next: put them back, or find why each left. Other causes can wait.
1 FAIL · as of 16 Jan 2018 15:10:00 UTC
`
	if out.String() != want {
		t.Errorf("it prints\n%s\nwant\n%s", out.String(), want)
	}
}

func TestWhatCannotBeAskedIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	now := time.Date(2018, 1, 16, 15, 10, 0, 0, time.UTC)
	somewhere := asking{prometheus: "http://127.0.0.1:1"}
	tests := []struct {
		name  string
		words []string
		o     checkOptions
		says  string
	}{
		{"no source", []string{"pool"}, checkOptions{}, "--prometheus http://prometheus:9090"},
		{"an address that is none", []string{"pool"}, checkOptions{asking: asking{prometheus: "prometheus"}}, "must be like http://prometheus:9090"},
		{"a runbook that is none", []string{"zebra"}, checkOptions{asking: somewhere}, "the runbooks are: added-capacity, backend-pool"},
		{"a slip of the thumb", []string{"backend-pol"}, checkOptions{asking: somewhere}, "did you mean backend-pool/"},
		{"the beginning of a name", []string{"backend"}, checkOptions{asking: somewhere}, "did you mean backend-pool/"},
		{"a variable without a value", []string{"pool"}, checkOptions{asking: somewhere, vars: []string{"backend"}}, "is not name=value"},
		{"a misspelt variable", []string{"pool"}, checkOptions{asking: somewhere, vars: []string{"bakcend=api"}}, "they know asg, backend, began, deployment, job, members"},
		{"a time that is none", []string{"pool"}, checkOptions{asking: somewhere, at: "teatime"}, "is not a time"},
		{"a time and more", []string{"pool"}, checkOptions{asking: somewhere, at: "15:04 or so"}, "is not a time"},
		{"a time to come", []string{"pool"}, checkOptions{asking: somewhere, at: "2031-01-01T00:00:00Z"}, "still to come"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := runCheck(t.Context(), tt.words, tt.o, now, &bytes.Buffer{})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the error is %v, want it to say %q", err, tt.says)
			}
			if errors.As(err, new(exitError)) {
				t.Error("a question that could not be put has the code of a verdict")
			}
		})
	}
}

func TestATeamsOwnRunbookIsAsked(t *testing.T) {
	t.Parallel()
	url, now, _ := afternoon(t, "2018-01-16T15:10:00Z")
	dir := t.TempDir()
	own := `schema: runbook/1
id: shop
title: Is the shop open?
checks:
  - {id: doors, ask: "Is the shop's pool whole?", why: It was not., good: "yes", expect: "== 2", query: {haproxy: 'haproxy_backend_active_servers{proxy="api"}'}}
`
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "sitrep.yml")
	if err := os.WriteFile(config, []byte("runbooks: "+dir), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, from := range []asking{{prometheus: url, runbooks: dir}, {prometheus: url, config: config}} {
		if got, code := answered(t, []string{"shop"}, checkOptions{asking: from}, now); code != 0 || got["shop/doors"]["verdict"] != "pass" {
			t.Errorf("code %d, %v", code, got)
		}
	}
	var out bytes.Buffer
	if err := runCheck(t.Context(), []string{"pool"}, checkOptions{asking: asking{prometheus: url, runbooks: dir + "/none"}}, now, &out); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Errorf("a folder that is none: %v", err)
	}
}

func TestWithoutAServiceTheRulesForAllMakeNone(t *testing.T) {
	t.Parallel()
	url, now, _ := afternoon(t, "2018-01-16T15:10:00Z")
	config := filepath.Join(t.TempDir(), "sitrep.yaml")
	if err := os.WriteFile(config, []byte(`services: {from: up, by: job, vars: {backend: "${service}_be"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	got, code := answered(t, []string{"pool"}, checkOptions{asking: asking{prometheus: url, config: config}}, now)
	if f := got["backend-pool/healthy-share"]; code != exitUnknown || f["reason"] != "unfit" || !strings.Contains(f["detail"].(string), "it is not known which service") {
		t.Errorf("code %d, %v", code, f)
	}
}
