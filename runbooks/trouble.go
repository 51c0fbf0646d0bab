package runbooks

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// trouble is why a check cannot tell, in the words of the verdict.
type trouble struct {
	reason    incident.Reason
	short     string // The clause for the board.
	detail    string // The whole sentence.
	sampledAt time.Time
	err       error // The source's own error, where that was it.
}

// unknown writes the trouble into a verdict. It is never a pass.
func (t *trouble) unknown(v incident.Verdict) incident.Verdict {
	v.Outcome, v.Reason, v.Short, v.Say, v.Detail = incident.Unknown, t.reason, t.short, t.detail, t.detail
	if !t.sampledAt.IsZero() {
		v.SampledAt = t.sampledAt
	}
	return v
}

func unfit(s Service, why string) *trouble {
	return &trouble{reason: incident.Unfit, short: "not set up", detail: fmt.Sprintf("Not set up for %s: %s.", s.words(), why)}
}

// troubleOf is what is wrong with an answer as such: none came, or a part.
func troubleOf(m Metrics, got incident.Measured, err error) *trouble {
	if errors.Is(err, incident.ErrNoHistory) {
		clause := sourceClause(err)
		return &trouble{reason: incident.Unfit, short: "needs history", detail: strings.ToUpper(clause[:1]) + clause[1:] + ".", err: err}
	}
	if err != nil {
		return &trouble{reason: incident.SourceFailed, short: "no answer from " + m.Name(), detail: sourceSentence(m.Name(), err), err: err}
	}
	for _, w := range got.Warnings {
		if remark(w) {
			continue
		}
		return &trouble{
			reason: incident.Partial, short: "partial data",
			detail: fmt.Sprintf("Prometheus %s answered from a part of its data, so I do not count it: %s.", m.Name(), strings.TrimRight(w, ". ")),
		}
	}
	return nil
}

// remark reports whether a warning only comments on the query, such as a
// counter whose name does not end in _total. Prometheus 2.48 to 2.52 mixed
// those in with the warnings that are about the data.
func remark(warning string) bool { return strings.HasPrefix(warning, "PromQL info:") }

// sourceSentence says how the source failed. It tells no more than the
// source's own clause, which is safe for a channel.
func sourceSentence(name string, err error) string {
	clause := sourceClause(err)
	var e *incident.SourceError
	switch {
	case errors.As(err, &e) && (e.Fault == incident.SourceDown || e.Fault == incident.SourceTimeout):
		return fmt.Sprintf("Prometheus %s has not answered (%s).", name, clause)
	case errors.As(err, &e) && e.Fault == incident.SourceQuery:
		return fmt.Sprintf("Prometheus %s refuses the query: %s.", name, clause)
	}
	return fmt.Sprintf("Prometheus %s gave no usable answer: %s.", name, clause)
}

// sourceClause is the part of an error that people may see. An error that is
// not a source's own may hold anything and is not shown.
func sourceClause(err error) string {
	var e *incident.SourceError
	if errors.As(err, &e) && e.Detail != "" {
		return strings.TrimRight(e.Detail, ". ")
	}
	return "the reason is in the log"
}

// ageWords says how old a sample is against what is allowed, in one unit that
// shows the difference.
func ageWords(age, allowed time.Duration) string {
	if age >= allowed+time.Minute && allowed >= time.Minute && allowed%time.Minute == 0 {
		return fmt.Sprintf("%d min old (allowed: %d)", int(age.Minutes()), int(allowed.Minutes()))
	}
	return fmt.Sprintf("%d s old (allowed: %d)", int(age.Seconds()), int(allowed.Seconds()))
}

// stale is the trouble of a sample older than the check allows, or from before
// the incident where only that would pass. It says what the old sample said,
// and that this is not counted.
func (c Check) stale(l look, s Scope) *trouble {
	age := s.At.Sub(l.newest)
	t := &trouble{reason: incident.Stale, sampledAt: l.newest, short: "newest sample " + strings.Split(ageWords(age, c.allowed(l.ready)), " (")[0]}
	t.detail = "The newest sample is " + ageWords(age, c.allowed(l.ready)) + "."
	if l.trouble == nil && !s.Began.IsZero() && l.newest.Before(s.Began) {
		t.detail += fmt.Sprintf(" It said %s, from before this began, so I do not count it.", c.shortWords(l))
	} else if l.trouble == nil {
		t.detail += fmt.Sprintf(" It said %s, and I do not count it.", c.shortWords(l))
	}
	return t
}
