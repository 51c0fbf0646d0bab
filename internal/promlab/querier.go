package promlab

import (
	"context"
	"slices"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// querier is the lab at one moment: a change while a query runs does not show
// in it.
type querier struct {
	lines      []*line
	interval   int64
	mint, maxt int64
}

var (
	_ storage.Queryable = (*Lab)(nil)
	_ storage.Querier   = (*querier)(nil)
)

// Querier serves the engine. Samples after Config.Now are left out.
func (l *Lab) Querier(mint, maxt int64) (storage.Querier, error) {
	return l.querier(mint, maxt), nil
}

func (l *Lab) querier(mint, maxt int64) *querier {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return &querier{
		lines: l.lines, interval: l.cfg.Interval.Milliseconds(),
		mint: mint, maxt: min(maxt, l.cfg.Now().UnixMilli()),
	}
}

// Select finds the series that have samples in the time asked for.
func (q *querier) Select(_ context.Context, sorted bool, hints *storage.SelectHints, ms ...*labels.Matcher) storage.SeriesSet {
	mint, maxt := q.mint, q.maxt
	if hints != nil {
		mint, maxt = max(mint, hints.Start), min(maxt, hints.End)
	}
	set := &seriesSet{at: -1}
	for _, l := range q.matching(mint, maxt, ms) {
		set.series = append(set.series, series{line: l, interval: q.interval, mint: mint, maxt: maxt})
	}
	if sorted {
		slices.SortFunc(set.series, func(a, b series) int { return labels.Compare(a.line.labels, b.line.labels) })
	}
	return set
}

func (q *querier) matching(mint, maxt int64, ms []*labels.Matcher) []*line {
	var found []*line
	var it iterator
	for _, l := range q.lines {
		if !matches(l.labels, ms) {
			continue
		}
		if it.reset(l, q.interval, mint, maxt); it.Next() != chunkenc.ValNone {
			found = append(found, l)
		}
	}
	return found
}

func matches(ls labels.Labels, ms []*labels.Matcher) bool {
	for _, m := range ms {
		if !m.Matches(ls.Get(m.Name)) {
			return false
		}
	}
	return true
}

// LabelValues are the values of a label, sorted.
func (q *querier) LabelValues(_ context.Context, name string, _ *storage.LabelHints, ms ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	var all []string
	for _, l := range q.matching(q.mint, q.maxt, ms) {
		if v := l.labels.Get(name); v != "" {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil, nil
}

// LabelNames are the names of all labels, sorted.
func (q *querier) LabelNames(_ context.Context, _ *storage.LabelHints, ms ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	var all []string
	for _, l := range q.matching(q.mint, q.maxt, ms) {
		l.labels.Range(func(lb labels.Label) { all = append(all, lb.Name) })
	}
	slices.Sort(all)
	return slices.Compact(all), nil, nil
}

func (q *querier) Close() error { return nil }

// series is one line over one range of time.
type series struct {
	line                 *line
	interval, mint, maxt int64
}

func (s series) Labels() labels.Labels { return s.line.labels }

// Iterator reuses an iterator of ours.
func (s series) Iterator(old chunkenc.Iterator) chunkenc.Iterator {
	it, ok := old.(*iterator)
	if !ok {
		it = &iterator{}
	}
	it.reset(s.line, s.interval, s.mint, s.maxt)
	return it
}

type seriesSet struct {
	series []series
	at     int
}

func (s *seriesSet) Next() bool {
	s.at++
	return s.at < len(s.series)
}

func (s *seriesSet) At() storage.Series                { return s.series[s.at] }
func (s *seriesSet) Err() error                        { return nil }
func (s *seriesSet) Warnings() annotations.Annotations { return nil }
