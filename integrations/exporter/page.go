package exporter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/reach"
)

// kind is what should be at an address.
const kind reach.Kind = "an exporter's page"

// accepted asks for the one format that is read.
const accepted = "text/plain;version=0.0.4;q=1,*/*;q=0.1"

// page is one exporter's page and how to get it.
type page struct {
	url     string
	labels  map[string]string
	client  *http.Client
	secrets reach.Secrets
}

// sample is the newest value of one series.
type sample struct {
	labels map[string]string
	at     time.Time
	value  float64
}

// read gets the page and reads it whole or not at all: half a page looks like a
// pool that has lost its members.
func (p page) read(ctx context.Context, at time.Time, limit time.Duration) ([]sample, *incident.SourceError) {
	limited, stop := reach.WithLimit(ctx, limit)
	defer stop()
	text, err := p.get(limited)
	if err == nil {
		var all []sample
		if all, err = p.parse(text, at); err == nil {
			return all, nil
		}
	}
	if bad, ok := errors.AsType[*incident.SourceError](err); ok {
		bad.Detail = p.secrets.Clean(bad.Detail)
		return nil, bad
	}
	fault, why := kind.Why(reach.OverLimit(err, ctx, limited), limit)
	return nil, &incident.SourceError{Fault: fault, Detail: why, Err: errors.New(p.secrets.Clean(err.Error()))}
}

// unusable is an answer that is no page of metrics.
func unusable(fault incident.SourceFault, why string) *incident.SourceError {
	return &incident.SourceError{Fault: fault, Detail: why, Err: errors.New(why), Answered: true}
}

func (p page) get(ctx context.Context) ([]byte, error) {
	seen := reach.Reply{}
	req, err := http.NewRequestWithContext(reach.Watching(ctx, &seen), http.MethodGet, p.url, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", accepted)
	res, err := p.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK || seen.Page {
		return nil, unusable(kind.Refused(seen))
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch whole := bytes.HasSuffix(text, []byte("\n")); {
	case bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")):
		return nil, unusable(kind.Foreign("it answered with a web page"))
	case media == "application/openmetrics-text" || media == "application/vnd.google.protobuf":
		return nil, unusable(kind.Foreign("it answers in " + media + ", and only the text format is read"))
	case len(bytes.TrimSpace(text)) == 0:
		return nil, unusable(kind.Foreign("it is empty"))
	case !whole && res.ContentLength < 0 && len(res.TransferEncoding) == 0 && !res.Uncompressed && res.ProtoMajor < 2:
		// Nobody said how long it is, so it may have been cut.
		return nil, unusable(incident.SourceForeign, "its page ends in the middle of a line")
	case !whole:
		return append(text, '\n'), nil // The reader insists on it; exporters do not.
	}
	return text, nil
}

// parse reads the text format and adds the page's labels.
func (p page) parse(text []byte, at time.Time) ([]sample, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	byName, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		if bad, ok := errors.AsType[expfmt.ParseError](err); ok {
			return nil, unusable(kind.Foreign(fmt.Sprintf("line %d of it is not the text format", bad.Line)))
		}
		return nil, unusable(kind.Foreign("it is not the text format"))
	}
	var all []sample
	known := map[string]float64{}
	for _, family := range byName {
		vector, err := expfmt.ExtractSamples(&expfmt.DecodeOptions{Timestamp: model.TimeFromUnixNano(at.UnixNano())}, family)
		if err != nil {
			return nil, unusable(kind.Foreign("it has a metric of a kind that is not read"))
		}
		for _, s := range vector {
			one := sample{labels: p.labelled(string(s.Metric[model.MetricNameLabel]), s.Metric), at: s.Timestamp.Time(), value: float64(s.Value)}
			id := s.Metric.String()
			value, twice := known[id]
			switch {
			case !twice:
				known[id] = one.value
				all = append(all, one)
			case value != one.value:
				return nil, unusable(incident.SourceForeign, "its page has two values for one series of "+one.labels["__name__"])
			}
		}
	}
	return all, nil
}

// labelled are the labels of a series of the page. Where both have one, the
// page's own stays as exported_, as a Prometheus keeps it.
func (p page) labelled(name string, own model.Metric) map[string]string {
	all := make(map[string]string, len(own)+len(p.labels)+1)
	for k, v := range own {
		all[string(k)] = string(v)
	}
	for k, v := range p.labels {
		if mine, ok := all[k]; ok {
			free := "exported_" + k
			for all[free] != "" {
				free = "exported_" + free
			}
			all[free] = mine
		}
		all[k] = v
	}
	all["__name__"] = name
	return all
}
