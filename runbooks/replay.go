package runbooks

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Stretch is a time in which a check failed without a break. Both ends are
// steps at which it failed.
type Stretch struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Replay is what a check would have said, had it been asked at every step of a
// stretch of time.
type Replay struct {
	From     time.Time     `json:"from"`
	To       time.Time     `json:"to"`
	Step     time.Duration `json:"step_ns"`
	Passed   int           `json:"passed"`  // Steps at which it would have passed.
	Failed   int           `json:"failed"`  // Steps at which it would have failed.
	Unknown  int           `json:"unknown"` // Steps at which the metrics could not tell.
	Failures []Stretch     `json:"failures"`
}

// Red is the share of the judged steps that failed, 0 to 1; 0 where none was
// judged.
func (r Replay) Red() float64 {
	if r.Passed+r.Failed == 0 {
		return 0
	}
	return float64(r.Failed) / float64(r.Passed+r.Failed)
}

// Replay asks the check over a stretch of time by range query, as it stands at
// s.At: with the baseline that is frozen at s.Began. A step without an answer
// is unknown, never a pass. Sources refuse more than 11,000 steps. With s.Pace a
// step is no shorter than the scrape interval: asked more often, one sample
// would count several times. The error is as that of Meter.
func (c Check) Replay(ctx context.Context, m Metrics, s Scope, from, to time.Time, step time.Duration) (Replay, incident.Evidence, error) {
	from, to = from.UTC().Truncate(time.Millisecond), to.UTC().Truncate(time.Millisecond)
	re := Replay{From: from, To: to, Step: step}
	a := &asker{m: m}
	if c.Expect.recovery {
		err := incident.Errorf(incident.Invalid, "%s compares around an action, so it cannot be replayed without one.", c.Name)
		return re, a.evidence(c.Name, s.At, incident.Unknown, incident.NoAction, ""), err
	}
	there, t := c.prepare(ctx, a, s)
	if t != nil {
		return re, a.evidence(c.Name, s.At, incident.Unknown, t.reason, ""), t.asError()
	}
	if t = c.listed(ctx, a, there, s); t != nil {
		return re, a.evidence(c.Name, s.At, incident.Unknown, t.reason, ""), t.asError()
	}
	for n, r := range there {
		if there[n].silent, t = c.vanished(ctx, a, r, s, nil); t != nil {
			return re, a.evidence(c.Name, s.At, incident.Unknown, t.reason, ""), t.asError()
		}
	}
	if s.Pace {
		for _, r := range there {
			every, t := slowestOf(ctx, a, r.selectors, s.At)
			if t != nil {
				return re, a.evidence(c.Name, s.At, incident.Unknown, t.reason, ""), t.asError()
			}
			re.Step = max(re.Step, every)
		}
		step = re.Step
	}
	points, errs := make([][]point, len(there)), make([]error, len(there))
	a.beside(len(there), func(n int, a *asker) {
		points[n], errs[n] = c.over(ctx, a, "replay", there[n], from, to, step)
	})
	for _, err := range errs {
		if err != nil {
			return re, a.evidence(c.Name, s.At, incident.Unknown, incident.SourceFailed, ""), err
		}
	}
	if c.Expect.Shows() {
		clear(points) // What is only listed is judged at no step.
	}
	re.count(c, points)
	return re, a.evidence(c.Name, s.At, incident.Shown, "", there[0].expr()), nil
}

// count puts the variants' answers together, step by step: the worst counts,
// and a step at which a variant gave no answer is a pass for nobody.
func (r *Replay) count(c Check, variants [][]point) {
	type said struct{ answers, failures int }
	steps := map[int64]said{}
	for _, points := range variants {
		for _, p := range points {
			s := steps[p.at.UnixMilli()]
			s.answers++
			if !c.Holds(p.worst.value) {
				s.failures++
			}
			steps[p.at.UnixMilli()] = s
		}
	}
	var open *Stretch
	for at := r.From; !at.After(r.To); at = at.Add(r.Step) {
		switch s := steps[at.UnixMilli()]; {
		case s.failures > 0:
			r.Failed++
			if open == nil {
				r.Failures = append(r.Failures, Stretch{From: at})
				open = &r.Failures[len(r.Failures)-1]
			}
			open.To = at
		case s.answers == len(variants):
			r.Passed++
			open = nil
		default:
			r.Unknown++
		}
	}
}
