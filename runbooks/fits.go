package runbooks

import (
	"slices"
	"strings"
)

// Fits are the runbooks that an incident brings to mind, by their `when`: one
// of its keywords stands in the title, or the name of one of its alerts does. One
// that names services is for those alone, and where it names nothing else it
// fits whatever is wrong with them. What people did brings `action` to mind: that
// is not asked here.
func (l *Library) Fits(title, service string) []Runbook {
	words := tokens(title)
	return slices.DeleteFunc(l.Runbooks(), func(b Runbook) bool {
		if len(b.Services) > 0 && !slices.Contains(b.Services, service) {
			return true
		}
		if len(b.Keywords) == 0 && len(b.Alerts) == 0 {
			return len(b.Services) == 0
		}
		return !slices.ContainsFunc(slices.Concat(b.Keywords, b.Alerts), func(k string) bool { return says(words, tokens(k)) })
	})
}

// says reports whether words stand one after another in a text, their plurals
// included.
func says(text, words []string) bool {
	if len(words) == 0 {
		return false
	}
	for n := 0; n+len(words) <= len(text); n++ {
		same := func(k int) bool {
			a, b := text[n+k], words[k]
			return a == b || strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s")
		}
		k := 0
		for k < len(words) && same(k) {
			k++
		}
		if k == len(words) {
			return true
		}
	}
	return false
}
