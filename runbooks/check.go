package runbooks

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Stages are the steps of the path a request takes, in order. The first one
// where the numbers disagree names the place.
func Stages() []string {
	return []string{"demand", "admission", "running", "registered", "healthy", "receiving", "working"}
}

// Check is one question of a runbook. It is made by Load and never changes.
type Check struct {
	Name    string // As in "backend-pool/healthy-share".
	ID      string // Within its runbook.
	Runbook string // The runbook's id.
	Alias   string // One word for a phone; unique in the library. May be empty.
	Words   string // The question as the file has it, with ${variables}.
	Why     string // Why it is worth asking.
	Stage   string // The step of the path, one of Stages. May be empty.
	Base    bool   // Whether the bot asks it unasked.

	Expect    Expect
	GoodYes   bool          // Whether a plain "yes" to the question is good news.
	Unit      string        // Of the judged number: "", "s", "%".
	Wait      time.Duration // After an action, before it makes sense to ask. Story time.
	MaxAge    time.Duration // How old the newest sample may be.
	Goto      string        // The runbook or check to go on with when it fails.
	AskPeople bool          // Whether a person is asked when the metrics cannot tell.

	at       string // "file:line", for faults.
	judged   bool   // It has a verdict: its numbers are compared, or a person says yes or no.
	ok, bad  string // What each of the two answers says, in content.
	say      sayings
	next     string
	declared string // The number variable that is the whole where it is set.
	guardSay string
	vars     map[string]Variable
	variants []variant
}

// sayings are the words of a verdict, with ${variables}.
type sayings struct{ pass, fail, short string }

// variant puts the check's question to one kind of exporter. Templates that
// the file does not give are empty.
type variant struct {
	name                                           string
	query, have, want, listed, guard, who, because template
	late                                           time.Duration // How much later than others its samples come.
}

// judged are the templates that the verdict rests on: all of their series must
// exist.
func (v variant) judged() []template {
	return slices.DeleteFunc([]template{v.query, v.have, v.want, v.guard}, func(t template) bool { return t.text == "" })
}

// Asked is the question, filled for a service.
func (c Check) Asked(s Scope) string { return plain(c.Words, c.values(s)) }

// MeasureName is what the judged number is called between people: "pool".
func (c Check) MeasureName() string {
	if c.Alias != "" {
		return c.Alias
	}
	return c.ID
}

// Holds reports whether a judged number is as expected.
func (c Check) Holds(value float64) bool { return c.Expect.Holds(value) }

// expr is the first query of the check that can be filled: the one to show
// where none could be asked.
func (c Check) expr(s Scope) string {
	if all, _ := c.fillAll(c.values(s)); len(all) > 0 {
		return all[0].expr()
	}
	return ""
}

// Takes are the names that a value can be given for where the check is asked:
// those that it uses and all that its runbook declares, so that one line of
// values fits every check of a runbook. In order.
func (c Check) Takes() []string {
	all := append(c.Variables(), slices.Collect(maps.Keys(c.vars))...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Variables are the names that the check's queries can be given values for, in
// order.
func (c Check) Variables() []string {
	var all []string
	for _, v := range c.variants {
		for _, t := range []template{v.query, v.have, v.want, v.listed, v.guard, v.who, v.because} {
			all = append(all, slices.Collect(maps.Keys(t.kinds))...)
		}
	}
	if c.declared != "" {
		all = append(all, c.declared)
	}
	if c.Wait > 0 {
		all = append(all, "acted")
	}
	if c.Expect.recovery {
		all = append(all, "began")
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Scope is whom, when and with what a check is asked.
type Scope struct {
	Service Service
	// At is the evaluation time and Began the time that the incident was
	// declared; baselines are frozen there. A zero Began means At. Story time.
	At, Began time.Time
	// Vars override the service's and the runbook's. Lists are comma-separated.
	Vars map[string]string
	// LookBack asks, when the check fails, since when and for what was usual:
	// two ranges over six hours, so for the first look only.
	LookBack bool
	// Pace asks how often the series are scraped: for the first look, and for a
	// replay whose steps should be no shorter.
	Pace bool
}

func (s Scope) began() time.Time {
	if s.Began.IsZero() {
		return s.At
	}
	return s.Began
}

// values are all variables of a check that have a value, as strings. What is
// said later wins: the runbook's default, the service, the scope.
func (c Check) values(s Scope) map[string]string {
	all := map[string]string{
		"service": s.Service.Name,
		"label":   s.Service.words(),
		"at":      unixText(s.At),
		"began":   unixText(s.began()),
		"window":  "5m",
	}
	if s.Service.Members > 0 {
		all["members"] = number(float64(s.Service.Members))
	}
	for name, v := range c.vars {
		// A default made of the service means nothing while that is unknown.
		if said := plain(v.Default, all); all[name] == "" && len(holes(said)) == 0 {
			all[name] = said
		}
	}
	for _, more := range []map[string]string{s.Service.Vars, s.Vars} {
		for name, v := range more {
			if strings.TrimSpace(v) != "" {
				all[name] = v
			}
		}
	}
	return all
}

// blank is the verdict before anything was asked.
func (c Check) blank(m Metrics, s Scope) incident.Verdict {
	unit := c.Unit
	if c.Expect.recovery {
		unit = "" // Its number is a share, and the words say so.
	}
	return incident.Verdict{
		Check: c.Name, Name: c.MeasureName(), Ask: c.Asked(s), Stage: c.Stage, Base: c.Base, GoodIsNo: !c.GoodYes,
		OK: c.ok, Bad: c.bad, Human: c.Human(), Text: c.TakesText(), Skip: !c.AskPeople, Unit: unit, Source: m.Name(),
	}
}
