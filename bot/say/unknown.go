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
		rerun(c, at),
		contradiction(c, at),
		overruledUntil(c, at),
		flipping(c, at),
	)...)...))
	if len(c.Answers) == 0 && i.Open() && askable(c.Verdict) {
		m.Parts = append(m.Parts, chat.Buttons(answerButtons(c.Verdict)...))
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
		return "That is not green. I try every 15 s and will say when it is back."
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
func answerButtons(v incident.Verdict) []chat.Button {
	return append(outcomeButtons(v), chat.Button{Label: "Can't look", Verb: "answer", Value: v.Check + " ?"})
}

// outcomeButtons are the two answers to a check, in its own words where it has
// some.
func outcomeButtons(v incident.Verdict) []chat.Button {
	ok, bad := "It is fine", "It is not fine"
	if v.OK != "" && v.Bad != "" {
		ok, bad = clause(v.OK), clause(v.Bad)
	}
	return []chat.Button{
		{Label: clip(ok, labelLength), Verb: "answer", Value: v.Check + " ok"},
		{Label: clip(bad, labelLength), Verb: "answer", Value: v.Check + " bad"},
	}
}

// labelLength is how many characters of a button's label a chat takes.
const labelLength = 75

// oneWord is a check as one types it on a phone: its short name where that is a
// word, else its whole name.
func oneWord(v incident.Verdict) string {
	if v.Name != "" && !strings.ContainsAny(v.Name, " ") {
		return v.Name
	}
	return v.Check
}
