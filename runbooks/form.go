package runbooks

import (
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
	Members    string `yaml:"members"`
	Running    string `yaml:"running"`
	Registered string `yaml:"registered"`
	Healthy    string `yaml:"healthy"`
	Work       string `yaml:"work"`
	Working    string `yaml:"working"`
	Unused     string `yaml:"unused"`
	Because    string `yaml:"because"`
}

// perVariant holds one query for each kind of exporter.
type perVariant map[string]string

// expectation is one expectation, the same for every variant.
type expectation string

type checkForm struct {
	ID       string      `yaml:"id"`
	Alias    string      `yaml:"alias"`
	Ask      string      `yaml:"ask"`
	Why      string      `yaml:"why"`
	Stage    string      `yaml:"stage"`
	Base     bool        `yaml:"base"`
	Query    perVariant  `yaml:"query"`
	Have     perVariant  `yaml:"have"`
	Want     perVariant  `yaml:"want"`
	Listed   perVariant  `yaml:"listed"`
	Declared string      `yaml:"declared"`
	Guard    guardForm   `yaml:"guard"`
	Who      perVariant  `yaml:"who"`
	Because  perVariant  `yaml:"because"`
	Expect   expectation `yaml:"expect"`
	Good     string      `yaml:"good"`
	Unit     string      `yaml:"unit"`
	Say      sayForm     `yaml:"say"`
	Short    string      `yaml:"short"`
	Answer   answerForm  `yaml:"answer"`
	Wait     length      `yaml:"wait"`
	MaxAge   length      `yaml:"max_age"`
	Late     lateForm    `yaml:"late"`
	IfFail   failForm    `yaml:"if_fail"`
	Unknown  string      `yaml:"if_unknown"`
}

// lateForm says how much later than others the samples of a variant come, as
// CloudWatch's do by ten minutes. That much is allowed on top of max_age.
type lateForm map[string]length

// guardForm is a condition without which the check cannot be judged.
type guardForm struct {
	Query perVariant `yaml:"query"`
	Say   string     `yaml:"say"`
}

type sayForm struct {
	Pass string `yaml:"pass"`
	Fail string `yaml:"fail"`
}

// answerForm is what a person's two answers say, in content.
type answerForm struct {
	OK  string `yaml:"ok"`
	Bad string `yaml:"bad"`
}

type failForm struct {
	Say  string `yaml:"say"`
	Goto string `yaml:"goto"`
}

// length is how long something lasts, as people write it: 90s, 5m, 1h30m.
type length time.Duration

var lengths = regexp.MustCompile(`^([0-9]+(ms|[smh]))+$`)

// UnmarshalYAML reads a length.
func (l *length) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode || !lengths.MatchString(node.Value) {
		return atLine(node, "a length of time is written as 90s, 5m or 1h30m")
	}
	d, err := time.ParseDuration(node.Value)
	if err != nil {
		return atLine(node, "a length of time is written as 90s, 5m or 1h30m, and is not this long")
	}
	*l = length(d)
	return nil
}
