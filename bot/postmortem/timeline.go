package postmortem

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// lateAfter is how long after an event its record counts as late. A time typed
// as hours and minutes is up to a minute old by itself.
const lateAfter = 2 * time.Minute

// rows are the lines for people, by event time: a late entry stands where it
// happened and says when it was recorded. Bookkeeping is left out, but for the
// messages that figures end at; so is the writing of the draft itself.
func (l *ledger) rows(evidence map[string]incident.Evidence, proofs []Proof) []Row {
	numbers := make(map[string]int, len(proofs))
	for _, p := range proofs {
		numbers[p.Evidence.Hash] = p.N
	}
	told := map[int64]bool{}
	for _, c := range l.Incident.Checks {
		if !c.ToldAt.IsZero() {
			told[l.toldRow(c)] = true
		}
	}
	var shown []incident.Event
	for _, e := range l.events {
		if e.Kind.Shown() && e.Kind != incident.Drafted || told[e.Seq] {
			shown = append(shown, e)
		}
	}
	slices.SortStableFunc(shown, byTime)
	rows := make([]Row, 0, len(shown))
	for _, e := range shown {
		r := Row{
			Line: e.Seq, Time: e.Moment, RecordedAt: e.RecordedAt, Late: late(e),
			Who: e.Actor, Role: l.role(e.Actor), Kind: e.Kind, Text: l.text(e), EditedAt: l.editedAt(e.Seq),
		}
		if from := e.Data.Moved; from != nil && e.Kind != incident.Retracted {
			r.Text += fmt.Sprintf(" (said in INC-%d, line %d)", from.Number, from.Line)
		}
		if !e.Redacted {
			r.Message = e.Data.Message
		}
		if back, gone := l.takenBack[e.Seq]; gone {
			r.TakenBackBy, r.TakenBackAt = back.Seq, back.At
		}
		if e.Evidence != "" || e.Data.Verdict != nil {
			r.Look = look(e, evidence, numbers[e.Evidence])
		}
		rows = append(rows, r)
	}
	return rows
}

func late(e incident.Event) bool {
	return e.Known() && !e.RecordedAt.IsZero() && e.RecordedAt.Sub(e.At) >= lateAfter
}

// role is what somebody was in the incident, for a version without names.
func (l *ledger) role(a incident.Actor) string {
	switch {
	case a.IsBot():
		return "Sitrep"
	case a.IsZero():
		return ""
	case a.ID == l.Lead.ID:
		return "lead"
	case a.ID == l.Comms().ID:
		return string(incident.CommsRole)
	case a.ID == l.Scribe().ID:
		return string(incident.ScribeRole)
	case a.ID == l.Declarer.ID:
		return "declarer"
	}
	return "responder"
}

func look(e incident.Event, evidence map[string]incident.Evidence, number int) *Look {
	k := &Look{Proof: number}
	if v := e.Data.Verdict; v != nil {
		k.Value, k.SampledAt, k.Source = value(*v), v.SampledAt, v.Source
	}
	if p, ok := evidence[e.Evidence]; ok && e.Evidence != "" {
		k.Query, k.Source = mainQuery(p), firstOf(k.Source, p.Source)
	}
	return k
}

// value is the judged number. An unknown verdict has none, whatever the field
// holds.
func value(v incident.Verdict) string {
	if v.Outcome == incident.Unknown || v.Outcome == "" {
		return ""
	}
	if v.Unit == "" || v.Unit == "%" {
		return number(v.Value) + v.Unit
	}
	return number(v.Value) + " " + v.Unit
}

// mainQuery is the query that the verdict rests on. Of an effect or of added
// members there is no single one: the appendix has them all.
func mainQuery(p incident.Evidence) string {
	for _, q := range p.Queries {
		if q.For == "query" || q.For == "have" {
			return q.Query
		}
	}
	return ""
}
