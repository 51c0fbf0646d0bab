package configs

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// DefaultSource is the name of a source that is configured by its address
// alone.
const DefaultSource = "main"

// defaultTimeout is how long one question to a source may take.
const defaultTimeout = 5 * time.Second

// Source is where metrics come from: a Prometheus at a URL, or the pages of
// exporters where there is no Prometheus. One of the two is set.
type Source struct {
	Name      string        // What people call it; unique.
	URL       string        // Of a Prometheus or what speaks its API. May hold a password.
	Exporters []Exporter    // Pages that are read directly.
	Timeout   time.Duration // Of one question, in machine time; 5 s unless set.
	Auth      SecretBlock   // Prometheus' own block of how to connect, as YAML; may be empty.
}

// Exporter is one exporter's page of metrics.
type Exporter struct {
	URL    string            `yaml:"url"`    // The whole address of the page, as in http://lb-1:8405/metrics.
	Labels map[string]string `yaml:"labels"` // What Prometheus would add when it scrapes: job and instance.
}

// String is the source without what may be a credential.
func (s Source) String() string { return "source " + s.Name }

// GoString hides credentials from %#v.
func (s Source) GoString() string { return s.String() }

// MarshalText hides credentials from JSON, YAML and logs.
func (s Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// nameFirst gives the first source the address of the environment; without any
// source it is the only one.
func (c *Config) nameFirst(address string) error {
	switch {
	case address == "":
	case len(c.Sources) == 0:
		c.Sources = []Source{{Name: DefaultSource, URL: address, Timeout: defaultTimeout}}
	case len(c.Sources[0].Exporters) > 0:
		return fmt.Errorf("%s is set, but the first source, %s, reads exporters' pages: unset the variable, or put a source with a url before it", firstURL, c.Sources[0].Name)
	default:
		c.Sources[0].URL = address
	}
	return nil
}

// labelName is what Prometheus accepts as the name of a label.
var labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

func (c Config) validateSources() error {
	seen := map[string]bool{}
	for _, s := range c.Sources {
		if s.Name == "" {
			return errors.New("a source has no name: give it one, such as main")
		}
		if seen[s.Name] {
			return fmt.Errorf("the source %q is configured twice: names are unique", s.Name)
		}
		seen[s.Name] = true
		if err := s.validate(); err != nil {
			return fmt.Errorf("the source %q %w", s.Name, err)
		}
	}
	return nil
}

func (s Source) validate() error {
	switch {
	case s.URL == "" && len(s.Exporters) == 0:
		return errors.New("has no url: the address of a Prometheus, such as http://prometheus:9090, or exporters, whose pages are read directly")
	case s.URL != "" && len(s.Exporters) > 0:
		return errors.New("has a url and exporters: make it two sources, a Prometheus and the pages")
	case s.URL != "" && !isURL(s.URL):
		return errors.New("has a url that is none: it must be like http://prometheus:9090")
	case s.Timeout <= 0:
		return fmt.Errorf("has the timeout %v: how long one question may take, such as 5s", s.Timeout)
	}
	for _, e := range s.Exporters {
		if !isURL(e.URL) {
			return errors.New("has an exporter whose url is none: it must be the whole address of its page, like http://lb-1:8405/metrics")
		}
		for name := range e.Labels {
			if !labelName.MatchString(name) {
				return fmt.Errorf("has an exporter with the label %q: a label is letters, digits and _", name)
			}
		}
	}
	return nil
}

func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// sourceForm is a source as it is written.
type sourceForm struct {
	Name      string        `yaml:"name"`
	URL       string        `yaml:"url"`
	Exporters []Exporter    `yaml:"exporters"`
	Timeout   time.Duration `yaml:"timeout"`
	Auth      rawBlock      `yaml:"auth"`
}

func (f file) sources() []Source {
	var all []Source
	for _, s := range f.Sources {
		all = append(all, Source{
			Name: s.Name, URL: s.URL, Exporters: s.Exporters, Timeout: cmp.Or(s.Timeout, defaultTimeout), Auth: SecretBlock(s.Auth),
		})
	}
	return all
}

// noSource says that a name is no source's; nil if it is one, or empty.
func noSource(name string, sources []Source) error {
	if name == "" || slices.ContainsFunc(sources, func(s Source) bool { return s.Name == name }) {
		return nil
	}
	return fmt.Errorf("is to be asked of the source %q, and there is none of that name: add it under sources", name)
}
