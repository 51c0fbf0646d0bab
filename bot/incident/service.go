package incident

import (
	"context"
	"errors"
	"time"
)

// Service runs rules against the store and lets the followers make the jobs.
// Everything that changes an incident goes through it.
type Service struct {
	Store     Store
	Now       func() time.Time // Story time.
	Followers []Follower
}

// rule is a decision on an incident that needs no jobs of its own.
type rule func(i Incident, at time.Time) ([]Event, error)

// Complete records what a job found or did, and that it is done. It is how
// handlers write: under the fence of their lease.
func (s *Service) Complete(ctx context.Context, lease Lease, decide Decision) (Incident, error) {
	return s.Store.Complete(ctx, lease, s.write(decide))
}

// Here is the incident of the channel; NotFound says what to do instead.
func (s *Service) Here(ctx context.Context, ch ChannelID) (Incident, error) {
	i, err := s.Store.IncidentByChannel(ctx, ch)
	if CodeOf(err) == NotFound {
		return Incident{}, Errorf(NotFound, "This is not an incident's channel. Type it in the incident's own channel: list shows where the open ones are.")
	}
	return i, err
}

// There is the incident of a channel that the viewer names and may not be in.
func (s *Service) There(ctx context.Context, v Viewer, ch ChannelID) (Incident, error) {
	i, err := s.Store.IncidentByChannel(ctx, ch)
	if err == nil && !CanSee(v, i) {
		err = ErrNoIncident
	}
	if CodeOf(err) == NotFound {
		return Incident{}, Errorf(NotFound, "That is not an incident's channel. Type list to see the open ones.")
	}
	return i, err
}

// Join keeps that the caller came into the incident's channel; invited says
// that it was the bot who brought them.
func (s *Service) Join(ctx context.Context, call Call, invited bool) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Arrive(call.By, invited, at) })
}

// Offer keeps that the caller can help with the channel's incident.
func (s *Service) Offer(ctx context.Context, call Call, with string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Offer(call.By, with, at) })
}

// Leave keeps that the caller is not in the incident's channel any more.
func (s *Service) Leave(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Leave(call.By, at) })
}

// Hide makes the channel's incident private.
func (s *Service) Hide(ctx context.Context, call Call, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Hide(call.By, why, at) })
}

// CloseChannel keeps that the incident's channel is private by now.
func (s *Service) CloseChannel(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.CloseChannel(at), nil })
}

// SetService says which service the incident is about.
func (s *Service) SetService(ctx context.Context, call Call, id ID, service string) (Incident, error) {
	return s.update(ctx, call, id, func(i Incident, at time.Time) ([]Event, error) { return i.SetService(call.By, service, at) })
}

// SetSeverity says how bad the channel's incident is.
func (s *Service) SetSeverity(ctx context.Context, call Call, sev Severity) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.SetSeverity(call.By, sev, at) })
}

// SetLead says who leads the channel's incident.
func (s *Service) SetLead(ctx context.Context, call Call, lead Actor) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.SetLead(call.By, lead, at) })
}

// Mitigate says that users are fine again.
func (s *Service) Mitigate(ctx context.Context, call Call, how string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Mitigate(call.By, how, at) })
}

// Resolve ends the channel's incident.
func (s *Service) Resolve(ctx context.Context, call Call, how string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Resolve(call.By, how, at) })
}

// Close says that the postmortem of the channel's incident is done.
func (s *Service) Close(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Close(call.By, at) })
}

// Share shows the channel where its incident stands.
func (s *Service) Share(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Share(call.By, at) })
}

// Note keeps a line for the timeline.
func (s *Service) Note(ctx context.Context, call Call, text string, when Moment) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Note(call.By, text, when, at) })
}

// Mark keeps that somebody marked a message of the channel for the timeline.
func (s *Service) Mark(ctx context.Context, call Call, m Mark) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Mark(call.By, m, at) })
}

// Unmark keeps that a mark was taken away.
func (s *Service) Unmark(ctx context.Context, call Call, m Mark) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Unmark(call.By, m, at) })
}

// Act logs an action; check is the one that its words name, or empty.
func (s *Service) Act(ctx context.Context, call Call, text string, when Moment, check string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Act(call.By, text, when, check, at) })
}

// KeepRunning says that an action is not finished yet.
func (s *Service) KeepRunning(ctx context.Context, call Call, action int64) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.KeepRunning(call.By, action, at) })
}

