package say

import (
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// homeFor is how long an incident that is over stands in a person's Home.
const homeFor = 7 * 24 * time.Hour

// mostAtHome is how many incidents a Home names, of those that are open and of
// those that are over. List names all.
const mostAtHome = 10

// Home is what a person sees who looks in on the bot: what is open, their own
// first, what ended lately, and what to type. Are are the incidents that they
// may see, the newest first; line are the lines of what to type.
func Home(who incident.Actor, are []incident.Incident, line []chat.Span, at time.Time) chat.Message {
	var mine, others, over []incident.Incident
	for _, i := range are {
		switch {
		case i.Open() && concerns(i, who):
			mine = append(mine, i)
		case i.Open():
			others = append(others, i)
		case at.Sub(i.OverAt()) < homeFor:
			over = append(over, i)
		}
	}
	still := append(mine, others...)
	m := chat.Message{Text: "No incident is open."}
	if len(still) > 0 {
		m.Text = count(len(still), "incident is open", "incidents are open") + ": " + headline(still[0], at)
	}
	head := "No incident is open"
	if len(still) > 0 {
		head = count(len(still), "open incident", "open incidents")
	}
	m.Parts = append(m.Parts, chat.Part{Title: head})
	for _, i := range still[:min(len(still), mostAtHome)] {
		m.Parts = append(m.Parts, chat.P(lines(inLine(i, at), text(capital(gist(i, at))))...))
	}
	m.Parts = append(m.Parts, more(len(still))...)
	m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Declare an incident…", Verb: "declare", Ask: true, Primary: true}))
	if len(over) > 0 {
		m.Parts = append(m.Parts, chat.Part{Divider: true}, chat.Part{Title: "Over in the last 7 days"})
		var all [][]chat.Span
		for _, i := range over[:min(len(over), mostAtHome)] {
			all = append(all, inLine(i, at))
		}
		m.Parts = append(m.Parts, chat.P(lines(all...)...))
		m.Parts = append(m.Parts, more(len(over))...)
	}
	if len(line) > 0 {
		m.Parts = append(m.Parts, chat.Part{Divider: true}, chat.Part{Title: "What you can type"}, chat.P(line...))
	}
	m.Parts = append(m.Parts, chat.Small(chat.T("As of "+clock(at, at)+". It is drawn anew when you open it.")))
	return m
}

// more says how many incidents are not named.
func more(of int) []chat.Part {
	if of <= mostAtHome {
		return nil
	}
	return []chat.Part{chat.Small(chat.T("And " + count(of-mostAtHome, "more", "more") + ": list shows them."))}
}

// concerns reports whether a person has a part in the incident: they lead it,
// declared it or are on something that fails.
func concerns(i incident.Incident, who incident.Actor) bool {
	if who.IsZero() {
		return false
	}
	return i.Lead.ID == who.ID || i.Declarer.ID == who.ID ||
		slices.ContainsFunc(i.Checks, func(c incident.Check) bool { return c.Owner.ID == who.ID })
}
