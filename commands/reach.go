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
	sinceForm    = regexp.MustCompile(`(?i)^(.*?)(?:^|\s+)since\s+(.+)$`)
	declaredForm = regexp.MustCompile(`(?i)^(?:(?:it|we|i|was|were|the|of|incident)\s+)*(?:declared?|declaration|began|begin(?:ning)?|start(?:ed)?)$`)
	lengthForm   = regexp.MustCompile(`(?i)^(.*?)(?:^|\s+)(?:(?:for|over|in|of|during)\s+)?(?:the\s+)?(?:(?:last|past)\s+)?-?\s?((?:\d+(?:\.\d+)?\s*(?:weeks?|w|days?|d|hours?|hrs?|hr|h|minutes?|mins?|min|m|seconds?|secs?|sec|s)\s*)+)$`)
	lastLength   = regexp.MustCompile(`(?i)^(.*)\s+(\d+(?:\.\d+)?[wdhms])$`)
	lengthPart   = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*([a-z])[a-z]*`)
)

// parseReach reads how far back a measure is to be shown, at the very end of
// text and only there: 30m, 1h30m, "last 2 hours", "since declare", "since
// 14:30". It returns the text before it. Whole reports whether a text means
// something as it stands: a duration that it cannot do without is a part of it,
// as in "x offset 30m".
func parseReach(ctx context.Context, text string, req Request, whole func(string) bool) (what string, r incident.Reach, err error) {
	if m := sinceForm.FindStringSubmatch(text); m != nil {
		if declaredForm.MatchString(m[2]) {
			return m[1], incident.Reach{Declared: true}, nil
		}
		when, rest := ParseWhen(ctx, m[2], req.Now, req.Zone)
		if when.Known() && strings.TrimSpace(rest) == "" {
			return m[1], incident.Reach{Since: when.At}, nil
		}
		if !whole(text) {
			return "", incident.Reach{}, UsageError("Since when? Say since 14:30 or since declare.")
		}
	}
	what, said := splitLength(text, whole)
	if said == "" {
		return text, incident.Reach{}, nil
	}
	length := lengthOf(said)
	if length <= 0 {
		return "", incident.Reach{}, UsageError("For how long? Say 30m, 2h or 1d.")
	}
	return what, incident.Reach{Back: length}, nil
}

// splitLength parts a length off the end of text: as much of it as leaves
// something whole, else all of it unless the text is whole with it.
func splitLength(text string, whole func(string) bool) (what, length string) {
	m := lengthForm.FindStringSubmatch(text)
	if m == nil {
		return text, ""
	}
	last := lastLength.FindStringSubmatch(text)
	switch {
	case whole(m[1]):
		return m[1], m[2]
	case last != nil && whole(last[1]):
		return last[1], last[2]
	case whole(text):
		return text, ""
	}
	return m[1], m[2]
}

// lengthOf adds up "1h 30 min". What is longer than anything is shown for is as
// good as that.
func lengthOf(text string) time.Duration {
	const longest = 400 * 24 * time.Hour
	units := map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second}
	total := 0.0
	for _, m := range lengthPart.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return 0
		}
		total += n * float64(units[strings.ToLower(m[2])])
	}
	return time.Duration(min(total, float64(longest)))
}
