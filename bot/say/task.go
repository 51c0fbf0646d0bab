package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Due is until when something is to be done, for people: a day, or a time with
// its zone. Ref is a day of the year that goes without saying.
func Due(m incident.Moment, ref time.Time) string {
	if m.Precision != incident.Date {
		return clock(m.At, ref)
	}
	layout := "Mon 2 Jan"
	if m.At.UTC().Year() != ref.UTC().Year() {
		layout += " 2006"
	}
	return m.At.UTC().Format(layout)
}

// Task is a task in a line: which one, what, whose, by when, and whether it is
// done.
func Task(i incident.Incident, t incident.Task) []chat.Span {
	spans := []chat.Span{chat.B(t.Name()), chat.T(" " + brief(t.Text, headLength) + " · ")}
	if !t.Open() {
		return append(spans, chat.T("done "+clock(t.DoneAt, i.DeclaredAt)+", "), person(t.DoneBy))
	}
	if t.Owner.IsZero() {
		spans = append(spans, chat.T("nobody has it"))
	} else {
		spans = append(spans, person(t.Owner))
	}
	if t.Due.Known() {
		return append(spans, chat.T(" · by "+Due(t.Due, i.DeclaredAt)))
	}
	return append(spans, chat.T(" · no day set"))
}

// Tasks is the list of an incident's tasks, those to be done first.
func Tasks(i incident.Incident) chat.Message {
	todo := i.OpenTasks()
	if len(i.Tasks) == 0 {
		return chat.Text("Nothing is on the list of " + i.Name() + ".")
	}
	head := fmt.Sprintf("%s: %d to do, %d done", i.Name(), len(todo), len(i.Tasks)-len(todo))
	all := [][]chat.Span{{chat.B(head)}}
	for _, open := range []bool{true, false} {
		for _, t := range i.Tasks {
			if t.Open() == open {
				all = append(all, Task(i, t))
			}
		}
	}
	m := chat.Message{Text: head}
	for n := 0; n < len(all); n += paragraph {
		m.Parts = append(m.Parts, chat.P(lines(all[n:min(n+paragraph, len(all))]...)...))
	}
	return m
}

// TaskFor tells somebody alone that a task was given to them, by the event that
// gave it. It reports false once it is not theirs to do any more.
func TaskFor(i incident.Incident, seq int64) (m chat.Message, to incident.Actor, ok bool) {
	for _, t := range i.OpenTasks() {
		given, has := t.Given()
		if !has || given.Seq != seq || t.Owner.IsZero() {
			continue
		}
		said := t.Name() + " is yours: " + brief(t.Text, nameLength)
		by := ""
		if t.Due.Known() {
			by = ", by " + Due(t.Due, i.DeclaredAt)
		}
		where := chat.Span{Text: i.Name()}
		if i.Channel != "" {
			where = chat.Span{Text: "#" + i.ChannelName, Here: string(i.Channel)}
		}
		m = chat.Message{Text: said + by, Parts: []chat.Part{
			chat.P(lines(
				[]chat.Span{chat.B(t.Name() + " is yours: " + t.Text), chat.T(by)},
				[]chat.Span{chat.T(i.Name() + ", " + brief(i.Title, nameLength) + ". Asked by "), person(given.By), chat.T(" in "), where},
			)...),
		}}
		if i.Channel != "" {
			// Pressed elsewhere, it has to say whose incident it is.
			m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Done", Verb: "task", Value: fmt.Sprintf("<#%s> done %s", i.Channel, t.Name())}))
		}
		return m, t.Owner, true
	}
	return chat.Message{}, incident.Actor{}, false
}

// todo are the tasks still to be done, for whoever asks how it stands.
func todo(i incident.Incident) [][]chat.Span {
	var all [][]chat.Span
	open := i.OpenTasks()
	for n, t := range open {
		if n == mostLines && len(open) > mostLines+1 {
			return append(all, text(fmt.Sprintf("To do: %d more.", len(open)-n)))
		}
		all = append(all, append(text("To do: "), Task(i, t)...))
	}
	return all
}

// decided is the newest decision, for the board. Earlier ones are on the
// timeline and in the draft.
func decided(i incident.Incident) [][]chat.Span {
	n := len(i.Decisions)
	if n == 0 {
		return nil
	}
	d := i.Decisions[n-1]
	return [][]chat.Span{text(fmt.Sprintf("Decided: %s (%s)", brief(d.Text, nameLength), clock(d.At, i.DeclaredAt)))}
}

// tasked is a line in the life of a task. Its words stand on the line that began
// it.
func tasked(e incident.Event, text string) []chat.Span {
	n := fmt.Sprintf("A%d", e.Data.Task)
	by := ""
	if e.Data.Due.Known() {
		by = "by " + Due(e.Data.Due, e.At)
	}
	switch owner := e.Data.Owner; {
	case e.Kind == incident.TaskDone:
		return []chat.Span{chat.T("did " + n)}
	case text != "" && owner == nil:
		return []chat.Span{chat.T(joined("put "+n+" on the list: "+text, by))}
	case text != "":
		return append([]chat.Span{chat.T("put " + n + " on the list: " + joined(text, by) + ", for ")}, person(*owner))
	case owner == nil:
		return []chat.Span{chat.T("wants " + n + " done " + by)}
	case owner.IsZero():
		return []chat.Span{chat.T(joined("took "+n+" from whoever had it", by))}
	default:
		return append([]chat.Span{chat.T("gave " + n + " to "), person(*owner)}, nonEmptyText(", ", by)...)
	}
}

// joined puts a remark behind a text, if there is one.
func joined(text, remark string) string {
	if remark == "" {
		return text
	}
	return text + ", " + remark
}

func nonEmptyText(between, s string) []chat.Span {
	if s == "" {
		return nil
	}
	return text(between + s)
}
