package postmortem

import (
	"cmp"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// redactedText stands where a text was blanked for good.
const redactedText = "(redacted)"

// ledger is the timeline made ready for questions: by number, with what was
// taken back. Everything is built from one.
type ledger struct {
	incident.Incident
	events    []incident.Event // By number, each once, as they read now.
	said      []incident.Event // The same, as they were said.
	index     map[int64]int
	takenBack map[int64]incident.Event // The retraction of a line.
	declared  int64                    // The line of the declaration; 0 when missing.
	resolved  int64                    // The line of the resolution that stands; 0 while open.
	hindsight int64                    // The line of the look back from that resolution; 0 when there is none.
	deciding  incident.Check
	decided   bool
	verdicts  map[string][]incident.Event // Of each check, as they were recorded.
	clock     clock
	odd       []Flag // What was found on the way.
	flagged   map[string]bool
}

func newLedger(i incident.Incident, events []incident.Event, zone *time.Location) *ledger {
	l := &ledger{
		Incident: i, events: slices.Clone(events), index: map[int64]int{},
		takenBack: map[int64]incident.Event{}, verdicts: map[string][]incident.Event{}, flagged: map[string]bool{},
	}
	slices.SortStableFunc(l.events, func(a, b incident.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	l.events = slices.CompactFunc(l.events, func(a, b incident.Event) bool { return a.Seq == b.Seq })
	l.said = l.events
	l.events = incident.AsAmended(l.events)
	for n, e := range l.events {
		l.index[e.Seq] = n
		switch e.Kind {
		case incident.Declared:
			l.declared = e.Seq
		case incident.Resolved:
			l.resolved = e.Seq
		case incident.Reopened, incident.CalledOff, incident.Merged:
			l.resolved, l.hindsight = 0, 0
		case incident.LookedBack:
			l.hindsight = e.Seq
		case incident.Retracted:
			l.takenBack[e.Data.Action] = e
		case incident.Judged:
			if v := e.Data.Verdict; v != nil {
				l.verdicts[v.Check] = append(l.verdicts[v.Check], e)
			}
		default: // The others set no landmark.
		}
	}
	l.deciding, l.decided = i.Deciding()
	l.clock = newClock(zone, l.day())
	return l
}

// day is the day that the document is about.
func (l *ledger) day() time.Time {
	if !l.DeclaredAt.IsZero() {
		return l.DeclaredAt
	}
	for _, e := range l.events {
		if e.Known() {
			return e.At
		}
	}
	return time.Time{}
}

// event is a line by its number; the zero Event when there is none.
func (l *ledger) event(seq int64) incident.Event {
	if n, ok := l.index[seq]; ok {
		return l.events[n]
	}
	return incident.Event{}
}

func (l *ledger) moment(seq int64) incident.Moment { return l.event(seq).Moment }

func (l *ledger) redacted(seq int64) bool { return l.event(seq).Redacted }

// stands reports whether a line was not taken back.
func (l *ledger) stands(e incident.Event) bool {
	_, gone := l.takenBack[e.Seq]
	return !gone
}

// of are the standing lines of some kinds, by event time.
func (l *ledger) of(kinds ...incident.Kind) []incident.Event {
	var found []incident.Event
	for _, e := range l.events {
		if slices.Contains(kinds, e.Kind) && l.stands(e) {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, byTime)
	return found
}

// byTime orders by event time. A line without a time stands where it was
// recorded.
func byTime(a, b incident.Event) int {
	return cmp.Or(sortTime(a).Compare(sortTime(b)), cmp.Compare(a.Seq, b.Seq))
}

func sortTime(e incident.Event) time.Time {
	if e.Known() && e.Precision != incident.None {
		return e.At
	}
	return e.RecordedAt
}

// doneTo is what was done in an action, unless its text was blanked: other
// lines repeat that text.
func (l *ledger) doneTo(seq int64, text string) string {
	if l.redacted(seq) {
		return redactedText
	}
	return text
}

// flag notes something odd once.
func (l *ledger) flag(id, text string, rows ...int64) {
	key := id + " " + text
	if l.flagged[key] {
		return
	}
	l.flagged[key] = true
	l.odd = append(l.odd, Flag{ID: id, Text: text, Rows: lines(rows...)})
}

// lines are the numbers that name a line, each once, in order.
func lines(seqs ...int64) []int64 {
	rows := slices.DeleteFunc(slices.Clone(seqs), func(s int64) bool { return s == 0 })
	slices.Sort(rows)
	return slices.Compact(rows)
}
