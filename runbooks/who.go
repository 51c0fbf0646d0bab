package runbooks

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// named is how many offenders a verdict lists.
const named = 3

var portSuffix = regexp.MustCompile(`:[0-9]+$`)

// nameOf is what a series is about, for people: the narrowest label that names
// a thing. A port is noise there.
func nameOf(labels map[string]string) string {
	for _, k := range []string{"server", "pod", "instance", "host", "node", "name"} {
		if v := labels[k]; v != "" {
			return portSuffix.ReplaceAllString(v, "")
		}
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		if k != "__name__" {
			parts = append(parts, labels[k])
		}
	}
	return strings.Join(parts, " ")
}

// firstFew sorts names as people count, api-3 before api-10, each once, and
// says how many are left out.
func firstFew(names []string) ([]string, int) {
	names = slices.Clone(names)
	slices.SortFunc(names, natural)
	names = slices.Compact(names)
	if len(names) <= named {
		return names, 0
	}
	return names[:named], len(names) - named
}

// natural compares names with their numbers as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		numA, restA := leadingDigits(a)
		numB, restB := leadingDigits(b)
		if numA != "" && numB != "" {
			x, y := strings.TrimLeft(numA, "0"), strings.TrimLeft(numB, "0")
			if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
				return c
			}
			a, b = restA, restB
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) (digits, rest string) {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[:end], s[end:]
}

// reasons put HAProxy's check states into words, for one member and several.
func reasons() map[string][2]string {
	return map[string][2]string{
		"L4CON":   {"refuses connections", "refuse connections"},
		"L4TOUT":  {"does not answer", "do not answer"},
		"L6TOUT":  {"does not finish the TLS handshake", "do not finish the TLS handshake"},
		"L7TOUT":  {"answers the check too slowly", "answer the check too slowly"},
		"L7STS":   {"answers the check with an error", "answer the check with an error"},
		"L7RSP":   {"answers the check with nonsense", "answer the check with nonsense"},
		"L7OK":    {"passes the check", "pass the check"},
		"SOCKERR": {"cannot be reached: the balancer has no socket left", "cannot be reached: the balancer has no socket left"},
	}
}

// because says what most of the offenders have in common, from series that
// carry a state and name a member; empty where the offenders are not in them.
func because(got incident.Measured, offenders []string) string {
	states := map[string]map[string]bool{}
	for _, s := range got.Series {
		state, who := s.Labels["state"], nameOf(s.Labels)
		if state == "" || !slices.Contains(offenders, who) {
			continue
		}
		if states[state] == nil {
			states[state] = map[string]bool{}
		}
		states[state][who] = true
	}
	most := ""
	for _, state := range slices.Sorted(maps.Keys(states)) {
		if most == "" || len(states[state]) > len(states[most]) {
			most = state
		}
	}
	if most == "" {
		return ""
	}
	n := len(states[most])
	words, known := reasons()[most]
	switch {
	case !known:
		return fmt.Sprintf("The check says %s for %d of them.", most, n)
	case n == 1:
		return fmt.Sprintf("1 of them %s.", words[0])
	}
	return fmt.Sprintf("%d of them %s.", n, words[1])
}
