package runbooks

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

const (
	// tryAgain is how long a source that does not answer is left alone. It is
	// shorter than the 15 s after which a look comes back, in story time like
	// them, so that each look finds the wait over.
	tryAgain = 10 * time.Second
	// knockFor is how long a source may take to answer that it is there, in
	// machine time: the answer costs it nothing.
	knockFor = 2 * time.Second
	// knock is a question that every source can answer without its data.
	knock = "vector(1)"
)

// Breaker spares people the wait for a source that does not answer. A question
// without a reply casts doubt on it; the next one, before it is put, finds
// out with a cheap question whether anybody is there at all. If nobody is, all
// questions fail at once with the first one's reason, and every ten seconds one
// finds out anew. A query that is slow while the source lives silences nothing
// but itself.
type Breaker struct {
	Metrics
	now func() time.Time

	mu    sync.Mutex
	doubt *incident.SourceError // Why it is in doubt; nil is not.
	retry time.Time             // Until when it is left alone, once nobody was there.
	// Closed when the cheap question has its answer; nil while none is put.
	answered chan struct{}
}

// NewBreaker puts a breaker before a source. Now is story time.
func NewBreaker(m Metrics, now func() time.Time) *Breaker { return &Breaker{Metrics: m, now: now} }

// Query asks the source unless it is known not to answer.
func (b *Breaker) Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	return b.ask(ctx, at, func() (incident.Measured, error) { return b.Metrics.Query(ctx, expr, at) })
}

// QueryRange asks the source unless it is known not to answer.
func (b *Breaker) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	return b.ask(ctx, to, func() (incident.Measured, error) { return b.Metrics.QueryRange(ctx, expr, from, to, step) })
}

func (b *Breaker) ask(ctx context.Context, at time.Time, question func() (incident.Measured, error)) (incident.Measured, error) {
	if silent := b.await(ctx, at); silent != nil {
		return incident.Measured{}, silent
	}
	got, err := question()
	if !errors.Is(ctx.Err(), context.Canceled) { // Otherwise the asker left, and nothing follows for the source.
		b.note(err)
	}
	return got, err
}

// await is the reason not to ask; nil if the source is worth a question. While
// one asker finds out, the others wait for what it finds.
func (b *Breaker) await(ctx context.Context, at time.Time) error {
	b.mu.Lock()
	switch {
	case b.doubt == nil:
		b.mu.Unlock()
		return nil
	case b.now().Before(b.retry):
		defer b.mu.Unlock()
		return b.doubt
	case b.answered != nil:
		answered := b.answered
		b.mu.Unlock()
		select {
		case <-answered:
			return b.await(ctx, at)
		case <-ctx.Done():
			return &incident.SourceError{Source: b.Name(), Fault: incident.SourceTimeout, Detail: "no reply in time", Err: ctx.Err()}
		}
	}
	b.answered = make(chan struct{})
	b.mu.Unlock()
	silent := silence(b.try(ctx, at))
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.answered)
	b.answered = nil
	if silent == nil || b.doubt == nil { // Or another question has had its answer meanwhile.
		b.doubt = nil
		return nil
	}
	if silent.Fault != b.doubt.Fault {
		b.doubt = silent
	}
	b.retry = b.now().Add(tryAgain)
	return b.doubt
}

// try puts the cheap question. It outlives its asker, for the others that wait
// for it.
func (b *Breaker) try(ctx context.Context, at time.Time) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), knockFor)
	defer stop()
	_, err := b.Metrics.Query(ctx, knock, at)
	return err
}

// note keeps what a question tells about the source: any answer clears it.
func (b *Breaker) note(err error) {
	silent := silence(err)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case silent == nil:
		b.doubt, b.retry = nil, time.Time{}
	case b.doubt == nil:
		b.doubt, b.retry = silent, time.Time{}
	}
}

// silence is the failure of a source that nobody heard from; nil where there
// was an answer of any kind, a refusal included.
func silence(err error) *incident.SourceError {
	e, ok := errors.AsType[*incident.SourceError](err)
	if !ok || e.Answered || e.Fault != incident.SourceDown && e.Fault != incident.SourceTimeout {
		return nil
	}
	return e
}
