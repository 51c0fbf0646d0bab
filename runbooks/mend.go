package runbooks

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// A value is taken for the missing one when it is this much like it, and named
// for a person to judge when it is that much.
const (
	surelyAlike = 0.75
	maybeAlike  = 0.3
)

// mostCompared bounds the values that are compared with a missing one.
const mostCompared = 500

// Mend is what the configuration could say so that more can be asked.
type Mend struct {
	Vars   map[string]string            // For all services, with ${service}.
	Except map[string]map[string]string // By service.
	Unsure map[string]map[string]string // By service: the nearest there is, and far enough to ask a person.
	Fixed  int                          // How many of the gaps Vars and Except close.
}

// Mend proposes values for variables whose value matches no series: one for all
// where one shape fits the most, else the nearest value that no other service
// has. What it counts as fixed it has looked up.
func (a Audit) Mend(ctx context.Context) Mend {
	m := Mend{Vars: map[string]string{}, Except: map[string]map[string]string{}, Unsure: map[string]map[string]string{}}
	works, lacks := a.byVariable()
	for _, name := range slices.Sorted(maps.Keys(lacks)) {
		m.forVariable(name, works[name], lacks[name])
	}
	var mended Catalog
	for _, s := range a.Services {
		one := s.Service
		one.Vars = maps.Clone(one.Vars)
		one.Vars = rules{}.fill(m.Vars, one.Name, one.Vars)
		one.Vars = rules{}.fill(m.Except[one.Name], one.Name, one.Vars)
		mended = append(mended, one)
	}
	m.Fixed = asked(a.look(ctx, mended)) - asked(a.Services)
	return m
}

// lacking is a service whose variable has a value that matches nothing.
type lacking struct {
	service, value string
	among          []string
}

// byVariable are the values that work, and the services whose value does not,
// by the variable.
func (a Audit) byVariable() (works map[string]map[string]bool, lacks map[string][]lacking) {
	works, lacks = map[string]map[string]bool{}, map[string][]lacking{}
	for _, s := range a.Services {
		bad := map[string]bool{}
		for _, g := range s.Cannot {
			if g.Label == "" || g.Var == "" || bad[g.Var] {
				continue
			}
			bad[g.Var] = true
			lacks[g.Var] = append(lacks[g.Var], lacking{s.Service.Name, g.Value, g.Values[:min(len(g.Values), mostCompared)]})
		}
		for _, c := range s.Can {
			values := c.values(Scope{Service: s.Service, At: a.At})
			for _, name := range c.Variables() {
				if v := values[name]; v != "" && !bad[name] {
					if works[name] == nil {
						works[name] = map[string]bool{}
					}
					works[name][v] = true
				}
			}
		}
	}
	return works, lacks
}

// forVariable proposes values of one variable.
func (m Mend) forVariable(name string, works map[string]bool, lacks []lacking) {
	taken := maps.Clone(works)
	if taken == nil {
		taken = map[string]bool{}
	}
	pattern, fits := shapeOf(lacks)
	if fits >= 2 && len(works) == 0 {
		m.Vars[name] = pattern
	}
	var rest []lacking
	for _, l := range lacks {
		value := strings.ReplaceAll(pattern, "${service}", l.service)
		if fits < 2 || !slices.Contains(l.among, value) {
			rest = append(rest, l)
			continue
		}
		taken[value] = true
		if m.Vars[name] == "" {
			set(m.Except, l.service, name, value)
		}
	}
	for _, near := range matched(rest, pattern, taken) {
		switch {
		case near.likeness >= surelyAlike, strings.Contains(plainName(near.value), plainName(near.service)):
			set(m.Except, near.service, name, near.value)
		case near.likeness >= maybeAlike:
			set(m.Unsure, near.service, name, near.value)
		}
	}
}

// shapeOf is the way in which most values are made of their service's name, and
// of how many.
func shapeOf(lacks []lacking) (pattern string, fits int) {
	count := map[string]int{}
	for _, l := range lacks {
		for _, v := range l.among {
			if l.service != "" && v != l.service && strings.Contains(v, l.service) {
				count[strings.Replace(v, l.service, "${service}", 1)]++
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(count)) {
		if count[p] > fits || count[p] == fits && len(p) < len(pattern) {
			pattern, fits = p, count[p]
		}
	}
	return pattern, fits
}

func set(into map[string]map[string]string, service, name, value string) {
	if into[service] == nil {
		into[service] = map[string]string{}
	}
	into[service][name] = value
}
