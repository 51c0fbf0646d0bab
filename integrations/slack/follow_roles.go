package slack

import (
	"github.com/sitrephq/sitrep/bot/incident"
)

// invited brings somebody into the channel who got a part in the incident, or
// whose own turned out to be this one. Who speaks in it is there, and who is
// known to be.
func invited(i incident.Incident, e incident.Event, who *incident.Actor) []incident.Job {
	if who == nil || who.IsZero() || who.IsBot() || who.ID == e.Actor.ID || i.Members[who.ID] {
		return nil
	}
	return []incident.Job{bring(i, e, *who)}
}

// bring brings somebody into the incident's channel who may not be there.
func bring(i incident.Incident, e incident.Event, who incident.Actor) incident.Job {
	return job(i, e, BringJob, channelLane, "bring:"+who.ID, "", payload{Person: who.ID, Name: who.Name})
}

// offered posts an offer of the lead. Who is not in the channel yet is brought
// there first: a mention calls nobody who cannot read it.
func offered(i incident.Incident, e incident.Event) []incident.Job {
	said, bring := post(i, e, incident.HandoverSubject(e.Seq)), invited(i, e, e.Data.Person)
	if len(bring) > 0 {
		said = after(said, boardAfter)
	}
	return append(bring, said)
}

// offers redraws the offer that stood: it is settled, which is no turning point
// but for the two whom the line names.
func offers(was, i incident.Incident, e incident.Event) []incident.Job {
	h, stood := was.Offered()
	if now, stands := i.Offered(); !stood || stands && now.Seq == h.Seq {
		return nil
	}
	return edit(i, e, incident.HandoverSubject(h.Seq))
}
