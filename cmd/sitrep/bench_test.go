package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// benchCall is one call of the Web API as the workspace received it.
type benchCall struct {
	method string
	at     time.Time
}

// benchRig is the bot on its stage, both in this process, with a list of the
// calls that it makes.
type benchRig struct {
	b     *testing.B
	stage *stage
	bot   *bot
	data  string
	drive *drill.Driver

	mu    sync.Mutex
	calls []benchCall
}

// newBenchRig starts the Toggl scenario at the present, at a speed in story
// seconds per second and with a latency in each call of the Web API and in each
// question to the metrics.
func newBenchRig(b *testing.B, speed float64, latency, metricsLatency time.Duration) *benchRig {
	b.Helper()
	r := &benchRig{b: b, data: b.TempDir()}
	scenario, err := loadScenario("toggl")
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now().UTC().Truncate(time.Second)
	clock, log := drill.NewClock(start, speed), slog.New(slog.DiscardHandler)
	r.stage, err = newStage(scenario.Shift(start), clock, stageOptions{
		addr: "127.0.0.1:0", log: log,
		latency: func(method string) time.Duration { r.called(method); return latency },
	})
	if err != nil {
		b.Fatal(err)
	}
	answer := r.stage.metrics.Handler
	r.stage.metrics.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		time.Sleep(metricsLatency)
		answer.ServeHTTP(w, req)
	})
	if r.bot, err = newBot(b.Context(), r.stage.config(r.data, r.data), clock.Now, log); err != nil {
		b.Fatal(err)
	}
	r.drive = &drill.Driver{
		Scenario: r.stage.scenario, Clock: clock, Workspace: r.stage.workspace,
		Bot:     drill.Bot{Waiting: r.bot.store.Waiting, Nudge: r.bot.worker.Nudge},
		Channel: r.bot.newestChannel,
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runParts(ctx, append(r.stage.parts(), r.bot.parts()...)...) }()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Errorf("the bot or its stage ended with %v", err)
		}
	})
	if err := r.bot.ready(b.Context()); err != nil {
		b.Fatal(err)
	}
	return r
}

func (r *benchRig) called(method string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, benchCall{method, time.Now()})
}

// since are the calls that came at or after a time.
func (r *benchRig) since(at time.Time) []benchCall {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, _ := slices.BinarySearchFunc(r.calls, at, func(c benchCall, at time.Time) int { return c.at.Compare(at) })
	return slices.Clone(r.calls[n:])
}

// rest waits until nothing is due at the time that the clock shows.
func (r *benchRig) rest() {
	r.b.Helper()
	if err := r.drive.Forward(r.b.Context(), r.stage.clock.Now()); err != nil {
		r.b.Fatal(err)
	}
}

// typed types a line as Ana and returns the time until its acknowledgement
// arrived. The answer must be the bot's.
func (r *benchRig) typed(channel, text, answer string) time.Duration {
	r.b.Helper()
	began := time.Now()
	if err := r.stage.workspace.Type(r.b.Context(), "U0ANA", channel, "", text); err != nil {
		r.b.Fatal(err)
	}
	took := time.Since(began)
	for _, m := range slices.Backward(r.stage.workspace.Messages(channel)) {
		if m.EphemeralFor == "U0ANA" {
			if !strings.Contains(m.PlainText(), answer) {
				r.b.Fatalf("the answer to %q is %q", text, m.PlainText())
			}
			return took
		}
	}
	r.b.Fatalf("nobody answered to %q", text)
	return 0
}

