//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/live"
	"github.com/sitrephq/sitrep/runbooks"
)

// told is what check is to say of one question.
type told struct {
	verdict    string  // One of several, where the moment decides.
	have, want float64 // NaN is not compared.
	out        string  // Who is out; "*" is not compared.
}

// phase is a part of the story: what happens, what Prometheus shows of it, and
// what check is to say then.
type phase struct {
	name  string
	act   func()
	shows map[string]float64
	code  int // Of check backend-pool; -1 is not compared.
	says  map[string]told
}

// evening is the story of the lab and what is asked of it.
type evening struct {
	*live.Lab
	t     *testing.T
	tally live.Tally
}

func TestThePoolIsToldRightInEveryPhaseOnRealServers(t *testing.T) {
	t.Parallel()
	e := &evening{Lab: live.StartLab(t), t: t}
	defer e.watch()()
	any := math.NaN()
	says := map[string]told{
		"backend-pool/running":                 {"pass", 8, any, ""},
		"backend-pool/deployed-equals-live":    {"pass", 8, 8, ""},
		"backend-pool/healthy-share":           {"pass", 8, 8, ""},
		"backend-pool/receiving":               {"pass", 8, 8, ""},
		"backend-pool/answers":                 {"pass", any, 0.8, ""},
		"backend-pool/left-together":           {"pass", 0, 8, ""},
		"backend-pool/even-load":               {"pass", any, any, ""},
		"health-check-harm/hosts-disagree":     {"pass", 0, 1, ""},
		"health-check-harm/check-timeouts":     {"pass", 0, 0, ""},
		"connection-limits/database":           {"pass", 2, 27, ""},
		"connection-limits/oldest-transaction": {"pass", any, 300, ""},
		"connection-limits/proxy":              {"pass", any, any, ""},
		"added-capacity/joined":                {"unknown", any, any, ""},
		"added-capacity/idle":                  {"unknown", any, any, ""},
	}
	then := func(now map[string]told) map[string]told {
		maps.Copy(says, now)
		return maps.Clone(says)
	}
	const up, active, connections = `sum(haproxy_server_status{state="UP"})`, `haproxy_backend_active_servers`, `sum(pg_stat_activity_count)`
	var held *live.Process
	story := []phase{
		{"quiet", func() {}, map[string]float64{up: 8, active: 8, connections: 2}, 0, then(nil)},
		{"four added, of weight 0", func() { e.Add(4) }, map[string]float64{up: 12, active: 8, `sum(up{job="api"})`: 12}, exitFail, then(map[string]told{
			"backend-pool/running":              {"pass", 12, any, ""},
			"backend-pool/deployed-equals-live": {"fail", 8, 12, ""},
			"added-capacity/joined":             {"pass", 4, 4, ""},
			"added-capacity/idle":               {"fail", 4, 0, "api9 api10 api11"},
		})},
		{"twelve are up, and two are active", func() { e.weigh(2, 8, 0) }, map[string]float64{up: 12, active: 2}, exitFail, then(map[string]told{
			"backend-pool/deployed-equals-live": {"fail", 2, 12, ""},
			"backend-pool/healthy-share":        {"fail", 2, 8, "api3 api4 api5"},
			"backend-pool/receiving":            {"pass", 2, 2, ""},
			"backend-pool/left-together":        {"unknown", any, any, ""},
		})},
		{"six killed", func() {
			e.weigh(2, 8, 1)
			for _, b := range e.Servers[2:8] {
				b.Kill()
			}
		}, map[string]float64{up: 6, active: 2, `sum(up{job="api"})`: 6}, exitFail, then(map[string]told{
			"backend-pool/running":              {"fail", 6, any, "api3 api4 api5"},
			"backend-pool/deployed-equals-live": {"fail", 2, 6, ""},
			// In the balancer's first minute it cannot know that they left together.
			"backend-pool/left-together": {"fail or unknown", any, any, "*"},
		})},
		{"no error is left, and a quarter of the pool", func() {}, map[string]float64{active: 2, `sum(increase(haproxy_backend_http_responses_total{code="5xx"}[10s]))`: 0}, exitFail, then(nil)},
		{"connections filled", func() { held = e.Database.Hold(25) }, map[string]float64{connections: 27}, exitFail, then(map[string]told{
			"connection-limits/database": {"fail", 27, 27, ""},
		})},
		{"revived, and the added ones let in", func() {
			held.Stop()
			for _, b := range e.Servers[2:8] {
				b.Revive()
			}
			e.weigh(8, 12, 1)
		}, map[string]float64{up: 12, active: 12, connections: 2, `sum(up{job="api"})`: 12}, -1, then(map[string]told{
			"backend-pool/running":              {"pass", 12, any, ""},
			"backend-pool/deployed-equals-live": {"pass", 12, 12, ""},
			"backend-pool/healthy-share":        {"pass", 12, 12, ""},
			"backend-pool/receiving":            {"pass", 12, 12, ""},
			"backend-pool/left-together":        {"pass", 0, 12, ""},
			// Over five minutes two of them did take more.
			"backend-pool/even-load":     {"pass or fail", any, any, ""},
			"connection-limits/database": {"pass", 2, 27, ""},
			"added-capacity/idle":        {"pass", 0, 0, ""},
		})},
	}
	times := make([]time.Time, len(story))
	for n, p := range story {
		p.act()
		e.shown(p)
		e.Prometheus.Settled()
		e.told(p)
		times[n] = time.Now().Truncate(time.Second)
	}
	for n, p := range story { // And in hindsight.
		got, _ := e.check("--at", times[n].UTC().Format(time.RFC3339))
		if wrong := e.wrong(p, got, true); wrong != "" {
			t.Errorf("%s, asked afterwards: %s", p.name, wrong)
		}
	}
	var table strings.Builder
	e.tally.Print(&table)
	t.Log("\n" + table.String())
}

