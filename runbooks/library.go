package runbooks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Runbook is one file of the library.
type Runbook struct {
	ID, Title string
	Owner     string   // Who is reminded when the review is due. May be empty.
	Review    string   // YYYY-MM-DD; empty means never.
	Keywords  []string // Words in a title that bring it to mind.
	Alerts    []string // Names of alerts that do.
	Services  []string // Services it is for; empty means all.
	Actions   []string // Kinds of actions that do: "add", "scale".
	Checks    []Check
}

// Library is the runbooks that were loaded. It never changes.
type Library struct {
	runbooks  []Runbook
	countings []counting
}

// Runbooks are all runbooks, by file name.
func (l *Library) Runbooks() []Runbook { return slices.Clone(l.runbooks) }

// Checks are all checks, in the order of the files.
func (l *Library) Checks() []Check {
	var all []Check
	for _, b := range l.runbooks {
		all = append(all, b.Checks...)
	}
	return all
}

// Check is the check of a full name such as "backend-pool/healthy-share".
func (l *Library) Check(name string) (Check, bool) {
	for _, c := range l.Checks() {
		if c.Name == name {
			return c, true
		}
	}
	return Check{}, false
}

// Has reports whether there is a check or a runbook of that full name.
func (l *Library) Has(name string) bool {
	return slices.ContainsFunc(l.Checks(), func(c Check) bool { return c.Name == name || c.Runbook == name })
}

// Base are the checks that the bot asks unasked, at most 8, in the order of
// the path.
func (l *Library) Base() []Check {
	base := slices.DeleteFunc(l.Checks(), func(c Check) bool { return !c.Base })
	slices.SortStableFunc(base, byStage)
	return base
}

// BaseFor are the checks that the bot asks of a service unasked, in the order
// of the path: those that the service names, else those that the library marks.
// A runbook's name stands for its judged checks that are on the path. There are
// at most 8; the rest is cut.
func (l *Library) BaseFor(s Service) []Check {
	if len(s.Base) == 0 {
		return l.Base()
	}
	base := slices.DeleteFunc(l.Checks(), func(c Check) bool {
		named := slices.Contains(s.Base, c.Name) || slices.Contains(s.Base, c.Runbook)
		return !named || c.Human() || c.Expect.Shows() || c.Expect.Recovers() || c.Stage == ""
	})
	slices.SortStableFunc(base, byStage)
	for n := range base {
		base[n].Base = true
	}
	return base[:min(len(base), maxBase)]
}

func byStage(a, b Check) int {
	return cmp.Compare(slices.Index(Stages(), a.Stage), slices.Index(Stages(), b.Stage))
}

// Find is what a person may mean by a word typed on a phone: an alias, a name,
// an id, a runbook (then all its checks), the beginning of one of these, or
// one of these with a slip of the thumb. One result means it is unique; none
// means nothing is near.
func (l *Library) Find(word string) []Check {
	word = strings.ToLower(strings.Trim(strings.TrimSpace(word), "`'\"“”‘’.,!?"))
	word = strings.ReplaceAll(strings.ReplaceAll(word, "_", "-"), " ", "-")
	if word == "" {
		return nil
	}
	near := 0
	switch {
	case len(word) >= 7:
		near = 2
	case len(word) >= 4:
		near = 1
	}
	for _, fits := range []func(name string) bool{
		func(name string) bool { return name == word },
		func(name string) bool { return strings.HasPrefix(name, word) },
		func(name string) bool { return near > 0 && slips(name, word, near) <= near },
	} {
		for _, names := range []func(Check) []string{
			func(c Check) []string { return []string{c.Alias, c.Name} },
			func(c Check) []string { return []string{c.ID} },
			func(c Check) []string { return []string{c.Runbook} },
		} {
			found := slices.DeleteFunc(l.Checks(), func(c Check) bool {
				return !slices.ContainsFunc(names(c), func(n string) bool { return n != "" && fits(n) })
			})
			if len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// Named is the check whose alias a free text contains as a word, its plural
// included; the first one where there are several.
func (l *Library) Named(text string) (check string, ok bool) {
	for _, w := range tokens(text) {
		for _, c := range l.Checks() {
			if c.Alias != "" && (w == c.Alias || w == c.Alias+"s" || w == c.Alias+"es") {
				return c.Name, true
			}
		}
	}
	return "", false
}

// faults are what no single file can see.
func (l *Library) faults() []error {
	var faults []error
	owner := map[string]string{}
	for _, b := range l.runbooks {
		owner[b.ID] = "the runbook " + b.ID
	}
	seen := map[string]bool{}
	for _, c := range l.Checks() {
		if seen[c.Name] {
			faults = append(faults, fmt.Errorf("%s: %s: there are two", c.at, c.Name))
		}
		seen[c.Name] = true
		if c.Alias == "" {
			continue
		}
		if other, taken := owner[c.Alias]; taken {
			faults = append(faults, fmt.Errorf("%s: %s: the alias %q belongs to %s", c.at, c.Name, c.Alias, other))
		}
		owner[c.Alias] = c.Name
	}
	for _, c := range l.Checks() {
		if other, ok := owner[c.ID]; ok && other != c.Name {
			faults = append(faults, fmt.Errorf("%s: %s: the id is what %s is called", c.at, c.Name, other))
		}
		if c.Goto != "" && !seen[c.Goto] && !slices.ContainsFunc(l.runbooks, func(b Runbook) bool { return b.ID == c.Goto }) {
			faults = append(faults, fmt.Errorf("%s: %s: if_fail goes to %q, which does not exist", c.at, c.Name, c.Goto))
		}
	}
	if n := len(l.Base()); n > maxBase {
		faults = append(faults, fmt.Errorf("%d checks are base, at most %d may be", n, maxBase))
	}
	kinds := map[string]bool{}
	for _, c := range l.countings {
		if kinds[c.kind] {
			faults = append(faults, fmt.Errorf("%s: capacity %q is counted in two runbooks", c.at, c.kind))
		}
		kinds[c.kind] = true
	}
	return faults
}

// slips is how many letters must change, come or go to make a out of b; limit+1
// as soon as it is more than limit.
func slips(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// ReviewDue reports whether the runbook's owner should have looked at it again
// by then: the day of the review has begun, in UTC.
func (b Runbook) ReviewDue(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, b.Review)
	return err == nil && !now.Before(day)
}
