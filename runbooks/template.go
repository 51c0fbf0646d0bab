package runbooks

import (
	"fmt"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
)

// template is a query of a file, with its ${variables} and the shape that
// every filling must have.
type template struct {
	text  string
	kinds map[string]Kind // Of the variables it uses.
	shape string
	// several says that it may answer with more than one series.
	several bool
}

// newTemplate reads a query and proves that each variable stands where its
// kind may: it is filled with a value full of quotes, which must come out of
// the parser as it went in.
func newTemplate(text string, kinds map[string]Kind) (template, error) {
	t := template{text: strings.TrimSpace(text), kinds: map[string]Kind{}}
	trial := map[string]string{}
	for _, name := range holes(t.text) {
		k, ok := kinds[name]
		if !ok {
			return template{}, fmt.Errorf("${%s} is not among the vars", name)
		}
		t.kinds[name] = k
		trial[name] = trialValue(k, name)
	}
	filled, err := t.write(trial)
	if err != nil {
		return template{}, err
	}
	e, err := parse(filled)
	if err != nil {
		if _, plain := parse(t.padded()); plain != nil {
			err = plain // Its position is that in the file's own text.
		}
		return template{}, err
	}
	if len(selectors(e)) == 0 {
		return template{}, fmt.Errorf("the query reads no series")
	}
	for name, k := range t.kinds {
		used := strings.Count(t.text, "${"+name+"}")
		switch k {
		case Text:
			if exact, _ := values(e, trial[name]); exact != used {
				return template{}, fmt.Errorf("${%s} is a text: it may only be a whole value in double quotes, after = or !=", name)
			}
		case List:
			if _, regex := values(e, trialPattern(name)); regex != used {
				return template{}, fmt.Errorf("${%s} is a list: it may only be a whole value in double quotes, after =~ or !~", name)
			}
		case Number, Duration, Time:
		}
	}
	t.several = several(e)
	t.shape = shape(e)
	return t, nil
}

// padded is the query with a value of the same length for each variable, so
// that a position in it is one in the file.
func (t template) padded() string {
	return hole.ReplaceAllStringFunc(t.text, func(h string) string {
		value := "x"
		switch t.kinds[h[2:len(h)-1]] {
		case Number, Time:
			value = "1"
		case Duration:
			value = "5m"
		case Text, List:
			return strings.Repeat(value, len(h))
		}
		return value + strings.Repeat(" ", len(h)-len(value))
	})
}

func trialValue(k Kind, name string) string {
	switch k {
	case Number:
		return "1"
	case Duration:
		return "5m"
	case Time:
		return "1"
	case Text, List:
	}
	return "\"'`\\}" + name
}

func trialPattern(name string) string {
	p, err := List.literal(trialValue(List, name))
	if err != nil {
		return ""
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(p)
}

func (t template) write(values map[string]string) (string, error) {
	var trouble error
	out := hole.ReplaceAllStringFunc(t.text, func(h string) string {
		name := h[2 : len(h)-1]
		said, err := t.kinds[name].literal(values[name])
		if err != nil && trouble == nil {
			trouble = fmt.Errorf("${%s}: %w", name, err)
		}
		return said
	})
	return out, trouble
}

// missing names the first variable that has no value.
func (t template) missing(values map[string]string) string {
	for _, name := range holes(t.text) {
		if strings.TrimSpace(values[name]) == "" {
			return name
		}
	}
	return ""
}

// fill writes the values into the query. A value that would change what the
// query asks is refused.
func (t template) fill(values map[string]string) (string, parser.Expr, error) {
	out, err := t.write(values)
	if err != nil {
		return "", nil, err
	}
	e, err := parse(out)
	if err != nil {
		return "", nil, err
	}
	again, err := parse(out)
	if err != nil {
		return "", nil, err
	}
	if shape(again) != t.shape {
		return "", nil, fmt.Errorf("the values would change the query")
	}
	return out, e, nil
}