// weigh gives the servers from and up to a number a weight.
func (e *evening) weigh(from, to, weight int) {
	e.t.Helper()
	for _, b := range e.Servers[from:to] {
		e.Balancer.Weigh(b, weight)
	}
}

// shown waits until Prometheus itself shows the phase.
func (e *evening) shown(p phase) {
	e.t.Helper()
	for expr, want := range p.shows {
		live.Until(e.t, p.name+": "+expr, func() (string, bool) {
			got := e.Prometheus.Ask(expr, time.Now())
			return fmt.Sprint(got), len(got) == 1 && got[0].Value == want
		})
	}
}

// told asks until what reads a window has taken in the phase too. What reads
// none must be right at once, and nothing may be green before its time.
func (e *evening) told(p phase) {
	e.t.Helper()
	first := true
	live.Until(e.t, p.name+" is told right", func() (string, bool) {
		got, code := e.check()
		if wrong := e.wrong(p, got, first); first && wrong != "" {
			e.t.Errorf("%s: %s", p.name, wrong)
		}
		first = false
		if wrong := e.wrong(p, got, false); wrong != "" {
			return wrong, false
		}
		if want := codeFor(got); code != want {
			return fmt.Sprintf("exit %d, want %d", code, want), false
		}
		out, code := e.sitrep("check", "backend-pool", "--service", "pool", "--prometheus", e.Prometheus.URL, "--var", "job=api")
		return fmt.Sprintf("exit %d, want %d:\n%s", code, p.code, out), code == p.code || p.code < 0
	})
}

// slow are the checks that read a window, and so tell a change later.
func slow(check string) bool {
	return slices.Contains([]string{"backend-pool/receiving", "backend-pool/answers", "backend-pool/even-load", "added-capacity/idle"}, check)
}

// wrong is what is not as the phase wants it. With onlyNow it leaves out what
// may come later, but never a green that is not due.
func (e *evening) wrong(p phase, got map[string]answer, onlyNow bool) string {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(p.says)) {
		want, f := p.says[name], got[name]
		if onlyNow {
			e.tally.Add(name, f.Verdict, f.Verdict == "pass" && want.verdict != "pass")
			if slow(name) && (f.Verdict != "pass" || want.verdict == "pass") {
				continue
			}
		}
		same := func(n *float64, want float64) bool { return math.IsNaN(want) || n != nil && *n == want }
		if f.Verdict == "" || !strings.Contains(want.verdict, f.Verdict) || !same(f.Have, want.have) || !same(f.Want, want.want) || want.out != "*" && strings.Join(f.Offenders, " ") != want.out {
			wrong = append(wrong, fmt.Sprintf("%s: %s, out %v, want %+v", name, f, f.Offenders, want))
		}
	}
	return strings.Join(wrong, "; ")
}

// answer is what a script reads of check --json.
type answer struct {
	Check      string
	Verdict    string
	Have, Want *float64
	Say        string
	Offenders  []string
}

func (a answer) String() string { return fmt.Sprintf("%s (%s)", a.Verdict, a.Say) }

// codeFor is the exit code of what was printed.
func codeFor(got map[string]answer) int {
	code := 0
	for _, f := range got {
		switch f.Verdict {
		case "fail":
			return exitFail
		case "unknown":
			code = exitUnknown
		}
	}
	return code
}

