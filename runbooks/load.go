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
			for _, one := range eachOf(err) {
				line := at("checks", i)
				if q, ok := errors.AsType[*queryFault](one); ok {
					line = at(append([]any{"checks", i}, q.path()...)...)
				}
				wrong(line, "check %q: %v", cf.ID, one)
			}
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
