package incident

import (
	"strings"
	"time"
)

// Without another word a measure is shown from half an hour before the
// incident was declared, because what went before says what is normal, and for
// no longer than a day. Who names a time may have a week.
const (
	metricBefore  = 30 * time.Minute
	metricDefault = 24 * time.Hour
	metricLongest = 7 * 24 * time.Hour
)

// Reach is how far back a measure is to be shown. The zero Reach leaves it to
// the incident.
type Reach struct {
	Back     time.Duration // So long before now.
	Since    time.Time     // From then on.
	Declared bool          // From when it was declared on.
}

// AskMetric asks for a measure. Typed is what the person typed for it.
func (i Incident) AskMetric(by Actor, ask MetricAsk, reach Reach, typed string, at time.Time) ([]Event, error) {
	ask.To = at.UTC()
	switch {
	case reach.Back != 0:
		ask.From = ask.To.Add(-reach.Back)
	case !reach.Since.IsZero():
		ask.From = reach.Since.UTC()
	case reach.Declared:
		ask.From = i.DeclaredAt
	default:
		// After the end it is still the incident's own time that is of interest.
		if end := i.OverAt().Add(metricBefore); !i.Open() && end.Before(ask.To) {
			ask.To = end
		}
		ask.From = i.DeclaredAt.Add(-metricBefore)
		if ask.To.Sub(ask.From) > metricDefault {
			ask.From = ask.To.Add(-metricDefault)
		}
	}
	switch length := ask.To.Sub(ask.From); {
	case length <= 0:
		return nil, Errorf(Invalid, "That time is still to come. Name one that is past, such as 30m or since 14:30.")
	case length < time.Minute:
		ask.From = ask.To.Add(-time.Minute)
	case length > metricLongest:
		return nil, Errorf(Invalid, "I show at most 7 days at a time. Name a shorter one, such as 7d or 30m.")
	}
	ask.Query = strings.TrimSpace(ask.Query)
	if ask.Metric+ask.Check+ask.Query == "" {
		return nil, Errorf(Invalid, "Which metric?")
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: MetricAsked, Text: strings.TrimSpace(typed), Data: Data{MetricAsk: &ask}}}, nil
}

// ShowMetric records what a measure showed; once.
func (i Incident) ShowMetric(m Metric, evidence string, at time.Time) []Event {
	v, ok := i.MetricView(m.Asked)
	if !ok || v.Shown != nil || i.Redacted[m.Asked] {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: MetricShown, Text: m.Say, Subject: MetricSubject(m.Asked), Evidence: evidence, Data: Data{Metric: &m}}}
}
