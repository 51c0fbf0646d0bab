package slack

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/store"
)

// BenchmarkFromTypedToAcknowledged is a declaration over a real socket: stored
// on disk, then acknowledged.
func BenchmarkFromTypedToAcknowledged(b *testing.B) {
	var r *rig
	r = newRig(b, verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
		i, err := r.svc.Declare(ctx, req.Call, incident.Declaration{Title: req.Text, Service: "api"})
		return commands.Reply{Message: say.Declared(i, 0)}, err
	}})
	conn := r.start()
	n := 0
	for b.Loop() {
		n++
		r.command(conn, fmt.Sprint("E", n), fmt.Sprint("T", n), "API is slow")
		within(b, r.acks, "the acknowledgement")
	}
}

// BenchmarkDraw draws a message of the size of a board.
func BenchmarkDraw(b *testing.B) {
	i := incident.Incident{Number: 12, Title: "API is slow", Service: "api", Status: incident.Investigating, DeclaredAt: t0, ReadAt: t0}
	for n := range 6 {
		v := failingPool()
		v.Check = fmt.Sprint("check/", n)
		i.Checks = append(i.Checks, incident.Check{Verdict: v})
	}
	m := say.Status(i, t0)
	for b.Loop() {
		draw(m)
	}
}

// BenchmarkTwoHundredLinesInASecond types 200 lines, one every 5 ms, of which
// each is stored on disk before it is acknowledged, and reports the waits.
func BenchmarkTwoHundredLinesInASecond(b *testing.B) {
	const lines = 200
	r := newRig(b, verbs{})
	disk, err := store.Open(b.Context(), store.Config{Path: filepath.Join(b.TempDir(), "sitrep.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = disk.Close() })
	r.svc.Store, r.store = disk, disk
	var here incident.ChannelID
	r.a.cfg.Table = verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
		req.Channel = here
		_, err := r.svc.Note(ctx, req.Call, req.Text, incident.Moment{})
		return commands.Reply{Message: chat.Text("Noted.")}, err
	}}
	conn := r.start()
	var waits []time.Duration
	round := 0
	for b.Loop() {
		round++
		// Each round has an incident of its own: a write costs more in one with
		// a thousand lines.
		i, err := r.svc.Declare(b.Context(), incident.Call{Source: fmt.Sprint("round ", round), By: incident.Actor{ID: "U1"}}, incident.Declaration{Title: fmt.Sprint("round ", round)})
		if err != nil {
			b.Fatal(err)
		}
		r.rest()
		here = r.incident(i.ID).Channel
		came := make([]time.Time, lines)
		all := make(chan struct{})
		go func() {
			defer close(all)
			for range lines {
				n, _ := strconv.Atoi(fmt.Sprint((<-r.acks)["envelope_id"]))
				came[n] = time.Now()
			}
		}()
		sent := make([]time.Time, lines)
		tick := time.NewTicker(time.Second / lines)
		for n := range lines {
			<-tick.C
			sent[n] = time.Now()
			r.command(conn, strconv.Itoa(n), fmt.Sprintf("T%d-%d", round, n), fmt.Sprint("line ", n))
		}
		tick.Stop()
		within(b, all, "the last acknowledgement")
		for n := range lines {
			waits = append(waits, came[n].Sub(sent[n]))
		}
	}
	slices.Sort(waits)
	at := func(share float64) float64 {
		return float64(waits[int(share*float64(len(waits)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "worst-ms")
}
