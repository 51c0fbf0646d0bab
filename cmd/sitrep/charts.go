package main

import (
	"context"
	"strconv"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/chart"
	"github.com/sitrephq/sitrep/runbooks"
)

// beforeSince is how much of the time before a failure its chart shows: what
// was normal.
const beforeSince = 30 * time.Minute

// evidenceReader reads a piece of evidence by its hash.
type evidenceReader interface {
	Evidence(ctx context.Context, hash string) (incident.Evidence, error)
}

// charts draws what subjects of an incident showed, from their evidence. Slack
// tells nobody which theme people have, so they are light.
type charts struct {
	evidence evidenceReader
	library  *runbooks.Library
}

// Draw draws a measure or a check; nothing where its evidence has no series
// over time.
func (c charts) Draw(ctx context.Context, i incident.Incident, subject, evidence string) ([]byte, error) {
	e, err := c.evidence.Evidence(ctx, evidence)
	if incident.CodeOf(err) == incident.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, ok := c.picture(i, subject, e)
	if !ok {
		return nil, nil
	}
	p.Marks = marks(i)
	return chart.PNG(p)
}

// picture is what the evidence of a subject looks like.
func (c charts) picture(i incident.Incident, subject string, e incident.Evidence) (chart.Picture, bool) {
	if seq, ok := incident.SubjectSeq(subject); ok {
		v, ok := i.MetricView(seq)
		q, found := over(e, "graph")
		if !ok || !found || v.Shown == nil {
			return chart.Picture{}, false
		}
		m := v.Shown
		return chart.Picture{Title: m.Name, Unit: m.Unit, From: m.From, To: m.To, Series: q.Series, Legend: m.Legend, Good: m.Good, Limit: m.Limit, More: m.More}, true
	}
	_, name := incident.SplitSubject(subject)
	known, ok := i.Check(name)
	q, found := over(e, "since")
	check, here := c.library.Check(name)
	if !ok || !found || !here {
		return chart.Picture{}, false
	}
	p := chart.Picture{Title: known.Ask, From: q.From, To: q.To, Series: q.Series, Good: check.Expect.Direction()}
	// The look back is long; what is fresh would be a sliver at its end.
	if begin := known.Since.Add(-beforeSince); !known.Since.IsZero() && !known.SinceAtLeast && begin.After(p.From) {
		p.From = begin
	}
	limit, limited := check.Expect.Limit()
	want, compared := over(e, "want")
	switch whole, err := strconv.ParseFloat(known.Want, 64); {
	case !limited:
	case compared && len(want.Series) == 1:
		for _, s := range want.Series[0].Samples {
			p.Wanted = append(p.Wanted, incident.Sample{At: s.At, Value: s.Value * limit})
		}
	case err == nil:
		p.Limit = new(whole * limit)
	case known.Want == "":
		p.Unit, p.Limit = known.Unit, &limit
	}
	return p, true
}

// over is the range that was asked for a purpose.
func over(e incident.Evidence, purpose string) (incident.Asked, bool) {
	for _, q := range e.Queries {
		if q.For == purpose && !q.From.IsZero() && len(q.Series) > 0 {
			return q, true
		}
	}
	return incident.Asked{}, false
}

// marks are the incident's events above a chart: what people did to production,
// and where it began and ended.
func marks(i incident.Incident) []chart.Mark {
	all := []chart.Mark{{At: i.DeclaredAt, Text: "declared"}}
	for _, a := range i.Actions {
		all = append(all, chart.Mark{At: a.At, Text: a.Text})
	}
	if !i.MitigatedAt.IsZero() {
		all = append(all, chart.Mark{At: i.MitigatedAt, Text: "mitigated"})
	}
	if !i.ResolvedAt.IsZero() {
		all = append(all, chart.Mark{At: i.ResolvedAt, Text: "resolved"})
	}
	return all
}
