package chart

import (
	"math"
	"strconv"
	"strings"
)

// prefixes are the powers of a thousand that people read at a glance.
var prefixes = [...]struct {
	size float64
	sign string
}{{1e15, " P"}, {1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e4, " k"}}

// number writes a value for people, with as many digits as messages have.
func number(v float64) string { return digits(v, 0) }

// digits writes a value with some significant digits more than usual.
func digits(v float64, more int) string {
	size := math.Abs(v)
	switch {
	case v == 0:
		return "0"
	case size >= 1e18 || size < 1e-4:
		return strconv.FormatFloat(v, 'g', 2+more, 64)
	case size >= 1e4:
		for _, p := range prefixes {
			if size >= p.size {
				unit := p.size
				if p.sign == " k" {
					unit = 1e3
				}
				return plain(v/unit, 3+more) + p.sign
			}
		}
	case size >= 100:
		return plain(v, 3+more)
	case size >= 10:
		return plain(v, 3+more)
	}
	return plain(v, 2+more)
}

// plain writes a number between a ten-thousandth and ten thousand without an
// exponent and without zeros that say nothing.
func plain(v float64, significant int) string {
	before := 1 + int(math.Floor(math.Log10(math.Abs(v))))
	s := strconv.FormatFloat(v, 'f', max(0, significant-before), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// honest writes a value with as many digits as it takes to stand on its own
// side of the limit: 0.804 is not "0.8" where the limit is 0.8. It has at least
// some significant digits more than usual.
func honest(v float64, limit *float64, more int) string {
	if limit == nil || v == *limit {
		return digits(v, more)
	}
	for m := more; m < 12; m++ {
		if s := digits(v, m); s != digits(*limit, m) {
			return s
		}
	}
	return digits(v, more)
}

// tickLabels writes the ticks of an axis so that no two of them read the same.
func tickLabels(ticks []float64) []string {
	for more := range 14 {
		labels, seen, twice := make([]string, len(ticks)), map[string]bool{}, false
		for n, t := range ticks {
			labels[n] = digits(t, more)
			twice = twice || seen[labels[n]]
			seen[labels[n]] = true
		}
		if !twice {
			return labels
		}
	}
	labels := make([]string, len(ticks))
	for n, t := range ticks {
		labels[n] = strconv.FormatFloat(t, 'g', -1, 64)
	}
	return labels
}

// withUnit is a value with its unit; a percent sign and a rate stand close, and a prefix
// belongs to the unit.
func withUnit(said, unit string) string {
	switch {
	case unit == "":
		return strings.ReplaceAll(said, " ", "")
	case unit == "%" || strings.HasPrefix(unit, "/"):
		return strings.ReplaceAll(said, " ", "") + unit
	case strings.Contains(said, " "):
		return said + unit
	}
	return said + " " + unit
}
