package incident

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Amend gives a line of the channel's incident other words, another time, or
// both; empty and not known leave what there is.
func (s *Service) Amend(ctx context.Context, call Call, seq int64, text string, when Moment) (Incident, error) {
	i, line, err := s.line(ctx, call, seq)
	if err != nil {
		return i, err
	}
	return s.update(ctx, call, i.ID, func(i Incident, at time.Time) ([]Event, error) { return i.Amend(call.By, line, text, when, at) })
}

// Move puts a line of the channel's incident into another one, with its own
// author and at its own time, and takes it back here. It returns the other
// incident and the line's number there.
//
// These are two decisions. The line is added there first, under a source that is
// the move itself: if nothing comes of the second, it stands in both, and moving
// it again finishes the move and adds nothing.
func (s *Service) Move(ctx context.Context, call Call, seq, number int64) (to Incident, there int64, err error) {
	i, line, err := s.line(ctx, call, seq)
	if err != nil {
		return to, 0, err
	}
	if number == i.Number {
		return to, 0, Errorf(Conflict, "Line %d is in %s already.", seq, i.Name())
	}
	if to, err = s.Store.IncidentByNumber(ctx, call.Viewer(), number); err != nil {
		return to, 0, err
	}
	events, err := s.Store.Events(ctx, i.ID)
	if err != nil {
		return to, 0, err
	}
	if n := slices.IndexFunc(AsAmended(events), func(e Event) bool { return e.Seq == seq }); n >= 0 {
		line = AsAmended(events)[n]
	}
	if i.moved(events, seq, number) {
		// The same call again.
	} else if err := i.movable(line); err != nil {
		return to, 0, err
	}
	if i.Private && !to.Private {
		return to, 0, Errorf(Conflict, "%s is private and %s is not, so line %d stays. If everybody may read it, note it there in words of your own.", i.Name(), to.Name(), seq)
	}
	from, here := &LineRef{Number: i.Number, Line: seq}, &LineRef{Number: number}
	if i.Private {
		from = nil // Who is in the one need not be in the other.
	}
	if to.Private {
		here = nil
	}
	action, _ := i.Action(seq)
	task := Task{}
	if n := slices.IndexFunc(i.Tasks, func(t Task) bool { return t.Seq == seq }); n >= 0 {
		task = i.Tasks[n]
	}
	add := call
	add.Source = fmt.Sprintf("move:%d/%d/%d", i.ID, seq, to.ID)
	if to, err = s.update(ctx, add, to.ID, func(o Incident, at time.Time) ([]Event, error) {
		return o.TakeIn(line, action, task, from, at)
	}); err != nil {
		return to, 0, err
	}
	known, err := s.Store.Events(ctx, to.ID)
	if err != nil {
		return to, 0, err
	}
	there = sameLine(known, line)
	if here != nil {
		here.Line = there
	}
	_, err = s.update(ctx, call, i.ID, func(i Incident, at time.Time) ([]Event, error) { return i.MoveOut(call.By, line, here, at) })
	return to, there, err
}

// moved reports whether a line was moved to an incident before.
func (i Incident) moved(events []Event, seq, number int64) bool {
	return slices.ContainsFunc(events, func(e Event) bool {
		return e.Kind == Retracted && e.Data.Action == seq && e.Data.Moved != nil && e.Data.Moved.Number == number
	})
}

// line is a line of the channel's incident, as it was said.
func (s *Service) line(ctx context.Context, call Call, seq int64) (Incident, Event, error) {
	i, err := s.Here(ctx, call.Channel)
	if err != nil {
		return Incident{}, Event{}, err
	}
	events, err := s.Store.Events(ctx, i.ID)
	if err != nil {
		return i, Event{}, err
	}
	if n := slices.IndexFunc(events, func(e Event) bool { return e.Seq == seq && e.Kind.Shown() }); n >= 0 {
		return i, events[n], nil
	}
	return i, Event{}, Errorf(NotFound, "There is no line %d on the timeline of %s. Type timeline to see them.", seq, i.Name())
}
