package runbooks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sitrephq/sitrep/bot/incident"
)

// fixtureSchema is the only format of fixtures that is read.
const fixtureSchema = "runbook-test/1"

// fixtureEnding is what a fixture's file ends in, after the runbook's id.
const fixtureEnding = ".test.yaml"

// Fixture is the tests of one runbook: series in the notation of Prometheus'
// own unit tests, and the verdicts that they must give.
type Fixture struct {
	File    string // As people are told.
	Runbook string // The id of the runbook that it stands beside.
	groups  []group
}

// InputSeries is a series and its values in the notation of Prometheus' unit
// tests: `up{job="api"}` and `1x40 0x20`, one value each interval.
type InputSeries struct {
	Series string `yaml:"series"`
	Values string `yaml:"values"`
}

// group is some series and the cases that are asked of them.
type group struct {
	start    time.Time
	interval time.Duration
	series   []InputSeries
	cases    []testCase
	line     int
}

// testCase is one question and the verdict that must come.
type testCase struct {
	form  caseForm
	line  int
	check string // Its full name.
	scope Scope
}

// fixtureForm is a fixture as its file writes it.
type fixtureForm struct {
	Schema string      `yaml:"schema"`
	Start  string      `yaml:"start"` // When the first value is; RFC 3339.
	Tests  []groupForm `yaml:"tests"`
}

type groupForm struct {
	Interval time.Duration `yaml:"interval"`
	Series   []InputSeries `yaml:"input_series"`
	Cases    []caseForm    `yaml:"cases"`
}

// caseForm is a case. At and Began are an offset from the start ("12m") or a
// time; without Began it is asked as outside an incident.
type caseForm struct {
	Name      string            `yaml:"name"`
	Check     string            `yaml:"check"`   // The id within the runbook.
	Service   string            `yaml:"service"` // "api" where left out.
	Vars      map[string]string `yaml:"vars"`
	Members   int               `yaml:"members"`
	At        string            `yaml:"at"`
	Began     string            `yaml:"began"`
	Verdict   incident.Outcome  `yaml:"verdict"`
	Reason    incident.Reason   `yaml:"reason"`
	Have      string            `yaml:"have"`
	Want      string            `yaml:"want"`
	Offenders []string          `yaml:"offenders"`
	Say       string            `yaml:"say"`
}

// fixtureStart is when the first value is, where a file does not say.
func fixtureStart() time.Time { return time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC) }

// fixtures reads the *.test.yaml of a folder, one for each runbook, by name.
func (f folder) fixtures() ([]Fixture, error) {
	names, err := fs.Glob(f.files, "*"+fixtureEnding)
	if err != nil {
		return nil, fmt.Errorf("list the fixtures: %w", err)
	}
	slices.Sort(names)
	var all []Fixture
	var faults []error
	for _, name := range names {
		body, err := fs.ReadFile(f.files, name)
		if err != nil {
			return nil, fmt.Errorf("read the fixture %s: %w", f.told(name), err)
		}
		one, err := readFixture(file{name: name, path: f.told(name), body: body})
		faults = append(faults, err)
		all = append(all, one)
	}
	return all, errors.Join(faults...)
}

// readFixture reads one file. The error names every fault as "file:line: what".
func readFixture(from file) (Fixture, error) {
	f := Fixture{File: from.path, Runbook: strings.TrimSuffix(from.name, fixtureEnding)}
	var read fixtureForm
	d := yaml.NewDecoder(bytes.NewReader(from.body))
	d.KnownFields(true)
	if err := d.Decode(&read); err != nil && !errors.Is(err, io.EOF) {
		return f, located(from.path, err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(from.body, &root); err != nil {
		return f, located(from.path, err)
	}
	p := places{}
	if len(root.Content) > 0 {
		p.top = root.Content[0]
	}
	var faults []error
	wrong := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s:%d: %s", from.path, line, fmt.Sprintf(format, args...)))
	}
	if read.Schema != fixtureSchema {
		wrong(p.at("schema"), "schema is %q, this program reads %q", read.Schema, fixtureSchema)
	}
	start := fixtureStart()
	if read.Start != "" {
		at, err := time.Parse(time.RFC3339, read.Start)
		if err != nil {
			wrong(p.at("start"), "start %q is not a time such as 2026-01-05T12:00:00Z", read.Start)
		}
		start = at.UTC()
	}
	for n, g := range read.Tests {
		one := group{start: start, interval: g.Interval, series: g.Series, line: p.at("tests", n)}
		if g.Interval < time.Millisecond {
			wrong(one.line, "a test has an interval such as 15s, between its values")
		}
		for k, s := range g.Series {
			if s.Series == "" || s.Values == "" {
				wrong(p.at("tests", n, "input_series", k), "an input series has a series and its values, such as up{job=\"api\"} and 1x40")
			}
		}
		for k, c := range g.Cases {
			at := p.at("tests", n, "cases", k)
			tc, err := c.fitted(f.Runbook, start)
			if err != nil {
				wrong(at, "case %q: %v", c.Name, err)
			}
			tc.line = at
			one.cases = append(one.cases, tc)
		}
		f.groups = append(f.groups, one)
	}
	return f, errors.Join(faults...)
}

var offset = regexp.MustCompile(`^\d`)

// fitted turns a case of a file into one that can be asked.
func (c caseForm) fitted(runbook string, start time.Time) (testCase, error) {
	tc := testCase{form: c, check: runbook + "/" + c.Check}
	var faults []error
	if c.Name == "" || c.Check == "" {
		faults = append(faults, errors.New("it needs a name and the id of a check"))
	}
	if !slices.Contains([]incident.Outcome{incident.Pass, incident.Fail, incident.Unknown, incident.Shown}, c.Verdict) {
		faults = append(faults, fmt.Errorf("verdict %q is none of pass, fail, unknown, show", c.Verdict))
	}
	if c.Reason != "" && c.Verdict != incident.Unknown {
		faults = append(faults, errors.New("only an unknown verdict has a reason"))
	}
	at, err := moment(c.At, start)
	faults = append(faults, err)
	if c.At == "" {
		faults = append(faults, errors.New(`at is needed: an offset such as 12m, or a time`))
	}
	began, err := moment(c.Began, start)
	faults = append(faults, err)
	service := c.Service
	if service == "" {
		service = "api"
	}
	tc.scope = Scope{Service: Service{Name: service, Members: c.Members}, At: at, Began: began, Vars: c.Vars}
	return tc, errors.Join(faults...)
}

// moment is an offset from the start, or a time; zero where nothing is said.
func moment(text string, start time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC(), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || !offset.MatchString(text) {
		return time.Time{}, fmt.Errorf("%q is neither an offset such as 12m nor a time such as 2026-01-05T12:12:00Z", text)
	}
	return start.Add(d), nil
}
