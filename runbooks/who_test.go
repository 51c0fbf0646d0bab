package runbooks

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestWhyIsWhatMostOfTheOffendersHaveInCommon(t *testing.T) {
	t.Parallel()
	states := func(pairs ...string) incident.Measured {
		var m incident.Measured
		for i := 0; i < len(pairs); i += 2 {
			m.Series = append(m.Series, incident.Series{Labels: map[string]string{"server": pairs[i], "state": pairs[i+1]}})
		}
		return m
	}
	out := []string{"a", "b", "c"}
	for name, tt := range map[string]struct {
		got  incident.Measured
		want string
	}{
		"refused":                    {states("a", "L4CON", "b", "L4CON", "c", "L7STS"), "2 of them refuse connections."},
		"only one is known":          {states("a", "L4TOUT"), "1 of them does not answer."},
		"those that are in are left": {states("a", "L7STS", "x", "L7OK", "y", "L7OK"), "1 of them answers the check with an error."},
		"two balancers, one server":  {states("a", "L7TOUT", "a", "L7TOUT"), "1 of them answers the check too slowly."},
		"a state we have no word for": {
			states("a", "HANA", "b", "HANA"), "The check says HANA for 2 of them.",
		},
		"none of them is named": {states("x", "L4CON"), ""},
		"nothing":               {incident.Measured{}, ""},
	} {
		if why := because(tt.got, out); why != tt.want {
			t.Errorf("%s: %q, want %q", name, why, tt.want)
		}
	}
}
