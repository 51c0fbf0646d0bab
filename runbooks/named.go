package runbooks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// NamedMetric is a query that people ask for by a word.
type NamedMetric struct {
	Name    string // One word, as in "p99".
	Aliases []string
	Query   string             // PromQL; ${service} and the variables of services and runbooks are filled in.
	Unit    string             // Of the number; may be empty.
	Limit   *float64           // Where it turns bad; nil is not known.
	Good    incident.Direction // Which way is better.
	Legend  string             // How its series are named, see incident.SeriesNames.
}

// Measures are all that can be asked for by a word: the named metrics, then the
// numbers that the library's checks judge.
type Measures struct {
	library *Library
	named   []namedCheck
}

// namedCheck is a metric whose query was read: as a check that judges nothing.
type namedCheck struct {
	NamedMetric
	check Check
}

// NewMeasures reads the named metrics. The error names the metric and what is
// wrong with its query: a variable that nobody knows, or one that stands where
// its value could change the query.
func NewMeasures(library *Library, metrics []NamedMetric) (*Measures, error) {
	m := &Measures{library: library}
	vars := library.variables()
	for _, metric := range metrics {
		kinds := given()
		for name, v := range vars {
			kinds[name] = v.Type
		}
		t, err := newTemplate(metric.Query, kinds)
		if err != nil {
			return nil, fmt.Errorf("the metric %q: %w", metric.Name, err)
		}
		used := map[string]Variable{}
		for _, name := range holes(t.text) {
			if v, ok := vars[name]; ok {
				used[name] = v
			}
		}
		m.named = append(m.named, namedCheck{metric, Check{
			Name: metric.Name, ID: metric.Name, Expect: Expect{text: "show", op: "show"}, Unit: metric.Unit, MaxAge: defaultMaxAge,
			vars: used, variants: []variant{{query: t}},
		}})
	}
	return m, nil
}

// variables are those that the runbooks declare. One that two of them declare
// with different types belongs to neither here.
func (l *Library) variables() map[string]Variable {
	all, odd := map[string]Variable{}, map[string]bool{}
	for _, c := range l.Checks() {
		for name, v := range c.vars {
			if known, ok := all[name]; ok && known.Type != v.Type {
				odd[name] = true
			}
			all[name] = v
		}
	}
	for name := range odd {
		delete(all, name)
	}
	return all
}

// Measure is one measure that a word may mean.
type Measure struct {
	Name string // Of the metric, or of the check, as in "backend-pool/healthy-share".
	Word string // The shortest word for it, as in "pool".
	Ask  incident.MetricAsk
}

func (n namedCheck) measure() Measure {
	return Measure{Name: n.Name, Word: n.Name, Ask: incident.MetricAsk{Metric: n.Name}}
}

func measureOf(c Check) Measure {
	return Measure{Name: c.Name, Word: c.MeasureName(), Ask: incident.MetricAsk{Check: c.Name}}
}

// Find is the measure that a word names: a metric, else a check's alias, name
// or id. Where it names none, near are those that it may have meant, at most
// three.
func (m *Measures) Find(word string) (found Measure, near []Measure, ok bool) {
	word = spelt(word)
	if word == "" {
		return Measure{}, nil, false
	}
	for _, n := range m.named {
		if slices.Contains(n.words(), word) {
			return n.measure(), nil, true
		}
	}
	checks := slices.DeleteFunc(m.library.Find(word), Check.Human)
	for _, c := range checks {
		if word == c.Alias || word == c.Name || word == c.ID {
			return measureOf(c), nil, true
		}
	}
	for _, n := range m.named {
		if slices.ContainsFunc(n.words(), func(w string) bool { return strings.HasPrefix(w, word) || slip(w, word) }) {
			near = append(near, n.measure())
		}
	}
	for _, c := range checks {
		near = append(near, measureOf(c))
	}
	return Measure{}, near[:min(len(near), 3)], false
}

// Words are what can be asked for by name, the most likely first: the named
// metrics, then the checks that are asked unasked.
func (m *Measures) Words() []string {
	var all []string
	for _, n := range m.named {
		all = append(all, n.Name)
	}
	for _, c := range m.library.Base() {
		if w := c.MeasureName(); !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

func (n namedCheck) words() []string {
	var all []string
	for _, w := range append([]string{n.Name}, n.Aliases...) {
		all = append(all, spelt(w))
	}
	return all
}

// spelt is a word as names are compared: phones begin it with a capital, and
// people write a space or an underscore for a hyphen.
func spelt(word string) string {
	word = strings.ToLower(strings.Trim(strings.TrimSpace(word), "`'\"“”‘’.,;:!?"))
	return strings.NewReplacer("_", "-", " ", "-").Replace(word)
}

// slip reports whether two words are a slip of the thumb apart; short ones are
// that far from everything.
func slip(a, b string) bool {
	near := min(2, min(len(a), len(b))/3)
	return near > 0 && slips(a, b, near) <= near
}
