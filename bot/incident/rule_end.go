package incident

import (
	"fmt"
	"strings"
	"time"
)

// CallOff says that it is none: a false alarm. It insists on why, because that
// says which alert to mend. What was resolved can turn out to have been none.
func (i Incident) CallOff(by Actor, why string, at time.Time) ([]Event, error) {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return nil, Errorf(Invalid, "Why is it none? A few words are enough, such as: load test, not users.")
	case !i.Open() && i.Status != IsResolved:
		return nil, i.isOver()
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: CalledOff, Text: why}}, nil
}

// Merge says that it is the same as another incident, where the work goes on.
// What was said here stays here.
func (i Incident) Merge(by Actor, other Other, at time.Time) ([]Event, error) {
	switch {
	case other.Number == i.Number:
		return nil, Errorf(Invalid, "%s is this incident itself. Say which other one it is the same as; list shows those that are open.", i.Name())
	case i.Status == IsDuplicate && i.SameAs.Number == other.Number:
		return nil, Errorf(Conflict, "%s is on record as the same as INC-%d already, since %s UTC.", i.Name(), other.Number, i.EndedAt.Format("15:04"))
	case !i.Open() && i.Status != IsResolved:
		return nil, i.isOver()
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Merged, Text: fmt.Sprintf("INC-%d", other.Number), Data: Data{Other: &other}}}, nil
}

// FindDuplicate keeps that another incident is the same as this one. Where two
// were said to be the same as each other, the older one goes on: else nobody
// would work on either. Declarer is who declared the other one.
func (i Incident) FindDuplicate(by Actor, other Other, declarer Actor, at time.Time) []Event {
	events := []Event{{Moment: ExactMoment(at), Actor: by, Kind: DuplicateFound, Text: fmt.Sprintf("INC-%d", other.Number), Data: Data{Other: &other, Person: &declarer}}}
	if i.Status == IsDuplicate && i.SameAs.Number == other.Number && i.Number < other.Number {
		why := fmt.Sprintf("it and INC-%d were said to be the same as each other, and the older one goes on", other.Number)
		events = append(events, Event{Moment: ExactMoment(at), Actor: Bot, Kind: Reopened, Text: why})
	}
	return events
}

// LoseDuplicate keeps that another incident is not the same as this one after
// all.
func (i Incident) LoseDuplicate(by Actor, other Other, at time.Time) []Event {
	for _, d := range i.Duplicates {
		if d.Number == other.Number {
			return []Event{{Moment: ExactMoment(at), Actor: by, Kind: DuplicateGone, Text: fmt.Sprintf("INC-%d", other.Number), Data: Data{Other: &other}}}
		}
	}
	return nil
}

// Close says that its postmortem is done, after which the channel is put away.
func (i Incident) Close(by Actor, at time.Time) ([]Event, error) {
	switch {
	case i.Open():
		return nil, Errorf(Conflict, "%s is %s still. Type resolve and what fixed it, then close it when the postmortem is done.", i.Name(), i.Status)
	case !i.Counted():
		return nil, Errorf(Conflict, "%s has no postmortem to be done, and its channel is archived by itself: there is nothing to close.", i.Name())
	case i.Status == IsClosed:
		return nil, i.isOver()
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Closed}}, nil
}
