package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// List is the given incidents, a line each.
func List(is []incident.Incident, at time.Time) chat.Message {
	if len(is) == 0 {
		return chat.Text("No incident is open.")
	}
	still := 0
	var m chat.Message
	var all [][]chat.Span
	for _, i := range is {
		if i.Open() {
			still++
		}
		all = append(all, inLine(i, at))
	}
	m.Text = count(still, "incident is open", "incidents are open") + ": " + title(is[0], "")
	if still == 0 {
		m.Text = "No incident is open. The newest: " + title(is[0], "")
	}
	for n := 0; n < len(all); n += paragraph {
		m.Parts = append(m.Parts, chat.P(lines(all[n:min(n+paragraph, len(all))]...)...))
	}
	return m
}

// inLine is an incident in a line: how bad, what, where it stands, who leads and
// where the work is.
func inLine(i incident.Incident, at time.Time) []chat.Span {
	stands := fmt.Sprintf(" · %s, %s · lead ", i.Status, open(i.OpenFor(at)))
	if !i.Open() {
		stands = " · " + endedAfter(i, at) + " · lead "
	}
	line := []chat.Span{chat.B(fmt.Sprintf("%s · %s · %s", i.Severity, brief(i.Title, nameLength), i.Name()) + privately(i)), chat.T(stands), person(i.Lead)}
	if i.Channel != "" {
		line = append(append(line, chat.T(" · "), channelOf(i)), outOf(i)...)
	}
	return line
}
