package commands

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var (
	dayForm   = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?(?:,?\s+(\d{4}))?$`)
	monthForm = regexp.MustCompile(`(?i)^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?$`)
	isoForm   = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)$`)
	dayWords  = regexp.MustCompile(`(?i)^(?:in\s+)?(\d{1,3})\s*(d|days?|w|weeks?)$`)
)

// cutDue takes "by" and a day off the end of a text. Only the last by makes one,
// and only where a day or a time follows it: "restarted by hand" is part of what
// is said.
func cutDue(ctx context.Context, text string, req Request) (what string, due incident.Moment, err error) {
	at := strings.LastIndex(" "+strings.ToLower(text), " by ")
	if at < 0 {
		return text, incident.Moment{}, nil
	}
	tail := strings.TrimRight(text[at+len("by "):], " .,!")
	due, ok := parseDue(ctx, tail, req.Now, req.Zone)
	switch {
	case ok:
		return strings.TrimRight(text[:at], " ,;:-"), due, nil
	case tail != "" && tail[0] >= '0' && tail[0] <= '9':
		return text, incident.Moment{}, UsageError("By when? I cannot read “" + clip(tail, 20) + "”. Say by friday, by 22 jan, by 2018-01-22 or by 18:00.")
	}
	return text, incident.Moment{}, nil
}

// parseDue reads a day to come, or a time, which is the whole of text: today,
// friday, 22 jan, 2018-01-22, 3 days, 18:00. A day is read in the typist's zone
// and kept as midnight UTC of its date, because only the date counts.
func parseDue(ctx context.Context, text string, now time.Time, zone func(context.Context) *time.Location) (incident.Moment, bool) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "the end of "), "end of "), "the ")
	today := now.In(inZone(ctx, false, zone))
	y, m, d := today.Date()
	on := func(y int, m time.Month, d int) (incident.Moment, bool) {
		at := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		// The 31st of February is no day.
		return incident.Moment{At: at, Precision: incident.Date}, at.Day() == d && at.Month() == m
	}
	after := func(days int) (incident.Moment, bool) {
		at := time.Date(y, m, d+days, 0, 0, 0, 0, time.UTC)
		return on(at.Year(), at.Month(), at.Day())
	}
	switch text {
	case "today", "eod", "day", "tonight":
		return after(0)
	case "tomorrow":
		return after(1)
	case "eow", "week", "this week":
		return after((int(time.Friday) - int(today.Weekday()) + 7) % 7)
	case "next week":
		return after((int(time.Friday)-int(today.Weekday())+7)%7 + 7)
	}
	if days, ok := weekday(text, today.Weekday()); ok {
		return after(days)
	}
	if n := dayWords.FindStringSubmatch(text); n != nil {
		if n[2][0] == 'w' {
			return after(7 * number(n[1]))
		}
		return after(number(n[1]))
	}
	if n := isoForm.FindStringSubmatch(text); n != nil {
		return on(number(n[1]), time.Month(number(n[2])), number(n[3]))
	}
	if at, _, ok := parseAhead(ctx, text, now, zone); ok {
		return incident.Moment{At: at, Zone: zoneName(today.Location()), Precision: incident.Minute}, true
	}
	day, month, year := "", "", ""
	if n := dayForm.FindStringSubmatch(text); n != nil {
		day, month, year = n[1], n[2], n[3]
	} else if n := monthForm.FindStringSubmatch(text); n != nil {
		month, day, year = n[1], n[2], n[3]
	}
	of, ok := monthOf(month)
	if !ok {
		return incident.Moment{}, false
	}
	if year != "" {
		return on(number(year), of, number(day))
	}
	due, ok := on(y, of, number(day))
	if ok && due.At.Before(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) {
		// In December one says "by 10 jan", and nobody means the past.
		return on(y+1, of, number(day))
	}
	return due, ok
}

// weekday is how many days ahead a day of the week is. Today's own name is a
// week ahead, unless it is said with "this".
func weekday(text string, today time.Weekday) (days int, ok bool) {
	name, this := strings.CutPrefix(text, "this ")
	name, next := strings.CutPrefix(name, "next ")
	name = strings.TrimPrefix(name, "on ")
	for w := time.Sunday; w <= time.Saturday; w++ {
		full := strings.ToLower(w.String())
		if name != full && name != full[:3] && !(len(name) == 4 && strings.HasPrefix(full, name)) {
			continue
		}
		days = (int(w) - int(today) + 7) % 7
		if days == 0 && !this || next && days > 0 && w > today && w != time.Sunday {
			days += 7
		}
		return days, true
	}
	return 0, false
}

// monthOf is a month by its name or its first three letters.
func monthOf(name string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if name == full || name == full[:3] || name == "sept" && m == time.September {
			return m, true
		}
	}
	return 0, false
}

// taskRef reads a task's number, as in A1, at the very beginning of a text, and
// what follows it.
func taskRef(text string) (n int, rest string, ok bool) {
	m := taskForm.FindStringSubmatch(text)
	if m == nil {
		return 0, text, false
	}
	n, err := strconv.Atoi(m[1])
	return n, strings.TrimSpace(text[len(m[0]):]), err == nil && n > 0
}

var taskForm = regexp.MustCompile(`^[Aa](\d{1,4})(?:[:,.;]?\s+|[:,.;]?$)`)
