package incident

import (
	"slices"
	"time"
)

// apply folds one event into the state. Kinds that leave no trace in the state
// (a note) are only lines of the timeline.
func (i *Incident) apply(e Event) {
	i.Seq = e.Seq
	if e.Redacted {
		set(&i.Redacted, e.Seq, true)
		if e.Text == "" {
			e.Text = Tombstone
		}
	}
	if e.Data.Message != nil {
		i.captured(e)
	}
	switch e.Kind {
	case Declared:
		i.UID, i.Title, i.Service = e.Data.UID, e.Data.Title, e.Data.Service
		i.Severity = severityOf(e)
		i.Status, i.Declarer, i.Lead = Investigating, e.Actor, e.Actor
		i.DeclaredAt, i.Private = e.At, e.Data.Private
	case Reported:
		i.Reports = append(i.Reports, Report{Seq: e.Seq, At: e.At, By: e.Actor, Text: e.Text})
	case ServiceChanged:
		// What was asked of another service is no answer for this one.
		i.Service, i.Checks, i.Hindsight = e.Data.Service, nil, nil
		i.Neighbours = nil // Those on this service make themselves known.
	case SeverityChanged:
		i.Severity = severityOf(e)
	case LeadChanged:
		if e.Data.Lead != nil {
			i.Lead = *e.Data.Lead
			i.endOffer(e, HandoverWithdrawn)
		}
	case Offered, HandedOver, OfferDropped:
		i.handOver(e)
	case RoleChanged:
		if e.Data.Person != nil {
			set(&i.Roles, e.Data.Role, *e.Data.Person)
		}
	case ChannelOpened:
		i.Channel, i.ChannelName, i.ChannelPrivate = e.Data.Channel, e.Data.Name, e.Data.Private
	case ChannelClosed:
		i.ChannelPrivate = true
	case ChannelRenamed:
		i.ChannelName = e.Data.Name
	case ChannelLost:
		i.lose(e)
	case ChannelBack:
		i.regain(e)
	case Redacted:
		set(&i.Redacted, e.Data.Action, true)
	case MadePrivate:
		i.Private = true
	case Joined:
		set(&i.Members, e.Actor.ID, true)
	case Left:
		delete(i.Members, e.Actor.ID)
	case HelpOffered:
		i.helps(e)
	case NeighbourFound, NeighbourGone:
		i.neighboured(e)
	case Shared:
		i.SharedAt = e.At
	case Posted:
		set(&i.Posts, e.Subject, Post{Channel: e.Data.Channel, TS: e.Data.TS, Seen: e.Data.Seen})
		i.told(e)
	case StepDone:
		set(&i.Steps, e.Data.Name, true)
		delete(i.GaveUp, e.Data.Name) // Somebody mended what had refused it.
	case GaveUp:
		set(&i.GaveUp, e.Data.Name, e.Text)
	case Surveyed:
		// It is no reading of the incident's own checks: those go on every
		// minute, and ReadAt says that they do.
		i.Surveyed = e.Data.Survey
	case Drafted:
		i.Draft = e.Data.Name
	case Acted:
		i.Actions = append(i.Actions, Action{Seq: e.Seq, Moment: e.Moment, By: e.Actor, Text: e.Text})
		if e.Data.Check != "" {
			i.check(e.Data.Check).acted(e)
		}
	case ActionRunning:
		i.onAction(e.Data.Action, func(a *Action) { a.Running, a.Effect, a.Looks = true, nil, nil })
	case ActionDone:
		i.onAction(e.Data.Action, func(a *Action) { a.DoneAt, a.Running, a.Looks = e.At, false, nil })
	case CapacityCounted:
		i.onAction(e.Data.Capacity.Action, func(a *Action) { a.Capacity = e.Data.Capacity })
	case EffectJudged:
		i.onAction(e.Data.Effect.Action, func(a *Action) { a.looked(*e.Data.Effect) })
	case MetricAsked:
		if e.Data.MetricAsk != nil {
			i.Metrics = append(i.Metrics, MetricView{Seq: e.Seq, At: e.At, By: e.Actor, Typed: e.Text, Ask: *e.Data.MetricAsk})
		}
	case MetricShown:
		for n := range i.Metrics {
			if m := e.Data.Metric; m != nil && i.Metrics[n].Seq == m.Asked {
				i.Metrics[n].Shown, i.Metrics[n].Evidence = m, e.Evidence
			}
		}
	case ImpactBegan:
		i.beginImpact(e)
	case ImpactEnded:
		i.endImpact(e)
	case Told:
		i.Updates = append(i.Updates, Update{Seq: e.Seq, At: e.At, By: e.Actor, Text: e.Text, Next: e.Data.Next})
	case Decided:
		i.Decisions = append(i.Decisions, DecisionMade{Seq: e.Seq, Moment: e.Moment, By: e.Actor, Text: e.Text})
	case Tasked, TaskDone:
		i.task(e)
	case Judged, Read, Answered, Overruled, Taken:
		before := i.Silent()
		i.applyCheck(e)
		i.hearSilence(before, e.At)
	case Theorised, RuledOut, Found, Kept, Nudged:
		i.theorise(e)
	case Mitigated:
		i.Status, i.MitigatedAt = IsMitigated, e.At
	case Resolved:
		i.end(e, IsResolved)
	case Excused:
		i.Excuses = append(i.Excuses, Excuse{Seq: e.Seq, At: e.At, By: e.Actor, Why: e.Text})
	case CalledOff:
		i.end(e, IsCalledOff)
	case Merged:
		i.end(e, IsDuplicate)
	case Closed:
		i.Status, i.ClosedAt, i.ClosedSeq = IsClosed, e.At, e.Seq
	case DuplicateFound, DuplicateGone:
		i.doubled(e)
	case LookedBack:
		i.Hindsight = e.Data.Hindsight
	case Reopened:
		i.reopen(e)
	case Amended:
		i.amend(e)
		for n := range i.Checks {
			i.Checks[n].confront(e)
		}
	case Retracted:
		set(&i.Retracted, e.Data.Action, true)
		i.retract(e.Data.Action)
		i.unamend(e.Data.Action)
		i.spend(e.Data.Action)
		i.withdraw(e.Data.Action, e.At)
		for n := range i.Checks {
			i.Checks[n].confront(e)
		}
	case CheckAsked:
		for name, value := range e.Data.Vars {
			set((*map[string]string)(&i.Vars), name, value)
		}
	case Marked, Unmarked:
		i.mark(e)
	case Noted, Refused:
	}
}

