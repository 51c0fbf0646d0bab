package across_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/across"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store"
)

var ana, ben = incident.Actor{ID: "U1", Name: "Ana"}, incident.Actor{ID: "U2", Name: "Ben"}

// world is the domain in the real store, with this package's jobs worked by
// hand.
type world struct {
	*incident.Service
	t     *testing.T
	store *store.Store
	calls int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "sitrep.db"), Scratch: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	now := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	w := &world{t: t, store: s}
	w.Service = &incident.Service{Store: s, Now: func() time.Time { return now }, Followers: []incident.Follower{across.Follow}}
	return w
}

// call is one by Ana in the channel of the incident with that number.
func (w *world) call(number int) incident.Call {
	w.calls++
	return incident.Call{Source: fmt.Sprint("call ", w.calls), Channel: incident.ChannelID(fmt.Sprint("C", number)), By: ana}
}

func (w *world) do(_ incident.Incident, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// declare opens an incident by Ben, with its channel.
func (w *world) declare() {
	w.t.Helper()
	w.calls++
	i, err := w.Declare(w.t.Context(), incident.Call{Source: fmt.Sprint("call ", w.calls), By: ben}, incident.Declaration{Title: "API is slow"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(w.store.Update(w.t.Context(), i.ID, fmt.Sprint("channel ", i.Number), func(i incident.Incident) (incident.Change, error) {
		events, err := i.OpenChannel(incident.ChannelID(fmt.Sprint("C", i.Number)), fmt.Sprint("inc-", i.Number), false, w.Now())
		events[0].Incident, events[0].Seq, events[0].RecordedAt = i.ID, i.Seq+1, w.Now()
		return incident.Change{Events: events}, err
	}))
}

// rest works the jobs that are due, each twice, as after a crash before its
// outcome was written.
func (w *world) rest() {
	w.t.Helper()
	for {
		leases, err := w.store.Claim(w.t.Context(), "me", w.Now(), time.Minute, 9, incident.Kinds{})
		if err != nil {
			w.t.Fatal(err)
		}
		if len(leases) == 0 {
			return
		}
		a := across.Across{Incidents: w.Service, Store: w.store}
		for _, l := range leases {
			for range 2 {
				work := map[string]func(context.Context, incident.Lease) (incident.Decision, error){across.DuplicateJob: a.Duplicate, across.NeighbourJob: a.Neighbour}
				if _, err := work[l.Kind](w.t.Context(), l); err != nil {
					w.t.Fatal(err)
				}
			}
			w.do(w.Complete(w.t.Context(), l, func(incident.Incident, time.Time) (incident.Change, error) { return incident.Change{}, nil }))
		}
	}
}

func (w *world) stands(number int64, want incident.Status, kinds ...incident.Kind) {
	w.t.Helper()
	i, err := w.Named(w.t.Context(), incident.Call{}, number)
	if err != nil {
		w.t.Fatal(err)
	}
	events, err := w.store.Events(w.t.Context(), i.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	var got []incident.Kind
	for _, e := range events[2:] {
		got = append(got, e.Kind)
	}
	if i.Status != want || fmt.Sprint(got) != fmt.Sprint(kinds) {
		w.t.Errorf("INC-%d is %s with %v, want %s with %v", number, i.Status, got, want, kinds)
	}
}

func TestADuplicateIsOneLineOnTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.declare()
	w.declare()
	w.do(w.Merge(t.Context(), w.call(2), 1))
	w.rest()
	w.stands(2, incident.IsDuplicate, incident.Merged)
	w.stands(1, incident.Investigating, incident.DuplicateFound)
	i, err := w.Named(t.Context(), incident.Call{}, 1)
	if err != nil || len(i.Duplicates) != 1 || i.Duplicates[0].Name != "inc-2" {
		t.Errorf("the duplicates of INC-1 are %v, %v", i.Duplicates, err)
	}
	events, _ := w.store.Events(t.Context(), i.ID)
	if e := events[len(events)-1]; e.Actor != ana || *e.Data.Person != ben {
		t.Errorf("it was said by %v of what %v declared", e.Actor, e.Data.Person)
	}

	w.do(w.Reopen(t.Context(), w.call(2), 0, "", "it is another one"))
	w.rest()
	w.stands(2, incident.Investigating, incident.Merged, incident.Reopened)
	w.stands(1, incident.Investigating, incident.DuplicateFound, incident.DuplicateGone)
}

func TestADuplicateOfADuplicateIsTheSameAsTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		w.declare()
	}
	w.do(w.Merge(t.Context(), w.call(2), 1))
	w.do(w.Merge(t.Context(), w.call(3), 2))
	if i, err := w.Here(t.Context(), "C3"); err != nil || i.SameAs.Number != 1 {
		t.Errorf("INC-3 is the same as %+v, %v", i.SameAs, err)
	}
	for name, tt := range map[string]struct {
		in   int
		as   int64
		want string
	}{
		"what is one of this":   {1, 3, "INC-3 is on record as the same as INC-1: the work goes on here."},
		"itself":                {1, 1, "INC-1 is this incident itself. Say which other one it is the same as; list shows those that are open."},
		"one that there is not": {1, 99, "There is no INC-99. Type list to see those that are open."},
	} {
		if _, err := w.Merge(t.Context(), w.call(tt.in), tt.as); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.do(w.CallOff(t.Context(), w.call(1), 0, "load test"))
	w.do(w.Reopen(t.Context(), w.call(3), 0, "", "it is another one"))
	const off = "INC-1 was called off, so the work does not go on there. Call this one off too, or reopen that one first."
	if _, err := w.Merge(t.Context(), w.call(3), 1); err == nil || err.Error() != off {
		t.Errorf("the same as a false alarm: %v", err)
	}
}

func TestTwoThatNameEachOtherAtOnceDoNotBothEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.declare()
	w.declare()
	// Each was read before the other was written.
	one, err1 := w.Here(t.Context(), "C1")
	two, err2 := w.Here(t.Context(), "C2")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]incident.Incident{{one, two}, {two, one}} {
		w.do(w.store.Update(t.Context(), pair[0].ID, "race "+pair[0].Name(), func(i incident.Incident) (incident.Change, error) {
			events, err := i.Merge(ana, pair[1].Other(), w.Now())
			events[0].Incident, events[0].Seq, events[0].RecordedAt = i.ID, i.Seq+1, w.Now()
			return incident.Change{Events: events, Jobs: across.Follow(i, i.Apply(events...), events)}, err
		}))
	}
	w.rest()
	w.stands(1, incident.Investigating, incident.Merged, incident.DuplicateFound, incident.Reopened)
	i, err := w.Here(t.Context(), "C2")
	if err != nil || i.Status != incident.IsDuplicate || i.SameAs.Number != 1 {
		t.Errorf("INC-2 is %s, %v", i.Status, err)
	}
}

func TestAPrivateIncidentIsNamedInNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.declare()
	w.declare()
	w.do(w.Hide(t.Context(), w.call(2), ""))
	hidden := incident.Call{Source: "outsider", Channel: "C1", By: ana}
	if _, err := w.Merge(t.Context(), hidden, 2); err == nil || err.Error() != "There is no INC-2. Type list to see those that are open." {
		t.Errorf("to an outsider: %v", err)
	}
	const named = "A private incident is named in no other one, so it cannot be the same as one. Call the one off that is not needed."
	declarer := incident.Call{Source: "insider", Channel: "C1", By: ben}
	for name, call := range map[string]incident.Call{"as the other": declarer, "as the duplicate": w.call(2)} {
		other := map[string]int64{"as the other": 2, "as the duplicate": 1}[name]
		if _, err := w.Merge(t.Context(), call, other); err == nil || err.Error() != named {
			t.Errorf("%s: %v", name, err)
		}
	}
}
