package runbooks

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Ask puts the check to a source and turns the answer into a verdict with its
// evidence. It returns no error: whatever goes wrong is an unknown verdict
// that says what did. It takes at most 20 s of machine time: what could not be
// told beside the verdict by then is left out.
func (c Check) Ask(ctx context.Context, m Metrics, s Scope) (incident.Verdict, incident.Evidence) {
	a := &asker{m: m}
	v := c.blank(m, s)
	if c.Human() {
		return c.askPerson(v, s)
	}
	looks, t := c.looks(ctx, a, s)
	if t != nil {
		v = t.unknown(v)
		return v, a.evidence(c.Name, s.At, v.Outcome, v.Reason, c.expr(s))
	}
	l, others := worstFirst(looks)
	v = c.verdict(v, l, others, s)
	c.tell(ctx, a, &v, l, s)
	return v, a.evidence(c.Name, s.At, v.Outcome, v.Reason, l.expr())
}

// looks asks what the verdict rests on: each variant side by side, so that one
// exporter that hangs does not silence the others.
func (c Check) looks(ctx context.Context, a *asker, s Scope) ([]look, *trouble) {
	ctx, stop := judging(ctx)
	defer stop()
	if t := c.early(s); t != nil {
		return nil, t
	}
	there, t := c.prepare(ctx, a, s)
	if t != nil {
		return nil, t.inTime(ctx, a.m)
	}
	looks := make([]look, len(there))
	a.beside(len(there), func(n int, a *asker) {
		looks[n] = c.look(ctx, a, there[n], s)
		looks[n].trouble = looks[n].trouble.inTime(ctx, a.m)
	})
	if slices.ContainsFunc(looks, func(l look) bool { return l.outcome != incident.Pass }) {
		return looks, nil
	}
	lost, t := c.lost(ctx, a, looks, s)
	return append(looks, lost...), t.inTime(ctx, a.m)
}

// tell adds what people want to know beside the verdict: until when it was
// measured, who is out, since when. Each part is added if it comes in time.
func (c Check) tell(ctx context.Context, a *asker, v *incident.Verdict, l look, s Scope) {
	ctx, stop := context.WithTimeout(ctx, tellFor)
	defer stop()
	var parts []func(context.Context, *asker, *incident.Verdict, look, Scope)
	switch {
	case v.Reason == incident.Stopped && len(l.silent) > 0:
		parts = append(parts, c.ended)
	case c.Expect.recovery: // It is about one moment: there is no since.
	case v.Outcome == incident.Fail && s.LookBack:
		parts = append(parts, c.offenders, c.story, c.usual)
	case v.Outcome == incident.Fail:
		parts = append(parts, c.offenders)
	}
	if s.Pace && l.trouble == nil {
		parts = append(parts, c.pace)
	}
	// The parts write to fields of their own.
	a.beside(len(parts), func(n int, a *asker) { parts[n](ctx, a, v, l, s) })
}

// pace is how often the series behind the verdict are scraped.
func (c Check) pace(ctx context.Context, a *asker, v *incident.Verdict, l look, s Scope) {
	if every, t := slowestOf(ctx, a, l.selectors, s.At); t == nil {
		v.Every = every
	}
}

// worstFirst takes out the worst look: fail, then unknown, then pass.
func worstFirst(looks []look) (look, []look) {
	order := []incident.Outcome{incident.Fail, incident.Unknown, incident.Shown, incident.Pass}
	slices.SortStableFunc(looks, func(a, b look) int {
		return slices.Index(order, a.outcome) - slices.Index(order, b.outcome)
	})
	return looks[0], looks[1:]
}

