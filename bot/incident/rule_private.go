package incident

import (
	"maps"
	"slices"
	"time"
)

// Join keeps that somebody is in the incident's channel.
func (i Incident) Join(who Actor, at time.Time) ([]Event, error) {
	if who.IsZero() || who.IsBot() || i.Members[who.ID] {
		return nil, nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: who, Kind: Joined}}, nil
}

// Leave keeps that somebody is not in the incident's channel any more, whether
// they went or were taken out.
func (i Incident) Leave(who Actor, at time.Time) ([]Event, error) {
	if !i.Members[who.ID] {
		return nil, nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: who, Kind: Left}}, nil
}

// Gather brings the members up to date with the chat's own list of the people
// in the channel: who came and went unheard is known then.
func (i Incident) Gather(ids []string, at time.Time) []Event {
	var events []Event
	there := map[string]bool{}
	for _, id := range ids {
		there[id] = true
		joined, _ := i.Join(Actor{ID: id}, at) // It refuses nobody.
		events = append(events, joined...)
	}
	for _, id := range slices.Sorted(maps.Keys(i.Members)) {
		if !there[id] {
			events = append(events, Event{Moment: ExactMoment(at), Actor: Actor{ID: id}, Kind: Left})
		}
	}
	return events
}

// Hide makes an incident private: from here on it is named to nobody outside.
// There is no way back, because what was said under that promise would come out.
func (i Incident) Hide(by Actor, why string, at time.Time) ([]Event, error) {
	if i.Private {
		return nil, Errorf(Conflict, "%s is private already.", i.Name())
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: MadePrivate, Text: why}}, nil
}

// CloseChannel records that the channel itself is private by now.
func (i Incident) CloseChannel(at time.Time) []Event {
	if i.Channel == "" || i.ChannelPrivate {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: ChannelClosed, Data: Data{Channel: i.Channel}}}
}
