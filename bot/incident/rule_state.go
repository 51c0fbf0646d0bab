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

// SetLead says who leads.
func (i Incident) SetLead(by, lead Actor, at time.Time) ([]Event, error) {
	if lead.ID == i.Lead.ID {
		return nil, Errorf(Conflict, "%s leads %s already.", lead.Name, i.Name())
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: LeadChanged, Text: lead.Name, Data: Data{Lead: &lead}}}, nil
}

// Mitigate says that users are fine again, though the cause may not be gone.
func (i Incident) Mitigate(by Actor, how string, at time.Time) ([]Event, error) {
	switch i.Status {
	case IsMitigated:
		return nil, Errorf(Conflict, "%s is mitigated already, since %s UTC.", i.Name(), i.MitigatedAt.Format("15:04"))
	case IsResolved:
		return nil, Errorf(Conflict, "%s is resolved. If it came back, type reopen with what you see.", i.Name())
	case Investigating:
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
		return nil, Errorf(Conflict, "%s is resolved already, since %s UTC. If it came back, type reopen with what you see.", i.Name(), i.ResolvedAt.Format("15:04"))
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Resolved, Text: how}}, nil
}

// Reopen takes a resolution back by a further event: what was said stays.
func (i Incident) Reopen(by Actor, why string, at time.Time) ([]Event, error) {
	if i.Status == Investigating {
		return nil, Errorf(Conflict, "%s is open already.", i.Name())
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Reopened, Text: strings.TrimSpace(why)}}, nil
}
