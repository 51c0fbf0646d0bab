package runbooks

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// auditAtOnce is how many services are looked at side by side.
const auditAtOnce = 8

// Audit is what each service can be asked at one time, and why not the rest.
type Audit struct {
	At       time.Time
	Checks   []Check   // Those that metrics can answer, without Later.
	Later    []Later   // Those that need a value which no service has, such as what was added.
	Services []Audited // In the order of the catalog.

	library  *Library
	sources  Sources
	presence map[string]*Presence // By the source's name.
}

// Later is a check that is asked when somebody gives a variable its value: under
// vars in the configuration, or with the question.
type Later struct {
	Check Check
	Var   string
}

// Audited is what one service can be asked.
type Audited struct {
	Service Service
	Can     []Check
	Cannot  []Gap // One for each check that cannot be asked: the one nearest to being mended.
}

// Audit looks up what each service can be asked. It asks once for each metric,
// not once for each service.
func (l *Library) Audit(ctx context.Context, sources Sources, services Catalog, at time.Time) Audit {
	a := Audit{At: at, library: l, sources: sources, presence: map[string]*Presence{}}
	for _, m := range sources {
		a.presence[m.Name()] = NewPresence(m, at)
	}
	a.Checks = slices.DeleteFunc(l.Checks(), Check.Human)
	a.Services = a.look(ctx, services)
	a.setApart()
	return a
}

// look audits services with what the sources are known to have.
func (a Audit) look(ctx context.Context, services Catalog) []Audited {
	all := make([]Audited, len(services))
	turn := make(chan struct{}, auditAtOnce)
	new(asker).beside(len(services), func(n int, _ *asker) {
		turn <- struct{}{}
		defer func() { <-turn }()
		one := Audited{Service: services[n]}
		for _, c := range a.Checks {
			p := a.presence[a.sources.For(one.Service, c).Name()]
			exporters, gaps := c.Can(ctx, p, Scope{Service: one.Service, At: a.At})
			if len(exporters) > 0 {
				one.Can = append(one.Can, c)
				continue
			}
			nearest := slices.MinFunc(gaps, func(a, b Gap) int { return cmp.Compare(a.far(), b.far()) })
			for _, g := range gaps {
				nearest.Tried = append(nearest.Tried, g.Exporter)
			}
			one.Cannot = append(one.Cannot, nearest)
		}
		all[n] = one
	})
	return all
}

// far is how far a gap is from being mended.
func (g Gap) far() int {
	switch {
	case g.Reason == incident.SourceFailed || g.Reason == incident.Partial:
		return 0 // Nothing is known, which outranks all.
	case g.Label != "" && g.Var != "":
		return 1
	case g.Label != "":
		return 2
	case g.Absent:
		return 3
	}
	return 4 // A value that nobody gave: what it would be asked of is not known.
}

// setApart takes out the checks that no service can be asked for want of a
// value: they are asked when somebody gives it.
func (a *Audit) setApart() {
	lacking, name := map[string]int{}, map[string]string{}
	for _, s := range a.Services {
		for _, g := range s.Cannot {
			if g.Reason == incident.Unfit && g.Var != "" {
				lacking[g.Check]++
				name[g.Check] = g.Var
			}
		}
	}
	later := func(check string) bool { return len(a.Services) > 0 && lacking[check] == len(a.Services) }
	for _, c := range a.Checks {
		if later(c.Name) {
			a.Later = append(a.Later, Later{Check: c, Var: name[c.Name]})
		}
	}
	a.Checks = slices.DeleteFunc(a.Checks, func(c Check) bool { return later(c.Name) })
	for n := range a.Services {
		a.Services[n].Cannot = slices.DeleteFunc(a.Services[n].Cannot, func(g Gap) bool { return later(g.Check) })
	}
}

// Has reports whether there is any series of the same family as a metric, such
// as another one of haproxy_*.
func (a Audit) Has(metric string) bool {
	family, _, _ := strings.Cut(metric, "_")
	for _, p := range a.presence {
		if p.has(family) {
			return true
		}
	}
	return false
}

// Gaps is how many questions cannot be asked, over all services, although there
// are series of that name: those a configuration can close.
func (a Audit) Gaps() int {
	n := 0
	for _, s := range a.Services {
		for _, g := range s.Cannot {
			if !g.Absent {
				n++
			}
		}
	}
	return n
}

// asked is how many questions can be asked, over all services.
func asked(all []Audited) int {
	n := 0
	for _, s := range all {
		n += len(s.Can)
	}
	return n
}

// Unanswered is why nothing could be looked up, as a sentence that is safe for
// a channel; empty where something was.
func (a Audit) Unanswered() string {
	why := ""
	for _, s := range a.Services {
		for _, g := range s.Cannot {
			if g.Reason == incident.SourceFailed {
				why = g.Detail
			}
		}
		if len(s.Can) > 0 {
			return ""
		}
	}
	return why
}
