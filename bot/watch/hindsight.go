package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// lookBackFor bounds all questions of one hindsight, in machine time: a source
// that hangs costs its own checks and no others.
const lookBackFor = 20 * time.Second

// lookBackBeside is how many checks are asked of one source at a time.
const lookBackBeside = 4

// What is looked back over: from an hour before it was known, so that a check
// that was red before is seen to be; at most a day; at most 250 steps. Story
// time.
const (
	lookBackLead  = time.Hour
	lookBackMost  = 24 * time.Hour
	lookBackSteps = 250
	lookBackStep  = 15 * time.Second
)

// lookBackAgain are the times after the end at which what a source did not
// answer is asked again. After the last one it is left with its reason.
func lookBackAgain() []time.Duration {
	return []time.Duration{5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour}
}

// hindsightPayload is a HindsightJob's payload.
type hindsightPayload struct {
	By       int64     `json:"by"`       // The event that asked for it.
	Resolved time.Time `json:"resolved"` // The end that it looks back from; another one has a job of its own.
	Try      int       `json:"try,omitempty"`
}

// hindsightJob looks back from the end that stands.
func hindsightJob(i incident.Incident, p hindsightPayload, due time.Time) incident.Job {
	p.Resolved = i.ResolvedAt.UTC().Truncate(time.Millisecond) // As the store keeps it.
	return incident.Job{
		Key:      fmt.Sprintf("%d/hindsight/%d/%d", i.ID, p.By, p.Try),
		Kind:     HindsightJob,
		Lane:     fmt.Sprintf("%d/hindsight", i.ID),
		Incident: i.ID,
		Payload:  payload(p),
		Due:      due,
	}
}

// hindsight asks every check over the incident's time.
func (w *Watch) hindsight(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[hindsightPayload](ctx, w, l)
	if err != nil || !i.ResolvedAt.Equal(p.Resolved) || i.Service == "" {
		return nil, err // It is open again, or was and has another end.
	}
	checks := w.untold(i)
	found := make([]lookedBack, len(checks))
	limited, stop := context.WithTimeout(ctx, lookBackFor)
	defer stop()
	turns := newTurns(w.Sources)
	together(len(checks), func(n int) { found[n] = w.lookBack(limited, i, checks[n], turns) })
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	h, learned, open := remember(i, found)
	at, service := w.Now().UTC(), i.Service
	proof, err := mergeHindsight(found, at).Sealed()
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		if !i.ResolvedAt.Equal(p.Resolved) || i.Service != service {
			return incident.Change{}, nil // As above, while it was asked.
		}
		var change incident.Change
		if learned || i.Hindsight == nil {
			change.Events, change.Evidence = i.LookBack(h, proof.Hash, at), []incident.Evidence{proof}
		}
		if tries := lookBackAgain(); open && p.Try < len(tries) {
			due := later(now, p.Resolved.Add(tries[p.Try]))
			p.Try++
			change.Jobs = []incident.Job{hindsightJob(i, p, due)}
		}
		return change, nil
	}, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// untold are the checks that can be asked over a time and have no answer from
// an earlier try: not those for people, not what is only listed, and not what
// makes sense around an action only.
func (w *Watch) untold(i incident.Incident) []runbooks.Check {
	return slices.DeleteFunc(w.Library.Checks(), func(c runbooks.Check) bool {
		s, told := i.Hindsight.Of(c.Name)
		return c.Human() || c.Expect.Shows() || c.Wait > 0 || told && s.Why == "" || !told && i.Hindsight != nil
	})
}

// lookedBack is what one check showed.
type lookedBack struct {
	seen   incident.Seen
	proof  incident.Evidence
	absent bool // It cannot be asked of this service at all.
	open   bool // Its source may answer later.
}

// lookBack asks one check over the incident's time.
func (w *Watch) lookBack(ctx context.Context, i incident.Incident, c runbooks.Check, turns turns) lookedBack {
	from, to := lookBackSpan(i)
	scope := w.scope(i, to)
	scope.Pace = true
	source := w.Sources.For(scope.Service, c)
	known, asked := i.Check(c.Name)
	bases := w.Library.BaseFor(scope.Service)
	found := lookedBack{seen: incident.Seen{
		Check: c.Name, Name: c.MeasureName(), Ask: c.Asked(scope), Stage: c.Stage,
		Base:  slices.ContainsFunc(bases, func(b runbooks.Check) bool { return b.Name == c.Name }),
		Asked: asked && known.Outcome != "", ToldAt: known.ToldAt, OwnedAt: known.OwnedAt(),
	}}
	if !turns.take(ctx, source) {
		found.seen.Why, found.open = inTime(source), true
		return found
	}
	defer turns.give(source)
	step := max(lookBackStep, to.Sub(from)/lookBackSteps).Round(time.Second)
	replay, proof, err := c.Replay(ctx, source, scope, from, to, step)
	if err != nil && proof.Reason == incident.Stopped {
		// The series ended before the incident did: what they showed until then
		// counts all the same.
		scope.At = i.DeclaredAt
		if then, thenProof, thenErr := c.Replay(ctx, source, scope, from, to, step); thenErr == nil {
			replay, proof, err = then, thenProof, nil
		}
	}
	found.proof = proof
	switch {
	case err != nil && ctx.Err() != nil:
		found.seen.Why, found.open = inTime(source), true
	case err != nil:
		found.seen.Why = runbooks.Why(source, err)
		found.absent = slices.Contains([]incident.Reason{incident.NeverThere, incident.Unfit, incident.NoAction, incident.AskPerson}, proof.Reason)
		found.open = proof.Reason == incident.SourceFailed || proof.Reason == incident.Partial
	case replay.Passed+replay.Failed == 0:
		found.seen.Why = "It has no number in that time."
	default:
		found.seen.Step, found.seen.Share = replay.Step, replay.Red()
		found.seen.Red, found.seen.First, found.seen.Last = showed(replay)
	}
	return found
}

