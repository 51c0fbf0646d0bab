package configs

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Metric is a query that people ask for by name.
type Metric struct {
	Name      string   `yaml:"name"`      // One word, unique among names and aliases; case does not count.
	Aliases   []string `yaml:"aliases"`   // Other words for it.
	Query     string   `yaml:"query"`     // PromQL; ${service} and the service's variables are filled in.
	Unit      string   `yaml:"unit"`      // Of the number, for people; may be empty.
	Threshold *float64 `yaml:"threshold"` // Where it turns bad; nil is not known.
	Good      string   `yaml:"good"`      // "up" or "down": the direction that is better; empty is not known.
	Legend    string   `yaml:"legend"`    // The name of each series, with its labels as ${instance}; empty names them by their labels.
}

func validateMetrics(metrics []Metric) error {
	seen := map[string]string{}
	for _, m := range metrics {
		if m.Name == "" {
			return errors.New("a metric has no name: give it one word, such as p99")
		}
		for _, word := range append([]string{m.Name}, m.Aliases...) {
			if word == "" || strings.ContainsAny(word, " \t\n") {
				return fmt.Errorf("the metric %q is called %q: a name is one word, such as p99", m.Name, word)
			}
			if other, taken := seen[strings.ToLower(word)]; taken {
				return fmt.Errorf("%q names the metric %s and the metric %s: names and aliases are unique", word, other, m.Name)
			}
			seen[strings.ToLower(word)] = m.Name
		}
		switch {
		case strings.TrimSpace(m.Query) == "":
			return fmt.Errorf("the metric %q has no query: what to ask, in PromQL", m.Name)
		case m.Good != "" && m.Good != "up" && m.Good != "down":
			return fmt.Errorf("the metric %q has good: %q: up or down, whichever is better", m.Name, m.Good)
		}
	}
	return nil
}

type words []string

// UnmarshalYAML reads a list, or a single word.
func (w *words) UnmarshalYAML(unmarshal func(any) error) error {
	n, err := nodeOf(unmarshal)
	if err != nil {
		return err
	}
	if n.Kind == yaml.ScalarNode {
		*w = words{n.Value}
		return nil
	}
	return unmarshal((*[]string)(w))
}
