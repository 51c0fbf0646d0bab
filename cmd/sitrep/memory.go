package main

import (
	"bytes"
	"io"
	"net/http"
	"time"

	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/runbooks"
)

// afterwards is how long after its first value a fixture may still be asked.
const afterwards = 366 * 24 * time.Hour

// memoryLab is a Prometheus in memory that holds the series of a fixture. It is
// asked by the real client, so that a verdict comes about as it would in an
// incident.
func memoryLab(start time.Time, interval time.Duration, series []runbooks.InputSeries) (runbooks.Metrics, error) {
	end := start.Add(afterwards)
	lab := promlab.New(promlab.Config{Interval: interval, Now: func() time.Time { return end }})
	for _, s := range series {
		if err := lab.Load(start, interval, s.Series, s.Values); err != nil {
			return nil, err
		}
	}
	return prometheus.New(prometheus.Config{Name: "fixture", URL: "http://fixture", Transport: inProcess{lab.Handler()}})
}

// inProcess answers requests by a handler, without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip asks the handler.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &written{header: http.Header{}, status: http.StatusOK}
	p.handler.ServeHTTP(w, r)
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// written is an answer in the making.
type written struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func (w *written) Header() http.Header         { return w.header }
func (w *written) WriteHeader(status int)      { w.status = status }
func (w *written) Write(b []byte) (int, error) { return w.body.Write(b) }
