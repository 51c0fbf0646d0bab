package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/drill"
	"github.com/sitrephq/sitrep/internal/sandbox"
	"github.com/sitrephq/sitrep/internal/store"
)

var (
	kills    = flag.Int("kills", 100, "how many lives of the bot to end")
	killSeed = flag.Uint64("kill-seed", uint64(time.Now().UnixNano()), "where the moments of killing are drawn from")
)

// theatre is a practice workspace that lives on while the bot, a process of its
// own, is killed and started again.
type theatre struct {
	t     *testing.T
	stage *stage
	data  string
	env   []string

	mu      sync.Mutex
	onCall  func(method string, call int) sandbox.Fault
	process *exec.Cmd
	log     *screen
}

func newTheatre(t *testing.T) *theatre {
	t.Helper()
	th := &theatre{t: t, data: t.TempDir()}
	scenario, err := loadScenario("toggl")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().UTC().Truncate(time.Second)
	scenario = scenario.Shift(start)
	th.stage, err = newStage(scenario, drill.NewClock(start, 1), stageOptions{
		addr: "127.0.0.1:0", log: slog.New(slog.DiscardHandler), fault: th.fault,
		ackTimeout: 500 * time.Millisecond, // Nobody waits for a dead bot.
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(th.data, "sitrep.yaml")
	if err := writeServices(file, scenario); err != nil {
		t.Fatal(err)
	}
	cfg := th.stage.config(th.data, th.data)
	th.env = append(os.Environ(),
		"SLACK_API_URL="+cfg.Slack.APIURL, "SLACK_BOT_TOKEN="+string(cfg.Slack.BotToken), "SLACK_APP_TOKEN="+string(cfg.Slack.AppToken),
		"SITREP_PROMETHEUS_URL="+cfg.Sources[0].URL, "SITREP_CONFIG="+file, "SITREP_DATA="+th.data, "SITREP_POSTMORTEMS="+th.data)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runParts(ctx, th.stage.parts()...) }()
	t.Cleanup(func() {
		th.kill()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the stage ended with %v", err)
		}
	})
	return th
}

// close ends the bot as a person would: it ends by itself, or is killed.
func (th *theatre) close() {
	th.mu.Lock()
	bot := th.process
	th.mu.Unlock()
	if bot != nil {
		_ = bot.Process.Signal(os.Interrupt)
		th.until("the bot ended when it was asked to", func() bool { return th.stage.workspace.Connections() == 0 })
	}
	th.kill()
}

func (th *theatre) fault(method string, call int) sandbox.Fault {
	th.mu.Lock()
	f := th.onCall
	th.mu.Unlock()
	if f == nil {
		return sandbox.Fault{}
	}
	return f(method, call)
}

func (th *theatre) onEveryCall(f func(method string, call int) sandbox.Fault) {
	th.mu.Lock()
	defer th.mu.Unlock()
	th.onCall = f
}

// start starts the bot in a process of its own and waits until it is connected.
func (th *theatre) start() {
	th.t.Helper()
	bot := exec.CommandContext(context.Background(), "sitrep", "serve") // TestMain has put it there.
	th.log = &screen{}
	bot.Env, bot.Stderr, bot.Stdout = th.env, th.log, th.log
	if err := bot.Start(); err != nil {
		th.t.Fatal(err)
	}
	th.mu.Lock()
	th.process = bot
	th.mu.Unlock()
	th.until("the bot is connected", func() bool { return th.stage.workspace.Connections() > 0 })
}

// kill ends the bot with SIGKILL, wherever it is.
func (th *theatre) kill() {
	th.mu.Lock()
	bot := th.process
	th.process = nil
	th.mu.Unlock()
	if bot == nil {
		return
	}
	_ = bot.Process.Kill()
	_ = bot.Wait()
	for th.stage.workspace.Connections() > 0 { // Its socket is dead; the workspace is about to notice.
		time.Sleep(time.Millisecond)
	}
}

func (th *theatre) until(what string, done func() bool) {
	th.t.Helper()
	for began := time.Now(); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			th.t.Fatalf("it did not come that %s\n%s", what, th.log)
		}
	}
}

// rest waits until every incident's channel is filled and the bot has nothing
// left to do at this moment. It reads the bot's own table of jobs, beside the
// running bot.
func (th *theatre) rest() {
	th.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(th.data, "sitrep.db")+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		th.t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // It is read only.
	th.until("the bot came to rest", func() bool {
		var open, posted, incidents int
		// What is due within two seconds counts, too. Looks and the edits of
		// boards go on for as long as an incident is open.
		err := db.QueryRowContext(th.t.Context(), `SELECT
			(SELECT count(*) FROM job WHERE state IN ('ready','running') AND due_at <= ? AND kind NOT LIKE 'watch.%' AND subject <> 'board'),
			(SELECT count(DISTINCT incident_id) FROM event WHERE kind = 'posted' AND subject LIKE 'evidence:%'),
			(SELECT count(*) FROM incident)`,
			time.Now().Add(2500*time.Millisecond).UnixMilli()).Scan(&open, &posted, &incidents)
		if err != nil {
			th.t.Fatal(err)
		}
		return open == 0 && posted == incidents
	})
}

