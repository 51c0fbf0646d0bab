package drill

import (
	"fmt"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/internal/promlab"
)

// World is the scenario's metrics: what they are before anyone acts, and how
// they answer to what people type.
type World struct {
	Lab      *promlab.Lab
	scenario *Scenario
	now      func() time.Time

	mu    sync.Mutex
	known map[string]bool // Series that exist in the lab.
}

// NewWorld makes the metrics of a scenario.
func NewWorld(s *Scenario, now func() time.Time) (*World, error) {
	w := &World{
		Lab:      promlab.New(promlab.Config{Interval: time.Duration(s.Metrics.Interval), Now: now}),
		scenario: s, now: now, known: map[string]bool{},
	}
	for _, l := range s.Metrics.Lines {
		var segments []promlab.Segment
		for _, g := range l.Is {
			segments = append(segments, segment(s.at(g.From), g))
		}
		for _, series := range expand(l.Series) {
			if err := w.Lab.Line(series, segments...); err != nil {
				return nil, fmt.Errorf("the drill's series %s: %w", series, err)
			}
			w.known[series] = true
		}
	}
	return w, nil
}

// faults are the ways in which a scenario's metrics source answers.
var faults = map[string]promlab.FaultKind{
	"": promlab.None, "answers": promlab.None, "fails": promlab.ServerError, "hangs": promlab.Hang,
	"login": promlab.LoginPage, "partial": promlab.Partial,
}

// Typed lets the world answer to a typed line.
func (w *World) Typed(text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.scenario.Reactions {
		if !r.When.matches(text) {
			continue
		}
		if r.Source != "" {
			w.Lab.SetFault(promlab.Fault{Kind: faults[r.Source]})
		}
		at := w.now().Add(time.Duration(r.After))
		for _, l := range r.Lines {
			for _, series := range expand(l.Series) {
				if err := w.set(series, segment(at, l.Segment)); err != nil {
					return err
				}
			}
		}
		return nil // The first that fits; a line means one thing.
	}
	return nil
}

func (w *World) set(series string, g promlab.Segment) error {
	if w.known[series] {
		return w.Lab.Change(g.From, series, g)
	}
	w.known[series] = true
	return w.Lab.Line(series, g)
}

func segment(from time.Time, g Segment) promlab.Segment {
	switch {
	case g.Gone:
		return promlab.Gone(from)
	case g.Slope != nil:
		return promlab.Slope(from, *g.Slope).Wobbling(g.Wobble / 100)
	case g.Level != nil:
		return promlab.Level(from, *g.Level).Wobbling(g.Wobble / 100)
	default:
		return promlab.Gone(from)
	}
}
