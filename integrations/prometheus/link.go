package prometheus

import (
	"net/url"
	"time"
)

// GraphURL is where a person sees expr drawn over the hour that ends at a time.
// It holds no credentials. Every version of Prometheus' page since 2.0 reads
// these parameters.
func (s *Source) GraphURL(expr string, at time.Time) string {
	u := *s.base.JoinPath("graph")
	u.User, u.Fragment = nil, ""
	// The page reads whole seconds; rounding up keeps the sample in sight.
	at = at.Add(time.Second - time.Nanosecond).Truncate(time.Second)
	u.RawQuery = url.Values{
		"g0.expr":        {expr},
		"g0.tab":         {"0"}, // The graph, not the table.
		"g0.range_input": {"1h"},
		"g0.end_input":   {at.UTC().Format(time.DateTime)},
	}.Encode()
	return u.String()
}
