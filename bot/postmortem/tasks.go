package postmortem

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Decided is something that we agreed on, without who said so: names stand in
// its row.
type Decided struct {
	Line int64
	Time incident.Moment
	Text string
}

// Task is something that we will do.
type Task struct {
	Name   string // A1.
	Text   string
	Owner  string          // By name; empty while nobody has it.
	Due    incident.Moment // Of a Date only the day counts.
	DoneAt time.Time       // Zero while it is to be done.
	Rows   []int64         // The line that began it, and the one that says it is done.
}

// decisions are what we decided, by the time it was decided.
func (l *ledger) decisions() []Decided {
	var all []Decided
	for _, e := range l.of(incident.Decided) {
		all = append(all, Decided{Line: e.Seq, Time: e.Moment, Text: l.doneTo(e.Seq, e.Text)})
	}
	return all
}

// tasks are what is to be done, by number, done or not.
func (l *ledger) tasks() []Task {
	var all []Task
	for _, t := range l.Tasks {
		task := Task{Name: t.Name(), Text: l.doneTo(t.Seq, t.Text), Owner: firstOf(t.Owner.Name, t.Owner.ID), Due: t.Due, DoneAt: t.DoneAt, Rows: []int64{t.Seq}}
		if !t.Open() {
			task.Rows = lines(t.Seq, t.Newest())
		}
		all = append(all, task)
	}
	return all
}

// taskText is a line in the life of a task: which one, and what was said of it.
func (l *ledger) taskText(e incident.Event) string {
	said := fmt.Sprintf("%s A%d", label(e), e.Data.Task)
	t, ok := l.Task(e.Data.Task)
	if ok && t.Seq != e.Seq {
		said += ", “" + l.doneTo(t.Seq, t.Text) + "”"
	}
	if e.Text != "" {
		said = join(said, e.Text)
	}
	switch o := e.Data.Owner; {
	case o == nil:
	case o.IsZero():
		said += ", for nobody yet"
	default:
		said += ", for " + firstOf(o.Name, o.ID)
	}
	if e.Data.Due.Known() {
		said += ", by " + l.clock.due(e.Data.Due)
	}
	return said
}

// due is until when something is to be done. A date is one in every zone.
func (c clock) due(m incident.Moment) string {
	switch {
	case !m.Known():
		return ""
	case m.Precision == incident.Date:
		return m.At.UTC().Format("Mon 2 Jan 2006")
	default:
		return c.at(m.At)
	}
}

// decided is the table of what we decided.
func (p *page) decided() {
	if len(p.doc.Decisions) == 0 {
		return
	}
	p.line("### What we decided")
	p.block("decisions", func() {
		rows := make([][]string, 0, len(p.doc.Decisions))
		for _, d := range p.doc.Decisions {
			rows = append(rows, []string{p.clock.moment(d.Time), esc(d.Text), p.numbers(lines(d.Line))})
		}
		p.table([]string{"When", "We decided", "Line"}, rows)
	})
}

// listed is the table of what is on the list already, above the one that people
// fill in.
func (p *page) listed() {
	if len(p.doc.Tasks) == 0 {
		return
	}
	p.block("tasks", func() {
		p.line("On the list already, kept with `task`:")
		rows := make([][]string, 0, len(p.doc.Tasks))
		for _, t := range p.doc.Tasks {
			owner, due, stands := esc(t.Owner), p.clock.due(t.Due), "to be done"
			if owner == "" {
				owner = "nobody yet"
			}
			if due == "" {
				due = "no day set"
			}
			if !t.DoneAt.IsZero() {
				stands = "done " + p.clock.at(t.DoneAt)
			}
			rows = append(rows, []string{t.Name, esc(t.Text), owner, due, stands, p.numbers(t.Rows)})
		}
		p.table([]string{"Task", "What", "Owner", "Due", "It is", "Lines"}, rows)
	})
}

// unowned are the tasks still to be done that nobody has.
func unowned(tasks []Task) (n int, rows []int64) {
	for _, t := range tasks {
		if t.Owner == "" && t.DoneAt.IsZero() {
			n, rows = n+1, append(rows, t.Rows[0])
		}
	}
	return n, rows
}
