package runbooks

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Expect is what a check expects of its judged number. The grammar is small on
// purpose and no language: a comparison (">= 0.8", "== 0"), "between a and b",
// a number of series ("series <= 1"), the share of the way back after an action
// ("recovery >= 0.8"), or "show", which judges nothing.
type Expect struct {
	text   string // As it was written.
	op     string // One of >= > <= < == != between show.
	a, b   float64
	series bool

	recovery bool
}

var (
	compares = regexp.MustCompile(`^(series +|recovery +)?(>=|<=|==|!=|>|<) *(\S+)$`)
	limits   = regexp.MustCompile(`^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	betweens = regexp.MustCompile(`^between +(\S+) +and +(\S+)$`)
)

// ParseExpect reads an expectation. What it refuses it names.
func ParseExpect(text string) (Expect, error) {
	text = strings.TrimSpace(text)
	if text == "show" {
		return Expect{text: text, op: "show"}, nil
	}
	if m := betweens.FindStringSubmatch(text); m != nil {
		a, errA := limit(m[1])
		b, errB := limit(m[2])
		if errA != nil || errB != nil || a > b {
			return Expect{}, fmt.Errorf("expect %q: wants two numbers, the smaller first", text)
		}
		return Expect{text: text, op: "between", a: a, b: b}, nil
	}
	if m := compares.FindStringSubmatch(text); m != nil {
		a, err := limit(m[3])
		if err != nil {
			return Expect{}, fmt.Errorf("expect %q: %q is not a number", text, m[3])
		}
		what := strings.TrimSpace(m[1])
		if what == "recovery" && m[2] != ">=" && m[2] != ">" {
			return Expect{}, fmt.Errorf("expect %q: a recovery is at least a share of the way back, as in recovery >= 0.8", text)
		}
		return Expect{text: text, op: m[2], a: a, series: what == "series", recovery: what == "recovery"}, nil
	}
	return Expect{}, fmt.Errorf(`expect %q: wants a comparison (">= 0.8"), "between a and b", "series <= 1", "recovery >= 0.8" or "show"`, text)
}

func limit(s string) (float64, error) {
	if !limits.MatchString(s) {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return x, nil
}

// String is the expectation as it was written.
func (e Expect) String() string { return e.text }

// Limit is the number that a value is compared with, where there is just one.
func (e Expect) Limit() (float64, bool) {
	return e.a, e.op != "between" && e.op != "show" && e.op != ""
}

// Recovers reports whether it compares around an action: the judged number is
// the share of the way back, 1 for all of it.
func (e Expect) Recovers() bool { return e.recovery }

// Shows reports whether the check is only listed, never judged.
func (e Expect) Shows() bool { return e.op == "show" }

// Holds reports whether a value is as expected. NaN and infinity never are.
func (e Expect) Holds(x float64) bool {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return false
	}
	switch e.op {
	case ">=":
		return x >= e.a
	case ">":
		return x > e.a
	case "<=":
		return x <= e.a
	case "<":
		return x < e.a
	case "==":
		return x == e.a
	case "!=":
		return x != e.a
	case "between":
		return x >= e.a && x <= e.b
	}
	return false
}

// badness orders values: the larger, the worse.
func (e Expect) badness(x float64) float64 {
	switch e.op {
	case ">=", ">":
		return -x
	case "<=", "<":
		return x
	case "!=":
		return -math.Abs(x - e.a)
	case "between":
		return math.Max(e.a-x, x-e.b)
	}
	return math.Abs(x - e.a)
}

// countsNone reports whether an empty answer can mean "none", which is 0.
func (e Expect) countsNone() bool {
	return e.series || e.op == "show" || e.op == "==" && e.a == 0
}

// words says the expectation for people: "at least 16". Where the number is a
// share of a whole, the limits are given in that whole.
func (e Expect) words(whole float64, unit string) string {
	if e.recovery {
		return map[string]string{">=": "at least ", ">": "more than "}[e.op] + number(100*e.a) + " %"
	}
	scaled := func(x float64, round func(float64) float64) string {
		if !math.IsNaN(whole) {
			x *= whole
			if whole == math.Trunc(whole) {
				// Members come whole; the margin undoes binary fractions.
				x = round(x)
			}
		}
		return withUnit(number(x), unit)
	}
	up := func(x float64) float64 { return math.Ceil(x - 1e-9) }
	down := func(x float64) float64 { return math.Floor(x + 1e-9) }
	said := ""
	switch e.op {
	case ">=":
		said = "at least " + scaled(e.a, up)
	case ">":
		said = "more than " + scaled(e.a, down)
	case "<=":
		said = "at most " + scaled(e.a, down)
	case "<":
		said = "under " + scaled(e.a, up)
	case "==":
		said = "exactly " + scaled(e.a, math.Round)
		if e.a == 0 {
			said = "none"
		}
	case "!=":
		said = "not " + scaled(e.a, math.Round)
	case "between":
		said = scaled(e.a, up) + " to " + scaled(e.b, down)
	}
	if e.series {
		said += " series"
	}
	return said
}
