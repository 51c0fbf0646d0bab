package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Similar are earlier incidents that resemble one: in what, what fixed them, and
// where to read on. Looked is among how many they were looked for.
func Similar(i incident.Incident, like []incident.Likeness, looked int, at time.Time) chat.Message {
	switch {
	case looked == 0:
		return chat.Text("There is no other incident that you may see, so nothing is like " + i.Name() + ".")
	case len(like) == 0:
		return chat.Text(fmt.Sprintf("Nothing in the newest %s resembles %s: no same failing check, and no same words.", count(looked, "incident", "incidents"), i.Name()))
	}
	m := chat.Message{Text: fmt.Sprintf("%s like %s: %s", count(len(like), "incident", "incidents"), i.Name(), alike(like[0]))}
	for _, l := range like {
		o := l.Incident
		m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
			inLine(o, at),
			text(alike(l)+"."),
			howItEnded(o),
			draftOf(o),
		)...)...))
	}
	m.Parts = append(m.Parts, chat.Small(chat.T(fmt.Sprintf("Looked at the newest %s that you may see.", count(looked, "incident", "incidents")))))
	return m
}

// alike is in what two incidents resemble each other.
func alike(l incident.Likeness) string {
	var parts []string
	if n := len(l.Checks); n > 0 {
		var names []string
		for _, c := range l.Checks[:min(n, 3)] {
			names = append(names, thing(c.Verdict))
		}
		if n > 3 {
			names = append(names, fmt.Sprintf("%d more", n-3))
		}
		head := "Same failing check: "
		if n > 1 {
			head = "Same failing checks: "
		}
		parts = append(parts, head+strings.Join(names, ", "))
	}
	if l.Service {
		parts = append(parts, "same service")
	}
	if len(l.Words) > 0 {
		parts = append(parts, "same words: "+strings.Join(l.Words, ", "))
	}
	return capital(strings.Join(parts, "; "))
}

// howItEnded is what fixed an incident, or that nothing has yet.
func howItEnded(o incident.Incident) []chat.Span {
	switch {
	case o.Open():
		return []chat.Span{chat.B("It is open now."), chat.T(" It may be the same.")}
	case o.Status == incident.IsCalledOff:
		return text("It was called off: " + sentence(o.EndWhy))
	case o.Resolution == "":
		return nil
	}
	said := "What fixed it: " + sentence(o.Resolution)
	if causes := o.TheoriesThat(incident.TheoryFound); len(causes) > 0 {
		said += " Cause: " + sentence(brief(causes[0].Text, nameLength))
	}
	return text(said)
}

// draftOf is where an incident's draft lies.
func draftOf(o incident.Incident) []chat.Span {
	if o.Draft == "" {
		return nil
	}
	return []chat.Span{chat.T("Draft: "), {Text: o.Draft, Code: true}}
}
