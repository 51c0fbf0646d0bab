package incident

import (
	"slices"
	"strings"
	"time"
)

// What of a line can be amended.
const (
	amendNothing = iota
	amendTime
	amendWords
	amendBoth
)

// amendable is what of a line of the kind can be amended, and what to do where
// it is not all.
func (e Event) amendable() (what int, instead string) {
	switch e.Kind {
	case Noted, Acted, Theorised, RuledOut, Found, Answered, Overruled, ImpactBegan, ImpactEnded, Decided:
		return amendBoth, ""
	case Taken:
		return amendTime, "It has no words of its own: say only its time."
	case Tasked:
		if e.Text != "" {
			return amendWords, "Its time is when it was said. For another day, type task, its number, by and the day."
		}
		return amendNothing, "It says who does a task, and by when: type task, its number and what is true now."
	case TaskDone, Kept:
		return amendNothing, "It has no words of its own. To take it back, type undo and its number."
	case Told:
		return amendNothing, "People outside have read it. Type undo and its number to withdraw it, then update with what is true."
	case Amended:
		return amendNothing, "It amends another line. Edit that one, or type undo and this one's number."
	case Retracted:
		return amendNothing, "It takes a line back. Say again what is true."
	default:
		return amendNothing, "It is not something that a person noted. To change how things stand, type sev, service, lead or reopen."
	}
}

// CanAmend reports whether people can give the line other words, or another
// time.
func (e Event) CanAmend() bool {
	what, _ := e.amendable()
	return what != amendNothing
}

// Amend gives a line other words, another time, or both; empty and not known
// leave what there is. The line as it was said stays readable. What was found
// out for an action by then is kept; looks that are still to come count from the
// new time.
func (i Incident) Amend(by Actor, line Event, text string, when Moment, at time.Time) ([]Event, error) {
	text = strings.TrimSpace(text)
	what, instead := line.amendable()
	switch {
	case text == "" && !when.Known():
		return nil, Errorf(Invalid, "What should line %d say? Type its new words, or the time when it happened.", line.Seq)
	case what == amendNothing:
		return nil, Errorf(Conflict, "Line %d stays as it is. %s", line.Seq, instead)
	case what == amendTime && text != "", what == amendWords && when.Known():
		return nil, Errorf(Conflict, "Line %d can be amended only in part. %s", line.Seq, instead)
	case i.Retracted[line.Seq]:
		return nil, Errorf(Conflict, "Line %d was taken back. Say again what is true.", line.Seq)
	case line.Redacted:
		return nil, Errorf(Conflict, "Line %d was blanked for good. Say again what may be read.", line.Seq)
	}
	was := line
	if w, ok := i.wordings[line.Seq]; ok {
		for _, e := range w.edits {
			was = was.after(e)
		}
	}
	if text == was.Text {
		text = ""
	}
	if when.At.Equal(was.At) && when.Precision == was.Precision {
		when = Moment{}
	}
	if text == "" && !when.Known() {
		return nil, Errorf(Conflict, "Line %d says so already.", line.Seq)
	}
	if err := i.fits(line, when); err != nil {
		return nil, err
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Amended, Text: text, Subject: line.Subject, Data: Data{Action: line.Seq, When: when}}}, nil
}

// after is the line after an edit.
func (e Event) after(edit Edit) Event {
	if edit.Text != "" {
		e.Text = edit.Text
	}
	if edit.When.Known() {
		e.Moment = edit.When
	}
	return e
}

// fits refuses a time that another line rules out.
func (i Incident) fits(line Event, when Moment) error {
	if !when.Known() {
		return nil
	}
	if a, ok := i.Action(line.Seq); ok && !a.DoneAt.IsZero() && when.At.After(a.DoneAt) {
		return Errorf(Invalid, "It was finished at %s UTC, so it was not done after that.", a.DoneAt.Format("15:04"))
	}
	for _, w := range i.Impact {
		if w.StartSeq == line.Seq && w.End.Known() && when.At.After(w.End.At) {
			return Errorf(Invalid, "That is after this impact ended, at %s UTC.", w.End.At.Format("15:04"))
		}
		if w.EndSeq == line.Seq && w.Start.Known() && when.At.Before(w.Start.At) {
			return Errorf(Invalid, "That is before this impact began, at %s UTC.", w.Start.At.Format("15:04"))
		}
	}
	return nil
}

