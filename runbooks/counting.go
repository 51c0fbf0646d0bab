package runbooks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// counting is how the members of one kind are counted by stage. Each query
// gives a series per member; above zero is "yes". Work and working are rates:
// all that a member is sent, and what of it is done well.
type counting struct {
	kind                                                 string
	at                                                   string // "file:line", for faults.
	vars                                                 map[string]Variable
	members, running, registered, healthy, work, working template
	unused                                               template // Members that are sent nothing on purpose,
	because                                              string   // and why, as a clause: "their weight is 0".
}

func newCounting(kind string, f capacityForm, vars map[string]Variable, kinds map[string]Kind) (counting, error) {
	c := counting{kind: kind, vars: vars, because: f.Because}
	var faults []error
	if (f.Unused == "") != (f.Because == "") {
		faults = append(faults, errors.New("unused and because need each other: who is sent nothing, and why"))
	}
	for _, part := range []struct {
		key, text string
		into      *template
	}{
		{"members", f.Members, &c.members},
		{"running", f.Running, &c.running},
		{"registered", f.Registered, &c.registered},
		{"healthy", f.Healthy, &c.healthy},
		{"work", f.Work, &c.work},
		{"working", f.Working, &c.working},
		{"unused", f.Unused, &c.unused},
	} {
		if part.text == "" {
			if part.key == "members" {
				faults = append(faults, errors.New("members is needed"))
			}
			continue
		}
		t, err := newTemplate(part.text, kinds)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", part.key, err))
		}
		*part.into = t
	}
	return c, errors.Join(faults...)
}

// window scales ${window} with the scrape interval of the members.
func (c counting) window(ctx context.Context, a *asker, values map[string]string, s Scope) *trouble {
	if s.Vars["window"] != "" || c.members.missing(values) != "" {
		return nil
	}
	_, e, err := c.members.fill(values)
	if err != nil {
		return unfit(s.Service, err.Error())
	}
	window, t := windowFor(ctx, a, selectors(e)[0], s.At)
	if t == nil {
		values["window"] = window
	}
	return t
}

// ask is a stage's number for each member, by the member's name for people;
// nil where the stage is not measured. Of two series for one member, as two
// load balancers have, the smaller counts.
func (c counting) ask(ctx context.Context, a *asker, why string, t template, values map[string]string, at time.Time) (map[string]float64, *trouble) {
	if t.text == "" || t.missing(values) != "" {
		return nil, nil
	}
	expr, _, err := t.fill(values)
	if err != nil {
		return nil, unfit(Service{Name: values["label"]}, err.Error())
	}
	got, err := a.instant(ctx, why, expr, at)
	if t := troubleOf(a.m, got, err); t != nil {
		return nil, t
	}
	if len(got.Series) == 0 {
		return nil, nil
	}
	found := map[string]float64{}
	for _, s := range got.Series {
		p, ok := s.Last()
		if !ok || math.IsNaN(p.Value) {
			continue
		}
		name := nameOf(s.Labels)
		if known, ok := found[name]; !ok || p.Value < known {
			found[name] = p.Value
		}
	}
	return found, nil
}