// inTime says that a source took longer than all may take together.
func inTime(m runbooks.Metrics) string {
	return fmt.Sprintf("Prometheus %s has not answered within %.0f s.", m.Name(), lookBackFor.Seconds())
}

// lookBackSpan is the incident's time: from an hour before the metrics showed
// it or somebody said it, to its end.
func lookBackSpan(i incident.Incident) (from, to time.Time) {
	from = i.DeclaredAt
	for _, c := range i.Checks {
		if !c.SignalAt.IsZero() && c.SignalAt.Before(from) {
			from = c.SignalAt
		}
	}
	from, to = from.Add(-lookBackLead), i.ResolvedAt
	if to.Sub(from) > lookBackMost {
		to = from.Add(lookBackMost)
	}
	return from.UTC(), to.UTC()
}

// showed is when a check first and last failed. As in the incident, two looks in
// a row make a failure; one alone is a flicker.
func showed(r runbooks.Replay) (red bool, first, last time.Time) {
	for _, s := range r.Failures {
		switch {
		case !s.To.After(s.From):
			continue
		case s.From.Equal(r.From):
			red = true
		case first.IsZero():
			first = s.From
		}
		last = s.To
	}
	return red, first, last
}

// remember adds what was found to what an earlier try had found. Learned says
// that it is more, and open that more may be found.
func remember(i incident.Incident, found []lookedBack) (h incident.Hindsight, learned, open bool) {
	h.From, h.To = lookBackSpan(i)
	if i.Hindsight != nil {
		h.Seen = slices.Clone(i.Hindsight.Seen)
	}
	for _, f := range found {
		open = open || f.open
		n := slices.IndexFunc(h.Seen, func(s incident.Seen) bool { return s.Check == f.seen.Check })
		switch {
		case f.absent && n >= 0:
			h.Seen = slices.Delete(h.Seen, n, n+1)
		case f.absent:
		case n < 0:
			h.Seen = append(h.Seen, f.seen)
		default:
			learned = learned || h.Seen[n].Why != "" && f.seen.Why == ""
			h.Seen[n] = f.seen
		}
	}
	slices.SortStableFunc(h.Seen, func(a, b incident.Seen) int { return incident.StageOrder(a.Stage) - incident.StageOrder(b.Stage) })
	return h, learned, open
}

// keptLines is how many series of one answer are kept as evidence: of a range
// over a day each has hundreds of samples.
const keptLines = 8

// mergeHindsight is the evidence: the range of every check that answered. That
// the series exist is not kept apart, because the range shows it.
func mergeHindsight(found []lookedBack, at time.Time) incident.Evidence {
	all := incident.Evidence{Check: "hindsight", At: at, Outcome: incident.Shown}
	var sources []string
	for _, f := range found {
		if f.absent {
			continue
		}
		if f.proof.Source != "" && !slices.Contains(sources, f.proof.Source) {
			sources = append(sources, f.proof.Source)
		}
		for _, q := range f.proof.Queries {
			if q.From.IsZero() && q.Error == "" {
				continue
			}
			q.For = f.seen.Check + " " + q.For
			q.Series = q.Series[:min(len(q.Series), keptLines)]
			all.Queries = append(all.Queries, q)
		}
	}
	all.Source = strings.Join(sources, ", ")
	return all
}

// turns let a few checks at a time ask each source, so that one that hangs
// holds up nobody else's.
type turns map[string]chan struct{}

func newTurns(sources runbooks.Sources) turns {
	t := turns{}
	for _, m := range sources {
		t[m.Name()] = make(chan struct{}, lookBackBeside)
	}
	return t
}

// take waits for a turn; it is false where there was none in time.
func (t turns) take(ctx context.Context, m runbooks.Metrics) bool {
	select {
	case t[m.Name()] <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (t turns) give(m runbooks.Metrics) { <-t[m.Name()] }