// FinishAction says that an action is finished.
func (s *Service) FinishAction(ctx context.Context, call Call, action int64) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.FinishAction(call.By, action, at) })
}

// Take says that a person is on a failing check.
func (s *Service) Take(ctx context.Context, call Call, check string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Take(call.By, check, at) })
}

// Answer keeps a person's word on a check.
func (s *Service) Answer(ctx context.Context, call Call, check string, outcome Outcome, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) {
		return i.Answer(call.By, check, outcome, why, at)
	})
}

// AnswerUnasked answers a question to people that was not put yet.
func (s *Service) AnswerUnasked(ctx context.Context, call Call, question Verdict, outcome Outcome, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) {
		return i.AnswerUnasked(call.By, question, outcome, why, at)
	})
}

// Overrule says that the metrics are wrong about a check, and why.
func (s *Service) Overrule(ctx context.Context, call Call, check string, outcome Outcome, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) {
		return i.Overrule(call.By, check, outcome, why, at)
	})
}

// Unsay takes back the asker's own word on a check, and keeps note as a line
// where they meant something else.
func (s *Service) Unsay(ctx context.Context, call Call, check, note string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) {
		return i.Unsay(call.By, check, note, at)
	})
}

// AskCheck asks for a look at a check now, with what it has to know for it.
func (s *Service) AskCheck(ctx context.Context, call Call, check string, vars Vars) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.AskCheck(call.By, check, vars, at) })
}

// AskMetric asks for a measure over a time. Typed is what the person typed.
func (s *Service) AskMetric(ctx context.Context, call Call, ask MetricAsk, reach Reach, typed string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.AskMetric(call.By, ask, reach, typed, at) })
}

// Think keeps a theory; check is the one that its words name, or empty.
func (s *Service) Think(ctx context.Context, call Call, text string, when Moment, check string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Think(call.By, text, when, check, at) })
}

// Rethink opens a theory again, by its number.
func (s *Service) Rethink(ctx context.Context, call Call, theory int, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Rethink(call.By, theory, why, at) })
}

// RuleOut says that a theory is not it.
func (s *Service) RuleOut(ctx context.Context, call Call, theory int, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.RuleOut(call.By, theory, why, at) })
}

// Confirm says that a theory is a cause.
func (s *Service) Confirm(ctx context.Context, call Call, theory int, how string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Confirm(call.By, theory, how, at) })
}

// FindCause keeps a cause that was no theory; check is the one that its words
// name, or empty.
func (s *Service) FindCause(ctx context.Context, call Call, cause, check string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.FindCause(call.By, cause, check, at) })
}

// KeepTheory gives a theory some more time.
func (s *Service) KeepTheory(ctx context.Context, call Call, theory int) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Keep(call.By, theory, at) })
}

// Decide keeps what people agreed on.
func (s *Service) Decide(ctx context.Context, call Call, what string, when Moment) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Decide(call.By, what, when, at) })
}

// AddTask keeps what is to be done later. The zero owner is nobody yet, the
// zero due no day.
func (s *Service) AddTask(ctx context.Context, call Call, what string, owner Actor, due Moment) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.AddTask(call.By, what, owner, due, at) })
}

// ChangeTask gives a task to somebody, or another day. A nil owner and the zero
// due leave what there is.
func (s *Service) ChangeTask(ctx context.Context, call Call, task int, owner *Actor, due Moment) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.ChangeTask(call.By, task, owner, due, at) })
}

// FinishTask says that a task is done.
func (s *Service) FinishTask(ctx context.Context, call Call, task int) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.FinishTask(call.By, task, at) })
}

// BeginImpact says when users first felt it.
func (s *Service) BeginImpact(ctx context.Context, call Call, when Moment, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.BeginImpact(call.By, when, why, at) })
}

// EndImpact says when users stopped feeling it.
func (s *Service) EndImpact(ctx context.Context, call Call, when Moment, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.EndImpact(call.By, when, why, at) })
}

// Tell says something to those outside, promises when they hear next, or both;
// the zero next promises nothing.
func (s *Service) Tell(ctx context.Context, call Call, text string, next time.Time) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Tell(call.By, text, next, at) })
}

