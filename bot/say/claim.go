package say

import (
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Content is an answer to a check in the check's own words, as "they are
// idle", and empty where it has none.
func Content(v incident.Verdict, o incident.Outcome) string {
	switch o {
	case incident.Pass:
		return lower(clause(v.OK))
	case incident.Fail:
		return lower(clause(v.Bad))
	case incident.Unknown, incident.Shown:
	}
	return ""
}

// Claim is what a person's answer says, for inside a sentence: in the check's
// own words, else "the pool is fine".
func Claim(v incident.Verdict, o incident.Outcome) string {
	if words := Content(v, o); words != "" {
		return words
	}
	if v.Human {
		return fine("it", o)
	}
	return fine(theThing(v), o)
}

// fine is an answer without words of its own.
func fine(what string, o incident.Outcome) string {
	switch o {
	case incident.Pass:
		return what + " is fine"
	case incident.Fail:
		return what + " is not fine"
	default:
		return "nobody can tell"
	}
}

// says is one person's word behind the question, its speaker in front: "Ana
// says it is fine (15:11 UTC): I see 20".
func says(v incident.Verdict, a incident.Answer, at time.Time) []chat.Span {
	when := " (" + clock(a.At, at) + ")"
	switch a.Outcome {
	case incident.Unknown:
		return []chat.Span{person(a.By), chat.T(" can't tell either" + when + because(a.Why))}
	case "":
		return []chat.Span{person(a.By), chat.T(" says: " + clause(a.Why) + when)}
	default:
		what := Content(v, a.Outcome)
		if what == "" {
			what = fine("it", a.Outcome)
		}
		return []chat.Span{person(a.By), chat.T(" says " + what + when + because(a.Why))}
	}
}

// because is a reason behind what was said, if one was given.
func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + clause(why)
}

// said are people's words on a check, kept beside the verdict: the newest, and
// those of others that differ from it.
func said(c incident.Check, at time.Time) []chat.Span {
	var spans []chat.Span
	words := c.Words()
	for n, a := range words {
		if n == len(words)-1 || a.Outcome != words[len(words)-1].Outcome {
			spans = append(append(spans, chat.T(" · ")), says(c.Verdict, a, at)...)
		}
	}
	return spans
}
