package say

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// lockScreen is how many characters of a message a phone shows for certain.
const lockScreen = 80

// nameLength is how many characters of a title or an action stand where it is
// one thing among others, and headLength where it heads a message.
const (
	nameLength = 80
	headLength = 160
)

// clock is a time for people, with its zone: "15:00 UTC". A time of another day
// than ref carries its date.
func clock(t, ref time.Time) string {
	t, ref = t.UTC(), ref.UTC()
	switch {
	case t.Format(time.DateOnly) == ref.Format(time.DateOnly):
		return t.Format("15:04") + " UTC"
	case t.Year() == ref.Year():
		return t.Format("2 Jan 15:04") + " UTC"
	default:
		return t.Format("2 Jan 2006 15:04") + " UTC"
	}
}

// length is a duration for people, in the largest unit that still says enough:
// "40 s", "9 min", "5 h 41 min", "6 days".
func length(d time.Duration) string {
	switch {
	case d < 0:
		return length(-d)
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d/time.Second))
	case d < 100*time.Minute:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d < 48*time.Hour:
		h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
		if m == 0 {
			return fmt.Sprintf("%d h", h)
		}
		return fmt.Sprintf("%d h %d min", h, m)
	default:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	}
}

// open is how long an incident has been open, for people.
func open(d time.Duration) string {
	if d < time.Minute {
		return "under a minute"
	}
	return length(d)
}

// atLeast is a duration of which only the lower end is known, in whole hours
// or days: "at least 6 hours".
func atLeast(d time.Duration) string {
	switch {
	case d < time.Hour:
		return "at least " + length(d)
	case d < 48*time.Hour:
		return fmt.Sprintf("at least %s", count(int(d/time.Hour), "hour", "hours"))
	default:
		return "at least " + length(d)
	}
}

// ago is an age in full words, for where the chat cannot keep it fresh.
func ago(d time.Duration) string {
	switch {
	case d < time.Second:
		return "just now"
	case d < time.Minute:
		return count(int(d/time.Second), "second", "seconds") + " ago"
	case d < 2*time.Hour:
		return count(int(d/time.Minute), "minute", "minutes") + " ago"
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour", "hours") + " ago"
	default:
		return count(int(d/(24*time.Hour)), "day", "days") + " ago"
	}
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// few is a small number as a word, for the middle of a sentence.
func few(n int) string {
	words := [...]string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// list joins words as people do: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// clip shortens s to n characters and shows that it did.
func clip(s string, n int) string {
	if n < 2 || utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:n-1]), " ,.;:") + "…"
}

// brief is what a person wrote in one line of at most n characters, for where
// it is only named: it stands in full where it was said.
func brief(s string, n int) string { return clip(strings.Join(strings.Fields(s), " "), n) }

// sentence is s with a capital and a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if !strings.ContainsAny(s[len(s)-1:], ".?!…") {
		s += "."
	}
	return capital(s)
}

// clause is s without its full stop, so that a sentence can go on after it.
func clause(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".") }

// capital begins s with a capital letter.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return strings.ToUpper(string(r)) + s[size:]
}

// lower begins s with a small letter, unless its first word is an
// abbreviation.
func lower(s string) string {
	r := []rune(s)
	if len(r) == 0 || len(r) > 1 && strings.ToUpper(string(r[1])) == string(r[1]) && string(r[1]) != " " {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}

// person is someone by name.
func person(a incident.Actor) chat.Span {
	name := a.Name
	if name == "" {
		name = a.ID
	}
	if a.IsBot() {
		return chat.T(name)
	}
	return chat.Span{Text: name, Person: a.ID}
}

// title is the incident's severity and title, cut so that tail still fits on a
// lock screen after it.
func title(i incident.Incident, tail string) string {
	head := ""
	if i.Severity != incident.NotSet {
		head = i.Severity.String() + " "
	}
	room := lockScreen - utf8.RuneCountInString(head+tail)
	return head + brief(i.Title, max(room, 12)) + tail
}

// thing is what a check looks at, in short: its own short name, or else
// "backend pool" of "backend-pool/healthy-share". What users feel is not the
// thing that its runbook looks after, so there it is the check's own name.
func thing(v incident.Verdict) string {
	if v.Name != "" {
		return v.Name
	}
	name, id, _ := strings.Cut(v.Check, "/")
	if v.Stage == "working" && id != "" {
		name = id
	}
	return strings.ReplaceAll(name, "-", " ")
}

// theThing is what a check looks at inside a sentence: the pool, but p95 and
// running.
func theThing(v incident.Verdict) string {
	if strings.ContainsAny(thing(v), "0123456789") || slices.Contains(incident.Path(), thing(v)) {
		return thing(v)
	}
	return "the " + thing(v)
}

// lines puts each line's spans under the one before it.
func lines(all ...[]chat.Span) []chat.Span {
	var spans []chat.Span
	for n, l := range all {
		if n > 0 {
			spans = append(spans, chat.T("\n"))
		}
		spans = append(spans, l...)
	}
	return spans
}

// plain is the text of spans without their style.
func plain(spans []chat.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
