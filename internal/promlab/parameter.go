package promlab

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// timeOf reads a time: seconds since the epoch, or RFC 3339. The zero default
// means that the parameter must be given.
func timeOf(r *http.Request, name string, otherwise time.Time) (time.Time, error) {
	text := r.Form.Get(name)
	if text == "" && !otherwise.IsZero() {
		return otherwise, nil
	}
	if s, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(s) && math.Abs(s) < 1e12 {
		return time.UnixMilli(int64(math.Round(s * 1000))).UTC(), nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	return time.Time{}, badData(name, fmt.Errorf("cannot parse %q to a valid timestamp", text))
}

// durationOf reads a duration: seconds, or Prometheus' own notation, both of
// which are numbers of the query language.
func (l *Lab) durationOf(r *http.Request, name string) (time.Duration, error) {
	text := r.Form.Get(name)
	e, err := l.parser.ParseExpr(text)
	if n, ok := e.(*parser.NumberLiteral); err == nil && ok {
		if ns := n.Val * float64(time.Second); math.Abs(ns) < math.MaxInt64 {
			return time.Duration(ns), nil
		}
		return 0, badData(name, fmt.Errorf("cannot parse %q to a valid duration. It overflows int64", text))
	}
	return 0, badData(name, fmt.Errorf("cannot parse %q to a valid duration", text))
}

// limitOf reads how many results are wanted; zero is all of them.
func limitOf(r *http.Request) (int, error) {
	text := r.Form.Get("limit")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err == nil && n < 0 {
		err = errors.New("limit must be non-negative")
	}
	if err != nil {
		return 0, badData("limit", err)
	}
	return n, nil
}
