package incident

import (
	"slices"
	"time"
)

// Edit is how somebody amended a line: its words, its time, or both.
type Edit struct {
	Seq  int64 // Of the event that says so.
	By   Actor
	At   time.Time
	Text string // Empty where the words stay.
	When Moment // Not known where the time stays.
}

// wording is a line as it was said and all that was amended since.
type wording struct {
	text   string // As it was said. Empty where the state does not hold the line's words.
	moment Moment
	edits  []Edit // The oldest first; what was taken back is left out.
}

// newest is the line as it reads now.
func (w wording) newest() (text string, moment Moment) {
	text, moment = w.text, w.moment
	for _, e := range w.edits {
		if e.Text != "" {
			text = e.Text
		}
		if e.When.Known() {
			moment = e.When
		}
	}
	return text, moment
}

// Edited is the newest edit of a line, and false where it is as it was said.
func (i Incident) Edited(line int64) (Edit, bool) {
	w := i.wordings[line]
	if len(w.edits) == 0 {
		return Edit{}, false
	}
	return w.edits[len(w.edits)-1], true
}

// LineOf is the line that an edit amends, by the edit's number; 0 where it is no
// edit that stands.
func (i Incident) LineOf(edit int64) int64 {
	for line, w := range i.wordings {
		if slices.ContainsFunc(w.edits, func(e Edit) bool { return e.Seq == edit }) {
			return line
		}
	}
	return 0
}

// amend folds an edit into the state. Earlier states share what is there, so it
// is replaced and not changed in place.
func (i *Incident) amend(e Event) {
	line := e.Data.Action
	w, known := i.wordings[line]
	if !known {
		w.text, w.moment = i.worded(line)
	}
	w.edits = append(slices.Clip(w.edits), Edit{Seq: e.Seq, By: e.Actor, At: e.At, Text: e.Text, When: e.Data.When})
	set(&i.wordings, line, w)
	i.reword(line, w)
}

// unamend takes an edit back.
func (i *Incident) unamend(edit int64) {
	line := i.LineOf(edit)
	if line == 0 {
		return
	}
	w := i.wordings[line]
	w.edits = slices.DeleteFunc(slices.Clone(w.edits), func(e Edit) bool { return e.Seq == edit })
	set(&i.wordings, line, w)
	i.reword(line, w)
}

// held is one place where the state holds a line.
type held struct {
	text   *string
	moment *Moment
	at     *time.Time
}

// holds are the places where the state holds a line's words and its time. A note
// is held nowhere: it is only a line.
func (i *Incident) holds(line int64) []held {
	var all []held
	for n := range i.Actions {
		if a := &i.Actions[n]; a.Seq == line {
			all = append(all, held{text: &a.Text, moment: &a.Moment})
		}
	}
	for n := range i.Decisions {
		if d := &i.Decisions[n]; d.Seq == line {
			all = append(all, held{text: &d.Text, moment: &d.Moment})
		}
	}
	for n := range i.Tasks {
		if t := &i.Tasks[n]; t.Seq == line {
			all = append(all, held{text: &t.Text, moment: &t.Moment})
		}
	}
	for n := range i.Theories {
		t := &i.Theories[n]
		if t.Seq == line {
			all = append(all, held{text: &t.Text, moment: &t.Moment})
		}
		t.Steps = slices.Clone(t.Steps)
		for s := range t.Steps {
			step := held{at: &t.Steps[s].At}
			if t.Seq != line {
				step.text = &t.Steps[s].Text
			}
			if t.Steps[s].Seq == line {
				all = append(all, step)
			}
		}
	}
	for n := range i.Impact {
		w := &i.Impact[n]
		if w.StartSeq == line {
			all = append(all, held{moment: &w.Start})
		}
		if w.EndSeq == line {
			all = append(all, held{moment: &w.End})
		}
	}
	for n := range i.Checks {
		all = append(all, i.Checks[n].holds(line)...)
	}
	return all
}

func (c *Check) holds(line int64) []held {
	var all []held
	for n := range c.Answers {
		if a := &c.Answers[n]; a.Seq == line {
			all = append(all, held{text: &a.Why, at: &a.At})
		}
	}
	for n := range c.Overrules {
		if o := &c.Overrules[n]; o.Seq == line {
			all = append(all, held{text: &o.Why, at: &o.At})
		}
	}
	for n := range c.Acts {
		if a := &c.Acts[n]; a.Seq == line {
			all = append(all, held{at: &a.At})
		}
	}
	return all
}

// worded is a line as the state holds it.
func (i *Incident) worded(line int64) (text string, moment Moment) {
	for _, h := range i.holds(line) {
		if h.text != nil && text == "" {
			text = *h.text
		}
		switch {
		case moment.Known():
		case h.moment != nil:
			moment = *h.moment
		case h.at != nil:
			moment = ExactMoment(*h.at)
		}
	}
	return text, moment
}

// reword brings the state to what a line says now, and what follows from it.
func (i *Incident) reword(line int64, w wording) {
	text, moment := w.newest()
	for _, h := range i.holds(line) {
		if h.text != nil {
			*h.text = text
		}
		if h.moment != nil {
			*h.moment = moment
		}
		if h.at != nil {
			*h.at = moment.At
		}
	}
	for n := range i.Theories {
		i.Theories[n].settle()
	}
	for n := range i.Checks {
		c := &i.Checks[n]
		for k := range c.Acts {
			if a := &c.Acts[k]; a.Seq == line {
				a.Early = c.FailedAt.IsZero() || c.FailSeq > a.Seq || a.At.Before(c.SignalAt)
			}
		}
	}
}

// AsAmended are the events of an incident, in the order in which they were
// recorded, with each line in its newest words and at its newest time. Nothing
// is lost: what a line said before stands in the event itself, and an edit in
// its own.
func AsAmended(events []Event) []Event {
	gone, at := map[int64]bool{}, map[int64]int{}
	for n, e := range events {
		at[e.Seq] = n
		if e.Kind == Retracted {
			gone[e.Data.Action] = true
		}
	}
	all := slices.Clone(events)
	for _, e := range events {
		n, ok := at[e.Data.Action]
		if e.Kind != Amended || gone[e.Seq] || !ok {
			continue
		}
		line := &all[n]
		if e.Text != "" {
			line.Text = e.Text
		}
		if e.Data.When.Known() {
			line.Moment = e.Data.When
		}
		if e.Redacted {
			// What it said before is no better for being blanked.
			line.Text, line.Redacted = "", true
		}
	}
	return all
}

// BeforeEdit is the line that an edit amends, as it read until then, out of the
// incident's events. It is the zero Event where the event is no edit.
func BeforeEdit(events []Event, edit Event) Event {
	if edit.Kind != Amended {
		return Event{}
	}
	until := slices.IndexFunc(events, func(e Event) bool { return e.Seq == edit.Seq })
	earlier := AsAmended(events[:max(until, 0)])
	if n := slices.IndexFunc(earlier, func(e Event) bool { return e.Seq == edit.Data.Action }); n >= 0 {
		return earlier[n]
	}
	return Event{}
}
