package runbooks

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// surveyCheck is the name that the evidence of a survey goes by.
const surveyCheck = "survey"

// surveyAtOnce is how many services are asked side by side, where each is asked
// by itself.
const surveyAtOnce = 8

// namedWorst is how many services a survey names.
const namedWorst = 5

// shareShort is the share of its members below which a service is named before
// one that fell silent: the bar of the base check.
const shareShort = 0.8

// surveyed is what one service's question came to.
type surveyed struct {
	incident.Standing
	fresh bool             // Have is known.
	known bool             // Have and Want are.
	why   *trouble         // Set where they are not.
	asked []incident.Asked // What it rests on, where it was asked by itself.
}

// Survey asks every service one cheap question, how many of its members are up,
// and how many were at best in the week before the incident began. Those that
// were discovered are asked all at once, by their label; what is declared only,
// each by itself. What is not answered when ctx ends cannot be told.
func (d *Directory) Survey(ctx context.Context, l *Library, sources Sources, s Scope) (incident.Survey, incident.Evidence) {
	if d.Discovers() && len(d.All()) == len(d.cfg.Declared) {
		// Nothing was discovered yet. What fails here fails again below, where
		// it is counted.
		_ = d.Refresh(ctx)
	}
	if !d.Discovers() {
		return d.All().Survey(ctx, l, sources, s)
	}
	a := &asker{m: d.metrics}
	together, t := d.rules.members(ctx, a, s)
	var all []surveyed
	var single Catalog
	for _, one := range d.All() {
		found, ok := together[one.Name]
		switch {
		case ok && one.Members > 0:
			found.Want, found.known = one.Members, found.fresh
			all = append(all, found)
		case ok:
			all = append(all, found)
		case slices.ContainsFunc(d.cfg.Declared, func(s Service) bool { return s.Name == one.Name }):
			single = append(single, one)
		default:
			all = append(all, surveyed{Standing: incident.Standing{Service: one.Name}, why: t})
		}
	}
	all = append(all, single.members(ctx, l, sources, s)...)
	return summed(all, a, s)
}

// Survey asks every service of the catalog by itself, as by Directory.Survey.
func (c Catalog) Survey(ctx context.Context, l *Library, sources Sources, s Scope) (incident.Survey, incident.Evidence) {
	return summed(c.members(ctx, l, sources, s), &asker{m: sources[0]}, s)
}

// members asks for all services at once: who is there, who was, and how old
// the newest sample is. A service whose metrics are younger than a day may have
// begun in the outage: what is listed counts as its whole too, and where nothing
// says what is listed, it cannot be told.
func (r rules) members(ctx context.Context, a *asker, s Scope) (map[string]surveyed, *trouble) {
	by := func(how string) string { return fmt.Sprintf("%s by (%s) (%s)", how, r.By, r.from) }
	how := howCounted(r.from)
	var have, want, newest, then, listed map[string]float64
	queries := []struct {
		into      *map[string]float64
		why, expr string
		at        time.Time
	}{
		{&have, "have", by(how), s.At},
		{&want, "want", bestOf(by(how), s), s.At},
		{&newest, "newest", fmt.Sprintf("max by (%s) (timestamp(%s))", r.By, r.from), s.At},
		{&then, "a day before", by("group"), s.began().Add(-oldEnough)},
		{&listed, "listed", by("count"), s.At},
	}
	troubles := make([]*trouble, len(queries))
	a.beside(len(queries), func(n int, a *asker) {
		m, err := a.instant(ctx, queries[n].why, queries[n].expr, queries[n].at)
		troubles[n], *queries[n].into = troubleOf(a.m, m, err), byLabel(m, r.By)
	})
	if t := cmp.Or(troubles...); t != nil {
		return nil, t
	}
	found := map[string]surveyed{}
	for name, best := range want {
		found[name] = surveyed{
			Standing: incident.Standing{Service: name, Want: rounded(best), Silent: best > 0},
			why:      &trouble{reason: incident.Stopped, detail: name + " was measured in the week before this began, and is no more."},
		}
	}
	for name := range have {
		one := surveyed{Standing: incident.Standing{Service: name, Have: rounded(have[name]), Want: found[name].Want}, fresh: true}
		_, old := then[name]
		if !old && how == "sum" {
			one.Want = max(one.Want, rounded(listed[name]))
		}
		if one.known = one.Want > 0 && (old || how == "sum"); !one.known {
			one.why = &trouble{reason: incident.TooFew, detail: name + " has nothing to compare with: none of its members was up in the week before this began, or it is younger than a day."}
		}
		if age := s.At.Sub(seconds(newest[name])); age > defaultMaxAge {
			one.Have, one.fresh, one.known = 0, false, false
			one.why = &trouble{reason: incident.Stale, detail: "The newest sample of " + name + " is " + ageWords(age, defaultMaxAge) + "."}
		}
		found[name] = one
	}
	return found, nil
}

