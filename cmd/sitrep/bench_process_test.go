package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/internal/store"
)

// buildBinary builds sitrep as a release is built.
func buildBinary(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "sitrep.exe") // Windows wants the ending; nobody else minds.
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// benchStage runs the Toggl scenario's workspace and metrics in this process,
// at the present and as fast as life, for a bot in another.
func benchStage(b *testing.B) *stage {
	b.Helper()
	scenario, err := loadScenario("toggl")
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now().UTC().Truncate(time.Second)
	st, err := newStage(scenario.Shift(start), drill.NewClock(start, 1), stageOptions{addr: "127.0.0.1:0", log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runParts(ctx, st.parts()...) }()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Errorf("the stage ended with %v", err)
		}
	})
	return st
}

// benchProcess is a running sitrep. It ends with the benchmark at the latest.
type benchProcess struct {
	b    *testing.B
	cmd  *exec.Cmd
	log  bytes.Buffer
	over bool
}

func startProcess(b *testing.B, cmd *exec.Cmd) *benchProcess {
	b.Helper()
	p := &benchProcess{b: b, cmd: cmd}
	cmd.Stderr = &p.log
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if !p.over {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return p
}

// end asks the process to end and waits for it.
func (p *benchProcess) end() {
	p.b.Helper()
	_ = p.cmd.Process.Signal(os.Interrupt)
	err := p.cmd.Wait()
	p.over = true
	if err != nil {
		p.b.Fatalf("%v\n%s", err, p.log.String())
	}
}

// serve starts sitrep serve on a stage and waits until its socket is open. It
// returns how long that took.
func (st *stage) serve(b *testing.B, binary, data string) (*benchProcess, time.Duration) {
	b.Helper()
	file := filepath.Join(data, "sitrep.yaml")
	if err := writeServices(file, st.scenario); err != nil {
		b.Fatal(err)
	}
	cfg := st.config(data, data)
	cmd := exec.CommandContext(b.Context(), binary, "serve")
	cmd.Env = append(os.Environ(),
		"SLACK_API_URL="+cfg.Slack.APIURL, "SLACK_BOT_TOKEN="+string(cfg.Slack.BotToken), "SLACK_APP_TOKEN="+string(cfg.Slack.AppToken),
		"SITREP_PROMETHEUS_URL="+cfg.Sources[0].URL, "SITREP_CONFIG="+file, "SITREP_DATA="+data, "SITREP_POSTMORTEMS="+data)
	began := time.Now()
	p := startProcess(b, cmd)
	until(b, "the bot is connected", func() bool { return st.workspace.Connections() > 0 })
	return p, time.Since(began)
}

func until(b *testing.B, what string, done func() bool) {
	b.Helper()
	for began := time.Now(); !done(); time.Sleep(200 * time.Microsecond) {
		if time.Since(began) > 2*time.Minute {
			b.Fatalf("it did not come that %s", what)
		}
	}
}

// BenchmarkAtRest is what a process takes that has nothing to do but to wait
// and, with incidents open, to look at each of their checks once a minute: the
// median of ten seconds, or of one such minute. It reads /proc, so it runs on
// Linux only.
func BenchmarkAtRest(b *testing.B) {
	binary := buildBinary(b)
	for _, open := range []int{0, 100} {
		b.Run(fmt.Sprintf("serve-%d-open", open), func(b *testing.B) {
			var all []usage
			for b.Loop() {
				st, data := benchStage(b), b.TempDir()
				p, _ := st.serve(b, binary, data)
				for n := range open {
					if err := st.workspace.Type(b.Context(), "U0ANA", "general", "", fmt.Sprint("/incident declare --another sev1 API is slow ", n)); err != nil {
						b.Fatal(err)
					}
				}
				comeToRest(b, data, open)
				window := 10 * time.Second
				if open > 0 {
					window = time.Minute
				}
				all = append(all, p.rest(window))
				p.end()
			}
			reportUsage(b, all)
		})
	}
	b.Run("try", func(b *testing.B) {
		var all []usage
		for b.Loop() {
			cmd := exec.CommandContext(b.Context(), binary, "try", "--data", b.TempDir(), "--out", b.TempDir())
			out, err := cmd.StdoutPipe()
			if err != nil {
				b.Fatal(err)
			}
			p := startProcess(b, cmd)
			for lines := bufio.NewScanner(out); ; {
				if !lines.Scan() {
					b.Fatalf("it names no page\n%s", p.log.String())
				}
				if strings.Contains(lines.Text(), "http://127.0.0.1:") {
					break
				}
			}
			all = append(all, p.rest(10*time.Second))
			p.end()
		}
		reportUsage(b, all)
	})
}

// comeToRest waits until the incidents there are have their first answers and
// nothing is due but the next looks.
func comeToRest(b *testing.B, data string, incidents int) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(data, "sitrep.db"))+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	until(b, "the bot came to rest", func() bool {
		time.Sleep(100 * time.Millisecond) // It is measured later, not now.
		var stored, open int
		err := db.QueryRowContext(b.Context(), `SELECT (SELECT count(*) FROM incident),
			(SELECT count(*) FROM job WHERE state IN ('ready','running') AND due_at <= ? AND kind NOT LIKE 'watch.%')`,
			time.Now().Add(11*time.Second).UnixMilli()).Scan(&stored, &open)
		if err != nil {
			b.Fatal(err)
		}
		return stored == incidents && open == 0
	})
}

// usage is what a process took of the machine.
type usage struct {
	resident, own, peak float64 // MB: all that is in memory, without the files', and the most there was.
	cpu                 float64 // Milliseconds in a second.
}

