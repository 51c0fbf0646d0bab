package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// reopened is the word that it is open again, with why, and what runs again. Of
// a reopening that did not last only the first line is left.
func reopened(i incident.Incident, seq int64) (chat.Message, bool) {
	r, holds, ok := i.Reopened(seq)
	if !ok {
		return chat.Message{}, false
	}
	head := i.Name() + " is open again " + clock(r.At, i.DeclaredAt)
	if holds && i.Status == incident.IsMitigated {
		head = i.Name() + " is back to mitigated " + clock(r.At, i.DeclaredAt)
	}
	first := []chat.Span{chat.T("○ ")}
	if r.Why == "" {
		first = append(first, chat.B(head+"."), chat.T(" ("), person(r.By), chat.T(")"))
		head += "."
	} else {
		head += ": " + r.Why
		first = append(first, chat.B(head), chat.T(" ("), person(r.By), chat.T(")"))
	}
	m := chat.Message{Text: head}
	if !holds {
		m.Parts = []chat.Part{chat.P(first...)}
		return m, true
	}
	again := []chat.Span{chat.T(runsAgain(i, r) + " Lead stays with "), person(i.Lead), chat.T(".")}
	m.Parts = []chat.Part{chat.P(lines(first, again)...)}
	return m, true
}

// runsAgain is what I do again from here on.
func runsAgain(i incident.Incident, r incident.Reopening) string {
	looks := 0
	for _, c := range i.Checks {
		if c.Base {
			looks++
		}
	}
	said := "I look every minute again"
	switch {
	case i.Service == "":
		said = "I ask my questions as soon as I know the service"
	case looks > 0:
		said = fmt.Sprintf("I look at %s every minute again", count(looks, "check", "checks"))
	}
	if r.From == incident.IsCalledOff || r.From == incident.IsDuplicate {
		return said + ", and it counts again."
	}
	return said + ", and the draft is written anew at the next end."
}

// OpenAgain answers whoever opened it again from elsewhere. A channel that was
// put away has to be brought back by a person: Slack lets no app do that.
func OpenAgain(i incident.Incident) chat.Message {
	head := i.Name() + " is open again."
	a, away := i.Away()
	switch {
	case i.Channel == "":
		return chat.Text(head + " Its channel is on its way.")
	case !away:
		return chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head), chat.T(" The work goes on in "), channelOf(i), chat.T("."))}}
	}
	then := " " + mend(i, a)
	return chat.Message{Text: head + then, Parts: []chat.Part{chat.P(chat.B(head), chat.T(" "), channelOf(i), chat.T(" is not there to post in."+then))}}
}
