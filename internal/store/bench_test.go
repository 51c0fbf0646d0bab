package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var benchTime = time.Date(2026, 11, 3, 15, 0, 0, 0, time.UTC)

// BenchmarkDurable compares an append, one event and one job in one
// transaction, with the bare commit of a row of the same size to the same
// file: the difference is ours, the rest is the disk's.
func BenchmarkDurable(b *testing.B) {
	s := openBench(b)
	if _, err := s.writer.ExecContext(b.Context(), "CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat("x", 300)
	b.Run("bare-commit", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.writer.ExecContext(b.Context(), "INSERT INTO bare (body) VALUES (?)", body); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, "commits/s")
	})
	for _, length := range []int{10, 100, 500} {
		b.Run(fmt.Sprintf("append-to-%d-events", length), func(b *testing.B) {
			var id incident.ID
			n := 0
			for b.Loop() {
				// The timeline stays about as long as the name says.
				if n%100 == 0 {
					b.StopTimer()
					id = benchIncident(b, s, length)
					b.StartTimer()
				}
				n++
				if _, err := s.Update(b.Context(), id, fmt.Sprint(length, "/", n), benchWrite(1, 1)); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b, "appends/s")
		})
	}
}

// BenchmarkJob is a job from claim to done, alone and behind a backlog of
// 10,000 jobs in 20 lanes.
func BenchmarkJob(b *testing.B) {
	for _, backlog := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("behind-%d", backlog), func(b *testing.B) {
			s := openBench(b)
			id := benchIncident(b, s, 10)
			benchBacklog(b, s, id, backlog)
			n := 0
			for b.Loop() {
				b.StopTimer()
				n++
				if _, err := s.Update(b.Context(), id, fmt.Sprint(n), benchWrite(0, 1)); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				leases, err := s.Claim(b.Context(), "w", benchTime.Add(time.Hour), time.Minute, 1, incident.Kinds{})
				if err != nil || len(leases) != 1 {
					b.Fatal(len(leases), err)
				}
				if _, err := s.Complete(b.Context(), leases[0], benchWrite(0, 0)); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b, "jobs/s")
		})
	}
}

// BenchmarkClaimNothing is a look that finds nothing to do: without jobs, as an
// idle worker looks four times a second, and with 10,000 jobs behind 20 lanes
// that are all busy, which is the longest look there is.
func BenchmarkClaimNothing(b *testing.B) {
	for _, backlog := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("behind-%d", backlog), func(b *testing.B) {
			s := openBench(b)
			benchBacklog(b, s, benchIncident(b, s, 10), backlog)
			due := benchTime.Add(time.Hour)
			if leases, err := s.Claim(b.Context(), "w", due, time.Hour, 20, incident.Kinds{}); err != nil || len(leases) != min(backlog, 20) {
				b.Fatal(len(leases), err)
			}
			for b.Loop() {
				if leases, err := s.Claim(b.Context(), "w", due, time.Minute, 8, incident.Kinds{}); err != nil || len(leases) != 0 {
					b.Fatal(len(leases), err)
				}
			}
		})
	}
}

// BenchmarkRead folds an incident from its timeline.
func BenchmarkRead(b *testing.B) {
	s := openBench(b)
	id := benchIncident(b, s, 500)
	for b.Loop() {
		if _, err := s.Incident(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
}

func openBench(b *testing.B) *Store {
	b.Helper()
	s, err := Open(b.Context(), Config{Path: filepath.Join(b.TempDir(), "sitrep.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func benchIncident(b *testing.B, s *Store, events int) incident.ID {
	b.Helper()
	key := fmt.Sprint("incident ", time.Now().UnixNano())
	i, err := s.Create(b.Context(), key, func(i incident.Incident) (incident.Change, error) {
		c, err := benchWrite(events, 0)(i)
		c.Events[0].Kind, c.Events[0].Data = incident.Declared, incident.Data{UID: key, Title: "slow"}
		return c, err
	})
	if err != nil {
		b.Fatal(err)
	}
	return i.ID
}

// benchBacklog adds jobs that are due a second after benchTime, in 20 lanes.
func benchBacklog(b *testing.B, s *Store, id incident.ID, jobs int) {
	b.Helper()
	if _, err := s.Update(b.Context(), id, "backlog", func(i incident.Incident) (incident.Change, error) {
		var c incident.Change
		for n := range jobs {
			c.Jobs = append(c.Jobs, incident.Job{Key: fmt.Sprint("backlog ", n), Kind: "k", Lane: fmt.Sprint(n % 20), Incident: i.ID, Payload: "{}", Due: benchTime.Add(time.Second)})
		}
		return c, nil
	}); err != nil {
		b.Fatal(err)
	}
}

// benchWrite is a change of verdicts, as the checks of an incident leave them.
func benchWrite(events, jobs int) incident.Write {
	return func(i incident.Incident) (incident.Change, error) {
		var c incident.Change
		for n := range events {
			seq := i.Seq + 1 + int64(n)
			c.Events = append(c.Events, incident.Event{
				Incident: i.ID, Seq: seq, Moment: incident.ExactMoment(benchTime), RecordedAt: benchTime,
				Actor: incident.Bot, Kind: incident.Read, Text: "2 of 20 take traffic", Subject: "check:backend-pool/share",
				Data: incident.Data{Verdict: &incident.Verdict{Check: "backend-pool/share", Ask: "Is the pool whole?", Outcome: incident.Fail, Have: "2", Want: "20", Short: "2 of 20", Say: "2 of 20 take traffic"}},
			})
		}
		for range jobs {
			c.Jobs = append(c.Jobs, incident.Job{Key: fmt.Sprintf("%d/%d", i.ID, time.Now().UnixNano()), Kind: "k", Lane: fmt.Sprint(i.ID, "/posts"), Incident: i.ID, Payload: "{}", Due: benchTime})
		}
		return c, nil
	}
}

func perSecond(b *testing.B, unit string) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), unit)
}
