package postmortem

import (
	"cmp"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
)

// checks are the questions that were asked, by their step on the path.
func (l *ledger) checks() []Check {
	asked := slices.Clone(l.Incident.Checks)
	slices.SortStableFunc(asked, func(a, b incident.Check) int {
		return cmp.Or(cmp.Compare(incident.StageOrder(a.Stage), incident.StageOrder(b.Stage)), cmp.Compare(a.Verdict.Check, b.Verdict.Check))
	})
	checks := make([]Check, 0, len(asked))
	for _, c := range asked {
		if c.Outcome == "" {
			continue // A person spoke of it and it was never asked.
		}
		checks = append(checks, l.fared(c))
	}
	return checks
}

func (l *ledger) fared(c incident.Check) Check {
	out := Check{
		Name: c.Verdict.Check, Ask: c.Ask, Stage: c.Stage, Base: c.Base, Last: c.Outcome, LastRow: c.Seq,
		Have: c.Have, Want: wanted(c.Verdict), Detail: c.Detail,
	}
	if o, ok := c.Overruled(); ok {
		out.Overruled, out.OverruledRow = l.overruling(c, o), o.Seq
	}
	if c.Human {
		out.Last, out.Detail, out.Human = c.Stands(), "", true
		if c.Waits() {
			out.Detail = "nobody has answered it"
		} else if c.Text {
			out.Last = "" // The answer is a text and no verdict.
		}
	}
	if c.FailSeq == 0 {
		return out
	}
	if v := l.event(c.FailSeq).Data.Verdict; v != nil {
		out.Have, out.Want = v.Have, wanted(*v)
	}
	out.FailedAt, out.FailRow = c.FailedAt, c.FailSeq
	if signal := l.signal(c); signal.missing == "" {
		out.Since = signal.Moment
	}
	if told := l.told(c); told.missing == "" {
		out.ToldAt, out.ToldRow = told.At, told.row
	}
	if owned := l.owned(c); owned.missing == "" {
		out.OwnedAt, out.OwnedRow = owned.At, owned.row
	}
	out.BackAt, out.BackRow = l.back(c.Verdict.Check, c.FailSeq)
	return out
}

// wanted is the expectation in words, beside the number it was compared with.
func wanted(v incident.Verdict) string {
	if v.Need != "" && v.Want != "" {
		return v.Need + " (of " + v.Want + ")"
	}
	return firstOf(v.Need, v.Want)
}

// actions are what was done, and what it moved.
func (l *ledger) actions() []Action {
	done := l.done()
	counted, judged := map[int64]int64{}, map[int64]int64{}
	for _, e := range l.events {
		if e.Kind == incident.CapacityCounted && e.Data.Capacity != nil {
			counted[e.Data.Capacity.Action] = e.Seq
		}
		if e.Kind == incident.EffectJudged && e.Data.Effect != nil {
			judged[e.Data.Effect.Action] = e.Seq
		}
	}
	actions := make([]Action, 0, len(done))
	for _, a := range done {
		said := "Not judged"
		if a.Effect != nil {
			said = spaced(sentence(effect(a.Effect.Outcome)), l.effectDetail(*a.Effect))
		}
		actions = append(actions, Action{
			Line: a.Seq, Time: a.Moment, DoneAt: a.DoneAt, Text: l.doneTo(a.Seq, a.Text),
			Effect: said, Row: judged[a.Seq], Moved: moved(a), Capacity: a.Capacity, Counted: counted[a.Seq],
		})
	}
	return actions
}

// answers are what people said to checks, and what the metrics said by then.
// Who said it is named where nothing measured stands beside it, and where a
// metric was overruled.
func (l *ledger) answers() []Answer {
	var answers []Answer
	for _, e := range l.of(incident.Answered, incident.Overruled) {
		c, _ := l.Incident.Check(e.Data.Check)
		a := Answer{
			Line: e.Seq, Time: e.Moment, Ask: l.ask(e.Data.Check), Said: e.Data.Outcome, Words: l.content(e),
			Why: l.doneTo(e.Seq, e.Text), Overrules: e.Kind == incident.Overruled,
		}
		if e.Data.Outcome == "" {
			a.Words, a.Why = a.Why, ""
		}
		if a.Overrules || c.Human {
			a.Who = firstOf(e.Actor.Name, e.Actor.ID)
		}
		if v := l.verdictAt(e.Data.Check, e.Seq); v.Seq != 0 && !c.Human {
			a.Measured, a.MeasuredRow = v.Data.Verdict.Outcome, v.Seq
		}
		for _, o := range c.Overrules {
			if o.Seq == e.Seq {
				a.EndedAt = o.EndedAt
			}
		}
		a.Contradicted = !a.Overrules && judgedWord(a.Said) && judgedWord(a.Measured) && a.Said != a.Measured
		answers = append(answers, a)
	}
	return answers
}

func judgedWord(o incident.Outcome) bool { return o == incident.Pass || o == incident.Fail }
