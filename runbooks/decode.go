package runbooks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decode reads one file, and where in it each thing stands.
func decode(path string, body []byte) (form, places, error) {
	var f form
	d := yaml.NewDecoder(bytes.NewReader(body))
	d.KnownFields(true)
	switch err := d.Decode(&f); {
	case errors.Is(err, io.EOF):
		return form{}, places{}, fmt.Errorf("%s: the file is empty; a runbook begins with schema: %s", path, schema)
	case err != nil:
		return form{}, places{}, located(path, err)
	}
	if err := d.Decode(new(form)); !errors.Is(err, io.EOF) {
		return form{}, places{}, fmt.Errorf("%s: holds more than one document; a runbook has a file of its own", path)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(body, &root); err != nil {
		return form{}, places{}, located(path, err)
	}
	p := places{}
	if len(root.Content) > 0 {
		p.top = root.Content[0]
	}
	return f, p, nil
}

var (
	yamlLine   = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownKey = regexp.MustCompile(`^field (.+) not found in type (\S+)$`)
	wrongKind  = regexp.MustCompile("^cannot unmarshal (!!\\S+)(?: `(.*)`)? into (\\S+)$")
)

// located turns the decoder's errors into "file:line: what is wrong".
func located(path string, err error) error {
	lines := []string{err.Error()}
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		lines = wrong.Errors
	}
	var all []error
	for _, l := range lines {
		m := yamlLine.FindStringSubmatch(l)
		if m == nil {
			all = append(all, fmt.Errorf("%s: %s", path, l))
			continue
		}
		all = append(all, fmt.Errorf("%s:%s: %s", path, m[1], decoderWords(m[2])))
	}
	return errors.Join(all...)
}

// decoderWords says what the decoder found in terms of the format.
func decoderWords(said string) string {
	if m := unknownKey.FindStringSubmatch(said); m != nil {
		words := fmt.Sprintf("unknown key %q", m[1])
		if near := nearKey(m[1], m[2]); near != "" {
			words += fmt.Sprintf("; did you mean %s?", near)
		}
		return words
	}
	if m := wrongKind.FindStringSubmatch(said); m != nil {
		if right := rightForm(m[3]); right != "" {
			return right
		}
	}
	return said
}

// rightForm is the one form of a key whose value was written in another; by
// the type that the value should have had.
func rightForm(kind string) string {
	switch strings.TrimPrefix(kind, "runbooks.") {
	case "failForm":
		return `if_fail is written as if_fail: {say: "what to do next", goto: other-runbook}`
	case "expectation":
		return `expect is one text for all variants, as in expect: ">= 0.8"; where variants need different limits they are different checks`
	case "perVariant":
		return `a query is written under the kind of exporter it is for, as in {haproxy: 'sum(haproxy_up)'}`
	case "guardForm":
		return `guard is written as guard: {query: {haproxy: '...'}, say: "there is too little traffic to tell"}`
	case "sayForm":
		return `say is written as say: {pass: "${have} of ${want} run", fail: "only ${have} of ${want} run"}`
	case "answerForm":
		return `answer is written as answer: {ok: "The added members work", bad: "The added members are idle"}`
	case "Variable":
		return `a variable is written as backend: {type: text, ask: "Which backend serves it?"}`
	case "whenForm":
		return `when is written as when: {keywords: [slow], alerts: [TargetDown]}`
	case "capacityForm":
		return `a capacity is written as {members: '...', running: '...', healthy: '...', work: '...'}`
	case "checkForm", "[]runbooks.checkForm":
		return "checks is a list: each begins with - id:"
	case "form":
		return "a runbook begins with schema: " + schema
	case "lateForm":
		return `late is written under the kind of exporter that is late, as in {cloudwatch: 10m}`
	case "bool":
		return "only true or false may stand here"
	case "string":
		return "one text may stand here"
	case "[]string":
		return "a list may stand here, as in [slow, unavailable]"
	}
	return ""
}

// nearKey is the key of a form that a misspelt one was probably meant to be.
// Where the first letter differs it was more likely another word.
func nearKey(word, kind string) string {
	if word == "" {
		return ""
	}
	if word == "show" {
		return "expect: show"
	}
	for _, f := range []any{form{}, whenForm{}, capacityForm{}, checkForm{}, guardForm{}, sayForm{}, answerForm{}, failForm{}, Variable{}} {
		if t := reflect.TypeOf(f); t.String() == kind {
			best, distance := "", 3
			for _, key := range keysOf(t) {
				if d := slips(key, word, 2); d < distance && key[0] == word[0] {
					best, distance = key, d
				}
			}
			return best
		}
	}
	return ""
}

// keysOf are the keys of a form, in order.
func keysOf(t reflect.Type) []string {
	var keys []string
	for field := range t.Fields() {
		keys = append(keys, field.Tag.Get("yaml"))
	}
	return keys
}

// atLine is an error of the decoder's kind, so that it is told with the others.
func atLine(node *yaml.Node, words string) error {
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s", node.Line, words)}}
}
