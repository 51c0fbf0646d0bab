package runbooks

import "slices"

// Sources are the metrics sources that there are. The first one answers for
// whatever names no other.
type Sources []Metrics

// Get is the source of that name.
func (s Sources) Get(name string) (Metrics, bool) {
	if i := slices.IndexFunc(s, func(m Metrics) bool { return m.Name() == name }); i >= 0 {
		return s[i], true
	}
	return nil, false
}

// For is the source that answers a check for a service: the one that the
// service names for the check, for the check's runbook, or for all it is asked,
// in this order, else the first. A name that no source has is for the
// configuration to refuse; here it falls back to the first.
func (s Sources) For(service Service, c Check) Metrics {
	for _, name := range []string{service.Sources[c.Name], service.Sources[c.Runbook], service.Source} {
		if m, ok := s.Get(name); ok {
			return m
		}
	}
	return s[0]
}
