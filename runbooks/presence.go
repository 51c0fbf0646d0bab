package runbooks

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// presenceAtOnce is how many questions a presence has under way.
const presenceAtOnce = 8

// Presence is which series a source has at one time, as far as checks ask for
// them. It asks once for each metric and set of labels, whatever the number of
// services, and only by queries. It is safe for concurrent use.
type Presence struct {
	m    Metrics
	at   time.Time
	turn chan struct{}

	mu     sync.Mutex
	tables map[string]*table
	family map[string]bool // The first words of metrics that are there.
}

// table is what one question found: a row of label values for each group of
// series.
type table struct {
	once sync.Once
	rows []map[string]string
	t    *trouble
}

// NewPresence is the presence of a source's series at a time. It asks nothing
// yet.
func NewPresence(m Metrics, at time.Time) *Presence {
	return &Presence{m: m, at: at, turn: make(chan struct{}, presenceAtOnce), tables: map[string]*table{}, family: map[string]bool{}}
}

// place is one selector of a query, filled for a service.
type place struct {
	metric   string
	matchers []*labels.Matcher
	vars     []string // The variable that each matcher's value came from; empty where none.
}

// places are the selectors of a template, with the variables that fill them.
func (t template) places(values map[string]string) ([]place, error) {
	trial := map[string]string{}
	from := map[string]string{}
	for name, k := range t.kinds {
		trial[name] = trialValue(k, name)
		switch k {
		case Text:
			from[trial[name]] = name
		case List:
			from[trialPattern(name)] = name
		case Number, Duration, Time:
		}
	}
	filled, err := t.vectors(values)
	if err != nil {
		return nil, err
	}
	tried, err := t.vectors(trial)
	if err != nil {
		return nil, err
	}
	var all []place
	for n, v := range filled {
		p := place{metric: v.Name}
		for i, m := range v.LabelMatchers {
			if m.Name == metricName && v.Name != "" {
				continue
			}
			p.matchers = append(p.matchers, m)
			// Both fillings have one shape.
			p.vars = append(p.vars, from[tried[n].LabelMatchers[i].Value])
		}
		all = append(all, p)
	}
	return all, nil
}

// vectors are the vector selectors of the filled template, in their order.
func (t template) vectors(values map[string]string) ([]*parser.VectorSelector, error) {
	text, err := t.write(values)
	if err != nil {
		return nil, err
	}
	e, err := parse(text)
	if err != nil {
		return nil, err
	}
	var all []*parser.VectorSelector
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		if v, ok := n.(*parser.VectorSelector); ok {
			all = append(all, v)
		}
		return nil
	})
	return all, nil
}

// rows are the groups of series that a place may match: by all the labels it
// asks for. late is how much later than others its samples come.
func (p *Presence) rows(ctx context.Context, at place, late time.Duration) ([]map[string]string, *trouble) {
	var names []string
	for _, m := range at.matchers {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if at.metric == "" {
		return p.ask(ctx, at.exactly(late))
	}
	rows, t := p.ask(ctx, fmt.Sprintf("group by (%s) (%s)", strings.Join(names, ", "), reaching(at.metric, late)))
	if len(rows) > 0 {
		p.note(at.metric)
	}
	var e *incident.SourceError
	if t != nil && errors.As(t.err, &e) && e.Fault == incident.SourceHuge {
		// Too many to list: then this one is asked for by itself.
		return p.ask(ctx, at.exactly(late))
	}
	return rows, t
}

func (p *Presence) note(metric string) {
	family, _, _ := strings.Cut(metric, "_")
	p.mu.Lock()
	defer p.mu.Unlock()
	p.family[family] = true
}

func (p *Presence) has(family string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.family[family]
}

// reaching is a selector as far back as its samples may be late.
func reaching(selector string, late time.Duration) string {
	if late == 0 {
		return selector
	}
	return fmt.Sprintf("last_over_time(%s[%ds])", selector, int((late + 5*time.Minute).Seconds()))
}

// exactly asks for the place alone: one row, with the values it asks for.
func (p place) exactly(late time.Duration) string {
	v := parser.VectorSelector{Name: p.metric, LabelMatchers: p.matchers}
	var names []string
	for _, m := range p.matchers {
		if m.Name != metricName {
			names = append(names, m.Name)
		}
	}
	return fmt.Sprintf("group by (%s) (%s)", strings.Join(names, ", "), reaching(v.String(), late))
}

// ask asks once for each question.
func (p *Presence) ask(ctx context.Context, query string) ([]map[string]string, *trouble) {
	p.mu.Lock()
	asked, known := p.tables[query]
	if !known {
		asked = &table{}
		p.tables[query] = asked
	}
	p.mu.Unlock()
	asked.once.Do(func() {
		p.turn <- struct{}{}
		defer func() { <-p.turn }()
		got, err := p.m.Query(ctx, query, p.at)
		asked.t = troubleOf(p.m, got, err)
		for _, s := range got.Series {
			asked.rows = append(asked.rows, maps.Clone(s.Labels))
		}
	})
	return asked.rows, asked.t
}
