package runbooks

import (
	"bytes"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// editor is what an editor makes of the schema.
func editor(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("runbook-1.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("runbook-1.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// seen is a file as an editor reads it, by the core schema of YAML 1.2: there
// are no dates, and yes is a text.
func seen(body string) (any, error) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(body), &root); err != nil {
		return nil, err
	}
	return plainNode(&root)
}

func plainNode(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.DocumentNode:
		return plainNode(n.Content[0])
	case yaml.MappingNode:
		all := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := plainNode(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			all[n.Content[i].Value] = v
		}
		return all, nil
	case yaml.SequenceNode:
		all := []any{}
		for _, c := range n.Content {
			v, err := plainNode(c)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
		return all, nil
	default:
		if n.Tag == "!!timestamp" {
			return n.Value, nil
		}
		var v any
		err := n.Decode(&v)
		return v, err
	}
}

func TestTheLibraryIsAsTheSchemaSays(t *testing.T) {
	t.Parallel()
	s := editor(t)
	own, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	names, err := own.names()
	if err != nil || len(names) < 5 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		body, err := fs.ReadFile(own.files, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(body), "# yaml-language-server: $schema=../schema/runbook-1.json\n") {
			t.Errorf("%s does not lead an editor to the schema", name)
		}
		doc, err := seen(string(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// blind are the faults that no schema can see, and why.
func blind() map[string]string {
	return map[string]string{
		"a key given twice":               "YAML",
		"not YAML":                        "YAML",
		"a second document":               "YAML",
		"an id that is not the file's":    "the name of the file",
		"PromQL":                          "a query",
		"a query that reads nothing":      "a query",
		"a text in a pattern":             "a query",
		"a variable that is not there":    "names in a text",
		"a variable in the words":         "names in a text",
		"a number in the question":        "names in a text",
		"a goto to nowhere":               "another place",
		"the runbook's name as alias":     "another place",
		"want for another variant":        "another place",
		"a late variant that is not here": "another place",
		"a declared that is no number":    "another place",
		"a default of the wrong kind":     "one value by another",
		"a given variable of new kind":    "one value by another",
		"an answer twice":                 "one value by another",
		"limits the wrong way":            "one value by another",
		"a length of ages":                "how large a number is",
	}
}

func TestTheSchemaAndTheLoaderRefuseTheSame(t *testing.T) {
	t.Parallel()
	s := editor(t)
	for name, f := range faultsOfAFile() {
		doc, err := seen(f.of(t))
		if err == nil {
			err = s.Validate(doc)
		}
		why, cannot := blind()[name]
		switch {
		case !cannot && err == nil:
			t.Errorf("%s: the loader refuses it, the schema does not", name)
		case cannot && err != nil && why != "YAML":
			t.Errorf("%s: the schema sees it after all: %v", name, err)
		}
	}
	for name := range blind() {
		if _, ok := faultsOfAFile()[name]; !ok {
			t.Errorf("%s is no fault of the table", name)
		}
	}
}

func TestTheSchemaAndTheLoaderTakeTheSame(t *testing.T) {
	t.Parallel()
	s := editor(t)
	replaced := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(whole) }
	const queryOf = "    query:\n      a: 'sum(x{b=\"${backend}\"})'\n"
	const measured = "    base: true\n" + queryOf + "    expect: \">= 1\"\n"
	for name, body := range map[string]string{
		"the whole file":          whole,
		"every top key":           replaced("review: 2027-01-31", "owner: \"@sre\"\nreview: \"2027-01-31\"\nwhen: {keywords: [503, slow], alerts: [A], services: [api], action: [add]}\ncapacity: {k: {members: y, running: y, healthy: y, work: y}}"),
		"every type of variable":  replaced("vars:\n", "vars:\n  l: {type: list, ask: \"Which?\", example: \"a, b\"}\n  n: {type: number, default: 2, example: 20}\n  d: {type: duration}\n  m: {type: time}\n"),
		"a share, declared":       replaced(queryOf, "    have: {a: y}\n    declared: n\n", "vars:\n", "vars:\n  n: {type: number}\n"),
		"a share, measured":       replaced(queryOf, "    have: {a: y}\n    want: {a: z}\n"),
		"every key of a check":    replaced("    good: yes", "    good: no\n    unit: s\n    say: {pass: \"${have}\", fail: \"${need}\"}\n    short: \"${have} ${unit}\"\n    answer: {ok: A, bad: B}\n    wait: 90s\n    max_age: 1h30m\n    late: {a: 10m}\n    guard: {query: {a: y}, say: it is quiet}\n    who: {a: y}\n    because: {a: y}\n    if_fail: {say: look, goto: t/c}\n    if_unknown: skip"),
		"a goto to a runbook":     replaced("    good: yes", "    good: yes\n    if_fail: {goto: t}"),
		"it is only shown":        replaced("    base: true\n", "", `">= 1"`, "show", "    good: yes\n", ""),
		"between":                 replaced(">= 1", "between -1.5e-3 and .5"),
		"a number of series":      replaced(">= 1", "series <= 1"),
		"a recovery":              replaced(">= 1", "recovery >= 0.8", "    base: true\n", ""),
		"space around":            replaced(">= 1", " !=  1. "),
		"a person says yes or no": replaced(measured, "    answer: {ok: A, bad: B}\n    wait: 5m\n    if_fail: {say: look, goto: t}\n    if_unknown: ask\n"),
		"a person writes":         replaced(measured, "", "    good: yes\n", ""),
	} {
		if _, err := Load(fileOf("t.yaml", body)); err != nil {
			t.Errorf("%s: the loader: %v", name, err)
		}
		doc, err := seen(body)
		if err == nil {
			err = s.Validate(doc)
		}
		if err != nil {
			t.Errorf("%s: the schema: %v", name, err)
		}
	}
}

// What only people and metrics have is refused of the other, by both.
func TestTheSchemaKnowsWhatAPersonHasNot(t *testing.T) {
	t.Parallel()
	s := editor(t)
	for more := range humanFaultsForTest() {
		doc, err := seen("schema: runbook/1\nid: t\ntitle: T\nchecks:\n" + touched + more)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err == nil {
			t.Errorf("%s: the loader refuses it, the schema does not", strings.TrimSpace(more))
		}
	}
}

// The form and the schema have the same keys, all the way down, and each key
// has its help.
func TestEveryKeyOfTheFormIsInTheSchema(t *testing.T) {
	t.Parallel()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	root := doc.(map[string]any)
	resolve := func(s map[string]any) map[string]any {
		if to, ok := s["$ref"].(string); ok {
			return root["$defs"].(map[string]any)[strings.TrimPrefix(to, "#/$defs/")].(map[string]any)
		}
		return s
	}
	var compare func(path string, t reflect.Type, s map[string]any)
	said := 0
	compare = func(path string, form reflect.Type, s map[string]any) {
		s = resolve(s)
		switch form.Kind() {
		case reflect.Struct:
			if s["additionalProperties"] != false {
				t.Errorf("%s takes any key", path)
			}
			keys := s["properties"].(map[string]any)
			for key := range keys {
				if !slices.Contains(keysOf(form), key) {
					t.Errorf("%s: the schema has %q, the form does not", path, key)
				}
			}
			for field := range form.Fields() {
				key := field.Tag.Get("yaml")
				of, ok := keys[key].(map[string]any)
				if !ok {
					t.Errorf("%s: the form has %q, the schema does not", path, key)
					continue
				}
				if help, _ := of["description"].(string); len(help) < 10 {
					t.Errorf("%s.%s has no help", path, key)
				}
				said++
				compare(path+"."+key, field.Type, of)
			}
		case reflect.Map:
			if of, ok := s["additionalProperties"].(map[string]any); ok {
				compare(path+".*", form.Elem(), of)
			} else {
				t.Errorf("%s does not say what its values are", path)
			}
		case reflect.Slice:
			compare(path+"[]", form.Elem(), s["items"].(map[string]any))
		default:
		}
	}
	compare("runbook", reflect.TypeFor[form](), root)
	if said < 45 {
		t.Errorf("only %d keys were compared", said)
	}
}
