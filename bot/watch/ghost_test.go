package watch

import (
	"slices"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

const ghostAfter = 20 * time.Minute

// thinking is an incident in which the pool fails, nobody is on it, and Ana
// thinks that it is DNS; and the events so far.
func thinking(t *testing.T, typed incident.Moment) (incident.Incident, []incident.Event) {
	t.Helper()
	i := incident.Incident{ID: 7}
	var all []incident.Event
	add := func(events []incident.Event, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			e.Incident, e.Seq = 7, i.Seq+1
			i, all = i.Apply(e), append(all, e)
		}
	}
	add([]incident.Event{{Moment: incident.ExactMoment(at("15:04")), Actor: ana, Kind: incident.Declared, Data: incident.Data{Title: "API is slow", Service: "api"}}}, nil)
	add(i.Judge(incident.Verdict{Check: "backend-pool/healthy-share", Outcome: incident.Fail, Base: true}, "h", false, at("15:04")), nil)
	add(i.Think(ana, "DNS", typed, "", at("15:10")))
	return i, all
}

// ghosts are the questions that follow from an event.
func ghosts(i incident.Incident, e incident.Event, after time.Duration) []incident.Job {
	jobs := Follow(nil, nil, after)(incident.Incident{}, i, []incident.Event{e})
	return slices.DeleteFunc(jobs, func(j incident.Job) bool { return j.Kind != GhostJob })
}

// asks are the events that a question leaves when it is due.
func asks(t *testing.T, i incident.Incident, j incident.Job) []incident.Event {
	t.Helper()
	decide, err := (&Watch{}).ghost(t.Context(), incident.Lease{Job: j})
	if err != nil {
		t.Fatal(err)
	}
	change, err := decide(i, j.Due)
	if err != nil {
		t.Fatal(err)
	}
	return change.Events
}

func TestATheoryIsAskedAboutTwentyMinutesAfterItBegan(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		typed incident.Moment
		due   string
	}{
		"said now":                {due: "15:30"},
		"said of an earlier time": {typed: incident.Moment{At: at("15:06"), Precision: incident.Minute}, due: "15:26"},
	} {
		i, events := thinking(t, tt.typed)
		jobs := ghosts(i, events[2], ghostAfter)
		if len(jobs) != 1 || !jobs[0].Due.Equal(at(tt.due)) {
			t.Errorf("%s: the questions are %+v, want one at %s", name, jobs, tt.due)
			continue
		}
		asked := asks(t, i, jobs[0])
		if len(asked) != 1 || asked[0].Kind != incident.Nudged || asked[0].Data.Theory != 1 || !asked[0].Actor.IsBot() {
			t.Errorf("%s: it leaves %+v", name, asked)
		}
		if again := asks(t, i.Apply(event(4, asked[0])), jobs[0]); again != nil {
			t.Errorf("%s: done twice it asks twice: %+v", name, again)
		}
	}
	i, events := thinking(t, incident.Moment{})
	if jobs := ghosts(i, events[2], 0); jobs != nil {
		t.Errorf("never is %+v", jobs)
	}
}

func TestWhoStaysWithATheoryIsAskedAgainFifteenMinutesLater(t *testing.T) {
	t.Parallel()
	i, events := thinking(t, incident.Moment{})
	first := ghosts(i, events[2], ghostAfter)[0]
	i = i.Apply(event(4, asks(t, i, first)[0]))
	kept, err := i.Keep(ana, 1, at("15:40"))
	if err != nil {
		t.Fatal(err)
	}
	i = i.Apply(event(5, kept[0]))
	second := ghosts(i, event(5, kept[0]), ghostAfter)
	if len(second) != 1 || !second[0].Due.Equal(at("15:55")) || second[0].Key == first.Key {
		t.Fatalf("the next question is %+v", second)
	}
	taken, err := i.Take(ana, "backend-pool/healthy-share", at("15:50"))
	if err != nil {
		t.Fatal(err)
	}
	if asked := asks(t, i.Apply(event(6, taken[0])), second[0]); asked != nil {
		t.Errorf("somebody is on the pool, and it asks: %+v", asked)
	}
	if asked := asks(t, i, second[0]); len(asked) != 1 {
		t.Errorf("nobody is on the pool, and it leaves %+v", asked)
	}
}

func event(seq int64, e incident.Event) incident.Event {
	e.Incident, e.Seq = 7, seq
	return e
}
