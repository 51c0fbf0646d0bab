package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

var readTests = []test{
	{"an incident is found by key, channel and number", func(t *testing.T, w *world) {
		w.declare(t, "other")
		i := w.update(t, w.declare(t, "slow").ID, "s", says(opened("C1")))
		byID, err1 := w.Incident(t.Context(), i.ID)
		byChannel, err2 := w.IncidentByChannel(t.Context(), "C1")
		byNumber, err3 := w.IncidentByNumber(t.Context(), incident.Viewer{}, 2)
		for name, got := range map[string]incident.Incident{"key": byID, "channel": byChannel, "number": byNumber} {
			if !reflect.DeepEqual(got, i) {
				t.Errorf("by %s: got %+v (%v %v %v)\nwant %+v", name, got, err1, err2, err3, i)
			}
		}
	}},
	{"what is not there is not found", func(t *testing.T, w *world) {
		w.declare(t, "slow")
		var errs [6]error
		_, errs[0] = w.Incident(t.Context(), 7)
		_, errs[1] = w.IncidentByChannel(t.Context(), "C7")
		_, errs[2] = w.IncidentByChannel(t.Context(), "") // One without a channel is not meant.
		_, errs[3] = w.IncidentByNumber(t.Context(), incident.Viewer{}, 7)
		_, errs[4] = w.Events(t.Context(), 7)
		_, errs[5] = w.Evidence(t.Context(), "7")
		for _, err := range errs {
			wantCode(t, err, incident.NotFound)
		}
	}},
	{"a list is narrowed, the newest first", func(t *testing.T, w *world) {
		a, b, c := w.declare(t, "a"), w.declare(t, "b"), w.declare(t, "c")
		var ended []incident.ID
		w.update(t, b.ID, "s1", says(incident.Event{Moment: incident.ExactMoment(story), Actor: ana, Kind: incident.Resolved, Text: "fixed"}))
		for n, end := range []incident.Kind{incident.CalledOff, incident.Merged, incident.Closed} {
			over := w.declare(t, fmt.Sprint("over", n))
			w.update(t, over.ID, fmt.Sprint("over", n), says(incident.Event{Moment: incident.ExactMoment(story), Actor: ana, Kind: end, Text: "over"}))
			ended = append([]incident.ID{over.ID}, ended...)
		}
		w.update(t, c.ID, "s2", says(incident.Event{Moment: incident.ExactMoment(story), Actor: ana, Kind: incident.ServiceChanged, Data: incident.Data{Service: "web"}}))
		for _, tt := range []struct {
			filter incident.Filter
			want   []incident.ID
		}{
			{incident.Filter{}, append(slices.Clone(ended), c.ID, b.ID, a.ID)},
			{incident.Filter{Limit: 2}, ended[:2]},
			{incident.Filter{Open: true}, []incident.ID{c.ID, a.ID}},
			{incident.Filter{Service: "api"}, append(slices.Clone(ended), b.ID, a.ID)},
			{incident.Filter{Service: "api", Open: true, Limit: 5}, []incident.ID{a.ID}},
			{incident.Filter{Service: "none"}, nil},
		} {
			list, err := w.Incidents(t.Context(), tt.filter)
			var got []incident.ID
			for _, i := range list {
				one, _ := w.Incident(t.Context(), i.ID)
				if !reflect.DeepEqual(i, one) {
					t.Errorf("listed %+v\nread   %+v", i, one)
				}
				got = append(got, i.ID)
			}
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%+v: got %v (%v), want %v", tt.filter, got, err, tt.want)
			}
		}
	}},
	{"what a viewer may not see is neither listed, counted nor found", func(t *testing.T, w *world) {
		secret := declared("secret")
		secret.Data.Private = true
		var all []incident.ID
		for n := range 7 {
			e := declared(fmt.Sprint("public ", n))
			if n%3 != 0 {
				e = secret
				e.Data.UID = fmt.Sprint("uid ", n)
			}
			i, err := w.Create(t.Context(), fmt.Sprint("s", n), says(e))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, i.ID)
		}
		slices.Reverse(all) // The newest first: public, two private, public, two private, public.
		anybody, ben, bot := incident.Viewer{}, incident.Viewer{Actor: incident.Actor{ID: "U2"}}, incident.ForBot
		for _, tt := range []struct {
			filter incident.Filter
			want   []incident.ID
		}{
			{incident.Filter{}, []incident.ID{all[0], all[3], all[6]}},
			{incident.Filter{Viewer: ben, Open: true, Service: "api"}, []incident.ID{all[0], all[3], all[6]}},
			{incident.Filter{Viewer: ben, Limit: 2}, []incident.ID{all[0], all[3]}},
			{incident.Filter{Viewer: anybody, Limit: 1}, []incident.ID{all[0]}},
			{incident.Filter{Viewer: ben, Limit: 5}, []incident.ID{all[0], all[3], all[6]}},
			{incident.Filter{Viewer: incident.Viewer{Actor: ana}}, all},
			{incident.Filter{Viewer: bot, Limit: 2}, all[:2]},
		} {
			list, err := w.Incidents(t.Context(), tt.filter)
			var got []incident.ID
			for _, i := range list {
				got = append(got, i.ID)
			}
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%+v: got %v (%v), want %v", tt.filter, got, err, tt.want)
			}
		}
		if _, err := w.IncidentByNumber(t.Context(), incident.Viewer{Actor: ana}, 6); err != nil {
			t.Errorf("the declarer does not find it: %v", err)
		}
		_, hidden := w.IncidentByNumber(t.Context(), ben, 6)
		_, none := w.IncidentByNumber(t.Context(), ben, 60)
		wantCode(t, hidden, incident.NotFound)
		wantCode(t, none, incident.NotFound)
		if got, want := hidden.Error(), strings.Replace(none.Error(), "INC-60", "INC-6", 1); got != want {
			t.Errorf("it says %q of one that may not be seen and %q of one that is not there", got, want)
		}
	}},
	{"evidence is stored once and never changes", func(t *testing.T, w *world) {
		e, err := incident.Evidence{
			Check: "x/y", At: story, Source: "main", Outcome: incident.Fail,
			Queries: []incident.Asked{{For: "have", Query: "up", Series: []incident.Series{{Labels: map[string]string{"a": "b"}, Samples: []incident.Sample{{At: story, Value: 0.25}}}}}},
		}.Sealed()
		if err != nil {
			t.Fatal(err)
		}
		i := w.declare(t, "slow")
		for n := range 2 {
			w.update(t, i.ID, fmt.Sprint("s", n), changes(incident.Change{Evidence: []incident.Evidence{e}}))
		}
		forged := e
		forged.Outcome = incident.Pass
		_, err = w.Update(t.Context(), i.ID, "forged", changes(incident.Change{Evidence: []incident.Evidence{forged}}))
		wantCode(t, err, incident.Internal)
		got, err := w.Evidence(t.Context(), e.Hash)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("got  %+v (%v)\nwant %+v", got, err, e)
		}
	}},
	{"a reader does not wait for a writer", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		w.update(t, i.ID, "s", func(in incident.Incident) (incident.Change, error) {
			if got, err := w.Incident(t.Context(), i.ID); err != nil || got.Seq != 1 {
				t.Errorf("read %+v (%v) during a write, want it as it was", got, err)
			}
			return says(note("n"))(in)
		})
	}},
}