// Undo takes back a line of the channel's incident; seq 0 is the asker's own
// newest. It returns the line that was taken back.
func (s *Service) Undo(ctx context.Context, call Call, seq int64) (Incident, Event, error) {
	i, err := s.Here(ctx, call.Channel)
	if err != nil {
		return Incident{}, Event{}, err
	}
	events, err := s.Store.Events(ctx, i.ID)
	if err != nil {
		return Incident{}, Event{}, err
	}
	line, err := i.Undoable(call.By, seq, events)
	if err != nil {
		return i, Event{}, err
	}
	i, err = s.update(ctx, call, i.ID, func(i Incident, at time.Time) ([]Event, error) { return i.Undo(call.By, line, at) })
	return i, line, err
}

// Redact blanks the words of a line of the channel's incident for good. It
// returns the line without them.
func (s *Service) Redact(ctx context.Context, call Call, seq int64, why string) (Incident, Event, error) {
	i, err := s.Here(ctx, call.Channel)
	if err != nil {
		return Incident{}, Event{}, err
	}
	for {
		events, err := s.Store.Events(ctx, i.ID)
		if err != nil {
			return Incident{}, Event{}, err
		}
		line, err := i.Redactable(seq, events)
		if err != nil {
			return i, Event{}, err
		}
		read := events[len(events)-1].Seq
		after, err := s.Store.Update(ctx, i.ID, call.Source, s.write(func(now Incident, at time.Time) (Change, error) {
			if now.Seq != read {
				return Change{}, errMoved
			}
			return now.Redact(call.By, line, why, events, at)
		}))
		if !errors.Is(err, errMoved) {
			return after, line.blank(), err
		}
	}
}

// Unquote brings what an incident's effects say of another one's actions in line
// with that one.
func (s *Service) Unquote(ctx context.Context, source string, id ID, other Incident) error {
	for {
		events, err := s.Store.Events(ctx, id)
		if err != nil {
			return err
		}
		read := events[len(events)-1].Seq
		_, err = s.Store.Update(ctx, id, source, s.write(func(now Incident, at time.Time) (Change, error) {
			if now.Seq != read {
				return Change{}, errMoved
			}
			return now.Unquote(other, events, at), nil
		}))
		if !errors.Is(err, errMoved) {
			return err
		}
	}
}

// errMoved says that the timeline went on since it was read: what was said
// meanwhile may repeat the words.
var errMoved = errors.New("the timeline has moved on")

// Refuse keeps that the caller wanted what they may not: what it was, in the
// words of whoever refuses. Outside of an incident there is nothing to keep it
// on, and that is no error.
func (s *Service) Refuse(ctx context.Context, call Call, what string) error {
	_, err := s.here(ctx, call, func(_ Incident, at time.Time) ([]Event, error) {
		return []Event{{Moment: ExactMoment(at), Actor: call.By, Kind: Refused, Text: what}}, nil
	})
	if CodeOf(err) == NotFound {
		return nil
	}
	return err
}

// here applies a rule to the incident of the channel the call came from.
func (s *Service) here(ctx context.Context, call Call, r rule) (Incident, error) {
	i, err := s.Here(ctx, call.Channel)
	if err != nil {
		return Incident{}, err
	}
	return s.update(ctx, call, i.ID, r)
}

// update applies a rule to an incident that the caller may see.
func (s *Service) update(ctx context.Context, call Call, id ID, r rule) (Incident, error) {
	return s.Store.Update(ctx, id, call.Source, s.write(func(i Incident, at time.Time) (Change, error) {
		if !CanSee(call.Viewer(), i) {
			return Change{}, ErrNoIncident
		}
		events, err := r(i, at)
		return Change{Events: events}, err
	}))
}

// write makes of a decision what the store runs: it numbers the events, masks
// secrets in them, reads the clock once, and asks the followers for the jobs.
func (s *Service) write(decide Decision) Write {
	return func(before Incident) (Change, error) {
		at := s.Now().UTC()
		change, err := decide(before, at)
		if err != nil {
			return Change{}, err
		}
		for n := range change.Events {
			e := &change.Events[n]
			*e = e.masked()
			e.Incident, e.Seq, e.RecordedAt = before.ID, before.Seq+1+int64(n), at
			e.At = e.At.UTC()
		}
		if len(change.Events) == 0 {
			return change, nil
		}
		after := before.Apply(change.Events...)
		for _, follow := range s.Followers {
			change.Jobs = append(change.Jobs, follow(before, after, change.Events)...)
		}
		return change, nil
	}
}
