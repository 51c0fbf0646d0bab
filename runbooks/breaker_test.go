package runbooks

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// moody is a source that answers or hangs, by the question, and counts.
type moody struct {
	mu    sync.Mutex
	hangs func(expr string) bool
	fails error
	asked map[string]int
}

func newMoody(hangs func(string) bool) *moody { return &moody{hangs: hangs, asked: map[string]int{}} }

func all(string) bool  { return true }
func none(string) bool { return false }

func (m *moody) be(hangs func(string) bool, fails error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hangs, m.fails = hangs, fails
}

// times is how often it was asked, since the last time.
func (m *moody) times(expr string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.asked[expr]
	m.asked[expr] = 0
	return n
}

func (m *moody) Name() string                      { return "main" }
func (m *moody) GraphURL(string, time.Time) string { return "" }

func (m *moody) Query(ctx context.Context, expr string, _ time.Time) (incident.Measured, error) {
	m.mu.Lock()
	m.asked[expr]++
	hangs, fails := m.hangs(expr), m.fails
	m.mu.Unlock()
	if fails != nil {
		return incident.Measured{}, fails
	}
	if !hangs {
		return incident.Measured{Series: []incident.Series{{}}}, nil
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	<-ctx.Done()
	return incident.Measured{}, &incident.SourceError{Source: "main", Fault: incident.SourceTimeout, Detail: "no reply in 5 s", Err: ctx.Err()}
}

func (m *moody) QueryRange(ctx context.Context, expr string, _, to time.Time, _ time.Duration) (incident.Measured, error) {
	return m.Query(ctx, expr, to)
}

// nine asks nine things side by side and says how long the last one took.
func nine(t *testing.T, b *Breaker, want string) time.Duration {
	t.Helper()
	start := time.Now()
	var everyone sync.WaitGroup
	for n := range 9 {
		everyone.Go(func() {
			var err error
			if n%2 == 0 {
				_, err = b.Query(t.Context(), "up", start)
			} else {
				_, err = b.QueryRange(t.Context(), "up", start.Add(-time.Hour), start, time.Minute)
			}
			said := ""
			if e, ok := errors.AsType[*incident.SourceError](err); ok {
				said = e.Detail
			}
			if said != want {
				t.Errorf("question %d: %v, want %q", n, err, want)
			}
		})
	}
	everyone.Wait()
	return time.Since(start)
}

func TestManyQuestionsToADeadSourceCostOneWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMoody(all)
		b := NewBreaker(m, time.Now)
		// At the same instant nobody knows yet.
		if took := nine(t, b, "no reply in 5 s"); took != 5*time.Second {
			t.Errorf("the first nine took %v", took)
		}
		// Then one finds out for all, once.
		if took := nine(t, b, "no reply in 5 s"); took != knockFor || m.times("up") != 9 || m.times(knock) != 1 {
			t.Errorf("the next nine took %v", took)
		}
		time.Sleep(tryAgain - time.Millisecond)
		if took := nine(t, b, "no reply in 5 s"); took != 0 || m.times("up")+m.times(knock) != 0 {
			t.Errorf("while it is left alone, nine took %v", took)
		}
		time.Sleep(time.Millisecond)
		if took := nine(t, b, "no reply in 5 s"); took != knockFor || m.times("up") != 0 || m.times(knock) != 1 {
			t.Errorf("after that, nine took %v", took)
		}
		// It is back: whoever asks first after the wait gets an answer.
		m.be(none, nil)
		if took := nine(t, b, "no reply in 5 s"); took != 0 {
			t.Errorf("back but left alone, nine took %v", took)
		}
		time.Sleep(tryAgain)
		if took := nine(t, b, ""); took != 0 || m.times("up") != 9 || m.times(knock) != 1 {
			t.Errorf("back, nine took %v", took)
		}
		if nine(t, b, ""); m.times("up") != 9 || m.times(knock) != 0 {
			t.Error("a source without a doubt was asked whether it is there")
		}
	})
}

func TestTheLookOfEveryFifteenSecondsFindsTheWaitOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMoody(all)
		b := NewBreaker(m, time.Now)
		tries := 0
		for range 5 {
			start := time.Now()
			nine(t, b, "no reply in 5 s")
			tries += m.times(knock)
			time.Sleep(15*time.Second - time.Since(start))
		}
		if tries != 4 {
			t.Errorf("it was tried %d times in a minute, want 4", tries)
		}
	})
}

func TestASlowQuerySilencesNothingButItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMoody(func(expr string) bool { return expr == "slow" })
		b := NewBreaker(m, time.Now)
		for range 3 {
			if _, err := b.Query(t.Context(), "slow", time.Now()); err == nil {
				t.Error("the slow query had an answer")
			}
			if took := nine(t, b, ""); took != 0 || m.times(knock) != 1 {
				t.Errorf("beside it, nine took %v", took)
			}
		}
	})
}

func TestWhoeverAnswersIsNotSilent(t *testing.T) {
	t.Parallel()
	fault := func(f incident.SourceFault, answered bool) error {
		return &incident.SourceError{Source: "main", Fault: f, Detail: "no", Answered: answered}
	}
	tests := []struct {
		name   string
		err    error
		silent bool
	}{
		{"refused connections", fault(incident.SourceDown, false), true},
		{"an error of its own", fault(incident.SourceDown, true), false},
		{"a query it gave up on", fault(incident.SourceTimeout, true), false},
		{"credentials", fault(incident.SourceDenied, false), false},
		{"a bad query", fault(incident.SourceQuery, false), false},
		{"a web page", fault(incident.SourceForeign, false), false},
		{"slow down", fault(incident.SourceBusy, false), false},
		{"anything else", errors.New("no"), false},
	}
	for _, tt := range tests {
		m := newMoody(none)
		b := NewBreaker(m, time.Now)
		m.be(none, tt.err)
		for range 3 {
			if _, err := b.Query(t.Context(), "up", time.Now()); !errors.Is(err, tt.err) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		if asked, knocked := m.times("up"), m.times(knock); tt.silent != (asked == 1 && knocked == 1) || !tt.silent && (asked != 3 || knocked != 0) {
			t.Errorf("%s: asked %d times, and %d times whether it is there", tt.name, asked, knocked)
		}
	}
}

func TestTheReasonIsTheNewestKindOfSilence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMoody(all)
		b := NewBreaker(m, time.Now)
		nine(t, b, "no reply in 5 s")
		m.be(none, &incident.SourceError{Source: "main", Fault: incident.SourceDown, Detail: "nothing answers at its address"})
		nine(t, b, "nothing answers at its address")
		m.be(all, nil)
		time.Sleep(tryAgain)
		_, err := b.Query(t.Context(), "up", time.Now())
		if e, ok := errors.AsType[*incident.SourceError](err); !ok || e.Fault != incident.SourceTimeout {
			t.Errorf("hanging again: %v", err)
		}
	})
}

func TestAnAskerWhoLeavesTellsNothingOfTheSource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMoody(all)
		b := NewBreaker(m, time.Now)
		left, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		if _, err := b.Query(left, "up", time.Now()); err == nil {
			t.Error("an answer came")
		}
		if b.doubt != nil {
			t.Errorf("the source is in doubt: %v", b.doubt)
		}
		// A limit of ours that ran out while nothing came does tell something.
		short, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if _, err := b.Query(short, "up", time.Now()); err == nil || b.doubt == nil {
			t.Errorf("%v, doubt %v", err, b.doubt)
		}
		// One who waits for another's finding may leave too.
		go func() { _, _ = b.Query(t.Context(), "up", time.Now()) }()
		synctest.Wait()
		gone, stop2 := context.WithTimeout(t.Context(), time.Second)
		defer stop2()
		start := time.Now()
		if _, err := b.Query(gone, "up", time.Now()); err == nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		time.Sleep(knockFor)
	})
}

// A check behind a breaker gives the verdict that it gives without: unknown,
// with the reason of the source, and it passes again when the source is back.
func TestAVerdictBehindABreakerIsUnknownWithItsReason(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hanging := true
		b := NewBreaker(paced{func(string) time.Duration {
			if hanging {
				return time.Hour
			}
			return 0
		}, poolOfTwo}, time.Now)
		ask := func() incident.Verdict {
			v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), b, Scope{Service: api(), At: broke()})
			return v
		}
		for range 3 {
			if v := ask(); v.Outcome != incident.Unknown || v.Reason != incident.SourceFailed {
				t.Errorf("%s %s", v.Outcome, v.Reason)
			}
		}
		hanging = false
		time.Sleep(tryAgain)
		if v := ask(); v.Outcome != incident.Fail {
			t.Errorf("%s %q", v.Outcome, v.Detail)
		}
	})
}
