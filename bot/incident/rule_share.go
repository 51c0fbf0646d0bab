package incident

import "time"

// shareAgain is how soon a second copy of the board says something new. Two
// people who press at once mean one.
const shareAgain = time.Minute

// Share keeps that somebody shows the channel where the incident stands.
func (i Incident) Share(by Actor, at time.Time) ([]Event, error) {
	if i.Channel == "" {
		return nil, Errorf(Conflict, "%s has no channel yet to share it with. It is on its way.", i.Name())
	}
	if ago := at.Sub(i.SharedAt); !i.SharedAt.IsZero() && ago < shareAgain {
		return nil, Errorf(Conflict, "It was shared %d s ago: see the channel. In a minute it can be shared again.", int(ago.Seconds()))
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Shared}}, nil
}
