package say_test

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

func TestAHandoverReadsAsWritten(t *testing.T) {
	t.Parallel()
	offer := incident.Handover{Seq: 31, At: on("19:30"), From: ana, To: ben}
	handed := with(whole(), func(i *incident.Incident) {
		i.Status, i.ResolvedAt, i.Resolution = incident.Investigating, incident.Incident{}.ResolvedAt, ""
		queue := passes("queue/age", "Is the queue short?", "", "9 min")
		queue.Outcome, queue.Name, queue.Owner = incident.Fail, "queue age", cho
		i.Checks = append(i.Checks, queue)
		i.Theories = []incident.Theory{{N: 3, Seq: 20, Text: "slow disk", By: ana, Status: incident.TheoryOpen, Since: on("16:00")}}
		i.Updates = []incident.Update{{Seq: 22, At: on("19:00"), By: ana, Text: "We are on it.", Next: on("19:45")}}
	})
	offer.Summary = say.Handing(handed, on("19:30"))
	ended := func(as incident.HandoverEnd, by incident.Actor) incident.Incident {
		h := offer
		h.End, h.EndedAt, h.EndedBy = as, on("19:34"), by
		return with(handed, func(i *incident.Incident) { i.Handovers = []incident.Handover{h} })
	}
	for name, i := range map[string]incident.Incident{
		"handover":           with(handed, func(i *incident.Incident) { i.Handovers = []incident.Handover{offer} }),
		"handover_accepted":  ended(incident.HandoverAccepted, ben),
		"handover_declined":  ended(incident.HandoverDeclined, ben),
		"handover_withdrawn": ended(incident.HandoverWithdrawn, ana),
	} {
		m, ok := say.Subject(i, incident.HandoverSubject(31), on("19:35"))
		if !ok {
			t.Fatalf("%s: there is nothing to say", name)
		}
		golden(t, name, m)
	}
	parts := with(answered(), func(i *incident.Incident) {
		i.Handovers = []incident.Handover{offer}
		i.Roles = map[incident.Role]incident.Actor{incident.CommsRole: cho, incident.ScribeRole: {ID: "U0DAN", Name: "Dan"}}
	})
	m, _ := say.Subject(parts, incident.BoardSubject, on("15:13:12"))
	golden(t, "board_parts", m)
	if got := say.Handing(declared(), on("15:05")); got != "Nothing measured fails, and nothing was tried." {
		t.Errorf("of nothing it is %q", got)
	}
}
