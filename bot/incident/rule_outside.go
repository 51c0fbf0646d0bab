package incident

import "time"

// OpenChannel records the channel that was made for the incident. A channel is
// taken once; a second one is refused, so that two workers cannot both win.
// Private says that the chat shows it to those inside only.
func (i Incident) OpenChannel(ch ChannelID, name string, private bool, at time.Time) ([]Event, error) {
	if i.Channel == ch {
		return nil, nil
	}
	if i.Channel != "" {
		return nil, Errorf(Conflict, "%s has a channel already.", i.Name())
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: ChannelOpened, Text: name, Data: Data{Channel: ch, Name: name, Private: private}}}, nil
}

// Post records that a subject's message exists, and how much of the timeline
// it shows.
func (i Incident) Post(subject string, ch ChannelID, ts string, seen int64, at time.Time) []Event {
	if p, ok := i.Posts[subject]; ok && p.TS == ts && p.Seen >= seen {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: Posted, Subject: subject, Data: Data{Channel: ch, TS: ts, Seen: seen}}}
}

// Step records that a step is done, also one that was refused before.
func (i Incident) Step(name string, at time.Time) []Event {
	if _, refused := i.GaveUp[name]; i.Steps[name] && !refused {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: StepDone, Data: Data{Name: name}}}
}

// GiveUp records that a step was refused for good, and why.
func (i Incident) GiveUp(name, why string, at time.Time) []Event {
	if i.GaveUp[name] == why {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: GaveUp, Text: why, Data: Data{Name: name}}}
}

// Measure records what an action moved, unless the action was taken back
// meanwhile.
func (i Incident) Measure(e Effect, evidence string, at time.Time) []Event {
	a, ok := i.Action(e.Action)
	if !ok {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: EffectJudged, Text: a.Text, Subject: ActionSubject(e.Action), Evidence: evidence, Data: Data{Effect: &e}}}
}

// Count records what became of the members that an action added.
func (i Incident) Count(c Capacity, evidence string, at time.Time) []Event {
	a, ok := i.Action(c.Action)
	if !ok {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: CapacityCounted, Text: a.Text, Subject: ActionSubject(c.Action), Evidence: evidence, Data: Data{Capacity: &c}}}
}

// RecordDraft records that the draft of the postmortem was written to a file.
func (i Incident) RecordDraft(path string, at time.Time) []Event {
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: Drafted, Text: path, Data: Data{Name: path}}}
}
