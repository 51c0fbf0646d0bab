package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store"
)

func TestPeopleWhoDeclareTheSameInTheSameSecondOpenOne(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "sitrep.db"), Scratch: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	at := time.Date(2026, 11, 3, 15, 4, 0, 0, time.UTC)
	svc := &incident.Service{Store: s, Now: func() time.Time { return at }}
	const people = 12
	services := []string{"api", "web", "billing"}
	declare := func(n int) (incident.Incident, bool, error) {
		service := services[n%len(services)]
		call := incident.Call{Source: fmt.Sprint("line ", n), By: incident.Actor{ID: fmt.Sprint("U", n)}}
		return svc.DeclareOnce(t.Context(), call, incident.Declaration{Title: fmt.Sprint(service, " is slow ", n), Service: service})
	}
	var all sync.WaitGroup
	begin := make(chan struct{})
	joined := make([]bool, people)
	for n := range people {
		all.Go(func() {
			<-begin
			_, was, err := declare(n)
			if err != nil {
				t.Errorf("%d: %v", n, err)
			}
			joined[n] = was
		})
	}
	close(begin)
	all.Wait()

	open, err := s.Incidents(t.Context(), incident.Filter{Open: true})
	if err != nil || len(open) != len(services) {
		t.Fatalf("%d incidents are open (%v), want one per service", len(open), err)
	}
	opened := 0
	for n, was := range joined {
		if !was {
			opened++
		}
		// A line that is delivered again is the same line.
		i, again, err := declare(n)
		if err != nil || again != was || i.Service != services[n%len(services)] {
			t.Errorf("%d again: %s on %s, joined %v (%v), at first %v", n, i.Name(), i.Service, again, err, was)
		}
	}
	if opened != len(services) {
		t.Errorf("%d people opened one, want %d", opened, len(services))
	}
	for _, i := range open {
		if now, err := s.Incident(t.Context(), i.ID); err != nil || len(now.Reports) != people/len(services)-1 {
			t.Errorf("%s keeps %d reports (%v), want %d", i.Name(), len(now.Reports), err, people/len(services)-1)
		}
	}
}