// check runs the real command, and gives back what it printed by check.
func (e *evening) check(more ...string) (map[string]answer, int) {
	e.t.Helper()
	args := []string{
		"check", "backend-pool", "added-capacity", "connection-limits", "health-check-harm", "--json",
		"--service", "pool", "--prometheus", e.Prometheus.URL, "--var", "job=api", "--var", "frontend=front", "--var", "added=api9,api10,api11,api12",
	}
	out, code := e.sitrep(append(args, more...)...)
	got, err := read([]byte(out))
	if err != nil {
		e.t.Fatalf("exit %d: %v in %s", code, err, out)
	}
	return got, code
}

func read(out []byte) (map[string]answer, error) {
	var list []answer
	if err := json.Unmarshal(out, &list); err != nil {
		return nil, err
	}
	got := map[string]answer{}
	for _, f := range list {
		got[f.Check] = f
	}
	return got, nil
}

// sitrep runs the program in a process of its own, as a person does.
func (e *evening) sitrep(args ...string) (out string, code int) {
	e.t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(e.t.Context(), "sitrep", args...) // TestMain has put it there.
	cmd.Dir, cmd.Stdout, cmd.Stderr = e.t.TempDir(), &stdout, &stderr
	err := cmd.Run()
	if exit := (&exec.ExitError{}); errors.As(err, &exit) {
		code, err = exit.ExitCode(), nil
	}
	if err != nil || code == 1 {
		e.t.Fatalf("sitrep %s: %v %s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), code
}

// watch asks all the time, also in the middle of a change, and compares each
// verdict with the plain numbers of the same moment. It ends when what it gives
// back is called.
func (e *evening) watch() (end func()) {
	e.t.Helper()
	with, err := (&asking{prometheus: e.Prometheus.URL}).load()
	if err != nil {
		e.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int)
	go func() {
		compared := 0
		defer func() { done <- compared }()
		for ctx.Err() == nil {
			n, err := e.compare(ctx, with, time.Now().Add(-3*time.Second)) // What was scraped then has arrived.
			if err != nil && ctx.Err() == nil {
				e.t.Error(err)
			}
			compared += n
			select {
			case <-ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	}()
	return func() {
		cancel()
		if n := <-done; n < 50 {
			e.t.Errorf("only %d verdicts were compared with the plain numbers", n)
		}
	}
}

// compare compares verdicts with the numbers behind them.
func (e *evening) compare(ctx context.Context, with asked, at time.Time) (compared int, err error) {
	number := func(expr string) float64 {
		got, problem := e.Prometheus.Query(ctx, expr, at)
		switch {
		case problem != nil:
			err = problem
		case len(got) == 1:
			return got[0].Value
		}
		return math.NaN()
	}
	active, run := number(`haproxy_backend_active_servers`), number(`sum(up{job="api"})`)
	up := number(`sum(haproxy_server_status{state="UP"})`)
	added, addedUp := number(`count(haproxy_server_weight{server=~"api9|api1."})`), number(`sum(haproxy_server_status{state="UP",server=~"api9|api1."})`)
	taken := number(`sum(pg_stat_activity_count)`)
	if err != nil {
		return 0, err
	}
	scope := runbooks.Scope{Service: runbooks.Service{Name: "pool", Vars: map[string]string{"job": "api", "added": "api9,api10,api11,api12"}}, At: at}
	for name, holds := range map[string]bool{
		"backend-pool/healthy-share":        active >= 0.8*max(8, active), // The best there was is 8, until there are more.
		"backend-pool/deployed-equals-live": active/run >= 0.9 && active/run <= 1.1,
		"health-check-harm/hosts-disagree":  run-up <= 1,
		"connection-limits/database":        taken < 0.8*27,
		"added-capacity/joined":             addedUp >= added,
	} {
		c, ok := with.library.Check(name)
		if !ok {
			return compared, fmt.Errorf("the library has no %s", name)
		}
		v, _ := c.Ask(ctx, with.sources[0], scope)
		if ctx.Err() != nil {
			return compared, nil
		}
		pass := v.Outcome == incident.Pass
		e.tally.Add(name, string(v.Outcome), pass && !holds)
		if v.Outcome == incident.Unknown {
			continue
		}
		if compared++; pass != holds {
			return compared, fmt.Errorf("at %s %s: %s (%s), and there are %v active, %v up, %v run, %v of %v added, %v connections", at.Format("15:04:05.000"), name, v.Outcome, v.Say, active, up, run, addedUp, added, taken)
		}
	}
	return compared, nil
}
