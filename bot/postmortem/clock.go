package postmortem

import (
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// clock prints times of one document: in one zone, without the day where it is
// the incident's own, and with the zone's name where its offset is not the one
// of that day, because an hour may occur twice.
type clock struct {
	zone *time.Location
	day  time.Time
}

func newClock(zone *time.Location, day time.Time) clock {
	return clock{zone: zone, day: day.In(zone)}
}

// at prints hours and minutes.
func (c clock) at(t time.Time) string { return c.print(t, "15:04") }

// exactly prints the seconds too.
func (c clock) exactly(t time.Time) string { return c.print(t, "15:04:05") }

// date prints the day alone.
func (c clock) date(t time.Time) string { return t.In(c.zone).Format("2 Jan 2006") }

func (c clock) print(t time.Time, layout string) string {
	if t.IsZero() {
		return "no time"
	}
	t = t.In(c.zone)
	_, offset := t.Zone()
	_, usual := c.day.Zone()
	if offset != usual && !c.day.IsZero() {
		layout += " MST"
	}
	switch {
	case t.Year() != c.day.Year():
		layout = "2 Jan 2006 " + layout
	case t.YearDay() != c.day.YearDay():
		layout = "2 Jan " + layout
	}
	return t.Format(layout)
}

// moment prints a time as exactly as it is known and no more.
func (c clock) moment(m incident.Moment) string { return c.vague(m, c.at) }

// row prints a time for the timeline, where an exact one has its seconds.
func (c clock) row(m incident.Moment) string {
	if m.Precision == incident.Exact {
		return c.vague(m, c.exactly)
	}
	return c.vague(m, c.at)
}

func (c clock) vague(m incident.Moment, print func(time.Time) string) string {
	if !m.Known() {
		return "no time"
	}
	switch m.Precision {
	case incident.None:
		return "no time"
	case incident.Date:
		return c.date(m.At) + ", no time"
	case incident.By:
		return "by " + print(m.At)
	case incident.Approx:
		return "about " + print(m.At)
	case incident.Relative:
		return "about " + print(m.At) + ", counted back"
	case incident.Exact, incident.Minute:
	}
	return print(m.At)
}

// ends prints both ends of a figure. Seconds are added where hours and minutes
// alone would not subtract to the number of minutes printed beside them.
func (c clock) ends(f Figure) (from, to string) {
	print := c.at
	if f.Minutes != nil && f.From.Known() && f.To.Known() {
		plain := f.To.At.Truncate(time.Minute).Sub(f.From.At.Truncate(time.Minute))
		if plain != time.Duration(*f.Minutes)*time.Minute {
			print = c.exactly
		}
	}
	return c.vague(f.From, print), c.vague(f.To, print)
}
