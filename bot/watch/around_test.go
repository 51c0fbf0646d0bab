package watch

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

func TestACheckThatComparesIsToldOfTheNewestAction(t *testing.T) {
	t.Parallel()
	at := time.Date(2018, 1, 16, 15, 6, 0, 0, time.UTC)
	done := incident.Incident{Actions: []incident.Action{{Seq: 1, Moment: incident.Moment{At: at}}, {Seq: 2, Moment: incident.Moment{At: at.Add(time.Minute)}, DoneAt: at.Add(5 * time.Minute)}}}
	of := map[string]string{"backend": "api"}
	for name, tt := range map[string]struct {
		i    incident.Incident
		s    runbooks.Scope
		want string
	}{
		"nobody acted":                  {incident.Incident{}, runbooks.Scope{Vars: of}, ""},
		"the newest, as it was done":    {done, runbooks.Scope{Vars: of}, "2018-01-16T15:11:00Z"},
		"the one that somebody named":   {done, runbooks.Scope{Vars: map[string]string{"acted": "1"}}, "1"},
		"nothing else was said with it": {done, runbooks.Scope{}, "2018-01-16T15:11:00Z"},
	} {
		if got := aroundNewest(tt.s, tt.i).Vars["acted"]; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if len(of) != 1 {
		t.Error("it wrote into a scope that is not its own")
	}
}
