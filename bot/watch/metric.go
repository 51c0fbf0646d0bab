package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// MetricJob asks a source for a measure that a person wants to see.
const MetricJob = "watch.metric"

// sparkWidth is how many characters a sparkline has: a phone shows some thirty
// in a line, and the name and the number stand before it.
const sparkWidth = 20

// metricPayload is a MetricJob's payload.
type metricPayload struct {
	Asked int64 `json:"asked"` // The line of the timeline that asks.
}

// metricJob is the question behind one request. Each has a lane of its own: a
// slow one keeps nobody else waiting.
func metricJob(i incident.Incident, e incident.Event) incident.Job {
	lane := fmt.Sprintf("%d/metric/%d", i.ID, e.Seq)
	return incident.Job{Key: lane, Kind: MetricJob, Lane: lane, Incident: i.ID, Payload: payload(metricPayload{Asked: e.Seq}), Due: e.RecordedAt}
}

// metric asks for a measure as it was at the time of the request, however late
// the answer is: a second run finds the same.
func (w *Watch) metric(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[metricPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	view, ok := i.MetricView(p.Asked)
	if !ok || view.Shown != nil || i.Redacted[p.Asked] {
		return nil, nil
	}
	at := w.Now().UTC()
	scope := w.scope(i, at)
	source := w.Sources.For(scope.Service, w.Measures.Sourced(view.Ask))
	g := w.Measures.Graph(ctx, source, view.Ask, scope, func(s []incident.Sample) string { return w.Spark(s, sparkWidth) })
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	g.Asked = view.Seq
	evidence, err := g.Evidence.Sealed()
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, _ time.Time) (incident.Change, error) {
		events := i.ShowMetric(g.Metric, evidence.Hash, at)
		if len(events) == 0 {
			return incident.Change{}, nil
		}
		return incident.Change{Events: events, Evidence: []incident.Evidence{evidence}}, nil
	}, nil
}
