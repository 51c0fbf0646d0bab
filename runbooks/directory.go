package runbooks

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// maxServices bounds what a discovery may find: a label with more values than
// that names requests or containers, not services.
const maxServices = 2000

// keptFor is how long a service is kept after it was last seen: whoever
// declares because it vanished has to be able to name it. Story time.
const keptFor = 24 * time.Hour

// silentFor is how long a service may be without a sample and still count as
// there: Prometheus itself takes a series for gone after five minutes.
const silentFor = 5 * time.Minute

// discoverFor bounds one discovery, in machine time.
const discoverFor = 15 * time.Second

// DirectoryConfig is what a Directory needs.
type DirectoryConfig struct {
	Discovery Discovery
	// Declared are the services that are written down. Where one is discovered
	// too, what is declared wins field by field; one that is not exists all the
	// same.
	Declared Catalog
	Sources  Sources          // At least one where something is to be discovered.
	Now      func() time.Time // Story time.
	Log      *slog.Logger     // Where Run says that a discovery failed.
}

// Directory is the services that there are: those that are declared, and those
// that a metrics source knows. It is safe for concurrent use.
type Directory struct {
	cfg     DirectoryConfig
	rules   rules
	metrics Metrics

	services atomic.Pointer[Catalog]

	mu   sync.Mutex           // One discovery at a time; it guards what follows.
	seen map[string]time.Time // When each was last seen.
}

// NewDirectory makes a directory that knows what is declared; Refresh and Run
// find the rest. The error names everything that is wrong with the discovery,
// by its key in the configuration.
func NewDirectory(cfg DirectoryConfig) (*Directory, error) {
	r, err := newRules(cfg.Discovery)
	if err != nil {
		return nil, err
	}
	d := &Directory{cfg: cfg, rules: r, seen: map[string]time.Time{}}
	if d.Discovers() {
		if len(cfg.Sources) == 0 {
			return nil, fmt.Errorf("services.from needs a metrics source to ask")
		}
		d.metrics = cfg.Sources[0]
		if m, ok := cfg.Sources.Get(cfg.Discovery.Source); ok {
			d.metrics = m
		} else if cfg.Discovery.Source != "" {
			return nil, fmt.Errorf("services.source is %q, and no metrics source is called so", cfg.Discovery.Source)
		}
	}
	d.publish(time.Time{})
	return d, nil
}

// Discovers reports whether services are looked for at all.
func (d *Directory) Discovers() bool { return d.cfg.Discovery.From != "" }

// All are the services that there are now: the declared ones in their order,
// then the discovered ones by name. The catalog is not changed any more.
func (d *Directory) All() Catalog { return *d.services.Load() }

// Names are their names, in the same order.
func (d *Directory) Names() []string { return d.All().Names() }

// Get is the service of that name or alias, as by Catalog.Get.
func (d *Directory) Get(name string) (Service, bool) { return d.All().Get(name) }

// Named is the service of that name or alias; one that is not known is what the
// rules make of its name.
func (d *Directory) Named(name string) Service {
	if s, ok := d.Get(name); ok {
		return s
	}
	return d.rules.service(name, Service{})
}

// In is the service that a title names, as by Catalog.In.
func (d *Directory) In(title string) (Service, bool) { return d.All().In(title) }

// Refresh looks once which services there are. Where the source fails, what was
// known stays, and the error says why: an *incident.Error whose sentence is
// safe for a channel. A partial answer adds what it holds, and is an error too.
func (d *Directory) Refresh(ctx context.Context) error {
	if !d.Discovers() {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	ctx, stop := context.WithTimeout(ctx, discoverFor)
	defer stop()
	at := d.cfg.Now().UTC()
	got, err := d.metrics.Query(ctx, d.rules.query(), at)
	t := troubleOf(d.metrics, got, err)
	found := d.lastSeen(got)
	switch {
	case t != nil && len(found) == 0:
		return incident.Errorf(incident.Unavailable, "Which services there are could not be asked, so I keep the %d that I know. %s", len(d.All()), t.detail)
	case t != nil:
		// What is missing may be in the part that did not answer.
		for _, s := range d.All() {
			if _, ok := d.seen[s.Name]; ok && s.Gone.IsZero() {
				d.seen[s.Name] = at
			}
		}
	}
	for name, last := range found {
		d.seen[name] = latest(d.seen[name], last)
	}
	maps.DeleteFunc(d.seen, func(_ string, last time.Time) bool { return at.Sub(last) > keptFor })
	left := d.cut()
	d.publish(at)
	switch {
	case t != nil:
		return incident.Errorf(incident.Unavailable, "Not all services could be found. %s", t.detail)
	case len(found) == 0:
		return incident.Errorf(incident.NotFound, "No service was found: no series of %s has a label %q. See which label would do: sitrep services --against and the address of your Prometheus.", d.rules.From, d.rules.By)
	case left > 0:
		return incident.Errorf(incident.Invalid, "The label %q has %d values, and I know the first %d as services: narrow services.from, or choose another label.", d.rules.By, left+maxServices, maxServices)
	}
	return nil
}

// lastSeen reads from the answer when each service was last seen. A series
// without the label is no service.
func (d *Directory) lastSeen(got incident.Measured) map[string]time.Time {
	found := map[string]time.Time{}
	for _, s := range got.Series {
		if p, ok := s.Last(); ok && s.Labels[d.rules.By] != "" {
			found[s.Labels[d.rules.By]] = seconds(p.Value)
		}
	}
	return found
}

// cut forgets the services beyond the limit, the last by name, and says how
// many there were.
func (d *Directory) cut() int {
	over := slices.Sorted(maps.Keys(d.seen))
	over = over[min(len(over), maxServices):]
	for _, name := range over {
		delete(d.seen, name)
	}
	return len(over)
}

// publish makes the catalog of what is declared and what was seen.
func (d *Directory) publish(at time.Time) {
	all := make(Catalog, 0, len(d.cfg.Declared)+len(d.seen))
	declared := map[string]bool{}
	add := func(name string, said Service) {
		s := d.rules.service(name, said)
		if last, ok := d.seen[name]; ok && at.Sub(last) > silentFor {
			s.Gone = last
		}
		all = append(all, s)
	}
	for _, s := range d.cfg.Declared {
		declared[s.Name] = true
		add(s.Name, s)
	}
	for _, name := range slices.Sorted(maps.Keys(d.seen)) {
		if !declared[name] {
			add(name, Service{})
		}
	}
	d.services.Store(&all)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
