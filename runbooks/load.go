package runbooks

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxBase bounds what the bot asks unasked. More would bury the first answer.
const maxBase = 8

// defaultMaxAge is how old the newest sample behind a verdict may be.
const defaultMaxAge = 2 * time.Minute

var (
	idForm    = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	aliasForm = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
)

// add takes in one file.
func (l *Library) add(from file) error {
	f, places, err := decode(from.path, from.body)
	if err != nil {
		return err
	}
	at := places.at
	var faults []error
	wrong := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s:%d: %s", from.path, line, fmt.Sprintf(format, args...)))
	}
	if f.Schema != schema {
		wrong(at("schema"), "schema is %q, this program reads %q", f.Schema, schema)
	}
	if !idForm.MatchString(f.ID) || f.ID+".yaml" != from.name {
		wrong(at("id"), "id %q must be lower-case words with hyphens and the name of the file", f.ID)
	}
	if f.Title == "" || len(f.Checks) == 0 {
		wrong(at(), "a runbook has a title and at least one check")
	}
	if _, err := time.Parse(time.DateOnly, f.Review); f.Review != "" && err != nil {
		wrong(at("review"), "review %q is not a date such as 2027-01-31", f.Review)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Vars)) {
		if err := fitVariable(name, f.Vars[name]); err != nil {
			wrong(at("vars", name), "vars: %v", err)
		}
	}
	kinds := given()
	for name, v := range f.Vars {
		kinds[name] = v.Type
	}
	b := Runbook{ID: f.ID, Title: f.Title, Owner: f.Owner, Review: f.Review, Keywords: f.When.Keywords, Alerts: f.When.Alerts, Services: f.When.Services, Actions: f.When.Action}
	for i, cf := range f.Checks {
		c, err := newCheck(f.ID, cf, f.Vars, kinds)
		if err != nil {
			wrong(at("checks", i), "check %q: %v", cf.ID, err)
			continue
		}
		c.at = fmt.Sprintf("%s:%d", from.path, at("checks", i))
		b.Checks = append(b.Checks, c)
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Capacity)) {
		count, err := newCounting(kind, f.Capacity[kind], f.Vars, kinds)
		if err != nil {
			wrong(at("capacity", kind), "capacity %q: %v", kind, err)
			continue
		}
		count.at = fmt.Sprintf("%s:%d", from.path, at("capacity", kind))
		l.countings = append(l.countings, count)
	}
	l.runbooks = append(l.runbooks, b)
	return errors.Join(faults...)
}

func fitVariable(name string, v Variable) error {
	if !varName.MatchString(name) {
		return fmt.Errorf("%q is not a name such as backend", name)
	}
	switch v.Type {
	case Text, List, Number, Duration, Time:
	default:
		return fmt.Errorf("%s: type %q is none of text, list, number, duration, time", name, v.Type)
	}
	if k, ok := given()[name]; ok && k != v.Type {
		return fmt.Errorf("%s is always a %s", name, k)
	}
	for _, said := range []string{v.Default, v.Example} {
		if said == "" || strings.Contains(said, "${") {
			continue
		}
		if _, err := v.Type.literal(said); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, used := range holes(v.Default) {
		if used != "service" {
			return fmt.Errorf("%s: a default may use ${service} only", name)
		}
	}
	return nil
}

// newCheck turns a check of a file into one that can be asked.
func newCheck(runbook string, f checkForm, vars map[string]Variable, kinds map[string]Kind) (Check, error) {
	c := Check{
		Name: runbook + "/" + f.ID, ID: f.ID, Runbook: runbook, Alias: f.Alias, Words: f.Ask, Why: f.Why, Stage: f.Stage, Base: f.Base,
		GoodYes: f.Good != "no", Unit: f.Unit, Wait: f.Wait, MaxAge: f.MaxAge, Goto: f.IfFail.Goto, AskPeople: f.Unknown != "skip",
		say: sayings{pass: f.Say.Pass, fail: f.Say.Fail, short: f.Short}, next: f.IfFail.Say, declared: f.Declared, guardSay: f.Guard.Say, vars: vars,
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
	need(f.Wait >= 0 && f.MaxAge >= 0, "wait and max_age cannot be negative")

	whole := len(f.Have) > 0 || len(f.Want) > 0 || f.Declared != ""
	human := !whole && len(f.Query) == 0
	if human {
		need(f.Expect == "" && !f.Base, "a check without a query is answered by a person: it has no expect and no base")
		return c, errors.Join(faults...)
	}
	var err error
	c.Expect, err = ParseExpect(f.Expect)
	need(err == nil, "%v", err)
	need(whole != (len(f.Query) > 0), "give either query, or have with want: not both")
	need(!f.Base || f.Stage != "", "a base check stands on the path: it needs a stage")
	need(c.Expect.Shows() || f.Good != "", "good is needed: is a plain yes good news?")
	need(!f.Base || !c.Expect.Shows(), "a base check is judged, not shown")
	if whole {
		need(len(f.Have) > 0, "want and declared need a have")
		need(!c.Expect.series && !c.Expect.Shows(), "have with want is judged as a share of the whole")
		need(f.Declared == "" || kinds[f.Declared] == Number, "declared: %q is not a number variable", f.Declared)
	}
	for _, text := range []string{f.Ask, f.Say.Pass, f.Say.Fail, f.Short, f.IfFail.Say} {
		for _, name := range holes(text) {
			_, ok := kinds[name]
			need(ok || slices.Contains([]string{"have", "want", "need", "unit"}, name), "${%s} is not among the vars", name)
		}
	}
	c.variants, err = newVariants(f, kinds)
	return c, errors.Join(append(faults, err)...)
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
		v := variant{name: name, late: f.Late[name]}
		if v.late < 0 {
			faults = append(faults, fmt.Errorf("late: variant %q cannot be early", name))
		}
		for _, part := range []struct {
			key     string
			queries perVariant
			into    *template
			needed  bool
		}{
			{"query", f.Query, &v.query, len(f.Query) > 0},
			{"have", f.Have, &v.have, len(f.Have) > 0},
			{"want", f.Want, &v.want, len(f.Have) > 0 && f.Declared == ""},
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
				faults = append(faults, fmt.Errorf("%s, variant %q: %w", part.key, name, err))
			}
			*part.into = t
		}
		all = append(all, v)
	}
	for key, queries := range map[string]perVariant{"want": f.Want, "guard": f.Guard.Query, "who": f.Who, "because": f.Because} {
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
