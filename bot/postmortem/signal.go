package postmortem

import (
	"cmp"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// signal is when the metrics first showed a check's failure.
func (l *ledger) signal(c incident.Check) end {
	e := end{what: "the metrics showing it", row: c.FailSeq}
	at, earlier := l.Signal(c)
	if at.IsZero() {
		e.missing = "since when the metrics showed it is not known"
		return e
	}
	e.Moment = incident.ExactMoment(at)
	if earlier {
		e.Precision = incident.By
	}
	if !at.Equal(c.SignalAt) {
		e.row = l.hindsight // The look at the time did not know.
	}
	return e
}

// told is the first message that said so.
func (l *ledger) told(c incident.Check) end {
	e := end{what: "our first message about it"}
	if c.ToldAt.IsZero() {
		e.missing = "no message about it is on record"
		return e
	}
	e.Moment, e.row = incident.ExactMoment(c.ToldAt), l.toldRow(c)
	return e
}

// toldRow is the line that records the first message about a failure.
func (l *ledger) toldRow(c incident.Check) int64 {
	for _, e := range l.events {
		if e.Kind == incident.Posted && c.FailSeq != 0 && e.Data.Seen >= c.FailSeq && e.At.Equal(c.ToldAt) {
			return e.Seq
		}
	}
	return 0
}

// toldBy are the questions whose failure a message was the first to say.
func (l *ledger) toldBy(seq int64) []string {
	var asks []string
	for _, c := range l.Incident.Checks {
		if !c.ToldAt.IsZero() && l.toldRow(c) == seq {
			asks = append(asks, c.Ask)
		}
	}
	return asks
}

// owned is a person's first act about the failure, by event time: a late entry
// about an earlier act counts from when the act was.
func (l *ledger) owned(c incident.Check) end {
	e := end{what: "somebody being on it"}
	acts := slices.DeleteFunc(slices.Clone(c.Acts), func(a incident.Act) bool { return a.Early })
	if len(acts) == 0 {
		e.missing = "no act of a person on it is on record"
		return e
	}
	first := slices.MinFunc(acts, func(a, b incident.Act) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	e.Moment, e.row = l.moment(first.Seq), first.Seq
	if !e.Known() {
		e.Moment = incident.ExactMoment(first.At)
	}
	return e
}

// back is when a check passed again and, for all we know, went on passing.
func (l *ledger) back(name string, failed int64) (at time.Time, row int64) {
	for _, e := range l.verdicts[name] {
		switch {
		case failed == 0 || e.Seq < failed:
		case e.Data.Verdict.Outcome == incident.Fail:
			at, row = time.Time{}, 0
		case e.Data.Verdict.Outcome == incident.Pass && row == 0:
			at, row = e.At, e.Seq
		}
	}
	return at, row
}
