package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// howEnded is how an incident that is over ended, in a few words and with the time
// as seen from ref: "resolved 20:45 UTC".
func howEnded(i incident.Incident, ref time.Time) string {
	when := clock(i.OverAt(), ref)
	switch i.Status {
	case incident.IsClosed:
		return "resolved " + when + ", closed " + clock(i.ClosedAt, ref)
	case incident.IsCalledOff:
		return "called off " + when
	case incident.IsDuplicate:
		return fmt.Sprintf("the same as INC-%d, since %s", i.SameAs.Number, when)
	case incident.IsResolved, incident.Investigating, incident.IsMitigated:
	}
	return "resolved " + when
}

// endedAfter is how it ended and how long it had been open, for where it is one
// line.
func endedAfter(i incident.Incident, ref time.Time) string {
	said, after := howEnded(i, ref), ", after "+open(i.OpenFor(ref))
	switch i.Status {
	case incident.IsDuplicate:
		return said
	case incident.IsClosed:
		return "resolved " + clock(i.ResolvedAt, ref) + after + ", closed " + clock(i.ClosedAt, ref)
	case incident.IsCalledOff:
		return said + after + ", a false alarm"
	case incident.IsResolved, incident.Investigating, incident.IsMitigated:
	}
	return said + after
}
