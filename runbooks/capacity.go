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
	t := c.count(ctx, a, s, said, added.At, &count)
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
func (c counting) count(ctx context.Context, a *asker, s Scope, said addition, at time.Time, into *incident.Capacity) *trouble {
	values := Check{vars: c.vars}.values(s)
	if t := c.window(ctx, a, values, s); t != nil {
		return t
	}
	now, t := c.ask(ctx, a, "members", c.members, values, s.At)
	if t != nil {
		return t
	}
	then, t := c.ask(ctx, a, "members then", c.members, values, at)
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
		before, t := c.ask(ctx, a, "members before", c.members, values, at.Add(-logLate))
		if t != nil {
			return t
		}
		if before != nil {
			fresh = missingFrom(now, before)
		}
	}
	slices.SortFunc(fresh, natural)
	into.Members = fresh
	return c.stages(ctx, a, s, values, now, fresh, into)
}

// stages asks how far the fresh members came.
func (c counting) stages(ctx context.Context, a *asker, s Scope, values map[string]string, now map[string]float64, fresh []string, into *incident.Capacity) *trouble {
	running, t := c.ask(ctx, a, "running", c.running, values, s.At)
	if t != nil {
		return t
	}
	healthy, t := c.ask(ctx, a, "healthy", c.healthy, values, s.At)
	if t != nil {
		return t
	}
	work, t := c.ask(ctx, a, "work", c.work, values, s.At)
	if t != nil {
		return t
	}
	into.Running = reached(running, now, fresh)
	into.Healthy = reached(healthy, now, fresh)
	if into.Healthy == nil {
		return nil
	}
	var old []float64
	for name := range now {
		if rate, ok := work[name]; ok && healthy[name] > 0 && !slices.Contains(fresh, name) {
			old = append(old, rate)
		}
	}
	if len(old) == 0 {
		return nil
	}
	receiving := 0
	var idle []string
	for _, name := range fresh {
		rate, ok := work[name]
		switch {
		case healthy[name] <= 0:
		case !ok:
			// Healthy, and too young for a rate: nobody can tell yet.
			return nil
		case rate <= idleShare*median(old):
			idle = append(idle, name)
		default:
			receiving++
		}
	}
	into.Receiving, into.Idle = &receiving, idle
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
