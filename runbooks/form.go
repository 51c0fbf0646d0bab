package runbooks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"
)

// schema is the only format that Load reads.
const schema = "runbook/1"

// form is a runbook as its file writes it. A key has one form only, and a key
// that is not here is refused.
type form struct {
	Schema   string                  `yaml:"schema"`
	ID       string                  `yaml:"id"`
	Title    string                  `yaml:"title"`
	Owner    string                  `yaml:"owner"`  // Who is reminded when Review passes.
	Review   string                  `yaml:"review"` // YYYY-MM-DD.
	When     whenForm                `yaml:"when"`
	Vars     map[string]Variable     `yaml:"vars"`
	Capacity map[string]capacityForm `yaml:"capacity"`
	Checks   []checkForm             `yaml:"checks"`
}

// whenForm says when the runbook comes to mind.
type whenForm struct {
	Keywords []string `yaml:"keywords"`
	Alerts   []string `yaml:"alerts"`
	Services []string `yaml:"services"`
	Action   []string `yaml:"action"`
}

// capacityForm counts the members of one kind by stage. Each query gives one
// series per member; above zero is "yes".
type capacityForm struct {
	Members string `yaml:"members"`
	Running string `yaml:"running"`
	Healthy string `yaml:"healthy"`
	Work    string `yaml:"work"`
}

// perVariant holds one query for each kind of exporter.
type perVariant map[string]string

type checkForm struct {
	ID       string        `yaml:"id"`
	Alias    string        `yaml:"alias"`
	Ask      string        `yaml:"ask"`
	Why      string        `yaml:"why"`
	Stage    string        `yaml:"stage"`
	Base     bool          `yaml:"base"`
	Query    perVariant    `yaml:"query"`
	Have     perVariant    `yaml:"have"`
	Want     perVariant    `yaml:"want"`
	Declared string        `yaml:"declared"`
	Guard    guardForm     `yaml:"guard"`
	Who      perVariant    `yaml:"who"`
	Because  perVariant    `yaml:"because"`
	Expect   string        `yaml:"expect"`
	Good     string        `yaml:"good"`
	Unit     string        `yaml:"unit"`
	Say      sayForm       `yaml:"say"`
	Short    string        `yaml:"short"`
	Wait     time.Duration `yaml:"wait"`
	MaxAge   time.Duration `yaml:"max_age"`
	Late     lateForm      `yaml:"late"`
	IfFail   failForm      `yaml:"if_fail"`
	Unknown  string        `yaml:"if_unknown"`
}

// lateForm says how much later than others the samples of a variant come, as
// CloudWatch's do by ten minutes. That much is allowed on top of max_age.
type lateForm map[string]time.Duration

// guardForm is a condition without which the check cannot be judged.
type guardForm struct {
	Query perVariant `yaml:"query"`
	Say   string     `yaml:"say"`
}

type sayForm struct {
	Pass string `yaml:"pass"`
	Fail string `yaml:"fail"`
}

type failForm struct {
	Say  string `yaml:"say"`
	Goto string `yaml:"goto"`
}

var yamlLine = regexp.MustCompile(`(?:yaml: )?line (\d+): (?:field (\S+) not found in type \S+)?(.*)`)

// decode reads one file, and where in it each thing stands.
func decode(path string, body []byte) (form, places, error) {
	var f form
	d := yaml.NewDecoder(bytes.NewReader(body))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
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

// located turns the decoder's errors into "file:line: what is wrong".
func located(path string, err error) error {
	lines := []string{err.Error()}
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		lines = wrong.Errors
	}
	var all []error
	for _, l := range lines {
		m := yamlLine.FindStringSubmatch(l)
		switch {
		case m == nil:
			all = append(all, fmt.Errorf("%s: %s", path, l))
		case m[2] != "":
			all = append(all, fmt.Errorf("%s:%s: unknown key %q", path, m[1], m[2]))
		default:
			all = append(all, fmt.Errorf("%s:%s: %s", path, m[1], m[3]))
		}
	}
	return errors.Join(all...)
}
