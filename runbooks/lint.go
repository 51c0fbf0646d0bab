package runbooks

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// Lint reads the collection's runbooks as they are written and says what is
// wrong with them that loading does not refuse: above all what could make a
// check green that no metric supports. It asks no source; see Against. now is
// held against the review dates.
func (c Collection) Lint(now time.Time) []Finding {
	var all []Finding
	for _, from := range c.files {
		f, p, err := decode(from.path, from.body)
		if err != nil {
			all = append(all, Findings(err)...)
			continue
		}
		l := linter{path: from.path, at: p.at}
		l.runbook(f, now)
		i := slices.IndexFunc(c.Library.runbooks, func(b Runbook) bool { return b.ID == f.ID })
		for n := range f.Checks {
			l.check(n, c.Library.runbooks[i].Checks[n])
		}
		all = append(all, l.found...)
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return all
}

// linter collects what is found in one file.
type linter struct {
	path  string
	at    func(path ...any) int
	found []Finding
}

func (l *linter) warn(line int, check, format string, args ...any) {
	l.found = append(l.found, Finding{Severity: Warning, File: l.path, Line: line, Check: check, Say: fmt.Sprintf(format, args...)})
}

// runbook looks at what is not of a single check.
func (l *linter) runbook(f form, now time.Time) {
	switch due, err := time.Parse(time.DateOnly, f.Review); {
	case f.Review == "":
		l.warn(l.at("id"), "", "there is no review date: write one, such as review: %s", now.AddDate(0, 6, 0).Format(time.DateOnly))
	case err == nil && now.After(due.AddDate(0, 0, 1)):
		l.warn(l.at("review"), "", "its review was due on %s: read it again with %s and write the next date", f.Review, cmp.Or(f.Owner, "its owner"))
	}
	used := f.uses()
	for _, name := range slices.Sorted(maps.Keys(f.Vars)) {
		if !slices.Contains(used, name) {
			l.warn(l.at("vars", name), "", "nothing uses the variable %s: remove it, or is a ${%s} misspelt?", name, name)
		}
	}
}

// uses are the variables that a runbook's queries and words name.
func (f form) uses() []string {
	var texts, used []string
	for _, c := range f.Checks {
		used = append(used, c.Declared)
		texts = append(texts, c.Ask, c.Say.Pass, c.Say.Fail, c.Short, c.IfFail.Say)
		for _, queries := range []perVariant{c.Query, c.Have, c.Want, c.Listed, c.Guard.Query, c.Who, c.Because} {
			texts = slices.AppendSeq(texts, maps.Values(queries))
		}
	}
	for _, k := range f.Capacity {
		texts = append(texts, k.Members, k.Running, k.Healthy, k.Work)
	}
	for _, t := range texts {
		used = append(used, holes(t)...)
	}
	return used
}

// part is one query of a check, filled and parsed.
type part struct {
	key  string // As in the file: query, have, want, guard, who, because, listed.
	line int
	expr parser.Expr
}

// judged reports whether the verdict's number comes from it.
func (p part) judged() bool { return p.key == "query" || p.key == "have" }

// check looks at one check and its queries.
func (l *linter) check(n int, c Check) {
	line := l.at("checks", n)
	if c.Alias == "" {
		l.warn(line, c.Name, "it has no alias: give it one word that a thumb can type")
	}
	if c.judged && !c.Human() && c.next == "" {
		l.warn(line, c.Name, "it does not say what to do when it fails: write if_fail: {say: ...}")
	}
	for _, v := range c.variants {
		for _, one := range []struct {
			key string
			t   template
		}{{"query", v.query}, {"have", v.have}, {"want", v.want}, {"guard", v.guard}, {"who", v.who}, {"because", v.because}, {"listed", v.listed}} {
			if one.t.text == "" {
				continue
			}
			e, err := one.t.forLint()
			if err != nil {
				continue // Loading has refused it.
			}
			path := []any{"checks", n, one.key, v.name}
			if one.key == "guard" {
				path = []any{"checks", n, "guard", "query", v.name}
			}
			l.query(c, part{key: one.key, line: l.at(path...), expr: e})
		}
	}
}

// query puts every rule to one query.
func (l *linter) query(c Check, p part) {
	for _, rule := range []func(Check, part) []Finding{slidingBaseline, unguardedScalar, filteredCount, stateSet} {
		for _, f := range rule(c, p) {
			f.File, f.Line, f.Check = l.path, p.line, c.Name
			l.found = append(l.found, f)
		}
	}
}

// Moments that tell in a filled query which of the given times was meant.
const (
	lintBegan = "1000"
	lintAt    = "2000"
)

// forLint is the query with made-up values.
func (t template) forLint() (parser.Expr, error) {
	values := map[string]string{}
	for name, k := range t.kinds {
		values[name] = trialValue(k, name)
		switch name {
		case "began":
			values[name] = lintBegan
		case "at":
			values[name] = lintAt
		}
	}
	text, err := t.write(values)
	if err != nil {
		return nil, err
	}
	return parse(text)
}