// verdict writes a look into the verdict's words.
func (c Check) verdict(v incident.Verdict, l look, others []look, s Scope) incident.Verdict {
	v.SampledAt = l.newest
	if l.trouble != nil {
		return l.trouble.unknown(v)
	}
	v.Outcome, v.By = l.outcome, measurer(l.name)
	v.Value = l.worst.value
	v.Have, v.HaveNumber = c.haveWords(l), finite(l.worst.have)
	if !math.IsNaN(l.worst.want) {
		v.Want, v.WantNumber = number(l.worst.want), finite(l.worst.want)
	} else if limit, one := c.Expect.Limit(); one {
		v.WantNumber = finite(limit)
	}
	v.Need = c.Expect.words(l.worst.want, c.Unit)
	v.Short = c.shortWords(l)
	words := c.words(l, s)
	switch {
	case v.Outcome == incident.Shown:
		v.Say = listed(l.lines, c.Unit)
	case v.Outcome == incident.Fail && c.say.fail != "":
		v.Say = plain(c.say.fail, words)
	case v.Outcome == incident.Pass && c.say.pass != "":
		v.Say = plain(c.say.pass, words)
	case c.Expect.recovery:
		v.Say = c.wayWords(l)
	default:
		v.Say = v.Short
	}
	if l.late > 0 {
		v.Say += fmt.Sprintf(", %d min ago", int(s.At.Sub(l.newest).Minutes()))
	}
	for _, o := range others {
		v.Say += "; by " + o.name + ": "
		if o.trouble != nil {
			v.Say += o.trouble.short
		} else {
			v.Say += c.shortWords(o)
		}
	}
	if v.Outcome == incident.Fail {
		v.Next = plain(c.next, words)
	}
	return v
}

// haveWords is the measured number, for people.
func (c Check) haveWords(l look) string {
	if c.Expect.recovery {
		return c.percent(l.worst.value)
	}
	if math.IsNaN(l.worst.want) {
		return honest(l.worst.have, c.Holds)
	}
	return number(l.worst.have)
}

// shortWords is the clause for the board.
func (c Check) shortWords(l look) string {
	switch {
	case l.outcome == incident.Shown && len(l.lines) == 1 && l.lines[0].name == "" && l.lines[0].have == 0:
		return "none"
	case l.outcome == incident.Shown:
		return number(float64(len(l.lines))) + " listed"
	case c.say.short != "":
		return plain(c.say.short, c.words(l, Scope{}))
	case c.Expect.recovery:
		return c.wayShort(l.worst.value)
	case !math.IsNaN(l.worst.want):
		return withUnit(number(l.worst.have)+" of "+number(l.worst.want), c.Unit)
	}
	return withUnit(c.haveWords(l), c.Unit)
}

// words are the values that texts of the file may use.
func (c Check) words(l look, s Scope) map[string]string {
	words := c.values(s)
	words["have"] = c.haveWords(l)
	words["need"] = c.Expect.words(l.worst.want, c.Unit)
	words["unit"] = c.Unit
	if !math.IsNaN(l.worst.want) {
		words["want"] = number(l.worst.want)
	}
	return words
}

// listed writes what a shown check found: the first five.
func listed(lines []line, unit string) string {
	var parts []string
	if len(lines) == 1 && lines[0].name == "" && lines[0].have == 0 {
		return "none"
	}
	for i, l := range lines {
		if i == 5 {
			parts = append(parts, number(float64(len(lines)-5))+" more")
			break
		}
		parts = append(parts, strings.TrimSpace(l.name+" "+withUnit(number(l.have), unit)))
	}
	return strings.Join(parts, ", ")
}

// offenders names who is out and what they have in common: by the check's own
// query, else by the failing ones of several series. Where nobody can be named
// the verdict holds without.
func (c Check) offenders(ctx context.Context, a *asker, v *incident.Verdict, l look, s Scope) {
	if l.who == "" {
		v.Offenders, v.More = c.failing(l)
		return
	}
	got, err := a.either(ctx, "who", l.who, s.At)
	if err != nil {
		return
	}
	var out []string
	for _, x := range got.Series {
		out = append(out, nameOf(x.Labels))
	}
	v.Offenders, v.More = firstFew(out)
	if l.because == "" || len(out) == 0 {
		return
	}
	if got, err := a.instant(ctx, "because", l.because, s.At); err == nil {
		v.Why = because(got, out)
	}
}

// failing names the series that fail, where there are several.
func (c Check) failing(l look) ([]string, int) {
	if len(l.lines) < 2 {
		return nil, 0
	}
	var names []string
	for _, line := range l.lines {
		if line.name != "" && !math.IsNaN(line.value) && !c.Holds(line.value) {
			names = append(names, line.name)
		}
	}
	return firstFew(names)
}
