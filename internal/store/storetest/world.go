package storetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// story is the time at which the tests' incidents are declared. The machine's
// clock is years away from it, so that a store that mixes the two is found out.
var (
	story   = time.Date(2026, 11, 3, 15, 0, 0, 0, time.UTC)
	machine = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	ana     = incident.Actor{ID: "U1", Name: "Ana"}
)

// world is one test's database, its open store and the machine's clock.
type world struct {
	Store
	database Database

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, d Database) *world {
	t.Helper()
	w := &world{database: d, now: machine}
	w.Store = d.Open(t, w.clock)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// pass lets machine time pass.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// restart is the end of this process and the start of the next.
func (w *world) restart(t *testing.T) {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	w.Store = w.database.Open(t, w.clock)
}

// says is a write of events, numbered as the Service numbers them.
func says(events ...incident.Event) incident.Write { return changes(incident.Change{Events: events}) }

// adds is a write of jobs alone.
func adds(jobs ...incident.Job) incident.Write { return changes(incident.Change{Jobs: jobs}) }

func changes(c incident.Change) incident.Write {
	return func(i incident.Incident) (incident.Change, error) {
		c.Events, c.Jobs = slices.Clone(c.Events), slices.Clone(c.Jobs)
		for n := range c.Events {
			e := &c.Events[n]
			e.Incident, e.Seq = i.ID, i.Seq+1+int64(n)
			if e.RecordedAt.IsZero() {
				e.RecordedAt = story
			}
		}
		for n := range c.Jobs {
			c.Jobs[n].Incident = i.ID
		}
		return c, nil
	}
}

// nothing is a write that must not be asked for.
func nothing(t *testing.T) incident.Write {
	return func(incident.Incident) (incident.Change, error) {
		t.Error("the write was asked for although nothing was to be written")
		return incident.Change{}, nil
	}
}

func declared(title string) incident.Event {
	sev := incident.Sev1
	return incident.Event{
		Moment: incident.ExactMoment(story), Actor: ana, Kind: incident.Declared, Text: title,
		Data: incident.Data{UID: "uid of " + title, Title: title, Service: "api", Severity: &sev},
	}
}

func note(text string) incident.Event {
	return incident.Event{Moment: incident.ExactMoment(story), Actor: ana, Kind: incident.Noted, Text: text}
}

func opened(ch incident.ChannelID) incident.Event {
	return incident.Event{
		Moment: incident.ExactMoment(story), Actor: incident.Bot, Kind: incident.ChannelOpened,
		Data: incident.Data{Channel: ch, Name: strings.ToLower(string(ch))},
	}
}

func job(key, lane string, due time.Time) incident.Job {
	return incident.Job{Key: key, Kind: "test.kind", Lane: lane, Payload: "{}", Due: due}
}

// declare makes an incident with jobs.
func (w *world) declare(t *testing.T, title string, jobs ...incident.Job) incident.Incident {
	t.Helper()
	i, err := w.Create(t.Context(), "declare "+title, changes(incident.Change{Events: []incident.Event{declared(title)}, Jobs: jobs}))
	if err != nil {
		t.Fatalf("declare %s: %v", title, err)
	}
	return i
}

func (w *world) update(t *testing.T, id incident.ID, source string, write incident.Write) incident.Incident {
	t.Helper()
	i, err := w.Update(t.Context(), id, source, write)
	if err != nil {
		t.Fatalf("update %d by %s: %v", id, source, err)
	}
	return i
}

func (w *world) complete(t *testing.T, l incident.Lease, write incident.Write) incident.Incident {
	t.Helper()
	i, err := w.Complete(t.Context(), l, write)
	if err != nil {
		t.Fatalf("complete %s: %v", l.Key, err)
	}
	return i
}

// claim leases what is due for three seconds of machine time.
func (w *world) claim(t *testing.T, owner string, due time.Time, limit int) []incident.Lease {
	t.Helper()
	leases, err := w.Claim(t.Context(), owner, due, 3*time.Second, limit, incident.Kinds{})
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	return leases
}

// take claims exactly one job, the one that is named.
func (w *world) take(t *testing.T, due time.Time, key string) incident.Lease {
	t.Helper()
	leases := w.claim(t, "w1", due, 10)
	if got := keys(leases); got != key {
		t.Fatalf("claimed [%s], want [%s]", got, key)
	}
	return leases[0]
}

// none checks that nothing can be claimed.
func (w *world) none(t *testing.T, due time.Time) {
	t.Helper()
	if leases := w.claim(t, "w1", due, 10); len(leases) != 0 {
		t.Fatalf("claimed [%s], want nothing", keys(leases))
	}
}

func (w *world) fail(t *testing.T, l incident.Lease, f incident.Failure) {
	t.Helper()
	if err := w.Fail(t.Context(), l, f); err != nil {
		t.Fatalf("fail %s: %v", l.Key, err)
	}
}

func (w *world) timeline(t *testing.T, id incident.ID) []incident.Event {
	t.Helper()
	es, err := w.Events(t.Context(), id)
	if err != nil {
		t.Fatalf("events of %d: %v", id, err)
	}
	return es
}

// keys are the leases' jobs in their order, in one line.
func keys(leases []incident.Lease) string {
	var ks []string
	for _, l := range leases {
		ks = append(ks, l.Key)
	}
	return strings.Join(ks, " ")
}

// texts are the events' texts in their order, in one line.
func texts(es []incident.Event) string {
	var ts []string
	for _, e := range es {
		ts = append(ts, fmt.Sprintf("%d:%s", e.Seq, e.Text))
	}
	return strings.Join(ts, " ")
}

// wantCode checks the kind of a refusal.
func wantCode(t *testing.T, err error, code incident.Code) {
	t.Helper()
	if got := incident.CodeOf(err); err == nil || got != code {
		t.Fatalf("got %q (%v), want %q", got, err, code)
	}
}
