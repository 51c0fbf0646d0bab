package incident

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Tombstone stands where words were blanked for good.
const Tombstone = "(redacted)"

// Redactable is the line whose words a redaction means, out of the incident's
// events. Only what somebody wrote can be blanked: what was measured is
// evidence, and a title stands in too many places outside.
func (i Incident) Redactable(seq int64, events []Event) (Event, error) {
	for _, e := range events {
		if e.Seq != seq || !e.Kind.Shown() {
			continue
		}
		switch {
		case e.Redacted:
			return Event{}, Errorf(Conflict, "Line %d is redacted already.", seq)
		case e.Kind == Declared:
			return Event{}, Errorf(Conflict, "Line %d is the title. It stands in the channel's name, its topic and wherever %s is listed, so I cannot take it back from there. If nobody outside may read it, type private.", seq, i.Name())
		case e.repeats() != 0:
			return Event{}, Errorf(Conflict, "Line %d goes with line %d. Redact that one, and both are blank.", seq, e.repeats())
		case !e.written():
			return Event{}, Errorf(Conflict, "Line %d holds nothing that somebody wrote, so there is nothing to redact. What was measured stays as evidence.", seq)
		}
		return e, nil
	}
	return Event{}, Errorf(NotFound, "There is no line %d on the timeline of %s. Type timeline to see them.", seq, i.Name())
}

// Redact blanks the words of a line for good, and wherever another line repeats
// them. That it was done, by whom and why, is a line of its own.
func (i Incident) Redact(by Actor, line Event, why string, events []Event, at time.Time) (Change, error) {
	why = strings.TrimSpace(why)
	if why == "" {
		return Change{}, Errorf(Invalid, "Why is it redacted? The reason stays on the timeline in its place.")
	}
	c := Change{
		Events: []Event{{Moment: ExactMoment(at), Actor: by, Kind: Redacted, Text: why, Data: Data{Action: line.Seq}}},
		Redact: []Event{line.blank()},
	}
	said := wordings(line, events)
	for _, e := range events {
		if e.Seq != line.Seq && (!e.Redacted || e.Text != "") && (e.quotes(line.Seq, said) || e.sumsUp(line)) {
			c.Redact = append(c.Redact, e.unquoted(line.Seq, said))
		}
	}
	return c, nil
}

// wordings are the words of a line as it was said and as it was edited since.
func wordings(line Event, events []Event) []string {
	said := []string{line.Text}
	for _, e := range events {
		if e.Kind == Amended && e.Data.Action == line.Seq {
			said = append(said, e.Text)
		}
	}
	return slices.DeleteFunc(said, func(text string) bool { return text == "" })
}

// repeats is the line whose words an event repeats or replaces by its nature; 0
// is none.
func (e Event) repeats() int64 {
	switch e.Kind {
	case ActionRunning, ActionDone, Retracted, Amended:
		return e.Data.Action
	default:
		return 0
	}
}

// written reports whether an event holds what a person wrote.
func (e Event) written() bool {
	switch e.Kind {
	case ServiceChanged, SeverityChanged, LeadChanged, RoleChanged, HandedOver, OfferDropped, Merged, DuplicateFound, DuplicateGone, Taken, Kept:
		return false
	case CheckAsked:
		return len(e.Data.Vars) > 0
	default:
		return !e.Actor.IsBot() && e.Text != ""
	}
}

// blank is the event without what was written in it. What the incident's state
// needs stays: numbers, names of checks, where a message stands. A field of Data
// that is not named here is blanked, so that a new one cannot be forgotten.
func (e Event) blank() Event {
	d := e.Data
	e.Text, e.Redacted = "", true
	e.Data = Data{
		Check: d.Check, Outcome: d.Outcome, Over: d.Over, Measured: d.Measured,
		Action: d.Action, Theory: d.Theory, Next: d.Next, Status: d.Status, Other: d.Other, Person: d.Person, Role: d.Role, Severity: d.Severity,
		Task: d.Task, Owner: d.Owner, Due: d.Due, When: d.When, Moved: d.Moved,
		Channel: d.Channel, TS: d.TS, Seen: d.Seen,
	}
	if m := d.Message; m != nil {
		e.Data.Message = &Message{Channel: m.Channel, TS: m.TS, Link: m.Link, MarkedBy: m.MarkedBy, App: m.App}
	}
	if m := d.MetricAsk; m != nil {
		e.Data.MetricAsk = &MetricAsk{Metric: m.Metric, Check: m.Check, From: m.From, To: m.To}
	}
	return e
}

// quotes reports whether an event holds what was said in a line.
func (e Event) quotes(line int64, said []string) bool {
	if e.repeats() == line || e.Data.Metric != nil && e.Data.Metric.Asked == line {
		return true
	}
	return slices.Contains(said, e.Text) || e.Data.holds(said)
}

// sumsUp reports whether an event is an offer of the lead that may name what was
// said in a line. It does so in a shorter form, so that nothing but the order
// tells.
func (e Event) sumsUp(line Event) bool {
	return e.Kind == Offered && e.Seq > line.Seq && (line.Kind == Acted || line.Kind == Theorised)
}

// unquoted is the event without the words of a line. A measure that a query was
// typed for keeps whose it is, and no more: all of it may repeat the query.
func (e Event) unquoted(line int64, said []string) Event {
	if m := e.Data.Metric; m != nil && m.Asked == line {
		e.Text, e.Redacted, e.Data.Metric = "", true, &Metric{Asked: m.Asked, Say: Tombstone, Reason: m.Reason}
		return e
	}
	if e.Data.holds(said) {
		return e.blank()
	}
	e.Text, e.Redacted = "", true
	return e
}

// shortest is how long a text has to be to be looked for inside of others: a
// shorter one is found everywhere.
const shortest = 6

// holds reports whether one of some texts stands anywhere in the data.
func (d Data) holds(said []string) bool {
	body, err := json.Marshal(d)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(said, func(text string) bool {
		words, err := json.Marshal(text)
		return err == nil && len(text) >= shortest && bytes.Contains(body, words[1:len(words)-1])
	})
}
