package commands

import (
	"context"
	"regexp"
	"strings"
	"time"
)

var (
	nextWord  = regexp.MustCompile(`(?i)(?:^|[\s.,;:(-])(?:and\s+)?(?:the\s+)?next\b(?:\s+(?:word|update|one))?\s*[:,-]?\s*`)
	aheadForm = regexp.MustCompile(`(?i)^(?:in\s+)?(?:about\s+)?(?:(\d{1,2})\s*(?:h|hrs?|hours?))?\s*(?:(\d{1,3})\s*(?:m|mins?|minutes?))?$`)
)

// soonest is how far ahead a clock time may lie. What lies further is a time of
// today's that is past.
const soonest = 12 * time.Hour

// parseNext takes the promise of a next word off the end of a text, as in "next
// 30m" or "next update at 15:30", and returns what is before it. Only the word
// next makes one: "back in 30 min" is part of what is said. A promise that
// cannot be read is a question back, because people outside would read it.
func parseNext(ctx context.Context, text string, req Request) (said string, next time.Time, echo string, err error) {
	text = strings.TrimSpace(text)
	all := nextWord.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return text, time.Time{}, "", nil
	}
	last := all[len(all)-1]
	tail := strings.TrimRight(text[last[1]:], " .)")
	next, echo, ok := parseAhead(ctx, tail, req.Now, req.Zone)
	switch {
	case ok && next.Sub(req.Now) > soonest && strings.Contains(tail, ":"):
		return "", time.Time{}, "", UsageError("When is the next word? " + echo + " is far ahead. Say next 30m, or a time that is still to come today.")
	case ok:
		return strings.TrimRight(text[:last[0]], " ,;:-("), next, echo, nil
	case tail != "" && tail[0] >= '0' && tail[0] <= '9' && !strings.ContainsAny(tail, " \t\n"):
		return "", time.Time{}, "", UsageError("When is the next word? I cannot read “next " + clip(tail, 20) + "”. Say next 30m or next 15:30.")
	}
	return text, time.Time{}, "", nil
}

// parseAhead reads a time to come, which is the whole of text: 30m, in an hour's
// minutes, 15:30, 3pm. A clock time is read in the typist's zone as the next
// such moment.
func parseAhead(ctx context.Context, text string, now time.Time, zone func(context.Context) *time.Location) (at time.Time, echo string, ok bool) {
	text = strings.TrimSpace(text)
	if m := aheadForm.FindStringSubmatch(text); m != nil && m[1]+m[2] != "" {
		at = now.Add(time.Duration(number(m[1]))*time.Hour + time.Duration(number(m[2]))*time.Minute).UTC()
		return at, stamp(at, now), at.After(now)
	}
	if rest, by := strings.CutPrefix(strings.ToLower(text), "by "); by {
		text = rest
	}
	hour, minute, utc, length := clockTime(text)
	if hour < 0 || length != len(text) {
		return time.Time{}, "", false
	}
	in := inZone(ctx, utc, zone)
	at = nextMoment(now.In(in), hour, minute)
	return at.UTC(), clockEcho(at, dayAfter(at, now.In(in))), true
}

// nextMoment is the next moment at which the clock shows hour and minute.
func nextMoment(now time.Time, hour, minute int) time.Time {
	y, m, d := now.Date()
	at := time.Date(y, m, d, hour, minute, 0, 0, now.Location())
	if !at.After(now) {
		at = time.Date(y, m, d+1, hour, minute, 0, 0, now.Location())
	}
	return at
}

// dayAfter is " tomorrow" where at is not on now's day.
func dayAfter(at, now time.Time) string {
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return ""
	}
	return " tomorrow"
}
