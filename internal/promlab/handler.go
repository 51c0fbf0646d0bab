package promlab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/util/annotations"
)

// maxPoints is how many points a range query may ask for, as in Prometheus.
const maxPoints = 11_000

// Handler answers /api/v1/query and query_range, series, labels and label
// values, and /-/healthy, as Prometheus does, errors included; and /graph, so
// that links from messages lead somewhere.
func (l *Lab) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]answerer{
		"/api/v1/query":       l.query,
		"/api/v1/query_range": l.queryRange,
		"/api/v1/series":      l.series,
		"/api/v1/labels":      l.labelNames,
	} {
		mux.Handle("GET "+path, l.answering(answer))
		mux.Handle("POST "+path, l.answering(answer))
	}
	mux.Handle("GET /api/v1/label/{name}/values", l.answering(l.labelValues))
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "Prometheus Server is Healthy.\n")
	})
	mux.HandleFunc("GET /graph", l.graph)
	mux.HandleFunc("GET /query", l.graph) // Its name in Prometheus 3.
	return l.failing(mux)
}

// answer is what an endpoint found.
type answer struct {
	data  any // A promql value, label sets or names.
	notes annotations.Annotations
}

// answerer is one endpoint. The data of a query may live in the engine's
// memory until done is called.
type answerer func(r *http.Request) (a answer, done func(), err error)