func (i *Incident) applyCheck(e Event) {
	name := e.Data.Check
	if e.Data.Verdict != nil {
		name = e.Data.Verdict.Check
	}
	c := i.check(name)
	switch e.Kind {
	case Judged:
		i.ReadAt = later(i.ReadAt, e.At)
		c.judge(e)
	case Read:
		i.ReadAt = later(i.ReadAt, e.At)
		c.read(e)
	case Answered:
		c.answered(e)
	case Overruled:
		c.overrule(e)
	case Taken:
		c.Owner = e.Actor
		c.acted(e)
	default: // apply sends no other.
	}
	if e.Kind != Read && e.Kind != Taken {
		c.confront(e)
	}
}

// acted notes a person's act on a check; the bot's own are none, and nor is
// what another app wrote.
func (c *Check) acted(e Event) {
	if e.Actor.IsBot() || e.Data.Message != nil && e.Data.Message.App {
		return
	}
	early := c.FailedAt.IsZero() || e.At.Before(c.SignalAt)
	c.Acts = append(c.Acts, Act{By: e.Actor, At: e.At, Seq: e.Seq, Takes: e.Kind == Taken, Early: early})
}

// told notes the first message that says a failure: the first answers or its
// own. The board does not count, because an edit notifies nobody.
func (i *Incident) told(e Event) {
	if kind, _ := SplitSubject(e.Subject); e.Subject != AnswersSubject && kind != "check" {
		return
	}
	for n := range i.Checks {
		c := &i.Checks[n]
		if c.ToldAt.IsZero() && c.FailSeq != 0 && e.Data.Seen >= c.FailSeq {
			c.ToldAt = e.At
		}
	}
}

func (c *Check) judge(e Event) {
	was := c.Outcome
	c.now(*e.Data.Verdict)
	c.At, c.Seq, c.Pending, c.Evidence = e.At, e.Seq, nil, e.Evidence
	c.Before, c.Rerun = c.Confirmed, e.Data.Asked && was != ""
	c.Confirmed = Look{Outcome: c.Outcome, Reason: c.Reason, Have: c.Have, Want: c.Want, Short: c.Short, At: e.At, Seq: e.Seq, Evidence: e.Evidence}
	if was != "" && was != c.Outcome {
		c.Flips = append(c.Flips, e.At)
		c.endOverrules(e)
	}
	switch {
	case c.Outcome == Fail:
		c.Known, c.BackAt = Fail, time.Time{}
	case c.Outcome == Pass && c.Known == Fail:
		c.Known, c.BackAt = Pass, e.At
	case c.Outcome == Pass:
		c.Known = Pass
	}
	c.spend(c.Outcome, e.Seq)
	if c.Outcome == Fail && c.FailedAt.IsZero() {
		c.FailedAt, c.FailSeq = e.At, e.Seq
	}
	c.lookedBack()
	if c.Outcome == Pass {
		c.Owner = Actor{} // Nobody has to be on what is fine.
	}
}

