// Package drill replays an incident that really happened: the metrics, the
// people and the clock. A demo for a newcomer, a rehearsal for a team and the
// end-to-end test are one scenario, played through the same front door.
//
// The package starts nothing: cmd hands it the practice workspace, the metrics
// and the running bot.
package drill

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Scenario is one drill, as its file says it. Times of day are those of Start's
// day, UTC, until Shift moves the whole scenario.
type Scenario struct {
	Schema    string    `yaml:"schema"`
	ID        string    `yaml:"id"`
	Title     string    `yaml:"title"`
	Start     time.Time `yaml:"start"` // When the first person may type.
	End       time.Time `yaml:"end"`   // When the script is over.
	Intro     string    `yaml:"intro"` // Who you are, where, what is broken.
	Team      string    `yaml:"team"`
	Command   string    `yaml:"command"`
	Services  []Service `yaml:"services"`
	Discover  Discover  `yaml:"discover"` // Where more of them are found.
	People    []Person  `yaml:"people"`
	Watchers  int       `yaml:"watchers"` // How many more there are, who only look on.
	Me        string    `yaml:"me"`       // Whom a newcomer plays.
	Channel   string    `yaml:"channel"`  // Where it begins.
	Announce  string    `yaml:"announce"` // The channel for announcements, if there is one.
	Talk      []Talk    `yaml:"talk"`     // What stands there when one comes in.
	Published Published `yaml:"published"`
	Metrics   Metrics   `yaml:"metrics"`

	Reactions []Reaction `yaml:"reactions"`
	Script    []Step     `yaml:"script"`
	Coach     []Lesson   `yaml:"coach"`
	Expect    Expected   `yaml:"expect"`

	shift time.Duration // What Shift added.
}

// Service is a service of the scenario, as the bot's configuration names it.
type Service struct {
	Name    string            `yaml:"name"`
	Label   string            `yaml:"label"`
	Members int               `yaml:"members"`
	Aliases []string          `yaml:"aliases"`
	Vars    map[string]string `yaml:"vars"`
}

// Discover is where the bot finds services by a label.
type Discover struct {
	From string            `yaml:"from"`
	By   string            `yaml:"by"`
	Vars map[string]string `yaml:"vars"`
}

// Person is someone the scenario can act as.
type Person struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	RealName string `yaml:"real_name"`
	Zone     string `yaml:"zone"` // IANA.
	Color    string `yaml:"color"`
}

// Talk is a line that somebody wrote before the story starts.
type Talk struct {
	Who string `yaml:"who"`
	Say string `yaml:"say"`
}

// Published is what the report itself says.
type Published struct {
	Blind Blind  `yaml:"blind"`
	Words string `yaml:"words"` // For the score card.
}

// Blind is the published blind time: from when the deciding signal was to be
// seen until somebody noticed.
type Blind struct {
	From         time.Time `yaml:"from"`
	To           time.Time `yaml:"to"`
	Precision    string    `yaml:"precision"`
	BlankBecause string    `yaml:"blank_because"`
}

// Metrics is what the scenario's exporters say before anyone acts.
type Metrics struct {
	Interval Duration `yaml:"interval"`
	Lines    []Line   `yaml:"lines"`
}

// Line is one series, or several where it holds a range such as {1..20}.
type Line struct {
	Series string    `yaml:"series"`
	Is     []Segment `yaml:"is"`
}

// Segment is how a series goes on from a moment.
type Segment struct {
	From   Offset   `yaml:"from"`
	Level  *float64 `yaml:"level"`  // It holds this value.
	Slope  *float64 `yaml:"slope"`  // It rises by so much a second.
	Gone   bool     `yaml:"gone"`   // It ends.
	Wobble float64  `yaml:"wobble"` // In percent; a real number is never still.
}

