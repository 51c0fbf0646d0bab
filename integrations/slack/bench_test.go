package slack

import (
	"context"
	"fmt"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/commands"
)

// BenchmarkFromTypedToAcknowledged is a declaration over a real socket: stored
// on disk, then acknowledged.
func BenchmarkFromTypedToAcknowledged(b *testing.B) {
	var r *rig
	r = newRig(b, verbs{run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
		i, err := r.svc.Declare(ctx, req.Call, incident.Declaration{Title: req.Text, Service: "api"})
		return commands.Reply{Message: say.Declared(i)}, err
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
