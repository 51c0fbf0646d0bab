package commands

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// When is a time as a person gave it.
type When struct {
	incident.Moment        // The zero Moment where no time was given.
	Echo            string // How it was read, as in "14:45 CET = 13:45 UTC".
}

var (
	clockForm = regexp.MustCompile(`(?i)^(?:at\s+)?([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\s?(am|pm)?(?:\s?(utc|gmt|z))?(?:[,:]?\s+|[,:]?$)`)
	hourForm  = regexp.MustCompile(`(?i)^(?:at\s+)?(1[0-2]|0?[1-9])\s?(am|pm)(?:[,:]?\s+|[,:]?$)`)
	agoForm   = regexp.MustCompile(`(?i)^(?:about\s+)?(?:(\d{1,2})\s*(?:h|hrs?|hours?)\s*)?(?:(\d{1,3})\s*(?:m|mins?|minutes?)\s*)?ago(?:[,:]?\s+|[,:]?$)`)
	minusForm = regexp.MustCompile(`(?i)^--?\s?(?:(\d{1,2})\s*h)?(?:(\d{1,3})\s*m(?:in)?)?(?:[,:]?\s+|[,:]?$)`)
	nowForm   = regexp.MustCompile(`(?i)^(?:just\s+)?now(?:[,:]?\s+|[,:]?$)`)
	wholeForm = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))(?:\s+|$)`)
)

// ahead is by how much a typist's clock may be fast before the time they typed
// is taken for yesterday's.
const ahead = time.Minute

// ParseWhen reads a time at the very beginning of text, and only there: a time
// later in the sentence is part of what is said. HH:MM, 3pm, 5m ago, -10m and
// now are times. A clock time is read in the typist's zone as the last such
// moment that is past. It returns the text after the time; without a time, the
// zero When and text as it is.
func ParseWhen(ctx context.Context, text string, now time.Time, zone func(context.Context) *time.Location) (When, string) {
	text = strings.TrimSpace(text)
	if m := wholeForm.FindStringSubmatch(text); m != nil {
		if at, err := time.Parse(time.RFC3339, m[1]); err == nil {
			return When{incident.Moment{At: at.UTC(), Zone: "UTC", Precision: incident.Minute}, stamp(at.UTC(), now)}, text[len(m[0]):]
		}
	}
	if m := nowForm.FindString(text); m != "" {
		return When{incident.ExactMoment(now), stamp(now.UTC(), now)}, text[len(m):]
	}
	for _, form := range []*regexp.Regexp{agoForm, minusForm} {
		if m := form.FindStringSubmatch(text); m != nil && m[1]+m[2] != "" {
			at := now.Add(-time.Duration(number(m[1]))*time.Hour - time.Duration(number(m[2]))*time.Minute).UTC()
			return When{incident.Moment{At: at, Zone: "UTC", Precision: incident.Relative}, "about " + stamp(at, now)}, text[len(m[0]):]
		}
	}

	hour, minute, utc, length := clockTime(text)
	if hour < 0 {
		return When{}, text
	}
	in := inZone(ctx, utc, zone)
	at, yesterday := lastPast(now.In(in), hour, minute)
	day := ""
	if yesterday {
		day = " yesterday"
	}
	return When{incident.Moment{At: at.UTC(), Zone: zoneName(in), Precision: incident.Minute}, clockEcho(at, day)}, text[length:]
}

// clockTime is the clock time that a text begins with, whether it is in UTC by
// its own word, and how long it is. The hour is negative where there is none.
func clockTime(text string) (hour, minute int, utc bool, length int) {
	if m := clockForm.FindStringSubmatch(text); m != nil {
		return twelve(number(m[1]), m[3]), number(m[2]), m[4] != "", len(m[0])
	}
	if m := hourForm.FindStringSubmatch(text); m != nil {
		return twelve(number(m[1]), m[2]), 0, false, len(m[0])
	}
	return -1, 0, false, 0
}

// inZone is the zone that a clock time is read in.
func inZone(ctx context.Context, utc bool, zone func(context.Context) *time.Location) *time.Location {
	if !utc && zone != nil {
		if z := zone(ctx); z != nil {
			return z
		}
	}
	return time.UTC
}

// clockEcho is how a clock time was read: "14:45 CET yesterday = 13:45 UTC".
func clockEcho(at time.Time, day string) string {
	echo := at.Format("15:04 MST") + day
	if _, offset := at.Zone(); offset != 0 {
		echo += " = " + at.UTC().Format("15:04") + " UTC"
	}
	return echo
}

// zoneName is a zone as it is kept, and empty where it was not known: a location
// whose name is a remark, which no zone's is, stands in for it. The draft flags
// a time without a zone.
func zoneName(in *time.Location) string {
	if strings.Contains(in.String(), " ") {
		return ""
	}
	return in.String()
}

// lastPast is the last moment that is past at which the clock showed hour and
// minute. In the hour that is repeated in autumn it is the later one.
func lastPast(now time.Time, hour, minute int) (at time.Time, yesterday bool) {
	y, m, d := now.Date()
	for back := range 2 {
		at = time.Date(y, m, d-back, hour, minute, 0, 0, now.Location())
		if again := at.Add(time.Hour); again.Hour() == at.Hour() && !again.After(now) {
			at = again
		} else if first := at.Add(-time.Hour); at.After(now) && first.Hour() == at.Hour() {
			at = first
		}
		if !at.After(now) {
			return at, back > 0
		}
		if at.Sub(now) <= ahead {
			return now, false
		}
	}
	return at, true
}

// twelve is an hour on the clock of 24.
func twelve(hour int, half string) int {
	switch strings.ToLower(half) {
	case "pm":
		if hour < 12 {
			return hour + 12
		}
	case "am":
		if hour == 12 {
			return 0
		}
	}
	return hour
}

// number is the value of digits, 0 for none.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// stamp is a time in UTC, with its date where that is not now's.
func stamp(at, now time.Time) string {
	at, now = at.UTC(), now.UTC()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04") + " UTC"
	}
	return fmt.Sprintf("%s UTC", at.Format("2 Jan 15:04"))
}
