package across_test

import (
	"fmt"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

// about says which service an incident is about.
func (w *world) about(number int, service string) {
	w.t.Helper()
	w.do(w.SetService(w.t.Context(), w.call(number), incident.ID(number), service))
}

// beside checks which incidents each one knows to be open on its service.
func (w *world) beside(step string, want ...string) {
	w.t.Helper()
	w.rest()
	for n, want := range want {
		i, err := w.store.Incident(w.t.Context(), incident.ID(n+1))
		if err != nil {
			w.t.Fatal(err)
		}
		got := ""
		for _, o := range i.Neighbours {
			got += fmt.Sprintf("%d %s;", o.Number, o.Name)
		}
		if i.Open() && got != want {
			w.t.Errorf("%s: INC-%d stands beside %q, want %q", step, n+1, got, want)
		}
	}
}

func TestIncidentsOnOneServiceKnowOfEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		w.declare()
	}
	w.beside("no service is known", "", "", "")
	w.about(1, "api")
	w.about(2, "api")
	w.about(3, "web")
	w.beside("two that change at once", "2 inc-2;", "1 inc-1;", "")
	w.about(3, "api")
	w.beside("a third", "2 inc-2;3 inc-3;", "1 inc-1;3 inc-3;", "1 inc-1;2 inc-2;")
	w.do(w.Resolve(t.Context(), w.call(2), "rolled back"))
	w.beside("one is over", "3 inc-3;", "", "1 inc-1;")
	w.about(3, "web")
	w.do(w.Reopen(t.Context(), w.call(2), 0, "", "again"))
	w.beside("one moves as another is open again", "2 inc-2;", "1 inc-1;", "")
	w.do(w.Hide(t.Context(), w.call(2), "a person's data"))
	w.beside("one is private: nobody else hears its number", "", "1 inc-1;", "")
	w.about(1, "web")
	w.beside("what goes on elsewhere, a private one may know", "3 inc-3;", "", "1 inc-1;")
}
