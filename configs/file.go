package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sitrephq/sitrep/internal/spelling"
)

// file is the part of the configuration file with names that people choose. The
// rest is viper's.
type file struct {
	Sources  []sourceForm   `yaml:"sources"`
	Metrics  []Metric       `yaml:"metrics"`
	PromQL   *allowedForm   `yaml:"promql"`
	Redact   *allowedForm   `yaml:"redact"`
	Private  *allowedForm   `yaml:"private"`
	Services servicesForm   `yaml:"services"`
	Rest     map[string]any `yaml:",inline"`
}

// parse reads the file strictly. The rest comes back as YAML for viper, whose
// keys are known, with dots.
func parse(text []byte, known []string) (file, []byte, error) {
	var f file
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return file{}, nil, inWords(err)
	}
	if err := d.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return file{}, nil, errors.New("it holds a second document: what follows the line of --- would be ignored")
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return file{}, nil, inWords(err)
	}
	rest := yaml.Node{Kind: yaml.MappingNode}
	for _, root := range doc.Content {
		for key, value := range pairs(root) {
			if _, ok := f.Rest[key.Value]; ok {
				rest.Content = append(rest.Content, key, whole(value))
			}
		}
	}
	if faults := unknownKeys(&rest, "", known); len(faults) > 0 {
		return file{}, nil, errors.New(strings.Join(faults, "; "))
	}
	left, err := yaml.Marshal(&rest)
	return f, left, err
}

// announce is the one setting whose value begins as a comment does.
const announce = "slack.announce"

// unknownKeys says which keys viper does not know, and where they stand, which
// viper cannot say.
func unknownKeys(n *yaml.Node, path string, known []string) []string {
	var faults []string
	for key, value := range pairs(n) {
		name := path + strings.ToLower(key.Value)
		switch {
		case name == announce && value.Tag == "!!null":
			faults = append(faults, fmt.Sprintf(`line %d: %s has no value: a # begins a comment, so a channel's name is written in quotes, as "#incidents"`, key.Line, name))
		case slices.Contains(known, name):
		case slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, name+".") }):
			faults = append(faults, unknownKeys(value, name+".", known)...)
		default:
			faults = append(faults, unknownKey(key.Line, name, known))
		}
	}
	return faults
}

// unknownKey says that there is no such setting, and which was meant.
func unknownKey(line int, path string, known []string) string {
	said := fmt.Sprintf("line %d: there is no setting %q", line, path)
	if path == "prometheus" {
		return said + ` any more: write sources: [{name: main, url: "http://prometheus:9090"}]`
	}
	siblings := append(keysOf(reflect.TypeFor[file]()), known...)
	if at := strings.LastIndex(path, "."); at >= 0 {
		siblings = slices.DeleteFunc(slices.Clone(known), func(k string) bool { return !strings.HasPrefix(k, path[:at+1]) })
	}
	return said + meant(spelling.Nearest(path, siblings))
}

// meant is the end of a sentence about a misspelt key.
func meant(key string) string {
	if key == "" {
		return ""
	}
	return fmt.Sprintf("; is %s meant?", key)
}

// pairs are the keys and values of a block, in the order of the file.
func pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

var (
	noField = regexp.MustCompile(`field (.+) not found in type (.+)`)
	// A value may be a password in the wrong place.
	noValue = regexp.MustCompile("(?s)cannot unmarshal !!(\\w+)(?: `.*`)? into (.+)")
)

// inWords is an error of the YAML reader without the values of the file and the
// names of our types.
func inWords(err error) error {
	var several *yaml.TypeError
	if !errors.As(err, &several) {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var all []string
	for _, one := range several.Errors {
		if m := noField.FindStringSubmatch(one); m != nil {
			one = noField.ReplaceAllLiteralString(one, fmt.Sprintf("there is no setting %q here", m[1])+meant(spelling.Nearest(m[1], keysOfType(m[2]))))
		}
		if m := noValue.FindStringSubmatch(one); m != nil {
			one = noValue.ReplaceAllLiteralString(one, "what stands here is "+kindOf(m[1])+", and "+wanted(m[2])+" is needed")
		}
		all = append(all, one)
	}
	return errors.New(strings.Join(all, "; "))
}

func kindOf(tag string) string {
	switch tag {
	case "map":
		return "a block"
	case "seq":
		return "a list"
	case "int", "float":
		return "a number"
	}
	return "a text"
}

func wanted(goType string) string {
	switch {
	case goType == "time.Duration":
		return "a duration such as 5s"
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case strings.HasPrefix(goType, "map["), strings.HasPrefix(goType, "configs."), strings.HasPrefix(goType, "struct"):
		return "a block of settings"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "float"):
		return "a number"
	}
	return "a text"
}

// nodeOf is what an UnmarshalYAML of the older kind is to read.
func nodeOf(unmarshal func(any) error) (*yaml.Node, error) {
	var got keptNode
	err := unmarshal(&got)
	return got.node, err
}

type keptNode struct{ node *yaml.Node }

func (k *keptNode) UnmarshalYAML(n *yaml.Node) error {
	k.node = n
	return nil
}

// rawBlock is a block that another part of the program reads, as YAML.
type rawBlock []byte

// UnmarshalYAML keeps the block on the line where it stands, so that an error
// in it names a line of the file.
func (b *rawBlock) UnmarshalYAML(n *yaml.Node) error {
	var any any
	if err := n.Decode(&any); err != nil || any == nil {
		return err // An alias within itself ends here.
	}
	text, err := yaml.Marshal(whole(n))
	if err == nil {
		*b = append(bytes.Repeat([]byte("\n"), n.Line-1), text...)
	}
	return err
}

// whole is a block with a copy of what its aliases stand for: outside the file
// they would stand for nothing.
func whole(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return whole(n.Alias)
	}
	own := *n
	own.Anchor, own.Content = "", nil
	for _, c := range n.Content {
		own.Content = append(own.Content, whole(c))
	}
	return &own
}

// keysOfType are the keys of a form by its name in the YAML reader's errors.
func keysOfType(name string) []string {
	for _, form := range []reflect.Type{
		reflect.TypeFor[sourceForm](), reflect.TypeFor[Exporter](), reflect.TypeFor[Metric](), reflect.TypeFor[allowedForm](),
		reflect.TypeFor[servicesBlock](), reflect.TypeFor[Kind](), reflect.TypeFor[Service](),
	} {
		if form.String() == name {
			return keysOf(form)
		}
	}
	return nil
}

// keysOf are the keys of a form, in order.
func keysOf(form reflect.Type) []string {
	var keys []string
	for field := range form.Fields() {
		switch key, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); {
		case strings.HasSuffix(field.Tag.Get("yaml"), ",inline") && field.Type.Kind() == reflect.Struct:
			keys = append(keys, keysOf(field.Type)...)
		case key != "" && key != "-":
			keys = append(keys, key)
		}
	}
	return keys
}
