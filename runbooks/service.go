package runbooks

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Service is one thing that incidents are about, and what its metrics are
// called.
type Service struct {
	Name    string            // As in "api"; unique in a catalog.
	Label   string            // For sentences, as in "API". Empty means Name.
	Aliases []string          // Other words people use.
	Vars    map[string]string // Values of runbook variables. Lists are comma-separated.
	Members int               // How many members it should have; 0 means not declared.
	Source  string            // The metrics source that answers for it; empty means the first.
	Sources map[string]string // The source of a single check or runbook, by its name.
	// Base are the checks that are asked of it unasked, by check or runbook;
	// empty means those that the library marks.
	Base []string
	// Gone is when a discovery last found it, where it does not find it any
	// more; zero otherwise. Story time.
	Gone time.Time
}

func (s Service) words() string {
	return cmp.Or(s.Label, s.Name, "service")
}

func (s Service) names() []string {
	return append([]string{s.Name, s.Label}, s.Aliases...)
}

// Catalog is the services that there are.
type Catalog []Service

// All is the catalog itself.
func (c Catalog) All() Catalog { return c }

// Names are the names of all services, in the catalog's order.
func (c Catalog) Names() []string {
	all := make([]string, 0, len(c))
	for _, s := range c {
		all = append(all, s.Name)
	}
	return all
}

// Get is the service of that name, or of that alias where no name fits. Case
// counts only between names that differ in nothing else.
func (c Catalog) Get(name string) (Service, bool) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		if i := slices.IndexFunc(c, func(s Service) bool { return s.Name != "" && same(s.Name, name) }); i >= 0 {
			return c[i], true
		}
	}
	for _, s := range c {
		if name != "" && slices.ContainsFunc(s.names(), func(n string) bool { return strings.EqualFold(n, name) }) {
			return s, true
		}
	}
	return Service{}, false
}

// Named is the service of that name or alias; one that is not known has its name
// only, which is what the runbooks' defaults are made of.
func (c Catalog) Named(name string) Service {
	if s, ok := c.Get(name); ok {
		return s
	}
	return Service{Name: name}
}

// In is the service that a title names as a word: by name, label or alias. The
// first one named wins, and of two that begin at one word the longer.
func (c Catalog) In(title string) (Service, bool) {
	words := tokens(title)
	for at := range words {
		var best Service
		length := 0
		for _, s := range c {
			for _, n := range s.names() {
				name := tokens(n)
				if len(name) > length && len(words)-at >= len(name) && slices.Equal(words[at:at+len(name)], name) {
					best, length = s, len(name)
				}
			}
		}
		if length > 0 {
			return best, true
		}
	}
	return Service{}, false
}

// tokens are the lower-case words of a text. Hyphens, underscores and inner
// dots belong to the word: "api-gateway" does not name "api".
func tokens(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' && r != '.'
	})
	for i, w := range words {
		words[i] = strings.Trim(w, "-_.")
	}
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}
