package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/doctor"
	"github.com/sitrephq/sitrep/internal/store"
	"github.com/sitrephq/sitrep/runbooks"
)

// answering is a source that answers each query with one number, and fails on
// those that it does not know.
type answering struct {
	runbooks.Metrics
	numbers map[string]float64
	err     error
}

func (a answering) Query(_ context.Context, expr string, at time.Time) (incident.Measured, error) {
	n, ok := a.numbers[expr]
	if a.err != nil || !ok {
		return incident.Measured{}, a.err
	}
	return incident.Measured{Series: []incident.Series{{Samples: []incident.Sample{{At: at, Value: n}}}}}, nil
}

func TestASourceIsExaminedByItsAnswerAndTheAgeOfItsSamples(t *testing.T) {
	t.Parallel()
	const up, down, age = "count(up)", "count(up == 0)", "time() - max(timestamp(up))"
	failed := func(f incident.SourceFault, detail string) error {
		return &incident.SourceError{Source: "main", Fault: f, Detail: detail, Err: errors.New("hush")}
	}
	for _, tt := range []struct {
		name   string
		source answering
		level  doctor.Level
		want   string
	}{
		{"fresh", answering{numbers: map[string]float64{"vector(1)": 1, up: 27, down: 2, age: 8.4}}, doctor.OK, "27 targets, 2 of them down; the newest sample is 8s old"},
		{"all are there", answering{numbers: map[string]float64{"vector(1)": 1, up: 1, age: 3}}, doctor.OK, "1 target, 0 of them down"},
		{"old", answering{numbers: map[string]float64{"vector(1)": 1, up: 27, age: 400}}, doctor.Warning, "6m40s old"},
		{"empty", answering{numbers: map[string]float64{"vector(1)": 1}}, doctor.Warning, "knows no target"},
		{"denied", answering{err: failed(incident.SourceDenied, "refuses the credentials")}, doctor.Failed, "refuses the credentials"},
		{"another error", answering{err: errors.New("hush")}, doctor.Failed, "it did not answer"},
	} {
		f := examineSource(t.Context(), "metrics main", tt.source, time.Now)
		if f.Level != tt.level || !strings.Contains(f.Said, tt.want) || strings.Contains(f.Said+f.Next, "hush") || f.Next == "" && f.Level != doctor.OK {
			t.Errorf("%s: %+v, want %s and %q", tt.name, f, tt.level, tt.want)
		}
	}
	if _, all := examineSources(t.Context(), nil, time.Now); len(all) != 1 || all[0].Level != doctor.Failed {
		t.Errorf("without a source: %+v", all)
	}
	if _, all := examineSources(t.Context(), []configs.Source{{Name: "main", URL: "http://p", Timeout: time.Second, Auth: configs.SecretBlock("nonsense: true")}}, time.Now); len(all) != 1 || all[0].Level != doctor.Failed {
		t.Errorf("with a block that is none: %+v", all)
	}
}

func TestTheDataFolderIsExaminedAndLeftAsItWas(t *testing.T) {
	t.Parallel()
	find := func(all []doctor.Finding, check string) doctor.Finding {
		for _, f := range all {
			if f.Check == check {
				return f
			}
		}
		return doctor.Finding{}
	}
	dir := t.TempDir()
	inside := filepath.Join(dir, "not", "there", "yet")
	all := examineData(inside)
	if f := find(all, "data"); f.Level != doctor.OK || !strings.Contains(f.Said, "will be made") {
		t.Errorf("a folder that is not there: %+v", all)
	}
	if f := find(all, "one process"); f.Level != doctor.OK {
		t.Errorf("nobody has it: %+v", all)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("it left %v behind (%v)", left, err)
	}

	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if f := find(examineData(filepath.Join(file, "data")), "data"); f.Level != doctor.Failed || f.Next == "" {
		t.Errorf("below a file: %+v", f)
	}

	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(dir, databaseName), Scratch: true})
	if err != nil {
		t.Fatal(err)
	}
	if f := find(examineData(dir), "one process"); f.Level != doctor.Warning || !strings.Contains(f.Said, "has the database") {
		t.Errorf("it is in use: %+v", f)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if f := find(examineData(dir), "one process"); f.Level != doctor.OK {
		t.Errorf("it is free again: %+v", f)
	}
}

func TestRunbooksAndServicesAreExamined(t *testing.T) {
	t.Parallel()
	sources := runbooks.Sources{answering{}}
	one := func(cfg configs.Config) string {
		var b strings.Builder
		if err := doctor.Print(&b, examineRunbooks(t.Context(), cfg, sources, time.Now)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, tt := range []struct {
		name string
		cfg  configs.Config
		want string
	}{
		{"the library", configs.Config{}, "ok           runbooks"},
		{"no service", configs.Config{}, "warning      services  none is known"},
		{"two services", configs.Config{Services: configs.Services{Except: []configs.Service{{Name: "api"}, {Name: "web"}}}}, "ok           services  2: api, web"},
		{"a folder that is not there", configs.Config{Runbooks: filepath.Join(t.TempDir(), "none")}, "failed       runbooks  there is no folder"},
		{"a check that is none", configs.Config{Services: configs.Services{Except: []configs.Service{{Name: "api", Base: []string{"no-such"}}}}}, "failed       services"},
		{"a metric that is none", configs.Config{Metrics: []configs.Metric{{Name: "p99", Query: "sum("}}}, "failed       named metrics"},
	} {
		if got := one(tt.cfg); !strings.Contains(got, tt.want) {
			t.Errorf("%s: it found\n%swant %q", tt.name, got, tt.want)
		}
	}
}

func TestTheSamplesShowEveryKindOfMessageOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range samples() {
		if seen[s.Name] || s.Message.Text == "" || len(s.Message.Parts) == 0 {
			t.Errorf("the sample %q is there twice or says nothing: %+v", s.Name, s.Message)
		}
		seen[s.Name] = true
	}
	for _, want := range []string{"declared", "board", "answers", "check:backend-pool/healthy-share", "action:14", "effect:14", "theory:15", "nudge:17", "update:16", "announcement", "reminder", "resolved", "timeline", "evidence"} {
		if !seen[want] {
			t.Errorf("there is no sample of %s in %v", want, seen)
		}
	}
}