func (l *Lab) answering(f answerer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body []byte
		status := http.StatusOK
		if err := r.ParseForm(); err != nil {
			status, body = failed(badData("form", err))
		} else if a, done, err := f(r); err != nil {
			status, body = failed(err)
		} else {
			if l.currentFault().Kind == Partial {
				a.notes = a.notes.Add(errors.New(partialWarning))
			}
			body = succeeded(a, r.Form.Get("query"))
			done()
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
}

func (l *Lab) query(r *http.Request) (answer, func(), error) {
	limit, err := limitOf(r)
	if err != nil {
		return answer{}, nil, err
	}
	at, err := timeOf(r, "time", l.cfg.Now())
	if err != nil {
		return answer{}, nil, err
	}
	return l.exec(r, limit, func(ctx context.Context) (promql.Query, error) {
		return l.engine.NewInstantQuery(ctx, l, nil, r.Form.Get("query"), at)
	})
}

func (l *Lab) queryRange(r *http.Request) (answer, func(), error) {
	limit, err := limitOf(r)
	if err != nil {
		return answer{}, nil, err
	}
	start, err := timeOf(r, "start", time.Time{})
	if err != nil {
		return answer{}, nil, err
	}
	end, err := timeOf(r, "end", time.Time{})
	if err != nil {
		return answer{}, nil, err
	}
	step, err := l.durationOf(r, "step")
	switch {
	case err != nil:
		return answer{}, nil, err
	case end.Before(start):
		return answer{}, nil, badData("end", errors.New("end timestamp must not be before start time"))
	case step <= 0:
		return answer{}, nil, badData("step", errors.New("zero or negative query resolution step widths are not accepted. Try a positive integer"))
	case end.Sub(start)/step > maxPoints:
		return answer{}, nil, &apiError{kind: kindBadData, err: errors.New("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")}
	}
	return l.exec(r, limit, func(ctx context.Context) (promql.Query, error) {
		return l.engine.NewRangeQuery(ctx, l, nil, r.Form.Get("query"), start, end, step)
	})
}

func (l *Lab) exec(r *http.Request, limit int, prepare func(context.Context) (promql.Query, error)) (answer, func(), error) {
	ctx := r.Context()
	if r.Form.Has("timeout") {
		within, err := l.durationOf(r, "timeout")
		if err != nil {
			return answer{}, nil, err
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, within)
		defer cancel()
	}
	q, err := prepare(ctx)
	if err != nil {
		return answer{}, nil, badData("query", err)
	}
	res := q.Exec(ctx)
	if res.Err != nil {
		q.Close()
		return answer{}, nil, res.Err
	}
	a := answer{data: res.Value, notes: res.Warnings}
	switch v := res.Value.(type) {
	case promql.Vector:
		a.data = promql.Vector(limited(v, limit, &a.notes))
	case promql.Matrix:
		a.data = promql.Matrix(limited(v, limit, &a.notes))
	}
	return a, q.Close, nil
}

func (l *Lab) series(r *http.Request) (answer, func(), error) {
	limit, q, sets, err := l.lookup(r)
	if err != nil {
		return answer{}, nil, err
	}
	if len(sets) == 0 {
		return answer{}, nil, &apiError{kind: kindBadData, err: errors.New("no match[] parameter provided")}
	}
	found := []labels.Labels{}
	for _, ms := range sets {
		for _, line := range q.matching(q.mint, q.maxt, ms) {
			found = append(found, line.labels)
		}
	}
	slices.SortFunc(found, labels.Compare)
	a := answer{}
	a.data = limited(slices.CompactFunc(found, labels.Equal), limit, &a.notes)
	return a, func() {}, nil
}

func (l *Lab) labelNames(r *http.Request) (answer, func(), error) {
	return l.words(r, func(q *querier, ms []*labels.Matcher) []string {
		names, _, _ := q.LabelNames(r.Context(), nil, ms...)
		return names
	})
}

func (l *Lab) labelValues(r *http.Request) (answer, func(), error) {
	return l.words(r, func(q *querier, ms []*labels.Matcher) []string {
		values, _, _ := q.LabelValues(r.Context(), r.PathValue("name"), nil, ms...)
		return values
	})
}

// words gathers names or values over all selectors, or over everything where
// none is given.
func (l *Lab) words(r *http.Request, of func(*querier, []*labels.Matcher) []string) (answer, func(), error) {
	limit, q, sets, err := l.lookup(r)
	if err != nil {
		return answer{}, nil, err
	}
	if len(sets) == 0 {
		sets = [][]*labels.Matcher{nil}
	}
	found := []string{}
	for _, ms := range sets {
		found = append(found, of(q, ms)...)
	}
	slices.Sort(found)
	a := answer{}
	a.data = limited(slices.Compact(found), limit, &a.notes)
	return a, func() {}, nil
}

// lookup reads what the three endpoints of series and labels have in common.
func (l *Lab) lookup(r *http.Request) (limit int, q *querier, sets [][]*labels.Matcher, err error) {
	if limit, err = limitOf(r); err != nil {
		return 0, nil, nil, err
	}
	start, err := timeOf(r, "start", time.UnixMilli(0))
	if err != nil {
		return 0, nil, nil, err
	}
	end, err := timeOf(r, "end", l.cfg.Now())
	if err != nil {
		return 0, nil, nil, err
	}
	for _, text := range r.Form["match[]"] {
		ms, err := l.parser.ParseMetricSelector(text)
		if err != nil {
			return 0, nil, nil, badData("match[]", err)
		}
		if !slices.ContainsFunc(ms, func(m *labels.Matcher) bool { return !m.Matches("") }) {
			return 0, nil, nil, badData("match[]", errors.New("match[] must contain at least one non-empty matcher"))
		}
		sets = append(sets, ms)
	}
	return limit, l.querier(start.UnixMilli(), end.UnixMilli()), sets, nil
}

// limited cuts an answer that was asked to be short, and says so.
func limited[T any](all []T, limit int, notes *annotations.Annotations) []T {
	if limit <= 0 || len(all) <= limit {
		return all
	}
	notes.Add(errors.New("results truncated due to limit"))
	return all[:limit]
}

// badData is a parameter that cannot be used.
func badData(parameter string, err error) error {
	return &apiError{kind: kindBadData, err: fmt.Errorf("invalid parameter %q: %w", parameter, err)}
}
