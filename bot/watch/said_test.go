package watch

import (
	"maps"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestWhatTheIncidentKnowsIsNotAskedOfPeople(t *testing.T) {
	t.Parallel()
	four := 4
	added := incident.Action{Seq: 3, Moment: incident.ExactMoment(at("15:06")), Capacity: &incident.Capacity{Action: 3, Asked: &four, Members: []string{"db-5", "db-6"}}}
	restart := incident.Action{Seq: 5, Moment: incident.ExactMoment(at("15:20")), DoneAt: at("15:22")}
	tests := []struct {
		name string
		i    incident.Incident
		want map[string]string
	}{
		{"nothing, before anything was done", incident.Incident{}, map[string]string{}},
		{"who was added, and when", incident.Incident{Actions: []incident.Action{added}}, map[string]string{"acted": "1516115160", "added": "db-5,db-6", "asked": "4"}},
		{
			"when the newest action was finished, and who the last addition added",
			incident.Incident{Actions: []incident.Action{added, restart}},
			map[string]string{"acted": "1516116120", "added": "db-5,db-6", "asked": "4"},
		},
		{
			"what people say wins",
			incident.Incident{Actions: []incident.Action{added}, Vars: incident.Vars{"added": "db-7", "database": "pg"}},
			map[string]string{"acted": "1516115160", "added": "db-7", "asked": "4", "database": "pg"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := said(tt.i); !maps.Equal(got, tt.want) {
				t.Errorf("known %v, want %v", got, tt.want)
			}
		})
	}
}