// rest measures a process that long, after ten seconds in which it may settle.
func (p *benchProcess) rest(window time.Duration) usage {
	p.b.Helper()
	time.Sleep(10 * time.Second)
	var resident, own []float64
	var last map[string]float64
	before := p.cpu()
	for began := time.Now(); time.Since(began) < window; time.Sleep(100 * time.Millisecond) {
		last = p.status()
		resident, own = append(resident, last["VmRSS"]), append(own, last["RssAnon"])
	}
	took := p.cpu() - before
	return usage{resident: median(resident), own: median(own), peak: last["VmHWM"], cpu: float64(took.Milliseconds()) / window.Seconds()}
}

// status are the sizes that the system keeps of the process, in MB.
func (p *benchProcess) status() map[string]float64 {
	p.b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.b.Fatal(err)
	}
	all := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.HasSuffix(value, " kB\n") {
			kB, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(value, " kB\n")), 64)
			if err != nil {
				p.b.Fatal(err)
			}
			all[name] = kB * 1024 / 1e6
		}
	}
	return all
}

// cpu is the processor time that the process has used so far.
func (p *benchProcess) cpu() time.Duration {
	p.b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.b.Fatal(err)
	}
	// The program's name stands in parentheses and may hold spaces.
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var ticks int64
	for _, f := range fields[11:13] { // In user mode and in the kernel.
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			p.b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * (10 * time.Millisecond) // Linux shows hundredths of a second.
}

func reportUsage(b *testing.B, all []usage) {
	b.ReportMetric(0, "ns/op")
	for unit, of := range map[string]func(usage) float64{
		"resident-MB": func(u usage) float64 { return u.resident },
		"own-MB":      func(u usage) float64 { return u.own },
		"peak-MB":     func(u usage) float64 { return u.peak },
		"cpu-ms/s":    func(u usage) float64 { return u.cpu },
	} {
		var values []float64
		for _, u := range all {
			values = append(values, of(u))
		}
		b.ReportMetric(median(values), unit)
	}
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[(len(all)-1)/2]
}

// BenchmarkStart is from starting the process until commands reach the bot. The
// first line is the least there is: the same binary that prints its version.
func BenchmarkStart(b *testing.B) {
	binary := buildBinary(b)
	b.Run("version", func(b *testing.B) {
		var all []time.Duration
		for b.Loop() {
			began := time.Now()
			if err := exec.CommandContext(b.Context(), binary, "version").Run(); err != nil {
				b.Fatal(err)
			}
			all = append(all, time.Since(began))
		}
		report(b, "start-p50-ms", all, 50)
	})
	for _, incidents := range []int{0, 1000} {
		b.Run(fmt.Sprintf("%d-incidents", incidents), func(b *testing.B) {
			st, past := benchStage(b), b.TempDir()
			if incidents > 0 {
				livedThrough(b, past, incidents)
			}
			var all []time.Duration
			for b.Loop() {
				data := past
				if incidents == 0 {
					data = b.TempDir() // Making the tables is part of it.
				}
				p, took := st.serve(b, binary, data)
				all = append(all, took)
				p.end()
				until(b, "the socket is closed", func() bool { return st.workspace.Connections() == 0 })
			}
			report(b, "start-p50-ms", all, 50)
			report(b, "start-worst-ms", all, 100)
		})
	}
}

// livedThrough fills a database with resolved incidents of thirty events and
// thirty finished jobs each.
func livedThrough(b *testing.B, data string, incidents int) {
	b.Helper()
	path := filepath.Join(data, "sitrep.db")
	s, err := store.Open(b.Context(), store.Config{Path: path})
	if err != nil {
		b.Fatal(err)
	}
	for n := range incidents {
		uid, at := fmt.Sprint("past ", n), time.Now().Add(-time.Hour)
		if _, err := s.Create(b.Context(), uid, func(i incident.Incident) (incident.Change, error) {
			var c incident.Change
			for seq := range int64(30) {
				e := incident.Event{
					Incident: i.ID, Seq: seq + 1, Moment: incident.ExactMoment(at), RecordedAt: at,
					Actor: incident.Bot, Kind: incident.Noted, Text: "The queue holds, and nothing is lost.",
				}
				switch seq {
				case 0:
					e.Kind, e.Data = incident.Declared, incident.Data{UID: uid, Title: "API is slow", Service: "api"}
				case 29:
					e.Kind = incident.Resolved
				}
				c.Events = append(c.Events, e)
				c.Jobs = append(c.Jobs, incident.Job{Key: fmt.Sprint(uid, "/", seq), Kind: "slack.post", Lane: uid, Incident: i.ID, Payload: "{}", Due: at})
			}
			return c, nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(b.Context(), "UPDATE job SET state = 'done'"); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkDrill is sitrep drill run toggl, from starting the process to its
// end: the incident's story time in seconds of the machine's.
func BenchmarkDrill(b *testing.B) {
	binary, out := buildBinary(b), b.TempDir()
	scenario, err := loadScenario("toggl")
	if err != nil {
		b.Fatal(err)
	}
	var wall, cpu []time.Duration
	first := ""
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), binary, "drill", "run", "toggl", "--json", "--out", out)
		began := time.Now()
		text, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		wall, cpu = append(wall, time.Since(began)), append(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if first == "" {
			first = string(text)
		}
		if string(text) != first || !json.Valid(text) {
			b.Fatalf("two runs differ:\n%s\n%s", first, text)
		}
	}
	report(b, "wall-p50-ms", wall, 50)
	report(b, "wall-worst-ms", wall, 100)
	report(b, "cpu-p50-ms", cpu, 50)
	b.ReportMetric(scenario.End.Sub(scenario.Start).Minutes(), "story-minutes")
}
