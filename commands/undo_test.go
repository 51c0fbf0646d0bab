package commands

import (
	"context"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

// tookBack stands for a domain that took this line back.
type tookBack incident.Event

func (e tookBack) Undo(context.Context, incident.Call, int64) (incident.Incident, incident.Event, error) {
	return incident.Incident{}, incident.Event(e), nil
}

func TestUndoSaysWhatEachKindOfLineWas(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind incident.Kind
		text string
		data incident.Data
		want string
	}{
		{incident.Taken, "Is the API pool whole?", incident.Data{}, "Line 84 is taken back: Ana is on it: Is the API pool whole?\nBoth stay readable on the timeline."},
		{incident.Answered, "", incident.Data{Check: "a/b", Outcome: incident.Pass}, "Line 84 is taken back: Ana answered a/b ok\nBoth stay readable on the timeline."},
		{incident.ImpactBegan, "", incident.Data{}, "Line 84 is taken back: Ana said that customers first felt it then\nBoth stay readable on the timeline."},
	} {
		reply, err := Undo(tookBack{Seq: 84, Actor: ana, Kind: tt.kind, Text: tt.text, Data: tt.data}).Run(t.Context(), typed(""))
		if got := read(reply.Message); err != nil || got != tt.want {
			t.Errorf("undo is answered %q (%v), want %q", got, err, tt.want)
		}
	}
}
