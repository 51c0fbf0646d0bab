package exporter

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/internal/reach"
)

// DefaultTimeout is how long one reading of the pages may take.
const DefaultTimeout = 5 * time.Second

const (
	// aMoment is how far apart two times may be and still be the same: pages are
	// read once for all questions within it.
	aMoment = time.Second
	// recent is how long ago a question may have been meant: a look takes a
	// while, and asks at one time throughout. What is older is history.
	recent = time.Minute
)

// noHistory is what people read about a question that needs history.
const noHistory = "an exporter's page has no history: declare members, or name a Prometheus for it"

// Page is one exporter's page.
type Page struct {
	URL    string            // Its whole address.
	Labels map[string]string // Added to each series, as a Prometheus would: job, instance. Without an instance, it is the host.
}

// Config is a source that reads pages.
type Config struct {
	Name      string            // What people call it.
	Pages     []Page            // At least one.
	Timeout   time.Duration     // Of one reading, in machine time. Zero is DefaultTimeout.
	AuthYAML  []byte            // How to connect, as Prometheus writes it; may be empty.
	Transport http.RoundTripper // Takes the place of the network, for tests; not together with AuthYAML.
	Now       func() time.Time  // Story time: when a page is read.
}

// Source is a metrics source without history. It is safe for concurrent use.
type Source struct {
	name    string
	pages   []page
	timeout time.Duration
	now     func() time.Time

	mu    sync.Mutex
	last  *reading      // The newest one; nil before the first.
	ended chan struct{} // Closed when the reading under way is there; nil is none.
}

// New reads the configuration and no page yet. Its errors repeat no address,
// which may hold a password.
func New(cfg Config) (*Source, error) {
	s := &Source{name: cfg.Name, timeout: cfg.Timeout, now: cfg.Now}
	if s.timeout <= 0 {
		s.timeout = DefaultTimeout
	}
	if len(cfg.Pages) == 0 {
		return nil, fmt.Errorf("the metrics source %s has no exporters: name the address of a page", s.name)
	}
	var addresses []*url.URL
	for _, p := range cfg.Pages {
		u, err := url.Parse(p.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("the URL of an exporter of the metrics source %s must be like http://lb-1:8405/metrics", s.name)
		}
		addresses = append(addresses, u)
		labels := map[string]string{"instance": u.Host}
		maps.Copy(labels, p.Labels)
		for _, other := range s.pages {
			if maps.Equal(other.labels, labels) {
				return nil, fmt.Errorf("two exporters of the metrics source %s have the same labels: give each an instance of its own", s.name)
			}
		}
		s.pages = append(s.pages, page{url: p.URL, labels: labels})
	}
	client, secrets, err := reach.New(reach.Config{AuthYAML: cfg.AuthYAML, Transport: cfg.Transport, Addresses: addresses})
	if err != nil {
		return nil, fmt.Errorf("the metrics source %s: %w", s.name, err)
	}
	for n := range s.pages {
		s.pages[n].client, s.pages[n].secrets = client, secrets
	}
	return s, nil
}

// Name is the source's configured name.
func (s *Source) Name() string { return s.name }

// GraphURL is empty: a page draws nothing.
func (s *Source) GraphURL(string, time.Time) string { return "" }

// Query evaluates expr over what the pages say now. No series is an answer. An
// error is an *incident.SourceError; its cause is incident.ErrNoHistory where the
// question, or its time, asks for what was before.
func (s *Source) Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	r, values, err := s.ask(ctx, expr, at)
	if err != nil {
		return incident.Measured{}, err
	}
	return r.measured(values, at), nil
}

// QueryRange evaluates expr at those of the steps that are now: one at most has
// an answer. Errors are those of Query.
func (s *Source) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	r, values, err := s.ask(ctx, expr, to)
	if err != nil {
		return incident.Measured{}, err
	}
	at, ok := stepAt(r.at, from, to, step)
	if !ok {
		values = nil
	}
	return r.measured(values, at), nil
}

// measured is an answer in our words, as of then.
func (r *reading) measured(values []promlab.Value, at time.Time) incident.Measured {
	got := incident.Measured{Warnings: r.warnings}
	for _, v := range values {
		got.Series = append(got.Series, incident.Series{Labels: v.Labels, Samples: []incident.Sample{{At: at.UTC(), Value: v.Value}}})
	}
	return got.AtMost(incident.MaxSeries)
}

// stepAt is the step of a range that is the moment, if one is.
func stepAt(moment, from, to time.Time, step time.Duration) (time.Time, bool) {
	if step <= 0 || moment.Before(from.Add(-aMoment)) {
		return time.Time{}, false
	}
	at := from.Add((moment.Sub(from) + step/2) / step * step)
	if at.After(to) {
		at = at.Add(-step)
	}
	return at, !at.Before(from) && at.Sub(moment).Abs() <= aMoment
}

// ask evaluates expr over a reading that is fit for that time.
func (s *Source) ask(ctx context.Context, expr string, at time.Time) (*reading, []promlab.Value, error) {
	if at.Before(s.now().Add(-recent)) {
		return nil, nil, s.refused(noHistory, incident.ErrNoHistory)
	}
	r, err := s.read(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	values, err := r.moment.Query(ctx, expr)
	switch {
	case errors.Is(err, promlab.ErrHistory):
		return nil, nil, s.refused(noHistory, incident.ErrNoHistory)
	case ctx.Err() != nil:
		return nil, nil, s.gone(ctx)
	case err != nil:
		return nil, nil, s.refused(s.pages[0].secrets.Clean(err.Error()), err)
	}
	return r, values, nil
}

// refused is the error of a question that was understood and has no answer here.
func (s *Source) refused(why string, cause error) *incident.SourceError {
	return &incident.SourceError{Source: s.name, Fault: incident.SourceQuery, Detail: why, Err: cause, Answered: true}
}

// gone is the error of a question whose asker has left.
func (s *Source) gone(ctx context.Context) *incident.SourceError {
	fault, why := kind.Why(ctx.Err(), s.timeout)
	return &incident.SourceError{Source: s.name, Fault: fault, Detail: why, Err: ctx.Err()}
}
