package runbooks

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is what sort of value a variable of a runbook holds. It decides how the
// value is written into a query.
type Kind string

// The kinds of variables.
const (
	Text     Kind = "text"     // A quoted matcher value.
	List     Kind = "list"     // Several, comma-separated: an =~ matcher of escaped alternatives.
	Number   Kind = "number"   // A finite number.
	Duration Kind = "duration" // As PromQL writes it: 90s, 5m, 1h30m.
	Time     Kind = "time"     // A moment: seconds since 1970, or 2018-01-16T15:04:00Z.
)

// Variable is what a runbook needs to know before it can ask.
type Variable struct {
	Type    Kind   `yaml:"type"`
	Default string `yaml:"default"` // May refer to ${service}.
	Ask     string `yaml:"ask"`     // How a person is asked for it.
	Example string `yaml:"example"`
}

// given are the variables that every check has without declaring them.
func given() map[string]Kind {
	return map[string]Kind{
		"service": Text, "label": Text, "members": Number, "began": Time, "at": Time, "acted": Time, "window": Duration,
	}
}

var (
	hole      = regexp.MustCompile(`\$\{([^}]*)\}`)
	varName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	durations = regexp.MustCompile(`^([0-9]+(ms|[smhdwy]))+$`)
)

// holes are the names in ${...}, each once, in order of first use.
func holes(text string) []string {
	var names []string
	for _, m := range hole.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// plain fills a text for people. Lists read as written; a name without a value
// stays visible.
func plain(text string, values map[string]string) string {
	return hole.ReplaceAllStringFunc(text, func(h string) string {
		if v, ok := values[h[2:len(h)-1]]; ok && v != "" {
			return v
		}
		return h
	})
}

// literal writes a value the way a query needs it. What does not fit its kind
// is refused; whether the query kept its shape is for fill to see.
func (k Kind) literal(value string) (string, error) {
	switch k {
	case Text:
		return quoted(value), nil
	case List:
		parts := elements(value)
		if len(parts) == 0 {
			// An empty alternative would match every series without the label.
			return "", fmt.Errorf("the list is empty")
		}
		for i, p := range parts {
			parts[i] = regexp.QuoteMeta(p)
		}
		return quoted(strings.Join(parts, "|")), nil
	case Number:
		x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return "", fmt.Errorf("%q is not a number", value)
		}
		return strconv.FormatFloat(x, 'g', -1, 64), nil
	case Duration:
		if !durations.MatchString(value) {
			return "", fmt.Errorf("%q is not a duration such as 5m", value)
		}
		return value, nil
	case Time:
		if t, err := time.Parse(time.RFC3339, strings.TrimSpace(value)); err == nil {
			return unixText(t), nil
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return "", fmt.Errorf("%q is not a time such as 2018-01-16T15:04:00Z, or seconds since 1970", value)
		}
		return strconv.FormatFloat(x, 'f', -1, 64), nil
	}
	return "", fmt.Errorf("unknown type %q", k)
}

// quoted escapes for the inside of a double-quoted PromQL string.
func quoted(s string) string {
	q := strconv.Quote(s)
	return q[1 : len(q)-1]
}

// elements splits a list as people and files write it.
func elements(list string) []string {
	var parts []string
	for p := range strings.SplitSeq(list, ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// unixText writes a time as the time kind reads it.
func unixText(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64)
}