// BenchmarkAcknowledge is a typed line on its way through the workspace's
// socket into the database and back to whoever typed it. Between two lines the
// bot comes to rest and a bare row is committed to the same file, so that what
// is ours can be told from what is the disk's.
func BenchmarkAcknowledge(b *testing.B) {
	b.Run("declare", func(b *testing.B) {
		r := newBenchRig(b, 0, 0, 0)
		r.acknowledge(func(n int) (string, string, string) {
			return "general", fmt.Sprint("/incident declare --another sev1 API is slow ", n), "open and saved"
		})
	})
	b.Run("note", func(b *testing.B) {
		r := newBenchRig(b, 0, 0, 0)
		channel := ""
		r.acknowledge(func(n int) (string, string, string) {
			if n%50 == 0 { // No timeline grows beyond what people read.
				r.typed("general", fmt.Sprint("/incident declare --another sev1 API is slow ", n), "open and saved")
				r.rest()
				var err error
				if channel, err = r.bot.newestChannel(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			return channel, fmt.Sprint("/incident note the queue holds ", n), "Noted"
		})
	})
}

// acknowledge measures the lines that next names: where, what, and what its
// answer says.
func (r *benchRig) acknowledge(next func(n int) (channel, text, answer string)) {
	b := r.b
	file, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(r.data, "sitrep.db"))+"?_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := file.ExecContext(b.Context(), "CREATE TABLE bench_bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat("x", 300)
	var acks, bare []time.Duration
	for b.Loop() {
		b.StopTimer()
		channel, text, answer := next(len(acks))
		// The worker looks once more after its last job. SQLite makes whoever
		// meets that look on another connection sleep for a millisecond, which
		// is neither ours nor the disk's.
		time.Sleep(5 * time.Millisecond)
		began := time.Now()
		if _, err := file.ExecContext(b.Context(), "INSERT INTO bench_bare (body) VALUES (?)", body); err != nil {
			b.Fatal(err)
		}
		bare = append(bare, time.Since(began))
		b.StartTimer()
		acks = append(acks, r.typed(channel, text, answer))
		b.StopTimer()
		r.rest()
		b.StartTimer()
	}
	report(b, "ack-p50-ms", acks, 50)
	report(b, "ack-p99-ms", acks, 99)
	report(b, "bare-p50-ms", bare, 50)
	report(b, "bare-p99-ms", bare, 99)
	b.ReportMetric(float64(percentile(acks, 50))/float64(percentile(bare, 50)), "ack/bare")
}

// slackLatency is what each call of the Web API takes in BenchmarkFirstVerdict.
const slackLatency = 150 * time.Millisecond

// BenchmarkFirstVerdict is the way from the typed declaration to the first
// message in the incident's channel that carries the verdict, and to the
// message with the first answers. The clock runs as in life. A check asks
// several questions, one after another, so a distant Prometheus counts more
// than a distant Slack.
func BenchmarkFirstVerdict(b *testing.B) {
	for _, metrics := range []time.Duration{0, 50 * time.Millisecond, 250 * time.Millisecond} {
		b.Run(fmt.Sprintf("metrics-%v", metrics), func(b *testing.B) {
			newBenchRig(b, 1, slackLatency, metrics).firstVerdicts()
		})
	}
}

func (r *benchRig) firstVerdicts() {
	b := r.b
	updates := r.stage.workspace.Subscribe(b.Context())
	var acks, verdicts, answers []time.Duration
	var calls, trips []int
	onBoard, trace := 0, ""
	for b.Loop() {
		began := time.Now()
		acks = append(acks, r.typed("general", fmt.Sprint("/incident declare --another sev1 API is slow ", len(acks)), "open and saved"))
		first, second := r.seen(updates, began)
		verdicts, answers = append(verdicts, first.at.Sub(began)), append(answers, second.at.Sub(began))
		made := r.since(began)
		begun, inSequence := way(made, first.at)
		calls, trips = append(calls, begun), append(trips, inSequence)
		if first.ts == first.board {
			onBoard++
		}
		trace = listed(made, began)
		b.StopTimer()
		comeToRest(b, r.data, len(acks))
		b.StartTimer()
	}
	report(b, "ack-ms", acks, 50)
	report(b, "verdict-ms", verdicts, 50)
	report(b, "answers-ms", answers, 50)
	b.ReportMetric(float64(middle(calls)), "verdict-calls")
	if onBoard == len(acks) {
		// Later messages wait for a time, not for the calls before them.
		b.ReportMetric(float64(middle(trips)), "verdict-trips")
	}
	b.ReportMetric(float64(onBoard)/float64(len(acks)), "by-board")
	b.Log("the calls of the last declaration, in ms since it was typed: " + trace)
}

// sighting is a message as it stood the first time that it carried the verdict.
type sighting struct {
	at    time.Time
	ts    string
	board string // The id of the board.
}

// seen waits for the first message in the newest incident's channel that says
// how much of the pool is whole, and for the message of the first answers.
func (r *benchRig) seen(updates <-chan sandbox.Update, began time.Time) (first, answers sighting) {
	r.b.Helper()
	limit := time.After(20 * time.Second)
	carried := map[string]sighting{} // By the message's id.
	for {
		select {
		case u, open := <-updates:
			if !open {
				r.b.Fatal("the workspace has ended")
			}
			m := u.Message
			if m == nil || m.User != r.stage.workspace.BotUser() || m.EphemeralFor != "" || m.ThreadTS != "" || !strings.Contains(m.PlainText(), "2 of 20") {
				continue
			}
			if _, known := carried[m.TS]; !known {
				carried[m.TS] = sighting{at: time.Now(), ts: m.TS}
			}
		case <-time.After(5 * time.Millisecond):
		case <-limit:
			r.b.Fatalf("%v after the declaration the first answers are not there", time.Since(began))
		}
		i, err := r.bot.newest(r.b.Context())
		if err != nil {
			r.b.Fatal(err)
		}
		post, posted := i.Posts[incident.AnswersSubject]
		answers, posted = carried[post.TS], posted && carried[post.TS].ts != ""
		if !posted {
			continue
		}
		first = answers
		for _, s := range carried {
			if s.at.After(began) && s.at.Before(first.at) && r.in(i, s.ts) {
				first = s
			}
		}
		first.board = i.Posts[incident.BoardSubject].TS
		return first, answers
	}
}

// in reports whether a message stands in the incident's channel.
func (r *benchRig) in(i incident.Incident, ts string) bool {
	return slices.ContainsFunc(r.stage.workspace.Messages(string(i.Channel)), func(m sandbox.Message) bool { return m.TS == ts })
}

// way is how many calls had begun when a message was posted that was seen then,
// its own included, and how many of them followed each other: the longest chain
// that ends with the post and in which each call began after the one before it
// was answered.
func way(made []benchCall, seen time.Time) (begun, inSequence int) {
	until, found := seen.Add(-slackLatency), false
	for _, c := range slices.Backward(made) {
		if c.at.After(seen.Add(-slackLatency)) {
			continue
		}
		begun++
		if found = found || c.method == "chat.postMessage"; found && !c.at.After(until) {
			inSequence, until = inSequence+1, c.at.Add(-slackLatency)
		}
	}
	return begun, inSequence
}

func listed(calls []benchCall, began time.Time) string {
	var all []string
	for _, c := range calls {
		all = append(all, fmt.Sprintf("%d %s", c.at.Sub(began).Milliseconds(), c.method))
	}
	return strings.Join(all, ", ")
}

// percentile is the nearest-rank percentile of some durations, a copy of which
// it sorts.
func percentile(all []time.Duration, p int) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[max(0, (len(all)*p+99)/100-1)]
}

func middle(all []int) int {
	all = slices.Sorted(slices.Values(all))
	return all[(len(all)-1)/2]
}

// report reports a percentile in milliseconds, in the place of the average.
func report(b *testing.B, unit string, all []time.Duration, p int) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(percentile(all, p))/float64(time.Millisecond), unit)
}
