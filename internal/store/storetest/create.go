package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

var createTests = []test{
	{"an incident gets the next number and is there", func(t *testing.T, w *world) {
		for n, title := range []string{"slow", "slower"} {
			i := w.declare(t, title)
			if i.Number != int64(n+1) || i.ID == 0 || i.Title != title || i.Seq != 1 {
				t.Fatalf("got %+v, want number %d of %q", i, n+1, title)
			}
			read, err := w.Incident(t.Context(), i.ID)
			if err != nil || !reflect.DeepEqual(read, i) {
				t.Fatalf("read %+v (%v)\nwrote %+v", read, err, i)
			}
		}
	}},
	{"the write is told the key and the number", func(t *testing.T, w *world) {
		w.declare(t, "first")
		var told incident.Incident
		i, err := w.Create(t.Context(), "second", func(i incident.Incident) (incident.Change, error) {
			told = i
			return says(declared("second"))(i)
		})
		if err != nil || told.ID != i.ID || told.Number != 2 || told.Seq != 0 {
			t.Fatalf("told %+v, got %+v (%v)", told, i, err)
		}
	}},
	{"a source that is known changes nothing", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		i = w.update(t, i.ID, "a note", says(note("n")))
		again, err := w.Create(t.Context(), "declare slow", nothing(t))
		if err != nil || !reflect.DeepEqual(again, i) {
			t.Fatalf("got %+v (%v), want the incident as it is: %+v", again, err, i)
		}
		if next := w.declare(t, "other"); next.Number != 2 {
			t.Errorf("the next is number %d, want 2", next.Number)
		}
	}},
	{"a source of an update is known to create too", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		w.update(t, i.ID, "once", says(note("n")))
		again, err := w.Create(t.Context(), "once", nothing(t))
		if err != nil || again.ID != i.ID {
			t.Fatalf("got incident %d (%v), want %d", again.ID, err, i.ID)
		}
	}},
	{"one source delivered many times at once makes one incident", func(t *testing.T, w *world) {
		ids := make([]incident.ID, 8)
		var all sync.WaitGroup
		for n := range ids {
			all.Go(func() {
				i, err := w.Create(t.Context(), "one", says(declared("slow")))
				if err != nil {
					t.Errorf("create: %v", err)
				}
				ids[n] = i.ID
			})
		}
		all.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("got incidents %v, want one", ids)
			}
		}
		if list, err := w.Incidents(t.Context(), incident.Filter{}); err != nil || len(list) != 1 {
			t.Fatalf("there are %d incidents (%v), want 1", len(list), err)
		}
	}},
	{"many at once get numbers without gaps", func(t *testing.T, w *world) {
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				title := fmt.Sprint("t", n)
				if _, err := w.Create(t.Context(), title, says(declared(title))); err != nil {
					t.Errorf("create: %v", err)
				}
			})
		}
		all.Wait()
		for n := range int64(8) {
			if _, err := w.IncidentByNumber(t.Context(), incident.Viewer{}, n+1); err != nil {
				t.Errorf("number %d: %v", n+1, err)
			}
		}
	}},
	{"a refusal stores nothing and gives the number back", func(t *testing.T, w *world) {
		no := incident.Errorf(incident.Invalid, "What is wrong?")
		_, err := w.Create(t.Context(), "s", func(incident.Incident) (incident.Change, error) { return incident.Change{}, no })
		if !errors.Is(err, no) {
			t.Fatalf("got %v, want the refusal as it is", err)
		}
		if _, known, err := w.SourceKnown(t.Context(), "s"); known || err != nil {
			t.Fatalf("known %v (%v), want the source free to be used again", known, err)
		}
		if i := w.declare(t, "slow"); i.Number != 1 {
			t.Errorf("the next is number %d, want 1", i.Number)
		}
	}},
	{"an incident does not begin without an event", func(t *testing.T, w *world) {
		_, err := w.Create(t.Context(), "s", says())
		wantCode(t, err, incident.Internal)
	}},
}
