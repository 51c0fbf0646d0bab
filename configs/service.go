package configs

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Services are the things that can be down. A plain list in the file is Except
// alone; with From they are found by a query, and Except says what differs.
type Services struct {
	From   string            `yaml:"from"`   // PromQL whose series name the services, asked anew every hour; may be empty.
	By     string            `yaml:"by"`     // The label of those series whose values are the services' names.
	Source string            `yaml:"source"` // Which source From is put to, and answers for all; empty means the first.
	Vars   map[string]string `yaml:"vars"`   // Values of runbook variables for all; ${service} is the name.
	Kinds  []Kind            `yaml:"-"`      // In the order of the file: the first that matches counts.
	Except []Service         `yaml:"-"`      // In the order of the file.
}

// Kind is what services of one shape have in common.
type Kind struct {
	Name   string            `yaml:"-"`
	Match  string            `yaml:"match"`  // A regular expression that the whole name of a service matches.
	Base   []string          `yaml:"base"`   // The checks that are asked unasked, by check or runbook; empty means the library's.
	Vars   map[string]string `yaml:"vars"`   // Over those for all.
	Source string            `yaml:"source"` // Which source answers; empty means that for all.
	Invite []string          `yaml:"invite"` // Who is brought into the channel of its incidents: ids of members and user groups.
}

// Service is one of the things that can be down, and what the runbooks need to
// ask about it.
type Service struct {
	Name    string            `yaml:"name"`
	Label   string            `yaml:"label"`   // For people; the name if empty.
	Members int               `yaml:"members"` // The declared size; 0 is not declared.
	Aliases []string          `yaml:"aliases"`
	Vars    map[string]string `yaml:"vars"`    // The runbooks' variables, over those of its kind.
	Source  string            `yaml:"source"`  // Which source answers; empty means that of its kind.
	Sources map[string]string `yaml:"sources"` // The source of single checks or runbooks, by their name.
	Base    []string          `yaml:"base"`    // The checks that are asked unasked; empty means those of its kind.
	Invite  []string          `yaml:"invite"`  // Who is brought into the channel of its incidents; empty means those of its kind.
}

func (s Services) validate(sources []Source) error {
	switch {
	case s.From != "" && s.By == "":
		return errors.New("services.from is set without services.by: the label whose values are the services' names, such as service")
	case s.By != "" && s.From == "":
		return errors.New("services.by is set without services.from: the query whose series name the services, such as up")
	case s.By != "" && !labelName.MatchString(s.By):
		return fmt.Errorf("services.by is %q: the name of a label, which is letters, digits and _", s.By)
	}
	if err := noSource(s.Source, sources); err != nil {
		return fmt.Errorf("services %w", err)
	}
	for _, k := range s.Kinds {
		if err := k.validate(sources); err != nil {
			return fmt.Errorf("the kind %q %w", k.Name, err)
		}
	}
	seen := map[string]bool{}
	for _, one := range s.Except {
		if one.Name == "" {
			return errors.New("a service has no name: give it the one that people use, such as api")
		}
		if seen[one.Name] {
			return fmt.Errorf("the service %q is configured twice: names are unique", one.Name)
		}
		seen[one.Name] = true
		if err := one.validate(sources); err != nil {
			return fmt.Errorf("the service %q %w", one.Name, err)
		}
	}
	return nil
}

func (k Kind) validate(sources []Source) error {
	if k.Match == "" {
		return errors.New("has no match: the regular expression of its services' names, such as '.*-db'")
	}
	if _, err := regexp.Compile("^(?:" + k.Match + ")$"); err != nil {
		return fmt.Errorf("has a match that is no regular expression: %w", err)
	}
	if err := notIDs(k.Invite); err != nil {
		return err
	}
	return noSource(k.Source, sources)
}

func (s Service) validate(sources []Source) error {
	if s.Members < 0 {
		return fmt.Errorf("has %d members: leave it out where it is not known", s.Members)
	}
	if err := notIDs(s.Invite); err != nil {
		return err
	}
	if err := noSource(s.Source, sources); err != nil {
		return err
	}
	for _, check := range slices.Sorted(maps.Keys(s.Sources)) {
		if s.Sources[check] == "" {
			return fmt.Errorf("names no source for %s: leave the line out, or name one", check)
		}
		if err := noSource(s.Sources[check], sources); err != nil {
			return fmt.Errorf("has the check %s, which %w", check, err)
		}
	}
	return nil
}

// servicesForm is the services as they are written: a list, or a block.
type servicesForm struct{ Services }

// servicesBlock is the second form.
type servicesBlock struct {
	Services `yaml:",inline"`
	Kinds    map[string]Kind    `yaml:"kinds"`
	Except   map[string]Service `yaml:"except"`
}

// UnmarshalYAML reads either form. It has the older of the two signatures
// because only that one stays strict about unknown keys.
func (f *servicesForm) UnmarshalYAML(unmarshal func(any) error) error {
	n, err := nodeOf(unmarshal)
	if err != nil {
		return err
	}
	if n.Kind == yaml.SequenceNode {
		return unmarshal(&f.Except)
	}
	var block servicesBlock
	if err := unmarshal(&block); err != nil {
		return err
	}
	f.Services = block.Services
	for _, name := range inOrder(n, "kinds", block.Kinds) {
		k := block.Kinds[name]
		k.Name = name
		f.Kinds = append(f.Kinds, k)
	}
	for _, name := range inOrder(n, "except", block.Except) {
		s := block.Except[name]
		if s.Name != "" {
			return fmt.Errorf("the service %q under except has a name of its own: its key is its name", name)
		}
		s.Name = name
		f.Except = append(f.Except, s)
	}
	return nil
}

// inOrder are the keys of a block within a block in the order of the file. Those
// that an alias or a merge brought in come last, by name.
func inOrder[T any](n *yaml.Node, block string, found map[string]T) []string {
	var names []string
	for key, value := range pairs(n) {
		if key.Value != block {
			continue
		}
		for name := range pairs(value) {
			if _, ok := found[name.Value]; ok {
				names = append(names, name.Value)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
