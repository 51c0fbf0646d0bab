package runbooks

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// Discovery is how services are found in a metrics source instead of being
// listed: one for each value that a label has.
type Discovery struct {
	// From is the series that services are found in, as PromQL with an instant
	// vector: up{env="prod"}. Empty means that nothing is discovered.
	From string
	// By is the label whose values are the services' names.
	By string
	// Source is the metrics source that is asked, and that answers for what it
	// found; empty means the first.
	Source string
	// Vars are the values of runbook variables for every service. They may
	// refer to ${service}.
	Vars map[string]string
	// Kinds are the shapes that services come in; the first that fits counts.
	Kinds []ServiceKind
}

// ServiceKind is what many services have in common: databases, workers.
type ServiceKind struct {
	Name   string            // For errors, as in "postgres".
	Match  string            // A regular expression for the whole of a service's name: .*-db.
	Base   []string          // As in Service.
	Vars   map[string]string // As in Discovery; they win over those.
	Source string            // The metrics source that answers for them; empty means the discovery's.
}

// rules are a discovery that was found to be usable.
type rules struct {
	Discovery

	from  parser.Expr
	kinds []*regexp.Regexp
}

var labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// newRules refuses what could never find a service, with all faults at once.
func newRules(d Discovery) (rules, error) {
	r := rules{Discovery: d}
	var faults []error
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if d.From != "" {
		e, err := parse(d.From)
		switch {
		case err != nil:
			wrong("services.from: %w", err)
		case e.Type() != parser.ValueTypeVector:
			wrong("services.from is a %s: it must be series as they are now, such as up{env=\"prod\"}", e.Type())
		case len(selectors(e)) == 0:
			wrong("services.from reads no series: write them as in up{env=\"prod\"}")
		}
		r.from = e
		if !labelName.MatchString(d.By) {
			wrong("services.by is %q: it must be the label that holds the service's name, such as service or job", d.By)
		}
	}
	faults = append(faults, fitVars("services.vars", d.Vars))
	for _, k := range d.Kinds {
		m, err := regexp.Compile("^(?:" + k.Match + ")$")
		if err != nil || k.Match == "" {
			wrong("services.kinds, %q: match %q is no regular expression for names, such as .*-db", k.Name, k.Match)
		}
		r.kinds = append(r.kinds, m)
		faults = append(faults, fitVars(fmt.Sprintf("services.kinds, %q: vars", k.Name), k.Vars))
	}
	return r, errors.Join(faults...)
}

// fitVars refuses values that could not be filled.
func fitVars(where string, vars map[string]string) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		for _, used := range holes(vars[name]) {
			if used != "service" {
				faults = append(faults, fmt.Errorf("%s: %s uses ${%s}; only ${service} is known here", where, name, used))
			}
		}
	}
	return errors.Join(faults...)
}

// service is the service of that name by the rules; what was declared of it
// wins, field by field and variable by variable.
func (r rules) service(name string, declared Service) Service {
	s := Service{Name: name, Source: r.Source, Vars: r.fill(r.Vars, name, nil)}
	for n, k := range r.Kinds {
		if !r.kinds[n].MatchString(name) {
			continue
		}
		s.Base, s.Vars = slices.Clone(k.Base), r.fill(k.Vars, name, s.Vars)
		if k.Source != "" {
			s.Source = k.Source
		}
		break
	}
	s.Label, s.Aliases, s.Members, s.Sources = declared.Label, declared.Aliases, declared.Members, declared.Sources
	s.Vars = r.fill(declared.Vars, name, s.Vars)
	if declared.Source != "" {
		s.Source = declared.Source
	}
	if len(declared.Base) > 0 {
		s.Base = declared.Base
	}
	return s
}

// fill adds values to those that are there, with the service's name filled in.
func (r rules) fill(vars map[string]string, service string, into map[string]string) map[string]string {
	if len(vars) > 0 && into == nil {
		into = map[string]string{}
	}
	for name, v := range vars {
		into[name] = strings.ReplaceAll(v, "${service}", service)
	}
	return into
}

// query asks for every service when it was last seen: those that report now to
// the second, those that have stopped by the hour. One query tells both, so
// that a bot that was restarted in an outage still knows what has just gone.
// It looks an hour further back than services are kept, because the hours are
// those of the clock.
func (r rules) query() string {
	each := fmt.Sprintf("max by (%s) (timestamp(%s))", r.By, r.from)
	return fmt.Sprintf("%s or max by (%s) (max_over_time(timestamp(%s)[%ds:1h]))", each, r.By, r.from, int((keptFor + time.Hour).Seconds()))
}
