package runbooks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// A look has two limits, in machine time: one for what the verdict rests on,
// and one for what is told beside it. Together they stay under the limit of a
// job, so that a slow source costs details and never the verdict.
const (
	judgeFor = 12 * time.Second
	tellFor  = 8 * time.Second
)

// errTooLong is the cause of a judgement that our own limit ended.
var errTooLong = errors.New("the judgement took too long")

// judging bounds what the verdict rests on.
func judging(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, judgeFor, errTooLong)
}

// inTime puts our own limit into words where it ended the judgement: the
// source's clause would only say that the question was withdrawn.
func (t *trouble) inTime(ctx context.Context, m Metrics) *trouble {
	if t == nil || t.err == nil || !errors.Is(context.Cause(ctx), errTooLong) {
		return t
	}
	return troubleOf(m, incident.Measured{}, &incident.SourceError{
		Source: m.Name(), Fault: incident.SourceTimeout, Detail: fmt.Sprintf("it took longer than %.0f s", judgeFor.Seconds()), Err: t.err,
	})
}
