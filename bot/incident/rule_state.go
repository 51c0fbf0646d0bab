package incident

import (
	"strings"
	"time"
)

// SetSeverity says how bad it is.
func (i Incident) SetSeverity(by Actor, s Severity, at time.Time) ([]Event, error) {
	if s == i.Severity {
		return nil, Errorf(Conflict, "%s is %s already.", i.Name(), s)
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: SeverityChanged, Text: s.String(), Data: Data{Severity: &s}}}, nil
}

// SetLead says who leads. It settles an offer of the lead that stands: whom it
// was offered to accepts it, and naming the lead again withdraws it.
func (i Incident) SetLead(by, lead Actor, at time.Time) ([]Event, error) {
	offer, stands := i.Offered()
	if lead.ID == i.Lead.ID && stands {
		return i.DropOffer(by, offer.Seq, at)
	}
	if lead.ID == i.Lead.ID {
		return nil, Errorf(Conflict, "%s leads %s already.", lead.Name, i.Name())
	}
	if stands && lead.ID == by.ID && lead.ID == offer.To.ID {
		return i.AcceptLead(by, offer.Seq, at) // It says what the press says.
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: LeadChanged, Text: lead.Name, Data: Data{Lead: &lead}}}, nil
}

// Mitigate says that users are fine again, though the cause may not be gone.
func (i Incident) Mitigate(by Actor, how string, at time.Time) ([]Event, error) {
	switch {
	case i.Status == IsMitigated:
		return nil, Errorf(Conflict, "%s is mitigated already, since %s UTC.", i.Name(), i.MitigatedAt.Format("15:04"))
	case !i.Open():
		return nil, i.isOver()
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Mitigated, Text: strings.TrimSpace(how)}}, nil
}

// Resolve ends the incident: the cause is gone and everything is whole again.
// It insists on what fixed it, because that line opens the postmortem. A check
// that still fails does not forbid it; it is written beside the resolution.
func (i Incident) Resolve(by Actor, how string, at time.Time) ([]Event, error) {
	how = strings.TrimSpace(how)
	if how == "" {
		return nil, Errorf(Invalid, "What fixed it? The answer opens the postmortem.")
	}
	if !i.Open() {
		return nil, i.isOver()
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Resolved, Text: how}}, nil
}

// Reopen takes an end back by a further event: what was said stays. To is where
// it stands again, IsMitigated where users are fine; else it is investigated.
func (i Incident) Reopen(by Actor, to Status, why string, at time.Time) ([]Event, error) {
	switch {
	case i.Status == Investigating:
		return nil, Errorf(Conflict, "%s is open already.", i.Name())
	case to == IsMitigated && i.Status == IsMitigated:
		return nil, Errorf(Conflict, "%s is mitigated already, since %s UTC.", i.Name(), i.MitigatedAt.Format("15:04"))
	}
	e := Event{Moment: ExactMoment(at), Actor: by, Kind: Reopened, Text: strings.TrimSpace(why)}
	if to == IsMitigated {
		e.Data.Status = to
	}
	return []Event{e}, nil
}

// isOver is why nothing can be done to an incident that is over, and how to go
// on with it.
func (i Incident) isOver() error {
	switch i.Status {
	case IsClosed:
		return Errorf(Conflict, "%s is closed, since %s UTC. To go on with it, type reopen %s and what you see.", i.Name(), i.ClosedAt.Format("2 Jan 15:04"), i.Name())
	case IsCalledOff:
		return Errorf(Conflict, "%s was called off at %s UTC. If it was real, type reopen with what you see.", i.Name(), i.EndedAt.Format("15:04"))
	case IsDuplicate:
		return Errorf(Conflict, "%s is the same as INC-%d, and the work goes on there. If it is another one after all, type reopen.", i.Name(), i.SameAs.Number)
	case Investigating, IsMitigated, IsResolved:
	}
	return Errorf(Conflict, "%s is resolved already, since %s UTC. If it came back, type reopen with what you see.", i.Name(), i.ResolvedAt.Format("15:04"))
}
