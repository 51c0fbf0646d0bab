package runbooks

import (
	"math"
	"strconv"
)

// number writes a measured number for people: whole numbers whole, others with
// two or three digits.
func number(x float64) string {
	size := math.Abs(x)
	switch {
	case x == math.Trunc(x) && size < 1e15:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case size >= 100 && size < 1e15:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case size >= 10:
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}

// honest writes a judged number with as many digits as it takes that the words
// are judged like the number: 0.804 is not "0.8" where 0.8 would pass.
func honest(x float64, holds func(float64) bool) string {
	said := number(x)
	for digits := 3; digits <= 17; digits++ {
		shown, err := strconv.ParseFloat(said, 64)
		if err == nil && holds(shown) == holds(x) {
			break
		}
		said = strconv.FormatFloat(x, 'g', digits, 64)
	}
	return said
}

func withUnit(said, unit string) string {
	if unit == "" {
		return said
	}
	return said + " " + unit
}

// finite is a number for programs; nil where JSON could not hold it.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