// Reaction is how the world answers to a typed line.
type Reaction struct {
	When  Pattern      `yaml:"when"`
	After Duration     `yaml:"after"`
	Lines []SetSegment `yaml:"lines"`
	// Source is how the metrics source answers from then on, at once: one of
	// "answers", "fails", "hangs", "login" and "partial". Empty changes nothing.
	Source string `yaml:"source"`
}

// SetSegment is a series and how it goes on.
type SetSegment struct {
	Series  string `yaml:"series"`
	Segment `yaml:",inline"`
}

// Step is one thing that a person of the script does: type a line, or press
// the newest button whose label holds the words, and then fill in and send the
// form that it opened, by the fields' names; come into the channel; or give a
// message an emoji.
type Step struct {
	At    Offset            `yaml:"at"`
	Who   string            `yaml:"who"` // "watchers" is all of them, to join.
	In    string            `yaml:"in"`  // A channel by name; empty is the incident's.
	Type  string            `yaml:"type"`
	Press string            `yaml:"press"`
	Fill  map[string]string `yaml:"fill"`
	Join  bool              `yaml:"join"`
	React string            `yaml:"react"` // An emoji by its name.
	// On is words of the message that gets the emoji, or in whose thread a line
	// is typed.
	On string `yaml:"on"`
	// Read puts the incident's channel into the transcript, as it stands then.
	Read bool `yaml:"read"`
}

// watchers stands for all who only look on.
const watchers = "watchers"

// check says what a step lacks.
func (s Step) check(people func(string) (Person, bool)) error {
	deeds := 0
	for _, is := range []bool{s.Type != "", s.Press != "", s.Join, s.React != "", s.Read} {
		if is {
			deeds++
		}
	}
	_, known := people(s.Who)
	switch {
	case deeds != 1:
		return fmt.Errorf("the step at %s must do one thing: type, press, join, react or read", s.At.text)
	case s.React != "" && s.On == "":
		return fmt.Errorf("the step at %s must say on which message", s.At.text)
	case !known && !s.Read && (s.Who != watchers || !s.Join):
		return fmt.Errorf("the step at %s is done by %q, who is not among the people", s.At.text, s.Who)
	}
	return nil
}

// Lesson is one step of the coach.
type Lesson struct {
	Say    string `yaml:"say"`
	Insert string `yaml:"insert"` // What the page puts into the composer.
	Done   Done   `yaml:"done"`
}

// Done is what on the timeline ends a lesson: a kind of event, and what it says
// if that matters.
type Done struct {
	Kind string  `yaml:"kind"`
	Says Pattern `yaml:"says"`
}

func (d Done) by(e incident.Event) bool {
	return string(e.Kind) == d.Kind && (d.Says.Regexp == nil || d.Says.MatchString(e.Text))
}

// Expected is what must have come for the drill to pass.
type Expected struct {
	Checks       []ExpectedCheck   `yaml:"checks"`
	Messages     []ExpectedMessage `yaml:"messages"`
	Timeline     []string          `yaml:"timeline"`      // Kinds, in this order; others may stand between.
	BlindMinutes *int              `yaml:"blind_minutes"` // Ours.
	Budget       int               `yaml:"messages_first_10_min"`
}

// ExpectedCheck is a verdict that must have come; times by prefix, as in
// "15:0". An empty field is not compared.
type ExpectedCheck struct {
	Check    string `yaml:"check"`
	Verdict  string `yaml:"verdict"`
	Have     string `yaml:"have"`
	Want     string `yaml:"want"`
	SignalAt string `yaml:"signal_at"`
	ToldAt   string `yaml:"told_at"`
	OwnedAt  string `yaml:"owned_at"`
}

// ExpectedMessage is a message of the bot's that must stand in the channel.
type ExpectedMessage struct {
	Subject string `yaml:"subject"`
	Action  string `yaml:"action"`
	Says    string `yaml:"says"`
}