// LineRef is a line of another incident.
type LineRef struct {
	Number int64 `json:"number"` // The incident's.
	Line   int64 `json:"line"`
}

// movable refuses a line that means something only where it was said.
func (i Incident) movable(line Event) error {
	switch {
	case i.Retracted[line.Seq]:
		return Errorf(Conflict, "Line %d was taken back already.", line.Seq)
	case line.Redacted:
		return Errorf(Conflict, "Line %d was blanked for good, so there is nothing to move.", line.Seq)
	case !line.Kind.Said():
		return Errorf(Conflict, "Line %d is not something that a person noted, so it stays.", line.Seq)
	}
	switch line.Kind {
	case Noted, Acted, Decided:
		return nil
	case Theorised:
		if t, ok := i.TheoryOf(line.Seq); ok && t.Seq == line.Seq {
			return nil
		}
	case Tasked:
		if line.Text != "" {
			return nil
		}
	default: // It is about a check, the impact or another line of this incident.
	}
	return Errorf(Conflict, "Line %d speaks of something in %s, so it stays. Say it there in words of its own.", line.Seq, i.Name())
}

// TakeIn adds a line that was said in another incident: with its own author, and
// at its own time. From is where it was said, and nil where that must not be
// named.
func (i Incident) TakeIn(line Event, action Action, task Task, from *LineRef, at time.Time) ([]Event, error) {
	var events []Event
	var err error
	switch line.Kind {
	case Noted:
		events, err = i.Note(line.Actor, line.Text, line.Moment, at)
	case Acted:
		events, err = i.Act(line.Actor, line.Text, line.Moment, line.Data.Check, at)
		// It goes on, or is over, wherever it is told.
		of := Event{Moment: ExactMoment(at), Actor: line.Actor, Text: line.Text, Data: Data{Action: i.Seq + 1}}
		switch {
		case err != nil:
		case action.Running:
			of.Kind = ActionRunning
			events = append(events, of)
		case !action.DoneAt.IsZero():
			of.Kind, of.Moment = ActionDone, ExactMoment(action.DoneAt)
			events = append(events, of)
		}
	case Theorised:
		events, err = i.Think(line.Actor, line.Text, line.Moment, line.Data.Check, at)
	case Decided:
		events, err = i.Decide(line.Actor, line.Text, line.Moment, at)
	case Tasked:
		events, err = i.AddTask(line.Actor, line.Text, task.Owner, task.Due, at)
	default:
		err = Errorf(Conflict, "A line of this kind cannot be moved to %s.", i.Name())
	}
	if err != nil {
		return nil, err
	}
	events[0].Subject, events[0].Data.Message, events[0].Data.Moved = line.Subject, line.Data.Message, from
	return events, nil
}

// MoveOut takes a line back because it belongs to another incident. To is where
// it stands now, and nil where that must not be named.
func (i Incident) MoveOut(by Actor, line Event, to *LineRef, at time.Time) ([]Event, error) {
	if err := i.movable(line); err != nil {
		return nil, err
	}
	events, err := i.Undo(by, line, at)
	if err == nil {
		events[0].Data.Moved = to
	}
	return events, err
}

// sameLine is the newest line among events that says what another one does, as
// its author said it.
func sameLine(events []Event, line Event) int64 {
	for _, e := range slices.Backward(events) {
		if e.Kind == line.Kind && e.Text == line.Text && e.Actor.ID == line.Actor.ID && e.At.Equal(line.At) {
			return e.Seq
		}
	}
	return 0
}
