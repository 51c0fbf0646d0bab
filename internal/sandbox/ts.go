package sandbox

import (
	"strconv"
	"strings"
)

// earlier compares two times as clients give them: message ids, or seconds with
// or without a fraction.
func earlier(a, b string) bool { return micros(a) < micros(b) }

// micros is a time in microseconds; text that is no time is the beginning of
// time. Floating point would lose the last digits.
func micros(ts string) int64 {
	whole, fraction, _ := strings.Cut(ts, ".")
	fraction = (fraction + "000000")[:6]
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
