package prometheus

import (
	"errors"

	"github.com/prometheus/common/model"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Answers that cannot be read as numbers.
var (
	errNoResult  = errors.New("the answer holds no result")
	errHistogram = errors.New("the query gives native histograms; ask for a number, with histogram_quantile for example")
)

// measured is an answer in our words. NaN and infinity pass as they are.
func measured(v model.Value) (incident.Measured, error) {
	var got incident.Measured
	switch v := v.(type) {
	case model.Vector:
		for _, s := range v {
			if s.Histogram != nil {
				return got, errHistogram // Its number would read as 0.
			}
			got.Series = append(got.Series, incident.Series{Labels: labels(s.Metric), Samples: []incident.Sample{sample(s.Timestamp, s.Value)}})
		}
	case model.Matrix:
		for _, s := range v {
			if len(s.Histograms) > 0 {
				return got, errHistogram
			}
			series := incident.Series{Labels: labels(s.Metric), Samples: make([]incident.Sample, 0, len(s.Values))}
			for _, p := range s.Values {
				series.Samples = append(series.Samples, sample(p.Timestamp, p.Value))
			}
			got.Series = append(got.Series, series)
		}
	case *model.Scalar:
		got.Series = []incident.Series{{Samples: []incident.Sample{sample(v.Timestamp, v.Value)}}}
	default:
		return got, errNoResult
	}
	return got.AtMost(incident.MaxSeries), nil
}

func sample(at model.Time, v model.SampleValue) incident.Sample {
	return incident.Sample{At: at.Time().UTC(), Value: float64(v)}
}

func labels(m model.Metric) map[string]string {
	if len(m) == 0 {
		return nil
	}
	all := make(map[string]string, len(m))
	for k, v := range m {
		all[string(k)] = string(v)
	}
	return all
}
