package runbooks

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// newCheck turns a check of a file into one that can be asked.
func newCheck(runbook string, f checkForm, vars map[string]Variable, kinds map[string]Kind) (Check, error) {
	c := Check{
		Name: runbook + "/" + f.ID, ID: f.ID, Runbook: runbook, Alias: f.Alias, Words: f.Ask, Why: f.Why, Stage: f.Stage, Base: f.Base,
		GoodYes: f.Good != "no", Unit: f.Unit, Wait: time.Duration(f.Wait), MaxAge: time.Duration(f.MaxAge), Goto: f.IfFail.Goto, AskPeople: f.Unknown != "skip",
		ok: f.Answer.OK, bad: f.Answer.Bad, say: sayings{pass: f.Say.Pass, fail: f.Say.Fail, short: f.Short}, next: f.IfFail.Say, declared: f.Declared, guardSay: f.Guard.Say, vars: vars,
	}
	if c.MaxAge == 0 {
		c.MaxAge = defaultMaxAge
	}
	var faults []error
	need := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	need(idForm.MatchString(f.ID), "id must be lower-case words with hyphens")
	need(f.Alias == "" || aliasForm.MatchString(f.Alias), "alias %q must be one lower-case word", f.Alias)
	need(f.Ask != "" && f.Why != "", "ask and why are needed")
	need(f.Stage == "" || slices.Contains(Stages(), f.Stage), "stage %q is none of %s", f.Stage, strings.Join(Stages(), ", "))
	need(f.Good == "" || f.Good == "yes" || f.Good == "no", "good is yes or no")
	need(f.Unknown == "" || f.Unknown == "ask" || f.Unknown == "skip", "if_unknown is ask or skip")

	for n, text := range []string{f.Ask, f.Say.Pass, f.Say.Fail, f.Short, f.IfFail.Say} {
		for _, name := range holes(text) {
			_, ok := kinds[name]
			// The question is asked before there is a number.
			need(ok || n > 0 && slices.Contains([]string{"have", "want", "need", "unit"}, name), "${%s} is not among the vars", name)
		}
	}
	need(len(holes(f.Guard.Say)) == 0, "guard: say takes no variables")
	for _, has := range []struct {
		key     string
		queries perVariant
	}{{"query", f.Query}, {"have", f.Have}, {"want", f.Want}, {"listed", f.Listed}, {"who", f.Who}, {"because", f.Because}, {"guard", f.Guard.Query}} {
		need(has.queries == nil || len(has.queries) > 0, "%s is empty", has.key)
	}
	whole := len(f.Have) > 0 || len(f.Want) > 0 || f.Declared != ""
	if !whole && len(f.Query) == 0 {
		c.judged = f.Good != ""
		return c, errors.Join(slices.Concat(faults, humanFaults(f), answerFaults(f.Answer, c.judged))...)
	}
	var err error
	c.Expect, err = ParseExpect(string(f.Expect))
	need(err == nil, "%v", err)
	c.judged = !c.Expect.Shows()
	faults = append(faults, answerFaults(f.Answer, c.judged)...)
	need(whole != (len(f.Query) > 0), "give either query, or have with want: not both")
	need(!f.Base || f.Stage != "", "a base check stands on the path: it needs a stage")
	need(c.Expect.Shows() || f.Good != "", "good is needed: is a plain yes good news?")
	need(!f.Base || !c.Expect.Shows(), "a base check is judged, not shown")
	if c.Expect.recovery {
		faults = append(faults, recoveryFaults(f)...)
		if c.Wait == 0 {
			c.Wait = settledAfter
		}
	}
	need(len(f.Listed) == 0 || len(f.Want) > 0, "listed stands beside a want")
	if whole {
		need(len(f.Have) > 0, "want and declared need a have")
		need(!c.Expect.series && !c.Expect.Shows(), "have with want is judged as a share of the whole")
		need(f.Declared == "" || kinds[f.Declared] == Number, "declared: %q is not a number variable", f.Declared)
	}
	c.variants, err = newVariants(f, kinds)
	for _, v := range c.variants {
		need(!c.Expect.recovery || !v.query.several, "query, variant %q: a recovery compares one number: aggregate the query, as in sum(...)", v.name)
	}
	return c, errors.Join(append(faults, err)...)
}

// recoveryFaults are what a check that compares around an action may not have.
func recoveryFaults(f checkForm) []error {
	var faults []error
	for _, has := range []struct {
		key   string
		given bool
	}{{"base", f.Base}, {"have", len(f.Have) > 0}, {"who", len(f.Who) > 0}, {"because", len(f.Because) > 0}, {"late", len(f.Late) > 0}} {
		if has.given {
			faults = append(faults, fmt.Errorf("a recovery compares one number around an action: it has no %s", has.key))
		}
	}
	return faults
}

// queryFault is what is wrong with one query of a check.
type queryFault struct {
	key, variant string
	err          error
}

func (f *queryFault) Error() string {
	return fmt.Sprintf("%s, variant %q: %v", f.key, f.variant, f.err)
}
func (f *queryFault) Unwrap() error { return f.err }

// path leads to the query within its check.
func (f *queryFault) path() []any {
	if f.key == "guard" {
		return []any{"guard", "query", f.variant}
	}
	return []any{f.key, f.variant}
}

// eachOf takes joined errors apart.
func eachOf(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, eachOf(e)...)
	}
	return all
}

// newVariants reads the queries, by kind of exporter in the order of names.
func newVariants(f checkForm, kinds map[string]Kind) ([]variant, error) {
	main := f.Query
	if len(main) == 0 {
		main = f.Have
	}
	var faults []error
	var all []variant
	for _, name := range slices.Sorted(maps.Keys(main)) {
		v := variant{name: name, late: time.Duration(f.Late[name])}
		for _, part := range []struct {
			key     string
			queries perVariant
			into    *template
			needed  bool
		}{
			{"query", f.Query, &v.query, len(f.Query) > 0},
			{"have", f.Have, &v.have, len(f.Have) > 0},
			{"want", f.Want, &v.want, len(f.Have) > 0 && f.Declared == ""},
			{"listed", f.Listed, &v.listed, false},
			{"guard", f.Guard.Query, &v.guard, false},
			{"who", f.Who, &v.who, false},
			{"because", f.Because, &v.because, false},
		} {
			text, ok := part.queries[name]
			if !ok {
				if part.needed {
					faults = append(faults, fmt.Errorf("%s: variant %q is missing", part.key, name))
				}
				continue
			}
			t, err := newTemplate(text, kinds)
			if err != nil {
				faults = append(faults, &queryFault{key: part.key, variant: name, err: err})
			}
			*part.into = t
		}
		all = append(all, v)
	}
	for key, queries := range map[string]perVariant{"want": f.Want, "listed": f.Listed, "guard": f.Guard.Query, "who": f.Who, "because": f.Because} {
		for name := range queries {
			if _, ok := main[name]; !ok {
				faults = append(faults, fmt.Errorf("%s: variant %q has no query to go with", key, name))
			}
		}
	}
	for name := range f.Late {
		if _, ok := main[name]; !ok {
			faults = append(faults, fmt.Errorf("late: variant %q has no query to go with", name))
		}
	}
	return all, errors.Join(faults...)
}
