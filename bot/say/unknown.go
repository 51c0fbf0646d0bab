package say

import (
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// unknown is a check that nobody can tell from the metrics. It is an answer of
// its own, so it asks a person where a person may know.
func unknown(i incident.Incident, c incident.Check, at time.Time) chat.Message {
	why := sentence(c.Detail)
	if why == "" {
		why = sentence(c.Short)
	}
	m := chat.Message{Text: "CAN'T TELL: " + c.Ask + " " + why}
	rest := []chat.Span{chat.T(" " + strings.TrimSpace(why+" "+unknownNext(i, c.Verdict)))}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
		append([]chat.Span{chat.T("? "), chat.B("CAN'T TELL · " + c.Ask)}, rest...),
		contradiction(c, at),
		flipping(c, at),
	)...)...))
	if c.Answer == nil && i.Open() && askable(c.Verdict) {
		m.Parts = append(m.Parts, chat.Buttons(answerButtons(c.Verdict.Check)...))
	}
	return m
}

// unknownNext is what follows from not knowing, by its reason.
func unknownNext(i incident.Incident, v incident.Verdict) string {
	switch v.Reason {
	case incident.Stopped:
		if strings.Contains(v.Detail, "news") {
			return ""
		}
		return "That is news: is the exporter down, or what it measures?"
	case incident.NeverThere, incident.Unfit:
		if strings.Contains(v.Detail, "set up") {
			return "That is no news."
		}
		if i.Service == "" {
			return "It is not set up here, which is no news."
		}
		return "It is not set up for " + i.Service + ", which is no news."
	case incident.SourceFailed:
		return "That is not green. I keep asking and will say when it is back."
	case incident.Stale, incident.Partial, incident.NotANumber, incident.TooFew:
		if strings.Contains(v.Detail, "count") {
			return ""
		}
		return "I do not count it as fine."
	case incident.AskPerson, incident.NoAction: // The question itself says what follows.
	}
	return ""
}

// askable says that a person's look may help: a whole source that is silent is
// not asked about check by check, nor is what the runbook says nobody can see.
func askable(v incident.Verdict) bool { return v.Reason != incident.SourceFailed && !v.Skip }

// answerButtons let a person answer a check with one press.
func answerButtons(check string) []chat.Button {
	return []chat.Button{
		{Label: "It is fine", Verb: "answer", Value: check + " ok"},
		{Label: "It is not fine", Verb: "answer", Value: check + " bad"},
		{Label: "Can't look", Verb: "answer", Value: check + " ?"},
	}
}