// lookedBack keeps what a look back over the metrics found about the failure.
// The first look may have had no answer to that; then a later one fills it in.
func (c *Check) lookedBack() {
	if c.Outcome != Fail {
		return
	}
	if !c.GoodTo.IsZero() {
		c.LastGood = c.GoodTo
	}
	if c.SignalAt.IsZero() && !c.Since.After(c.FailedAt) {
		c.SignalAt, c.SignalEarlier = c.Since, c.SinceAtLeast
	}
}

// read takes in a look that confirms nothing new: fresh numbers for the same
// outcome, or the first sign of another one.
func (c *Check) read(e Event) {
	v := e.Data.Verdict
	c.Pending = nil
	switch {
	case v == nil:
	case v.Outcome != c.Outcome:
		c.Pending = v
	default:
		c.now(*v)
		c.lookedBack()
	}
}

// now takes in a verdict. How often it is scraped was asked once.
func (c *Check) now(v Verdict) {
	if v.Every == 0 {
		v.Every = c.Every
	}
	c.Verdict = v
}

// check is the named check, made if it is new. The pointer is good until the
// next call.
func (i *Incident) check(name string) *Check {
	n := slices.IndexFunc(i.Checks, func(c Check) bool { return c.Verdict.Check == name })
	if n < 0 {
		n = len(i.Checks)
		i.Checks = append(i.Checks, Check{Verdict: Verdict{Check: name}})
	}
	return &i.Checks[n]
}

func (i *Incident) onAction(seq int64, change func(*Action)) {
	if n := slices.IndexFunc(i.Actions, func(a Action) bool { return a.Seq == seq }); n >= 0 {
		change(&i.Actions[n])
	}
}

// beginImpact opens a window, or gives the one whose end was said first its
// start.
func (i *Incident) beginImpact(e Event) {
	for n := range i.Impact {
		if w := &i.Impact[n]; !w.Start.Known() && !w.End.At.Before(e.At) {
			w.Start, w.StartSeq = e.Moment, e.Seq
			return
		}
	}
	i.Impact = append(i.Impact, Window{Start: e.Moment, StartSeq: e.Seq})
}

func (i *Incident) endImpact(e Event) {
	for n := range i.Impact {
		if !i.Impact[n].End.Known() {
			i.Impact[n].End, i.Impact[n].EndSeq = e.Moment, e.Seq
			return
		}
	}
	i.Impact = append(i.Impact, Window{End: e.Moment, EndSeq: e.Seq})
}

// retract takes what people said out of the state. Its line stays readable.
func (i *Incident) retract(seq int64) {
	i.Actions = slices.DeleteFunc(i.Actions, func(a Action) bool { return a.Seq == seq })
	i.Decisions = slices.DeleteFunc(i.Decisions, func(d DecisionMade) bool { return d.Seq == seq })
	i.untheorise(seq)
	i.Helpers = slices.DeleteFunc(i.Helpers, func(h Helper) bool { return h.Seq == seq })
	i.unexcuse(seq)
	i.Reports = slices.DeleteFunc(i.Reports, func(r Report) bool { return r.Seq == seq })
	i.untask(seq)
	for n := range i.Checks {
		i.Checks[n].retract(seq)
	}
	for n := range i.Impact {
		if i.Impact[n].StartSeq == seq {
			i.Impact[n].Start, i.Impact[n].StartSeq = Moment{}, 0
		}
		if i.Impact[n].EndSeq == seq {
			i.Impact[n].End, i.Impact[n].EndSeq = Moment{}, 0
		}
	}
	i.Impact = slices.DeleteFunc(i.Impact, func(w Window) bool { return w.StartSeq == 0 && w.EndSeq == 0 })
}

// retract takes back a person's act on the check. Who took it before is on it
// again, if it still needs somebody.
func (c *Check) retract(seq int64) {
	c.Answers = slices.DeleteFunc(c.Answers, func(a Answer) bool { return a.Seq == seq })
	c.Overrules = slices.DeleteFunc(c.Overrules, func(o Overrule) bool { return o.Seq == seq })
	for n := range c.Answers {
		if a := &c.Answers[n]; a.Spent == seq {
			a.Spent = 0
		}
	}
	n := slices.IndexFunc(c.Acts, func(a Act) bool { return a.Seq == seq })
	if n < 0 {
		return
	}
	took := c.Acts[n].Takes
	c.Acts = slices.Delete(c.Acts, n, n+1)
	if !took || c.Owner.IsZero() {
		return
	}
	c.Owner = Actor{}
	for _, a := range slices.Backward(c.Acts) {
		if a.Takes {
			c.Owner = a.By
			return
		}
	}
}

func severityOf(e Event) Severity {
	if e.Data.Severity == nil {
		return NotSet
	}
	return *e.Data.Severity
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// set writes to a map that may not exist yet.
func set[K comparable, V any](m *map[K]V, key K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = v
}