// check holds what the world shows against what was acknowledged: one channel
// for each incident, one of each message in it, and a whole timeline.
func (th *theatre) check(acked int) {
	th.t.Helper()
	s, err := store.Open(th.t.Context(), store.Config{Path: filepath.Join(th.data, "sitrep.db")})
	if err != nil {
		th.t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // It was only read.
	all, err := s.Incidents(th.t.Context(), incident.Filter{})
	if err != nil {
		th.t.Fatal(err)
	}
	if len(all) < acked {
		th.t.Errorf("%d incidents were acknowledged and %d are stored", acked, len(all))
	}
	channels := map[string]string{}
	for _, c := range th.stage.workspace.Channels() {
		if strings.HasPrefix(c.Name, "inc-") {
			channels[c.ID] = c.Name
		}
	}
	if len(channels) != len(all) {
		th.t.Errorf("there are %d incidents and %d channels: %v", len(all), len(channels), channels)
	}
	for _, i := range all {
		if channels[string(i.Channel)] == "" {
			th.t.Errorf("%s has no channel", i.Name())
			continue
		}
		th.checkMessages(i)
		if err := s.Verify(th.t.Context(), i.ID); err != nil {
			th.t.Error(err)
		}
		events, err := s.Events(th.t.Context(), i.ID)
		if err != nil {
			th.t.Fatal(err)
		}
		count := map[incident.Kind]int{}
		judged := map[string]int{}
		for _, e := range events {
			count[e.Kind]++
			if e.Kind == incident.Judged {
				judged[e.Data.Verdict.Check]++
			}
		}
		if count[incident.Declared] != 1 || count[incident.ChannelOpened] != 1 || len(judged) < 4 {
			th.t.Errorf("%s has a torn timeline: %v, %v", i.Name(), count, judged)
		}
	}
}

// checkMessages counts what stands in an incident's channel and its threads, by
// the mark that each message carries: there is one of each.
func (th *theatre) checkMessages(i incident.Incident) {
	th.t.Helper()
	seen := map[string]int{}
	for _, m := range th.history("conversations.history", i, "") {
		th.count(seen, m)
		if m.Replies > 0 {
			for _, r := range th.history("conversations.replies", i, m.TS) {
				if r.TS != m.TS {
					th.count(seen, r)
				}
			}
		}
	}
	for key, n := range seen {
		if n > 1 {
			th.t.Errorf("%s: %d messages are %q", i.Name(), n, key)
		}
	}
	for _, subject := range []string{incident.BoardSubject, incident.AnswersSubject} {
		if i.Posts[subject].TS == "" || seen[i.UID+"/"+subject] == 0 {
			th.t.Errorf("%s has no %s: %v", i.Name(), subject, seen)
		}
	}
	if len(seen) < 3 {
		th.t.Errorf("%s has only %d messages: %v", i.Name(), len(seen), seen)
	}
}

// marked is a message as the Web API shows it, with the mark of its sender.
type marked struct {
	TS       string `json:"ts"`
	Subtype  string `json:"subtype"`
	Replies  int    `json:"reply_count"`
	Metadata struct {
		Payload struct {
			Key string `json:"key"`
		} `json:"event_payload"`
	} `json:"metadata"`
}

func (th *theatre) count(seen map[string]int, m marked) {
	th.t.Helper()
	switch {
	case m.Metadata.Payload.Key != "":
		seen[m.Metadata.Payload.Key]++
	case m.Subtype == "":
		th.t.Errorf("the message %s carries no mark", m.TS)
	}
}

// history asks the workspace as any client would.
func (th *theatre) history(method string, i incident.Incident, ts string) []marked {
	th.t.Helper()
	cfg := th.stage.config("", "")
	req, err := http.NewRequestWithContext(th.t.Context(), http.MethodPost, cfg.Slack.APIURL+method, strings.NewReader(url.Values{
		"token": {string(cfg.Slack.BotToken)}, "channel": {string(i.Channel)}, "ts": {ts}, "limit": {"200"}, "include_all_metadata": {"true"},
	}.Encode()))
	if err != nil {
		th.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		th.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // It was read.
	var answer struct {
		OK       bool     `json:"ok"`
		Error    string   `json:"error"`
		Messages []marked `json:"messages"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || !answer.OK {
		th.t.Fatalf("%s: %v %s", method, err, answer.Error)
	}
	return answer.Messages
}

// declare types the command and reports whether it was acknowledged: whether
// the answer is the bot's, and not the workspace's that nobody answered.
func (th *theatre) declare(n int) bool {
	th.t.Helper()
	if err := th.stage.workspace.Type(th.t.Context(), "U0ANA", "general", "", fmt.Sprintf("/incident declare --another sev1 API is slow %d", n)); err != nil {
		th.t.Fatal(err)
	}
	for _, m := range slices.Backward(th.stage.workspace.Messages("general")) {
		if m.EphemeralFor == "U0ANA" {
			return strings.Contains(strings.ToLower(m.PlainText()), "inc-")
		}
	}
	return false
}

// TestKillAtEveryCall kills the bot at each call that declaring makes: once
// before the call's work, once after it and before its answer.
func TestKillAtEveryCall(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]sandbox.FaultKind{"before its work": sandbox.FailBefore, "after its work": sandbox.CutAfter} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killAtEveryCall(t, kind)
		})
	}
}

func killAtEveryCall(t *testing.T, kind sandbox.FaultKind) {
	t.Helper()
	th := newTheatre(t)
	acked, lives := 0, 0
	for call, came := 1, true; came; call++ {
		th.start()
		var said bool
		if said, came = th.declareAndDieAt(call, kind, acked); said {
			acked++
		}
		lives++
		th.start()
		th.rest()
		th.kill()
	}
	if lives < 6 {
		t.Errorf("only %d lives ended at a call: declaring makes more than that", lives)
	}
	th.check(acked)
	t.Logf("%d lives ended at the calls of declare, %d of their commands acknowledged", lives, acked)
}

// declareAndDieAt declares and kills the bot at its n-th call, before or after
// the call's work. It reports whether the command was acknowledged, and whether
// that many calls came at all.
func (th *theatre) declareAndDieAt(n int, kind sandbox.FaultKind, number int) (acked, came bool) {
	th.t.Helper()
	var calls atomic.Int64
	killed := make(chan struct{})
	th.onEveryCall(func(method string, _ int) sandbox.Fault {
		if method == "apps.connections.open" || method == "auth.test" || calls.Add(1) != int64(n) {
			return sandbox.Fault{}
		}
		kill := func() { th.kill(); close(killed) }
		if kind == sandbox.FailBefore {
			kill() // Dead before anything is done.
		} else {
			defer func() { go kill() }() // Dead while the answer is on its way.
		}
		return sandbox.Fault{Kind: kind}
	})
	defer th.onEveryCall(nil)
	acked = th.declare(number)
	select {
	case <-killed:
		return acked, true
	case <-time.After(4 * time.Second): // The last call comes about two seconds after declaring.
		th.kill()
		return acked, false
	}
}

// TestKillAtRandomMoments kills the bot at any moment of declaring: in the
// transaction, between the commit and the answer, between two calls.
func TestKillAtRandomMoments(t *testing.T) {
	t.Parallel()
	t.Logf("seed %d", *killSeed)
	var acked atomic.Int64
	t.Run("in several workspaces", func(t *testing.T) {
		for left, n := *kills, uint64(1); left > 0; left, n = left-perTheatre, n+1 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				moments := rand.New(rand.NewPCG(*killSeed, n)) //nolint:gosec // Reproducible, not secret.
				acked.Add(int64(killAtRandom(t, moments, min(left, perTheatre))))
			})
		}
	})
	if acked.Load() == 0 || acked.Load() == int64(*kills) {
		t.Errorf("%d of %d commands were acknowledged: the moments miss one side", acked.Load(), *kills)
	}
	t.Logf("%d lives, %d commands acknowledged", *kills, acked.Load())
}

// perTheatre is how many lives are played in one workspace: the incidents they
// leave open are looked at every minute by the lives that follow.
const perTheatre = 20

// killAtRandom ends so many lives of one workspace's bot and holds what is left
// against what was acknowledged.
func killAtRandom(t *testing.T, moments *rand.Rand, lives int) (acked int) {
	t.Helper()
	th := newTheatre(t)
	for n := range lives {
		th.start()
		within := 500 * time.Millisecond // Until everything is posted.
		if n%2 == 0 {
			within = 4 * time.Millisecond // Until it is acknowledged.
		}
		timer := time.AfterFunc(time.Duration(moments.Int64N(int64(within))), th.kill)
		if th.declare(n) {
			acked++
		}
		timer.Stop()
		th.kill()
	}
	th.start()
	th.rest()
	th.close()
	th.check(acked)
	return acked
}
