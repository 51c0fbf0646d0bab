package promlab

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
)

// The kinds of error that Prometheus names, with its status codes.
const (
	kindBadData  = "bad_data"
	kindExec     = "execution"
	kindTimeout  = "timeout"
	kindCanceled = "canceled"
	kindInternal = "internal"
)

// maxNotes is how many warnings, and how many infos, an answer holds.
const maxNotes = 10

type apiError struct {
	kind string
	err  error
}

func (e *apiError) Error() string { return e.err.Error() }
func (e *apiError) Unwrap() error { return e.err }

// failed is the status and the body of an error.
func failed(err error) (int, []byte) {
	kind, status := kindExec, http.StatusUnprocessableEntity
	var known *apiError
	var timeout promql.ErrQueryTimeout
	var canceled promql.ErrQueryCanceled
	var storage promql.ErrStorage
	switch {
	case errors.As(err, &known):
		kind, status = known.kind, http.StatusBadRequest
	case errors.As(err, &timeout):
		kind, status = kindTimeout, http.StatusServiceUnavailable
	case errors.As(err, &canceled), errors.Is(err, context.Canceled):
		kind, status = kindCanceled, 499 // The client has closed the request.
	case errors.As(err, &storage):
		kind, status = kindInternal, http.StatusInternalServerError
	}
	b := append([]byte(`{"status":"error","errorType":`), quoted(kind)...)
	b = append(append(b, `,"error":`...), quoted(err.Error())...)
	return status, append(b, '}')
}

// succeeded is the body of an answer. It writes the points itself, because a
// range has hundreds of thousands and reflection takes a second for them.
func succeeded(a answer, query string) []byte {
	b := []byte(`{"status":"success","data":`)
	switch v := a.data.(type) {
	case promql.Vector:
		b = append(b, `{"resultType":"vector","result":`...)
		b = list(b, v, func(b []byte, s promql.Sample) []byte {
			b = append(metric(b, s.Metric), `,"value":`...)
			return append(point(b, s.T, s.F), '}')
		})
		b = append(b, '}')
	case promql.Matrix:
		b = append(b, `{"resultType":"matrix","result":`...)
		b = list(b, v, func(b []byte, s promql.Series) []byte {
			b = append(metric(b, s.Metric), `,"values":`...)
			b = list(b, s.Floats, func(b []byte, p promql.FPoint) []byte { return point(b, p.T, p.F) })
			return append(b, '}')
		})
		b = append(b, '}')
	case promql.Scalar:
		b = append(b, `{"resultType":"scalar","result":`...)
		b = append(point(b, v.T, v.V), '}')
	case promql.String:
		b = append(b, `{"resultType":"string","result":[`...)
		b = append(append(seconds(b, v.T), ','), quoted(v.V)...)
		b = append(b, "]}"...)
	case []labels.Labels:
		b = list(b, v, func(b []byte, ls labels.Labels) []byte { return append(b, quoted(ls.Map())...) })
	case []string:
		b = list(b, v, func(b []byte, s string) []byte { return append(b, quoted(s)...) })
	}
	warnings, infos := a.notes.AsStrings(query, maxNotes, maxNotes)
	b = notes(b, "warnings", warnings)
	b = notes(b, "infos", infos)
	return append(b, '}')
}

// notes are sorted, because they come from a map and the same query must give
// the same answer.
func notes(b []byte, name string, all []string) []byte {
	if len(all) == 0 {
		return b
	}
	slices.Sort(all)
	b = append(append(b, `,"`+name+`":`...), quoted(all)...)
	return b
}

func list[T any](b []byte, all []T, each func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = each(b, v)
	}
	return append(b, ']')
}

func metric(b []byte, ls labels.Labels) []byte {
	return append(append(b, `{"metric":`...), quoted(ls.Map())...)
}

// point is [time, "value"]. The value is a string, because JSON has no NaN.
func point(b []byte, t int64, v float64) []byte {
	b = append(seconds(append(b, '['), t), ',', '"')
	b = strconv.AppendFloat(b, v, 'f', -1, 64)
	return append(b, '"', ']')
}

func seconds(b []byte, ms int64) []byte {
	return strconv.AppendFloat(b, float64(ms)/1000, 'f', -1, 64)
}

// quoted is the JSON of text, texts or labels, none of which can fail.
func quoted(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}
