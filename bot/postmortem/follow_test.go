package postmortem

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

var _ incident.Follower = Follow

func TestADraftIsAskedForWhenPeopleWouldReadSomethingElse(t *testing.T) {
	t.Parallel()
	open := toggl()
	open.events = open.events[:17]
	for _, tt := range []struct {
		name string
		on   *story
		kind incident.Kind
		want bool
	}{
		{"resolved", open, incident.Resolved, true},
		{"a note while it is open", open, incident.Noted, false},
		{"mitigated", open, incident.Mitigated, false},
		{"a note afterwards", toggl(), incident.Noted, true},
		{"an end of impact afterwards", toggl(), incident.ImpactEnded, true},
		{"an effect afterwards", toggl(), incident.EffectJudged, true},
		{"a retraction afterwards", toggl(), incident.Retracted, true},
		{"a check that fails again", toggl(), incident.Judged, true},
		{"reopened", toggl(), incident.Reopened, true},
		{"the draft itself", toggl(), incident.Drafted, false},
		{"the draft refused", toggl(), incident.GaveUp, false},
		{"a look", toggl(), incident.Read, false},
		{"a message", toggl(), incident.Posted, false},
		{"a step", toggl(), incident.StepDone, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := tt.on.incident()
			event := incident.Event{
				Incident: 1, Seq: before.Seq + 1, Moment: minute("15:50"), RecordedAt: at("16:00"), Kind: tt.kind,
				Data: incident.Data{Verdict: &incident.Verdict{}, Effect: &incident.Effect{}},
			}
			jobs := Follow(before, before.Apply(event), []incident.Event{event})
			if got := len(jobs) == 1; got != tt.want {
				t.Fatalf("got %d jobs, want one: %v", len(jobs), tt.want)
			}
			if !tt.want {
				return
			}
			j := jobs[0]
			if j.Kind != WriteJob || j.Lane != "1/draft" || j.Subject != "draft" || j.Incident != 1 || !j.Due.Equal(at("16:00")) || j.Key == "" {
				t.Errorf("got %+v", j)
			}
		})
	}
}

func TestTwoChangesAskWithTwoKeys(t *testing.T) {
	t.Parallel()
	before := toggl().incident()
	keys := map[string]bool{}
	for n := range int64(2) {
		e := incident.Event{Incident: 1, Seq: before.Seq + 1 + n, Kind: incident.Noted}
		keys[Follow(before, before, []incident.Event{e})[0].Key] = true
	}
	if len(keys) != 2 {
		t.Errorf("got %d keys, want 2: a key is unique for ever", len(keys))
	}
}
