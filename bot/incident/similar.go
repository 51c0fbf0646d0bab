package incident

import (
	"cmp"
	"slices"
)

// Likeness is an earlier incident that resembles another one, and in what.
type Likeness struct {
	Incident Incident
	Checks   []Check  // As they were there: the same ones failed here.
	Service  bool     // It was about the same service.
	Words    []string // Telling words that both titles have.
}

// What a likeness counts. It is judgement, not law: the same failing check says
// most, and that it is the same service says little by itself.
const (
	sameCheck   = 3
	sameService = 2
	sameWord    = 1
	mostWords   = 3
	likeEnough  = 3
)

func (l Likeness) score() int {
	n := sameCheck*len(l.Checks) + sameWord*min(len(l.Words), mostWords)
	if l.Service {
		n += sameService
	}
	return n
}

// Similar are the incidents that resemble this one most, at most so many: the
// likest first, of equals the newest. The same service alone is no likeness. A
// duplicate is left out: what it is the same as says more.
func (i Incident) Similar(others []Incident, most int) []Likeness {
	common := Telling(i.Service)
	own := slices.DeleteFunc(Telling(i.Title), func(w string) bool { return slices.Contains(common, w) })
	failed := map[string]bool{}
	for _, c := range i.Checks {
		failed[c.Verdict.Check] = !c.FailedAt.IsZero()
	}
	var like []Likeness
	for _, o := range others {
		if o.ID == i.ID || o.SameAs != nil {
			continue
		}
		l := Likeness{Incident: o, Service: i.Service != "" && o.Service == i.Service}
		for _, c := range o.Checks {
			if failed[c.Verdict.Check] && !c.FailedAt.IsZero() {
				l.Checks = append(l.Checks, c)
			}
		}
		theirs := Telling(o.Title)
		l.Words = slices.DeleteFunc(slices.Clone(own), func(w string) bool { return !slices.Contains(theirs, w) })
		if len(l.Checks)+len(l.Words) > 0 && l.score() >= likeEnough {
			like = append(like, l)
		}
	}
	slices.SortStableFunc(like, func(a, b Likeness) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(b.Incident.Number, a.Incident.Number))
	})
	return like[:min(len(like), most)]
}
