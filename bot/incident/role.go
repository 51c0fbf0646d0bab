package incident

import "time"

// Role is a part that a person plays beside the lead.
type Role string

// The roles.
const (
	CommsRole  Role = "comms"  // Tells people outside, and is reminded of it.
	ScribeRole Role = "scribe" // Keeps the timeline.
)

// Comms is who tells people outside; nobody where the lead does.
func (i Incident) Comms() Actor { return i.Roles[CommsRole] }

// Scribe is who keeps the timeline; nobody where everybody does.
func (i Incident) Scribe() Actor { return i.Roles[ScribeRole] }

// HasRole reports whether somebody declared it, leads it, is asked to, or plays
// another part in it.
func (i Incident) HasRole(id string) bool {
	offer, stands := i.Offered()
	return id == i.Declarer.ID || id == i.Lead.ID || id == i.Comms().ID || id == i.Scribe().ID || stands && id == offer.To.ID
}

// SetRole says who plays a role; the zero who is nobody.
func (i Incident) SetRole(by Actor, role Role, who Actor, at time.Time) ([]Event, error) {
	now := i.Roles[role]
	switch {
	case who.IsBot():
		return nil, Errorf(Invalid, "I cannot do %s: name a person.", role)
	case who.ID == now.ID && who.IsZero():
		return nil, Errorf(Conflict, "Nobody does %s in %s.", role, i.Name())
	case who.ID == now.ID:
		return nil, Errorf(Conflict, "%s does %s in %s already.", nameOf(who), role, i.Name())
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: RoleChanged, Text: who.Name, Data: Data{Role: role, Person: &who}}}, nil
}