// Parse reads a scenario strictly: a misspelt key is an error with its line.
func Parse(source []byte) (*Scenario, error) {
	var s Scenario
	d := yaml.NewDecoder(bytes.NewReader(source))
	d.KnownFields(true)
	if err := d.Decode(&s); err != nil {
		return nil, fmt.Errorf("the drill cannot be read: %w", err)
	}
	if s.Schema != "drill/1" {
		return nil, fmt.Errorf("the drill says schema %q; this version reads drill/1", s.Schema)
	}
	for _, step := range s.Script {
		if err := step.check(s.Person); err != nil {
			return nil, err
		}
	}
	for _, r := range s.Reactions {
		if _, ok := faults[r.Source]; !ok {
			return nil, fmt.Errorf("a reaction makes the source %q; it can answer, as in: answers, fails, hangs, login, partial", r.Source)
		}
	}
	for _, t := range s.Talk {
		if _, ok := s.Person(t.Who); !ok {
			return nil, fmt.Errorf("%q talks, and is not among the people", t.Who)
		}
	}
	if _, ok := s.Person(s.Me); !ok {
		return nil, fmt.Errorf("me is %q, who is not among the people", s.Me)
	}
	return &s, nil
}

// Shift is the scenario moved so that it starts then. What the report says of
// its own day stays.
func (s Scenario) Shift(start time.Time) *Scenario {
	by := start.Sub(s.Start)
	s.Start, s.End, s.shift = s.Start.Add(by), s.End.Add(by), s.shift+by
	return &s
}

// at is a moment of the scenario.
func (s *Scenario) at(o Offset) time.Time { return o.on(s.Start.Add(-s.shift)).Add(s.shift) }

// Person is one of the scenario's people by name.
func (s *Scenario) Person(name string) (Person, bool) {
	for _, p := range s.People {
		if p.Name == name {
			return p, true
		}
	}
	return Person{}, false
}

// Everybody is the people, and the watchers after them.
func (s *Scenario) Everybody() []Person {
	all := slices.Clone(s.People)
	for n := range s.Watchers {
		all = append(all, Person{ID: fmt.Sprintf("U0W%03d", n+1), Name: fmt.Sprintf("watcher%d", n+1), RealName: fmt.Sprintf("Watcher %d", n+1), Zone: "Etc/UTC", Color: "#808080"})
	}
	return all
}

// Offset is a moment relative to the scenario's start: "15:00" on its day, or
// "-8d", "+10m" from it.
type Offset struct {
	text  string
	clock time.Duration // Since midnight.
	since time.Duration // From the start.
	isDay bool
}

// UnmarshalYAML reads an offset.
func (o *Offset) UnmarshalYAML(n *yaml.Node) error {
	o.text = n.Value
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			o.isDay, o.clock = true, t.Sub(t.Truncate(24*time.Hour))
			return nil
		}
	}
	d, err := parseDuration(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q is neither a time of day nor a duration", n.Line, n.Value)
	}
	o.since = d
	return nil
}

func (o Offset) on(start time.Time) time.Time {
	if o.isDay {
		return start.Truncate(24 * time.Hour).Add(o.clock)
	}
	return start.Add(o.since)
}

// Duration is a Go duration, with days.
type Duration time.Duration

// UnmarshalYAML reads a duration.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := parseDuration(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	*d = Duration(v)
	return nil
}

func parseDuration(text string) (time.Duration, error) {
	days, isDays := strings.CutSuffix(text, "d")
	if isDays {
		d, err := time.ParseDuration(days + "h")
		return 24 * d, err
	}
	return time.ParseDuration(text)
}

// Pattern is a regular expression.
type Pattern struct{ *regexp.Regexp }

// UnmarshalYAML compiles a pattern.
func (p *Pattern) UnmarshalYAML(n *yaml.Node) (err error) {
	if p.Regexp, err = regexp.Compile(n.Value); err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	return nil
}

func (p Pattern) matches(text string) bool { return p.Regexp != nil && p.MatchString(text) }
