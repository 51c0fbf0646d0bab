package incident

import (
	"slices"
	"strings"
	"time"
)

// Note keeps a line for the timeline. When is the moment it speaks of; the
// zero Moment is now.
func (i Incident) Note(by Actor, text string, when Moment, at time.Time) ([]Event, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, Errorf(Invalid, "What is to be noted?")
	}
	return []Event{{Moment: or(when, at), Actor: by, Kind: Noted, Text: text}}, nil
}

// Act logs that something was done to production. Check is the check that the
// words name, if they name one: it ends that check's blind time.
func (i Incident) Act(by Actor, text string, when Moment, check string, at time.Time) ([]Event, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, Errorf(Invalid, "What was done? Say it as you would to a colleague.")
	}
	return []Event{{Moment: or(when, at), Actor: by, Kind: Acted, Text: text, Data: Data{Check: check}}}, nil
}

// KeepRunning says that an action is not finished yet: what was found by then is
// no verdict on it, and the looks wait until it is.
func (i Incident) KeepRunning(by Actor, action int64, at time.Time) ([]Event, error) {
	a, ok := i.Action(action)
	switch {
	case !ok:
		return nil, Errorf(NotFound, "That action is not on the timeline any more.")
	case !a.DoneAt.IsZero():
		return nil, Errorf(Conflict, "It was marked as finished at %s UTC.", a.DoneAt.Format("15:04"))
	case a.Running:
		return nil, Errorf(Conflict, "It is known to be running. Press Finished now when it is over.")
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: ActionRunning, Text: a.Text, Data: Data{Action: action}}}, nil
}

// FinishAction says that an action which was still running is finished: its
// effect is counted from here.
func (i Incident) FinishAction(by Actor, action int64, at time.Time) ([]Event, error) {
	a, ok := i.Action(action)
	if !ok {
		return nil, Errorf(NotFound, "That action is not on the timeline any more.")
	}
	if !a.DoneAt.IsZero() {
		return nil, Errorf(Conflict, "It was marked as finished at %s UTC.", a.DoneAt.Format("15:04"))
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: ActionDone, Text: a.Text, Data: Data{Action: action}}}, nil
}

// Take says that a person is on a failing check. It ends blind time.
func (i Incident) Take(by Actor, check string, at time.Time) ([]Event, error) {
	c, ok := i.Check(check)
	if !ok {
		return nil, Errorf(NotFound, "I have not asked %q in %s yet. Type check %s to ask it.", check, i.Name(), check)
	}
	if c.Owner.ID == by.ID {
		return nil, Errorf(Conflict, "You are on it already.")
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Taken, Text: c.Ask, Subject: CheckSubject(check), Data: Data{Check: check}}}, nil
}

// Answer is a person's word on a check. A word against the metrics is kept
// beside them and changes no verdict.
func (i Incident) Answer(by Actor, check string, outcome Outcome, why string, at time.Time) ([]Event, error) {
	return []Event{{
		Moment: ExactMoment(at), Actor: by, Kind: Answered, Text: strings.TrimSpace(why), Subject: CheckSubject(check),
		Data: Data{Check: check, Outcome: outcome},
	}}, nil
}

// AskCheck asks for a look now. What the check has to know for it comes along,
// and holds from then on.
func (i Incident) AskCheck(by Actor, check string, vars Vars, at time.Time) ([]Event, error) {
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: CheckAsked, Text: check, Subject: CheckSubject(check), Data: Data{Check: check, Vars: vars}}}, nil
}

// BeginImpact says when users first felt it.
func (i Incident) BeginImpact(by Actor, when Moment, why string, at time.Time) ([]Event, error) {
	when = or(when, at)
	for _, w := range i.Impact {
		if w.Start.Known() && !w.End.Known() {
			return nil, Errorf(Conflict, "Impact is open already, since %s UTC. Type impact end first, or undo the line.", w.Start.At.Format("15:04"))
		}
	}
	return []Event{{Moment: when, Actor: by, Kind: ImpactBegan, Text: strings.TrimSpace(why)}}, nil
}

// EndImpact says when users stopped feeling it. An end without a known start
// is kept too: figures that need the start stay blank.
func (i Incident) EndImpact(by Actor, when Moment, why string, at time.Time) ([]Event, error) {
	when = or(when, at)
	for _, w := range i.Impact {
		if w.Start.Known() && !w.End.Known() && when.At.Before(w.Start.At) {
			return nil, Errorf(Invalid, "That is before impact began, at %s UTC.", w.Start.At.Format("15:04"))
		}
	}
	return []Event{{Moment: when, Actor: by, Kind: ImpactEnded, Text: strings.TrimSpace(why)}}, nil
}

// Undoable is the line that an undo means, out of the incident's events: line
// seq, or the newest that the asker put there when seq is 0.
func (i Incident) Undoable(by Actor, seq int64, events []Event) (Event, error) {
	for _, e := range slices.Backward(events) {
		if seq != 0 && e.Seq == seq || seq == 0 && e.PutBy().ID == by.ID && e.Kind.Said() && !i.Retracted[e.Seq] {
			return e, nil
		}
	}
	if seq != 0 {
		return Event{}, Errorf(NotFound, "There is no line %d on the timeline of %s. Type timeline to see them.", seq, i.Name())
	}
	return Event{}, Errorf(NotFound, "You have said nothing in %s that could be taken back.", i.Name())
}

// Undo takes back a line that a person said. The line and its retraction both
// stay on the timeline.
func (i Incident) Undo(by Actor, line Event, at time.Time) ([]Event, error) {
	if !line.Kind.Said() {
		return nil, Errorf(Conflict, "Line %d is not something a person noted, so it stays. To change how things stand, type sev, lead or reopen.", line.Seq)
	}
	if i.Retracted[line.Seq] {
		return nil, Errorf(Conflict, "Line %d was taken back already.", line.Seq)
	}
	if i.Redacted[line.Seq] {
		line.Text = "" // It was read before.
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Retracted, Text: line.Text, Subject: line.Subject, Data: Data{Action: line.Seq}}}, nil
}

// or is the moment that was given, or now.
func or(when Moment, at time.Time) Moment {
	if when.Known() {
		return when
	}
	return ExactMoment(at)
}
