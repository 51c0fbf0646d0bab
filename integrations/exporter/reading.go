package exporter

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// reading is what all pages said at one time.
type reading struct {
	at       time.Time // When the reading began, story time.
	moment   *promlab.Moment
	warnings []string              // Set where some pages gave no answer.
	err      *incident.SourceError // Set where none did.
}

// read is a reading that is fit for a question meant at a time. Whoever asks
// while one is under way waits for it; it outlives the asker that began it.
func (s *Source) read(ctx context.Context, at time.Time) (*reading, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.last == nil || s.last.at.Before(at.Add(-aMoment)) {
		ended := s.ended
		if ended == nil {
			s.ended = make(chan struct{})
			s.mu.Unlock()
			r := s.readAll(context.WithoutCancel(ctx))
			s.mu.Lock()
			close(s.ended)
			s.last, s.ended = r, nil
			break // Fit or not, there is none newer.
		}
		s.mu.Unlock()
		select {
		case <-ended:
			s.mu.Lock()
		case <-ctx.Done():
			s.mu.Lock()
			return nil, s.gone(ctx)
		}
	}
	if s.last.err != nil {
		return nil, s.last.err
	}
	return s.last, nil
}

// readAll reads the pages side by side.
func (s *Source) readAll(ctx context.Context) *reading {
	r := &reading{at: s.now()}
	found, failed := make([][]sample, len(s.pages)), make([]*incident.SourceError, len(s.pages))
	var all sync.WaitGroup
	for n, p := range s.pages {
		all.Go(func() { found[n], failed[n] = p.read(ctx, r.at, s.timeout) })
	}
	all.Wait()
	if r.err = s.down(failed); r.err != nil {
		return r
	}
	r.moment = promlab.NewMoment(r.at)
	for n, p := range s.pages {
		if why := p.fill(r, found[n], failed[n]); why != "" {
			r.warnings = append(r.warnings, p.labels["instance"]+": "+why)
		}
	}
	if n := len(r.warnings); n > 0 {
		r.warnings = []string{fmt.Sprintf("%s (%d of %d pages)", strings.Join(r.warnings, "; "), n, len(s.pages))}
	}
	return r
}

// fill adds what a page says, and the series up that a Prometheus would give it
// in place of one of the page's own. It says why it is not whole, if it is not.
func (p page) fill(r *reading, found []sample, failed *incident.SourceError) (why string) {
	up := 1.0
	if failed != nil {
		up, why = 0, failed.Detail
	}
	for _, one := range append([]sample{{labels: p.labelled("up", nil), at: r.at, value: up}}, found...) {
		if err := r.moment.Add(one.labels, one.at, one.value); err != nil && one.labels["__name__"] != "up" {
			why = "another page has the same series of " + one.labels["__name__"]
		}
	}
	return why
}

// down is the error of a source none of whose pages gave an answer; nil if one
// did.
func (s *Source) down(failed []*incident.SourceError) *incident.SourceError {
	first := failed[0]
	why, several := []string{}, false
	e := &incident.SourceError{Source: s.name}
	for n, f := range failed {
		if f == nil {
			return nil
		}
		several = several || f.Detail != first.Detail
		why = append(why, s.pages[n].labels["instance"]+": "+f.Detail)
		e.Answered = e.Answered || f.Answered
	}
	e.Fault, e.Detail, e.Err = first.Fault, first.Detail, first.Err
	if several {
		e.Detail = strings.Join(why, "; ")
	}
	return e
}
