package runbooks

import (
	"context"
	"fmt"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
)

// lost are the variants that answered in the hour before the incident began and
// have no series now. What an exporter that fell silent would have said is not
// what another one says: beside them a pass proves nothing.
func (c Check) lost(ctx context.Context, a *asker, passed []look, s Scope) ([]look, *trouble) {
	filled, _ := c.fillAll(c.values(s))
	absent := slices.DeleteFunc(filled, func(r ready) bool {
		return slices.ContainsFunc(passed, func(l look) bool { return l.name == r.name })
	})
	then := s.began()
	if s.At.Before(then) {
		then = s.At
	}
	found, troubles := make([]bool, len(absent)), make([]*trouble, len(absent))
	a.beside(len(absent), func(n int, a *asker) {
		found[n], troubles[n] = true, nil
		for _, sel := range absent[n].selectors {
			got, err := a.before(ctx, fmt.Sprintf("count(last_over_time(%s[1h] @ %s))", sel, unixText(then)), s.At)
			if troubles[n] = troubleOf(a.m, got, err); troubles[n] != nil || len(got.Series) == 0 {
				found[n] = false
				return
			}
		}
	})
	var all []look
	for n, r := range absent {
		if troubles[n] != nil {
			return nil, troubles[n]
		}
		if found[n] {
			all = append(all, look{ready: r, outcome: incident.Unknown, trouble: &trouble{
				reason: incident.Stopped, short: r.name + " stopped reporting",
				detail: fmt.Sprintf("It was measured by %s too before this began, and no more. %s says %s, and that is not the whole.", r.name, passed[0].name, c.shortWords(passed[0])),
			}})
		}
	}
	return all, nil
}
