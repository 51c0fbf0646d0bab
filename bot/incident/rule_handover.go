package incident

import (
	"fmt"
	"time"
)

// OfferLead offers the lead to somebody, with what is handed over as it stands.
// An offer that stood is withdrawn by it.
func (i Incident) OfferLead(by, to Actor, summary string, at time.Time) ([]Event, error) {
	offer, stands := i.Offered()
	switch {
	case !i.Open():
		return nil, i.isOver()
	case to.IsZero():
		return nil, Errorf(Invalid, "Hand over to whom? Name a person.")
	case to.IsBot():
		return nil, Errorf(Invalid, "I cannot lead: a person has to decide. Name one.")
	case to.ID == i.Lead.ID:
		return nil, Errorf(Conflict, "%s leads %s already.", nameOf(to), i.Name())
	case to.ID == by.ID:
		return nil, Errorf(Invalid, "You cannot hand over to yourself. To take the lead, type lead.")
	case stands && offer.To.ID == to.ID:
		return nil, Errorf(Conflict, "The lead is offered to %s already, since %s UTC. Until they press, %s leads.", nameOf(to), offer.At.Format("15:04"), nameOf(i.Lead))
	}
	var events []Event
	if stands {
		events = append(events, i.dropped(by, offer, at))
	}
	return append(events, Event{Moment: ExactMoment(at), Actor: by, Kind: Offered, Text: summary, Data: Data{Person: &to}}), nil
}

// AcceptLead takes the lead that was offered. Its line says how long nobody knew
// who would lead.
func (i Incident) AcceptLead(by Actor, offered int64, at time.Time) ([]Event, error) {
	h, err := i.standing(offered)
	switch {
	case err != nil:
		return nil, err
	case h.To.ID != by.ID:
		return nil, Errorf(Conflict, "The lead was offered to %s. To take it yourself, type lead.", nameOf(h.To))
	}
	waited := "at once"
	if d := at.Sub(h.At); d >= time.Minute {
		waited = fmt.Sprintf("%d min after it was offered", int(d/time.Minute))
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: HandedOver, Text: waited, Data: Data{Person: &h.To}}}, nil
}

// DropOffer ends an offer without a new lead: declined by whom it was offered
// to, withdrawn by anybody else.
func (i Incident) DropOffer(by Actor, offered int64, at time.Time) ([]Event, error) {
	h, err := i.standing(offered)
	if err != nil {
		return nil, err
	}
	return []Event{i.dropped(by, h, at)}, nil
}

func (i Incident) dropped(by Actor, h Handover, at time.Time) Event {
	return Event{Moment: ExactMoment(at), Actor: by, Kind: OfferDropped, Data: Data{Person: &h.To}}
}

// standing is an offer that stands; 0 is whichever does.
func (i Incident) standing(offered int64) (Handover, error) {
	h, stands := i.Offered()
	if !stands || offered != 0 && h.Seq != offered {
		return h, Errorf(Conflict, "That offer does not stand any more: %s leads %s.", nameOf(i.Lead), i.Name())
	}
	return h, nil
}
