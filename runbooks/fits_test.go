package runbooks

import (
	"slices"
	"testing"
)

func TestARunbookFitsWhatItsWhenSays(t *testing.T) {
	t.Parallel()
	l := &Library{runbooks: []Runbook{
		{ID: "connection-limits", Keywords: []string{"too many connections", "timeout"}, Alerts: []string{"PostgresTooManyConnections"}},
		{ID: "checkout", Keywords: []string{"slow"}, Services: []string{"checkout"}},
		{ID: "billing", Services: []string{"billing"}},
		{ID: "added", Actions: []string{"add"}},
		{ID: "never"},
	}}
	for _, tt := range []struct {
		title, service string
		want           []string
	}{
		{"Timeouts since noon", "api", []string{"connection-limits"}},
		{"API: too many connections", "api", []string{"connection-limits"}},
		{"too many open connections", "api", nil},
		{"PostgresTooManyConnections on db-1", "db", []string{"connection-limits"}},
		{"Slow since lunch", "checkout", []string{"checkout"}},
		{"Slow since lunch", "api", nil},
		{"Something is odd", "billing", []string{"billing"}},
		{"Slowly going under", "checkout", nil},
		{"", "", nil},
	} {
		var got []string
		for _, b := range l.Fits(tt.title, tt.service) {
			got = append(got, b.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q on %q brings %v to mind, want %v", tt.title, tt.service, got, tt.want)
		}
	}
}
