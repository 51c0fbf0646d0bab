package storetest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Secret is what the tests of redaction write and blank. Nothing of it may be
// left in what a database keeps.
const Secret = "password-hunter2"

var redactTests = []test{
	{"what is redacted is gone for good, and the chain holds", func(t *testing.T, w *world) {
		i := Blanked(t, w.Store)
		es := w.timeline(t, i.ID)
		for _, e := range es {
			if said := fmt.Sprintf("%+v", e); strings.Contains(said, Secret) {
				t.Errorf("event %d still says it: %s", e.Seq, said)
			}
		}
		if e := es[1]; !e.Redacted || e.Text != "" || e.Data.Check != "x/y" || e.Actor != ana || e.Seq != 2 {
			t.Errorf("what is left of the line is %+v", e)
		}
		if e := es[len(es)-1]; e.Kind != incident.Redacted || e.Text != "it was a password" || e.Redacted {
			t.Errorf("the newest line is %+v", e)
		}
		if len(i.Actions) != 1 || i.Actions[0].Text != incident.Tombstone || !i.Redacted[2] {
			t.Errorf("the state is %+v", i)
		}
		read, err := w.Incident(t.Context(), i.ID)
		if err != nil || !reflect.DeepEqual(read, i) {
			t.Errorf("read     %+v (%v)\nreturned %+v", read, err, i)
		}
		if err := w.Verify(t.Context(), i.ID); err != nil {
			t.Errorf("the chain does not hold: %v", err)
		}
		// It can still be written to, and still holds.
		w.update(t, i.ID, "after", says(note("n")))
		if err := w.Verify(t.Context(), i.ID); err != nil {
			t.Errorf("the chain does not hold any more: %v", err)
		}
	}},
	{"an event that is not there cannot be redacted", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		for _, seq := range []int64{0, 2, 99} {
			_, err := w.Update(t.Context(), i.ID, fmt.Sprint("s", seq), changes(incident.Change{Redact: []incident.Event{{Seq: seq}}}))
			wantCode(t, err, incident.Internal)
		}
		if es := w.timeline(t, i.ID); len(es) != 1 || es[0].Redacted || es[0].Text != "slow" {
			t.Errorf("the timeline is %+v", es)
		}
	}},
}

// Blanked writes Secret into a store in every way in which a line can hold it,
// among others that are long, and redacts it.
func Blanked(t *testing.T, s Store) incident.Incident {
	t.Helper()
	must := func(i incident.Incident, err error) incident.Incident {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	i := must(s.Create(t.Context(), "declare", says(declared("slow"))))
	action := incident.Event{
		Moment: incident.ExactMoment(story), Actor: ana, Kind: incident.Acted, Text: "typed the " + Secret + " into the console",
		Data: incident.Data{Check: "x/y", Message: &incident.Message{Channel: "C1", TS: "1.2", Files: []incident.File{{Name: Secret + ".txt"}}}},
	}
	i = must(s.Update(t.Context(), i.ID, "action", says(action)))
	for n := range 60 {
		e := note(strings.Repeat("a long line ", 1+n*3))
		switch n {
		case 20: // What repeats it, as an undo does.
			e.Kind, e.Text, e.Data.Action = incident.Retracted, action.Text, 99
		case 30: // And other words for it, which are as bad.
			e.Kind, e.Text, e.Data.Action = incident.Amended, "used "+Secret, 2
		case 40:
			e.Text = "used " + Secret
		}
		i = must(s.Update(t.Context(), i.ID, fmt.Sprint("note ", n), says(e)))
	}
	es, err := s.Events(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	c, err := i.Redact(ana, es[1], "it was a password", es, story)
	if err != nil {
		t.Fatal(err)
	}
	return must(s.Update(t.Context(), i.ID, "redact", changes(c)))
}