// byLabel are the values of an answer by one label.
func byLabel(got incident.Measured, label string) map[string]float64 {
	values := map[string]float64{}
	for _, one := range got.Series {
		if p, ok := one.Last(); ok && !math.IsNaN(p.Value) && !math.IsInf(p.Value, 0) {
			values[one.Labels[label]] = p.Value
		}
	}
	return values
}

// howCounted is how series become members: an up says itself whether it
// counts, anything else is one by being there.
func howCounted(e parser.Expr) string {
	for {
		inner, ok := e.(*parser.ParenExpr)
		if !ok {
			break
		}
		e = inner.Expr
	}
	if v, ok := e.(*parser.VectorSelector); ok && (v.Name == "up" || strings.HasSuffix(v.Name, "_up")) {
		return "sum"
	}
	return "count"
}

// members asks each service by itself, a few side by side.
func (c Catalog) members(ctx context.Context, l *Library, sources Sources, s Scope) []surveyed {
	all := make([]surveyed, len(c))
	turn := make(chan struct{}, surveyAtOnce)
	new(asker).beside(len(c), func(n int, _ *asker) {
		turn <- struct{}{}
		defer func() { <-turn }()
		all[n] = l.members(ctx, sources, c[n], s)
	})
	return all
}

// members asks one service by the check that counts who runs.
func (l *Library) members(ctx context.Context, sources Sources, service Service, s Scope) surveyed {
	one := surveyed{Standing: incident.Standing{Service: service.Name}}
	check, ok := l.counts(service)
	if !ok {
		one.why = unfit(service, "no check counts its members")
		return one
	}
	s.Service, s.LookBack = service, false
	a := &asker{m: sources.For(service, check)}
	now, t := check.standing(ctx, a, s)
	one.asked, one.why = a.asked, t
	if t != nil {
		one.Silent = t.reason == incident.Stopped
		return one
	}
	one.Have, one.Want, one.known = rounded(now.have), rounded(now.want), true
	return one
}

// standing is what the check measures, against the declared whole or else the
// best of the week.
func (c Check) standing(ctx context.Context, a *asker, s Scope) (line, *trouble) {
	there, t := c.prepare(ctx, a, s)
	if t != nil {
		return line{}, t
	}
	r := there[0]
	if math.IsNaN(r.declared) {
		r.want = bestOf(r.have, s)
	}
	l := c.look(ctx, a, r, s)
	return l.worst, l.trouble
}

// bestOf is the largest value of an expression in the week before the incident
// began, by the hour: a look at forty services has to be quick, and a pool that
// was whole for less than an hour in a week was not.
func bestOf(expr string, s Scope) string {
	return fmt.Sprintf("max_over_time((%s)[7d:1h] @ %s)", expr, unixText(s.began()))
}

// counts is the check by which a service's members are counted: the first step
// of its base checks that knows a whole, else that of the library.
func (l *Library) counts(service Service) (Check, bool) {
	for _, all := range [][]Check{l.BaseFor(service), l.Checks()} {
		i := slices.IndexFunc(all, func(c Check) bool {
			return c.Stage == "running" && slices.ContainsFunc(c.variants, func(v variant) bool { return v.have.text != "" })
		})
		if i >= 0 {
			return all[i], true
		}
	}
	return Check{}, false
}

// summed counts the standings and names the worst. The evidence is what those
// that are named rest on.
func summed(all []surveyed, a *asker, s Scope) (incident.Survey, incident.Evidence) {
	sum := incident.Survey{At: s.At.UTC(), Looked: len(all)}
	outcome, reason := incident.Shown, incident.Reason("")
	var worst []surveyed
	for _, one := range all {
		switch {
		case !one.known:
			sum.Blind++
			if sum.Why == "" && one.why != nil {
				sum.Why, reason = one.why.detail, one.why.reason
			}
		case one.Have >= one.Want:
			sum.Whole++
		default:
			sum.Short++
		}
		if one.Silent || one.known && one.Have < one.Want {
			worst = append(worst, one)
		}
	}
	slices.SortStableFunc(worst, worse)
	for _, one := range worst[:min(len(worst), namedWorst)] {
		sum.Worst = append(sum.Worst, one.Standing)
		a.asked = append(a.asked, one.asked...)
	}
	if len(worst) == 0 && len(a.asked) == 0 && len(all) > 0 {
		a.asked = all[0].asked
	}
	if sum.Looked > 0 && !sum.Learned() {
		outcome = incident.Unknown
	} else {
		reason = ""
	}
	return sum, a.evidence(surveyCheck, s.At, outcome, reason, "")
}

// worse orders by how much is missing. One that fell silent comes after those
// that are known to lack much, and before those that lack little: it may have
// been taken down on purpose.
func worse(a, b surveyed) int {
	rank := func(s surveyed) float64 {
		if s.Silent {
			return shareShort
		}
		return float64(s.Have) / float64(s.Want)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Want-b.Have, a.Want-a.Have), natural(a.Service, b.Service))
}

func rounded(x float64) int {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return int(math.Round(x))
}
