package postmortem

import "slices"

// lookedBack is what the metrics showed in hindsight. When the bot said so and
// when somebody was on it is read from the record as it is now: late entries
// count.
func (l *ledger) lookedBack() *Hindsight {
	h := l.event(l.hindsight).Data.Hindsight
	if h == nil {
		return nil
	}
	out := &Hindsight{From: h.From, To: h.To, Row: l.hindsight}
	for _, s := range h.Seen {
		late := SeenLate{Seen: s}
		if c, ok := l.Incident.Check(s.Check); ok {
			// The look at the time was the finer one; one moment must not read as two.
			if off := c.SignalAt.Sub(s.First).Abs(); !c.SignalEarlier && !c.SignalAt.IsZero() && off <= s.Step {
				late.First = c.SignalAt
			}
			if told := l.told(c); told.missing == "" {
				late.ToldAt, late.ToldRow = told.At, told.row
			}
			if owned := l.owned(c); owned.missing == "" {
				late.OwnedAt, late.OwnedRow = owned.At, owned.row
			}
		}
		switch {
		case s.Why != "":
			out.Untold = append(out.Untold, late)
		case !s.Failed():
			out.Passed = append(out.Passed, late)
		default:
			out.Showed = append(out.Showed, late)
		}
		if s.Why == "" && s.Missed() {
			out.Missed = append(out.Missed, late)
		}
	}
	// What was red before has no first time, and stands in front.
	slices.SortStableFunc(out.Showed, byFirst)
	slices.SortStableFunc(out.Missed, byFirst)
	return out
}

func byFirst(a, b SeenLate) int { return a.First.Compare(b.First) }
