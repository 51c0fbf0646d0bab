package incident

import "time"

// RenameChannel keeps what people call the channel by now.
func (i Incident) RenameChannel(by Actor, name string, at time.Time) []Event {
	if i.Channel == "" || name == "" || name == i.ChannelName {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: ChannelRenamed, Data: Data{Channel: i.Channel, Name: name}}}
}

// LoseChannel keeps that nothing can be posted in the channel, and who saw to
// that. Archiving takes us out of a channel: that we are not in an archived one
// is no news, and Reappear says when it is.
func (i Incident) LoseChannel(by Actor, why Loss, at time.Time) []Event {
	a, away := i.Away()
	if i.Channel == "" || away && (a.Why == why || a.Why == LossArchived && why == LossRemoved) {
		return nil
	}
	return i.lost(by, why, at)
}

// Reappear keeps that the channel is not archived any more, also where we did not
// hear that it was. We are not in it yet.
func (i Incident) Reappear(by Actor, at time.Time) []Event {
	a, away := i.Away()
	switch {
	case i.Channel == "" || away && a.Why != LossArchived:
		return nil
	case !away:
		return append(i.lost(Bot, LossArchived, at), i.lost(by, LossRemoved, at)...)
	}
	return i.lost(by, LossRemoved, at)
}

func (i Incident) lost(by Actor, why Loss, at time.Time) []Event {
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: ChannelLost, Data: Data{Channel: i.Channel, Loss: why}}}
}

// RegainChannel keeps that we are in the channel and can post there again.
func (i Incident) RegainChannel(by Actor, at time.Time) []Event {
	if _, away := i.Away(); !away {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: ChannelBack, Data: Data{Channel: i.Channel}}}
}

// HideWithChannel keeps that people made the channel private. From then on the
// incident is too: they shut the door, and we do not talk outside of it.
func (i Incident) HideWithChannel(at time.Time) []Event {
	events := i.CloseChannel(at)
	if len(events) > 0 && !i.Private {
		events = append(events, Event{Moment: ExactMoment(at), Actor: Bot, Kind: MadePrivate, Text: "its channel was made private"})
	}
	return events
}
