package incident_test

import (
	"math"
	"slices"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestSeriesAreNamedByWhatTellsThemApart(t *testing.T) {
	t.Parallel()
	type labels = map[string]string
	for _, tt := range []struct {
		name   string
		all    []labels
		legend string
		want   []string
	}{
		{"one needs no name", []labels{{"instance": "api-1"}}, "", []string{""}},
		{"the label that differs", []labels{{"instance": "api-1", "job": "api"}, {"instance": "api-2", "job": "api"}}, "", []string{"api-1", "api-2"}},
		{"the shorter of two that each tell all apart", []labels{{"pod": "api-7d9f-x2", "ip": "10.0.0.1"}, {"pod": "api-7d9f-x3", "ip": "10.0.0.2"}}, "", []string{"10.0.0.1", "10.0.0.2"}},
		{"two labels where none is enough", []labels{{"dc": "a", "code": "200"}, {"dc": "a", "code": "500"}, {"dc": "b", "code": "200"}}, "", []string{"200 a", "500 a", "200 b"}},
		{"a legend", []labels{{"instance": "api-1", "dc": "a"}}, "${instance} in ${dc}", []string{"api-1 in a"}},
		{"a legend whose label is not there", []labels{{"x": "1"}, {"x": "2"}}, "${instance}", []string{"1", "2"}},
		{"the metric's name is a label too", []labels{{"__name__": "up"}, {"__name__": "down"}}, "", []string{"up", "down"}},
		{"one without the label", []labels{{}, {"zone": "a"}}, "", []string{"no label", "a"}},
		{"none", nil, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var all []incident.Series
			for _, l := range tt.all {
				all = append(all, incident.Series{Labels: l})
			}
			if got := incident.SeriesNames(all, tt.legend); !slices.Equal(got, tt.want) {
				t.Errorf("they are called %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheWorstSeriesComesFirst(t *testing.T) {
	t.Parallel()
	var all []incident.Series
	for name, values := range map[string][]float64{"low": {3, 1}, "high": {2, 9}, "none": {math.NaN()}} {
		s := incident.Series{Labels: map[string]string{"n": name}}
		for _, v := range values {
			s.Samples = append(s.Samples, incident.Sample{Value: v})
		}
		all = append(all, s)
	}
	for _, tt := range []struct {
		good incident.Direction
		want []string
	}{
		{"", []string{"high", "low", "none"}},
		{incident.Down, []string{"high", "low", "none"}},
		{incident.Up, []string{"low", "high", "none"}},
	} {
		var got []string
		for _, s := range incident.WorstFirst(all, tt.good) {
			got = append(got, s.Labels["n"])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("where %q is good the order is %v, want %v", tt.good, got, tt.want)
		}
	}
}
