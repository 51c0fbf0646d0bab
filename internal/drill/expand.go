package drill

import (
	"regexp"
	"strconv"
)

var numbered = regexp.MustCompile(`\{(\d+)\.\.(\d+)\}`)

// expand is the series that a line stands for: "api-{1..3}" is three.
func expand(series string) []string {
	m := numbered.FindStringSubmatchIndex(series)
	if m == nil {
		return []string{series}
	}
	first, _ := strconv.Atoi(series[m[2]:m[3]]) // The pattern lets digits through only.
	last, _ := strconv.Atoi(series[m[4]:m[5]])
	var all []string
	for n := first; n <= last; n++ {
		all = append(all, expand(series[:m[0]]+strconv.Itoa(n)+series[m[1]:])...)
	}
	return all
}
