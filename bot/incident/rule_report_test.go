package incident

import (
	"testing"
	"time"
)

func TestTheSameDeclaredAMomentAgoIsFound(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 15, 4, 0, 0, time.UTC)
	one := func(change func(*Incident)) []Incident {
		i := Incident{ID: 1, Number: 12, Title: "API is slow", Service: "api", Status: Investigating, DeclaredAt: at.Add(-40 * time.Second)}
		if change != nil {
			change(&i)
		}
		return []Incident{i}
	}
	for _, tt := range []struct {
		name string
		d    Declaration
		open []Incident
		want bool
	}{
		{"on the same service, in other words", Declaration{Title: "checkout fails", Service: "api"}, one(nil), true},
		{"on another service, in the same words", Declaration{Title: "API is slow", Service: "web"}, one(nil), false},
		{"in the same words, no service named", Declaration{Title: "the API: slow"}, one(nil), true},
		{"in the same words, the first without a service", Declaration{Title: "api is slow", Service: "api"}, one(func(i *Incident) { i.Service = "" }), true},
		{"in other words, no service named", Declaration{Title: "cannot pay"}, one(func(i *Incident) { i.Service = "" }), false},
		{"in words that say nothing", Declaration{Title: "it is"}, one(func(i *Incident) { i.Title, i.Service = "it is", "" }), false},
		{"six minutes later", Declaration{Title: "x", Service: "api"}, one(func(i *Incident) { i.DeclaredAt = at.Add(-6 * time.Minute) }), false},
		{"after its end", Declaration{Title: "x", Service: "api"}, one(func(i *Incident) { i.Status = IsResolved }), false},
		{"where the first is private", Declaration{Title: "x", Service: "api"}, one(func(i *Incident) { i.Private = true }), false},
		{"where the second is to be private", Declaration{Title: "x", Service: "api", Private: true}, one(nil), false},
		{"by somebody who means another", Declaration{Title: "x", Service: "api", Another: true}, one(nil), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if same, ok := tt.d.Same(tt.open, at); ok != tt.want || ok && same.ID != 1 {
				t.Errorf("found %v (%v), want %v", same.Name(), ok, tt.want)
			}
		})
	}
}
