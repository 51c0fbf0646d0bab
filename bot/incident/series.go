package incident

import (
	"fmt"
	"slices"
	"time"
)

// Sample is one measured value. At is UTC.
type Sample struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
}

// Series is one labelled line of samples, oldest first, as a metrics source
// returned it. An instant answer is a Series of one sample.
type Series struct {
	Labels  map[string]string `json:"labels,omitempty"`
	Samples []Sample          `json:"samples"`
}

// Last is the newest sample, and false where the series is empty.
func (s Series) Last() (Sample, bool) {
	if len(s.Samples) == 0 {
		return Sample{}, false
	}
	return s.Samples[len(s.Samples)-1], true
}

// Measured is the answer of a metrics source to one query. No series is an
// answer too: what it means is for the asker to find out.
type Measured struct {
	Series []Series
	// Warnings are the source's own words. A source that answers from a part
	// of its data says so here and nowhere else, so a verdict with a warning
	// is never a plain pass.
	Warnings []string
}

// MaxSeries is how many series of an answer are kept. What a person or a check
// can use is far fewer.
const MaxSeries = 500

// AtMost is the answer with no more series than that. One that is cut says so in
// a warning.
func (m Measured) AtMost(series int) Measured {
	if left := len(m.Series) - series; left > 0 {
		m.Series = m.Series[:series]
		m.Warnings = append(slices.Clip(m.Warnings), fmt.Sprintf("%d series are kept, and %d more are not", series, left))
	}
	return m
}
