package runbooks

import (
	"context"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// idleShare is the part of the median old member's work under which an added
// member counts as idle.
const idleShare = 0.1

// logLate is how late an action may be logged and its members still be found:
// people type when the machines are up.
const logLate = 10 * time.Minute

// Added is an action that may have added members.
type Added struct {
	Action int64     // The sequence number of the action's event.
	At     time.Time // When it was done. Story time.
	Text   string    // In the words of whoever did it: "added 4 database replicas".
	Good   time.Time // When the service was last well, before the action; zero when not known.
}

// Capacity counts what became of the members that an action added, by stage,
// at s.At. It is false where the action adds nothing, or nothing that the
// library can count. A stage that could not be measured stays nil: when the
// source fails, all of them do and the evidence says why.
func (l *Library) Capacity(ctx context.Context, m Metrics, s Scope, added Added) (incident.Capacity, incident.Evidence, bool) {
	said, ok := parseAdded(added.Text, s.Service.names())
	i := slices.IndexFunc(l.countings, func(c counting) bool { return c.kind == said.kind })
	if !ok || i < 0 {
		return incident.Capacity{}, incident.Evidence{}, false
	}
	c := l.countings[i]
	a := &asker{m: m}
	count := incident.Capacity{Action: added.Action, Kind: said.kind}
	if said.count > 0 {
		count.Asked = &said.count
	}
	outcome, reason := incident.Shown, incident.Reason("")
	t := c.count(ctx, a, s, said, added, &count)
	if t != nil {
		outcome, reason = incident.Unknown, t.reason
	}
	if said.total > 0 && said.count == 0 && count.Asked != nil && *count.Asked <= 0 {
		// It was scaled down, or not at all.
		return incident.Capacity{}, incident.Evidence{}, false
	}
	return count, a.evidence("added-capacity", s.At, outcome, reason, ""), true
}

// count fills in the stages that can be measured.
func (c counting) count(ctx context.Context, a *asker, s Scope, said addition, added Added, into *incident.Capacity) *trouble {
	values := Check{vars: c.vars}.values(s)
	if t := c.window(ctx, a, values, s); t != nil {
		return t
	}
	now, t := c.ask(ctx, a, "members", c.members, values, s.At)
	if t != nil {
		return t
	}
	then, t := c.ask(ctx, a, "members then", c.members, values, added.At)
	if t != nil {
		return t
	}
	if said.total > 0 && said.count == 0 && then != nil {
		more := said.total - len(then)
		into.Asked = &more
	}
	if now == nil {
		return nil
	}
	fresh := missingFrom(now, then)
	if len(said.names) > 0 {
		fresh = said.names
	} else if len(fresh) == 0 {
		before, t := c.ask(ctx, a, "members before", c.members, values, added.At.Add(-logLate))
		if t != nil {
			return t
		}
		if before != nil {
			fresh = missingFrom(now, before)
		}
	}
	slices.SortFunc(fresh, natural)
	into.Members = fresh
	m := membersNow{all: now, fresh: fresh}
	if t := c.stages(ctx, a, s, values, &m, into); t != nil {
		return t
	}
	return c.old(ctx, a, values, m, added.Good, into)
}

// membersNow is what is measured of each member at one time, by its name; a
// stage that is not measured is nil.
type membersNow struct {
	all, healthy, work map[string]float64
	fresh              []string
}

// stages asks how far the fresh members came.
func (c counting) stages(ctx context.Context, a *asker, s Scope, values map[string]string, m *membersNow, into *incident.Capacity) *trouble {
	var running, registered, working, unused map[string]float64
	for _, stage := range []struct {
		name string
		t    template
		into *map[string]float64
	}{
		{"running", c.running, &running},
		{"registered", c.registered, &registered},
		{"healthy", c.healthy, &m.healthy},
		{"work", c.work, &m.work},
		{"working", c.working, &working},
		{"unused", c.unused, &unused},
	} {
		var t *trouble
		if *stage.into, t = c.ask(ctx, a, stage.name, stage.t, values, s.At); t != nil {
			return t
		}
	}
	into.Running = reached(running, m.all, m.fresh)
	into.Registered = reached(registered, m.all, m.fresh)
	into.Healthy = reached(m.healthy, m.all, m.fresh)
	var known bool
	if into.Receiving, into.Idle, known = m.busy(m.work); !known {
		return nil
	}
	if into.Working, _, known = m.busy(working); known {
		// A trickle may be done well, and is idle all the same.
		into.Working = new(min(*into.Working, *into.Receiving))
	}
	if len(into.Idle) > 0 && !slices.ContainsFunc(into.Idle, func(name string) bool { return unused[name] <= 0 }) {
		into.Because = c.because
	}
	return nil
}

// busy counts the fresh members that do work, and names those that are healthy
// and do not. A member that is down is not idle, it is down. It is false where
// nobody can tell: nothing to measure by, or a member too young for a rate.
func (m membersNow) busy(rates map[string]float64) (busy *int, idle []string, known bool) {
	old := m.oldRates(rates)
	if m.healthy == nil || len(old) == 0 {
		return nil, nil, false
	}
	n := 0
	for _, name := range m.fresh {
		rate, ok := rates[name]
		switch {
		case m.healthy[name] <= 0:
		case !ok:
			return nil, nil, false
		case rate <= idleShare*median(old):
			idle = append(idle, name)
		default:
			n++
		}
	}
	return &n, idle, true
}

// oldRates are the rates of the healthy members that were there before.
func (m membersNow) oldRates(rates map[string]float64) []float64 {
	var old []float64
	for name := range m.all {
		if rate, ok := rates[name]; ok && m.healthy[name] > 0 && !slices.Contains(m.fresh, name) {
			old = append(old, rate)
		}
	}
	return old
}

// old compares what the old members do with what the same ones did when all was
// well: whether the work stopped coming, or passes the new ones by.
func (c counting) old(ctx context.Context, a *asker, values map[string]string, m membersNow, good time.Time, into *incident.Capacity) *trouble {
	now := m.oldRates(m.work)
	if len(now) == 0 || len(into.Idle) == 0 || good.IsZero() {
		return nil
	}
	then, t := c.ask(ctx, a, "work when well", c.work, values, good)
	if t != nil {
		return t
	}
	if was := m.oldRates(then); len(was) > 0 {
		into.OldNow, into.OldThen = new(median(now)), new(median(was))
	}
	return nil
}

// reached counts the fresh members that a stage has. A stage that knows none
// of the members by their names measures something else, and is not counted.
func reached(stage, members map[string]float64, fresh []string) *int {
	if !shares(stage, members) {
		return nil
	}
	n := 0
	for _, name := range fresh {
		if stage[name] > 0 {
			n++
		}
	}
	return &n
}

func shares(stage, members map[string]float64) bool {
	for name := range stage {
		if _, ok := members[name]; ok {
			return true
		}
	}
	return false
}

func missingFrom(now, then map[string]float64) []string {
	var fresh []string
	for name := range now {
		if _, ok := then[name]; !ok {
			fresh = append(fresh, name)
		}
	}
	return fresh
}
