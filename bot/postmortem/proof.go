package postmortem

import (
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// proofs are the pieces of evidence that lines for people refer to, numbered
// in the order of the timeline.
func (l *ledger) proofs(evidence map[string]incident.Evidence) []Proof {
	var referring []incident.Event
	for _, e := range l.events {
		if e.Evidence != "" && e.Kind.Shown() {
			referring = append(referring, e)
		}
	}
	slices.SortStableFunc(referring, byTime)
	var proofs []Proof
	at := map[string]int{}
	for _, e := range referring {
		p, ok := evidence[e.Evidence]
		if !ok {
			continue
		}
		n, known := at[e.Evidence]
		if !known {
			n, at[e.Evidence] = len(proofs), len(proofs)
			p.Hash = e.Evidence
			proofs = append(proofs, Proof{N: n + 1, Evidence: p, SampledAt: newest(p)})
		}
		proofs[n].Rows = append(proofs[n].Rows, e.Seq)
		if v := e.Data.Verdict; v != nil {
			proofs[n].Value, proofs[n].Offenders, proofs[n].More = value(*v), v.Offenders, v.More
			if !v.SampledAt.IsZero() {
				proofs[n].SampledAt = v.SampledAt
			}
		}
	}
	for n := range proofs {
		proofs[n].Rows = lines(proofs[n].Rows...)
	}
	return proofs
}

// newest is the time of the newest sample of a piece of evidence.
func newest(p incident.Evidence) time.Time {
	var at time.Time
	for _, q := range p.Queries {
		for _, s := range q.Series {
			if last, ok := s.Last(); ok && last.At.After(at) {
				at = last.At
			}
		}
	}
	return at
}
