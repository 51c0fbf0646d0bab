package promlab

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// Config is what a Lab needs.
type Config struct {
	// Interval is the scrape interval. Samples stand on its multiples, counted
	// from the epoch. Zero is 15 s.
	Interval time.Duration
	// Now is story time, and must be set. Samples after it do not exist yet,
	// and a query without a time is evaluated at it.
	Now func() time.Time
	// LookbackDelta is how long a sample stands for its series. Zero is 5 min.
	LookbackDelta time.Duration
	// MaxSamples is how many samples one query may hold. Zero is 50 million,
	// Prometheus' default.
	MaxSamples int
	// Timeout is how long one query may take, in machine time. Zero is 2 min,
	// Prometheus' default.
	Timeout time.Duration
}

// Lab is a Prometheus in memory. It is safe for concurrent use.
type Lab struct {
	cfg    Config
	parser parser.Parser
	engine *promql.Engine

	mu    sync.RWMutex
	lines []*line // Replaced as a whole, except that lines are appended.
	known map[string]struct{}
	fault Fault
}

// New is a lab without series.
func New(cfg Config) *Lab {
	if cfg.Interval < time.Millisecond {
		cfg.Interval = 15 * time.Second
	}
	if cfg.LookbackDelta == 0 {
		cfg.LookbackDelta = 5 * time.Minute
	}
	if cfg.MaxSamples == 0 {
		cfg.MaxSamples = 50_000_000
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 2 * time.Minute
	}
	p := parser.NewParser(parser.Options{})
	return &Lab{
		cfg: cfg, parser: p, known: map[string]struct{}{},
		engine: promql.NewEngine(promql.EngineOpts{
			MaxSamples:    cfg.MaxSamples,
			Timeout:       cfg.Timeout,
			LookbackDelta: cfg.LookbackDelta,
			// A sub-query without a step is evaluated as often as a rule.
			NoStepSubqueryIntervalFn: func(int64) int64 { return cfg.Interval.Milliseconds() },
			EnableAtModifier:         true,
			EnableNegativeOffset:     true,
			Parser:                   p,
		}),
	}
}

// Line adds a series, written as metric{a="b"}, with its segments in the order
// of their times. A series that exists is refused: Change it.
func (l *Lab) Line(series string, segs ...Segment) error {
	ls, err := l.parser.ParseMetric(series)
	if err != nil {
		return fmt.Errorf("series %q: %w", series, err)
	}
	if err := checked(segs); err != nil {
		return fmt.Errorf("series %s: %w", series, err)
	}
	next := newLine(ls, l.cfg.Interval)
	for _, s := range segs {
		next = next.with(s)
	}
	return l.add(next)
}

// Load adds a series in the notation of Prometheus' unit tests, such as
// `1x40 0x19 _ stale`, its first value at start and one each interval. After
// the last value the series ends.
func (l *Lab) Load(start time.Time, interval time.Duration, series, values string) error {
	ls, vals, err := l.parser.ParseSeriesDesc(series + " " + values)
	if err != nil {
		return fmt.Errorf("series %s %s: %w", series, values, err)
	}
	if interval < time.Millisecond {
		return fmt.Errorf("series %s: an interval of %s is too short", series, interval)
	}
	next := newLine(ls, l.cfg.Interval)
	at := start.UnixMilli()
	for _, v := range vals {
		if v.Histogram != nil {
			return fmt.Errorf("series %s: native histograms are not supported", series)
		}
		if !v.Omitted {
			next.points = append(next.points, promql.FPoint{T: at, F: v.Value})
		}
		at += interval.Milliseconds()
	}
	next.points = append(next.points, stale(at))
	return l.add(next)
}

func (l *Lab) add(next *line) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := next.labels.String()
	if _, exists := l.known[name]; exists {
		return fmt.Errorf("series %s exists already", name)
	}
	l.known[name] = struct{}{}
	l.lines = append(l.lines, next)
	return nil
}

// Change lets every series that the selector matches go on with a segment from
// a time; the segment's own From is not used. What was before that time stays,
// what was to come after it is forgotten. It is an error if none matches.
func (l *Lab) Change(at time.Time, selector string, seg Segment) error {
	ms, err := l.parser.ParseMetricSelector(selector)
	if err != nil {
		return fmt.Errorf("selector %s: %w", selector, err)
	}
	seg.From = at
	if err := checked([]Segment{seg}); err != nil {
		return fmt.Errorf("selector %s: %w", selector, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	// A running query reads the lines as they were.
	lines, found := slices.Clone(l.lines), false
	for i, old := range lines {
		if matches(old.labels, ms) {
			lines[i], found = old.with(seg), true
		}
	}
	if !found {
		return fmt.Errorf("no series matches %s", selector)
	}
	l.lines = lines
	return nil
}
