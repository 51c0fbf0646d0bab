package incident

import (
	"slices"
	"strings"
	"time"
)

// Overrule says that the metrics are wrong about a check, and why. It insists
// on the reason: without one it would be no more than an answer. The verdict
// and its evidence stay.
func (i Incident) Overrule(by Actor, check string, outcome Outcome, why string, at time.Time) ([]Event, error) {
	why = strings.TrimSpace(why)
	c, ok := i.Check(check)
	switch {
	case !ok || c.Outcome == "":
		return nil, Errorf(NotFound, "I have not asked %q in %s yet, so there is nothing to overrule. Type check %s to ask it.", check, i.Name(), check)
	case c.Human:
		return nil, Errorf(Conflict, "No metric answers this one, so there is nothing to overrule. Type answer %s and what you know.", check)
	case c.Outcome == Shown:
		return nil, Errorf(Conflict, "This one is listed and not judged, so there is nothing to overrule. Keep what you know with note.")
	case outcome != Pass && outcome != Fail:
		return nil, Errorf(Invalid, "Say what is true instead: ok or bad, then why.")
	case outcome == c.Outcome:
		return nil, Errorf(Conflict, "The metrics say the same: %s. Type answer %s to put your word beside them.", strings.ToUpper(string(c.Outcome)), check)
	case why == "":
		return nil, Errorf(Invalid, "Why is the metric wrong? The reason is kept beside it.")
	}
	return []Event{{
		Moment: ExactMoment(at), Actor: by, Kind: Overruled, Text: why, Subject: CheckSubject(check), Evidence: c.Evidence,
		Data: Data{Check: check, Outcome: outcome, Over: c.Outcome, Measured: c.Short},
	}}, nil
}

// Unsay takes back a person's own newest word on a check. Where they meant
// something else, note keeps the words as a line of the timeline.
func (i Incident) Unsay(by Actor, check, note string, at time.Time) ([]Event, error) {
	c, _ := i.Check(check)
	n := len(c.Answers) - 1
	for n >= 0 && c.Answers[n].By.ID != by.ID {
		n--
	}
	if n < 0 {
		if a, ok := c.Answer(); ok {
			return nil, Errorf(Conflict, "That was said by %s. To take back somebody else's word, type undo %d.", a.By.Name, a.Seq)
		}
		return nil, Errorf(NotFound, "There is no word of yours on %s that could be taken back.", check)
	}
	a := c.Answers[n]
	events := []Event{{
		Moment: ExactMoment(at), Actor: by, Kind: Retracted, Text: a.Why, Subject: CheckSubject(check), Data: Data{Action: a.Seq},
	}}
	if note = strings.TrimSpace(note); note != "" {
		events = append(events, Event{Moment: ExactMoment(at), Actor: by, Kind: Noted, Text: note})
	}
	return events, nil
}

// AnswerUnasked answers a question that only people can answer and that was not
// put yet: it is put and answered at once, so that everyone sees both.
func (i Incident) AnswerUnasked(by Actor, question Verdict, outcome Outcome, why string, at time.Time) ([]Event, error) {
	answer, err := i.Answer(by, question.Check, outcome, why, at)
	if err != nil {
		return nil, err
	}
	return slices.Concat(i.Judge(question, "", true, at), answer), nil
}
