package prometheus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/api"
	v1 "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/reach"
)

// DefaultTimeout is how long one question may take.
const DefaultTimeout = 5 * time.Second

// Config is one metrics source.
type Config struct {
	// Name is what people call it, such as "main".
	Name string
	// URL is its address, with the path prefix where it has one.
	URL string
	// Timeout is how long one question may take, in machine time. Zero is
	// DefaultTimeout.
	Timeout time.Duration
	// AuthYAML is how to connect, in the words of Prometheus' own
	// configuration: basic_auth, authorization, oauth2, tls_config, proxy_url,
	// http_headers. A key that it does not know is refused. May be empty.
	AuthYAML []byte
	// Transport takes the place of the network, for tests. It cannot be
	// combined with AuthYAML.
	Transport http.RoundTripper
}

// Source is a metrics source. It is safe for concurrent use.
type Source struct {
	name    string
	base    *url.URL
	timeout time.Duration
	api     v1.API
	secrets reach.Secrets
}

// New reads the configuration and connects to nothing yet. Its errors do not
// repeat what was configured, because that may hold credentials.
func New(cfg Config) (*Source, error) {
	s := &Source{name: cfg.Name, timeout: cfg.Timeout}
	if s.timeout <= 0 {
		s.timeout = DefaultTimeout
	}
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("the URL of the metrics source %s must be like http://prometheus:9090", s.name)
	}
	s.base = base
	client, secrets, err := reach.New(reach.Config{AuthYAML: cfg.AuthYAML, Transport: cfg.Transport, Addresses: []*url.URL{base}})
	if err != nil {
		return nil, fmt.Errorf("the metrics source %s: %w", s.name, err)
	}
	s.secrets = secrets
	c, err := api.NewClient(api.Config{Address: cfg.URL, Client: client})
	if err != nil {
		return nil, fmt.Errorf("the metrics source %s: %s", s.name, s.secrets.Clean(err.Error()))
	}
	s.api = v1.NewAPI(c)
	return s, nil
}

// Name is the source's configured name.
func (s *Source) Name() string { return s.name }

// Query evaluates expr at one time. No series is an answer. An error is an
// *incident.SourceError.
func (s *Source) Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	return s.ask(ctx, func(ctx context.Context) (model.Value, v1.Warnings, error) {
		v, warnings, _, err := s.api.Query(ctx, expr, at)
		return v, warnings, err
	})
}

// QueryRange evaluates expr at from, from+step and so on, to included. Sources
// refuse more than 11,000 points a series. An error is an
// *incident.SourceError.
func (s *Source) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	return s.ask(ctx, func(ctx context.Context) (model.Value, v1.Warnings, error) {
		v, warnings, _, err := s.api.QueryRange(ctx, expr, v1.Range{Start: from, End: to, Step: step})
		return v, warnings, err
	})
}

// ask puts one question under the limit. Infos are left out by the callers: a
// remark on the query's style ("might not be a counter") does not make the
// data partial, as a warning does.
func (s *Source) ask(ctx context.Context, question func(context.Context) (model.Value, v1.Warnings, error)) (incident.Measured, error) {
	seen := &reach.Reply{}
	limited, cancel := reach.WithLimit(reach.Watching(ctx, seen), s.timeout)
	defer cancel()
	v, warnings, err := question(limited)
	if err != nil {
		if !errors.As(err, new(*v1.Error)) {
			err = reach.OverLimit(err, ctx, limited)
		}
		return incident.Measured{}, s.failure(err, *seen)
	}
	if fault, detail, skewed := reach.Skewed(*seen); skewed {
		return incident.Measured{}, &incident.SourceError{Source: s.name, Fault: fault, Detail: detail, Err: errSkewed, Answered: true}
	}
	got, err := measured(v)
	if err != nil {
		return incident.Measured{}, s.failure(err, *seen)
	}
	got.Warnings = append(s.secrets.CleanAll(warnings), got.Warnings...)
	return got, nil
}
