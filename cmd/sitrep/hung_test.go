package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/drill"
)

// sixChecks are what is asked of each service here.
var sixChecks = []string{
	"backend-pool/running", "backend-pool/healthy-share", "backend-pool/receiving",
	"backend-pool/answers", "backend-pool/deployed-equals-live", "connection-limits/database",
}

// The second source, and what asks it: three incidents on a service of its own
// have just been declared, and eighteen looks are on their way there.
const (
	unasked = "unasked" // But there are no such incidents.
	answers = "answers"
	hangs   = "hangs"
)

// twoSources is the bot on its stage with a second source, db.
type twoSources struct {
	tb      testing.TB
	stage   *stage
	bot     *bot
	hanging atomic.Int64 // Questions that hang on the second source now.
	close   func()
}

// newTwoSources starts the bot. A question to the second source may take so
// long.
func newTwoSources(tb testing.TB, second string, limit time.Duration) *twoSources {
	tb.Helper()
	r := &twoSources{tb: tb}
	scenario, err := loadScenario("toggl")
	if err != nil {
		tb.Fatal(err)
	}
	start := time.Now().UTC().Truncate(time.Second)
	clock, log := drill.NewClock(start, 1), slog.New(slog.DiscardHandler)
	if r.stage, err = newStage(scenario.Shift(start), clock, stageOptions{addr: "127.0.0.1:0", log: log}); err != nil {
		tb.Fatal(err)
	}
	answer, over := r.stage.world.Lab.Handler(), make(chan struct{})
	db := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if second == hangs {
			_, _ = io.Copy(io.Discard, req.Body) // Only then does the server hear that the client has left.
			r.hanging.Add(1)
			select {
			case <-req.Context().Done():
			case <-over:
			}
			r.hanging.Add(-1)
			return
		}
		answer.ServeHTTP(w, req)
	}))
	cfg := r.stage.config(tb.TempDir(), tb.TempDir())
	cfg.Sources = append(cfg.Sources, configs.Source{Name: "db", URL: db.URL, Timeout: limit})
	api := &cfg.Services.Except[0]
	api.Base = sixChecks
	cfg.Services.Except = append(cfg.Services.Except, configs.Service{Name: "billing", Base: sixChecks, Vars: api.Vars, Source: "db"})
	if r.bot, err = newBot(tb.Context(), cfg, clock.Now, log); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runParts(ctx, append(r.stage.parts(), r.bot.parts()...)...) }()
	r.close = sync.OnceFunc(func() {
		close(over)
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("the bot or its stage ended with %v", err)
		}
		db.Close()
	})
	tb.Cleanup(r.close)
	if err := r.bot.ready(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	for n := range 3 {
		if second == unasked {
			break
		}
		r.declare(fmt.Sprint("billing is slow ", n))
	}
	return r
}

func (r *twoSources) declare(title string) {
	r.tb.Helper()
	if err := r.stage.workspace.Type(r.tb.Context(), "U0ANA", "general", "", "/incident declare --another sev1 "+title); err != nil {
		r.tb.Fatal(err)
	}
}

// times are how long after a declaration its six verdicts were there, its board
// stood in its channel, and its first answers did.
type times struct{ verdicts, board, answers time.Duration }

// watch declares on the service of the first source and waits for what comes.
func (r *twoSources) watch() times {
	r.tb.Helper()
	began := time.Now()
	r.declare("API is slow")
	var took times
	poll, limit := time.NewTicker(2*time.Millisecond), time.After(40*time.Second)
	defer poll.Stop()
	for took.verdicts == 0 || took.board == 0 || took.answers == 0 {
		select {
		case <-poll.C:
		case <-limit:
			r.tb.Fatalf("not all is there: %+v", took)
		}
		i, err := r.bot.newest(r.tb.Context())
		if err != nil {
			r.tb.Fatal(err)
		}
		if i.Service != "api" {
			continue
		}
		first := func(d *time.Duration, there bool) {
			if there && *d == 0 {
				*d = time.Since(began)
			}
		}
		first(&took.verdicts, len(i.Checks) == len(sixChecks))
		first(&took.board, r.stands(i, incident.BoardSubject))
		first(&took.answers, r.stands(i, incident.AnswersSubject))
	}
	return took
}

// stands reports whether a message of the incident is in its channel.
func (r *twoSources) stands(i incident.Incident, subject string) bool {
	post, ok := i.Posts[subject]
	if !ok {
		return false
	}
	for _, m := range r.stage.workspace.Messages(string(i.Channel)) {
		if m.TS == post.TS && m.User == r.stage.workspace.BotUser() {
			return true
		}
	}
	return false
}

// Eighteen looks hang on a source. Whoever asks another one, and whoever reads
// what the bot posts, has it all while they still do. A busy machine gets three
// tries: with shared slots there would be eight looks that hang, and none of the
// rest before they end.
func TestAHungSourceDelaysNoOtherCheckAndNoPost(t *testing.T) {
	for range 3 {
		r := newTwoSources(t, hangs, time.Hour)
		took := r.watch()
		n := r.hanging.Load()
		r.close()
		if n >= 18 { // More than 18, once the first ones have given up.
			return
		}
		t.Logf("verdicts after %v, board after %v, answers after %v; then %d looks still hung, want 18", took.verdicts, took.board, took.answers, n)
	}
	t.Error("the verdicts of one source and the posts wait for the looks at another")
}

// BenchmarkOneSourceHung prints how long the verdicts and the posts of one
// incident take: alone, and while the looks of three others ask a second source
// that answers or hangs.
func BenchmarkOneSourceHung(b *testing.B) {
	for _, second := range []string{unasked, answers, hangs} {
		b.Run("the-other-"+second, func(b *testing.B) {
			var verdicts, board, first []time.Duration
			for b.Loop() {
				b.StopTimer()
				r := newTwoSources(b, second, 5*time.Second)
				b.StartTimer()
				took := r.watch()
				b.StopTimer()
				r.close()
				b.StartTimer()
				verdicts, board, first = append(verdicts, took.verdicts), append(board, took.board), append(first, took.answers)
			}
			report(b, "verdicts-ms", verdicts, 50)
			report(b, "board-ms", board, 50)
			report(b, "answers-ms", first, 50)
		})
	}
}
