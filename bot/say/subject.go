package say

import (
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Subject draws a subject of the incident as it is now. It reports false where
// there is nothing to say: the subject is unknown, was taken back, or has not
// come about.
func Subject(i incident.Incident, subject string, at time.Time) (chat.Message, bool) {
	kind, name := incident.SplitSubject(subject)
	if i.Private && isOutside(i, subject) {
		return gone(), true
	}
	switch kind {
	case incident.BoardSubject:
		return board(i, at), true
	case incident.AnswersSubject:
		return answers(i, at)
	case incident.ResolvedSubject:
		return resolved(i)
	case incident.SurveySubject:
		return survey(i)
	case incident.SourceSubject:
		return source(i)
	case incident.PrivateSubject:
		return hidden(i)
	case incident.BackSubject:
		return back(i)
	case incident.AnnouncementSubject:
		return announcement(i, at), true
	case "check":
		c, ok := i.Check(name)
		if !ok || c.Outcome == "" {
			return chat.Message{}, false
		}
		return check(i, c, at), true
	case "contradiction":
		return contradicted(i, name, at)
	}

	seq, ok := incident.SubjectSeq(subject)
	if !ok {
		return chat.Message{}, false
	}
	switch kind {
	case "action":
		return action(i, seq)
	case "effect":
		return effect(i, seq)
	case "metric":
		return metric(i, seq)
	case "update":
		return outside(i, seq)
	case "outcome":
		return outcome(i, at), true
	case "handover":
		return handover(i, seq)
	case "over":
		return over(i, seq)
	case "reopened":
		return reopened(i, seq)
	case "severity":
		return severity(i), true
	case "theory", "cause":
		return theory(i, seq, at)
	case "nudge":
		return nudge(i, seq)
	case "shared":
		return copied(i, at), true
	case "return":
		return returned(i, seq)
	}
	return chat.Message{}, false
}
