package say_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// The check could not look back when it failed, and one that nobody asked had
// failed before it.
func TestTheEndIsToldWithHindsight(t *testing.T) {
	t.Parallel()
	i := whole()
	for n := range i.Checks {
		i.Checks[n].SignalAt, i.Checks[n].SignalEarlier = time.Time{}, false
	}
	i.Hindsight = &incident.Hindsight{From: on("14:00"), To: on("20:45"), Seen: []incident.Seen{
		{Check: poolName, Ask: "Is the API pool whole?", Asked: true, First: on("15:00"), Last: on("20:22")},
		{Check: "retry-storm/share", Ask: "Do clients retry?", First: on("15:02"), Last: on("20:00")},
		{Check: "connection-limits/database", Ask: "Is the database near its connection limit?", First: on("14:58"), Last: on("15:20")},
	}}
	m, ok := say.Subject(i, incident.ResolvedSubject, on("20:46"))
	if !ok {
		t.Fatal("the end says nothing")
	}
	golden(t, "resolved_hindsight", m)
}
