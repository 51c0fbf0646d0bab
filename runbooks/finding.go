package runbooks

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Severity says whether a finding must be mended.
type Severity string

// The severities. An error makes a check lie or refuse to load; a warning is
// for a person to weigh.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is one thing that is wrong with a runbook, and what to do about it.
type Finding struct {
	Severity Severity `json:"severity"`
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Check    string   `json:"check,omitempty"` // The full name, where it is one check's.
	Say      string   `json:"say"`             // One sentence, with what to do.
}

// Place is "file:line", as editors jump to it; empty where there is none.
func (f Finding) Place() string {
	if f.File == "" || f.Line == 0 {
		return f.File
	}
	return f.File + ":" + strconv.Itoa(f.Line)
}

func (f Finding) String() string {
	place := f.Place()
	if place != "" {
		place += ": "
	}
	if f.Check != "" {
		return fmt.Sprintf("%s%s: %s: %s", place, f.Severity, f.Check, f.Say)
	}
	return fmt.Sprintf("%s%s: %s", place, f.Severity, f.Say)
}

var faultForm = regexp.MustCompile(`(?s)^(.+?\.ya?ml)(?::(\d+))?: (.*)$`)

// Findings are the faults that a reader of runbooks or fixtures joined into
// one error, each by itself.
func Findings(err error) []Finding {
	var all []Finding
	for _, one := range eachOf(err) {
		f := Finding{Severity: Error, Say: one.Error()}
		if m := faultForm.FindStringSubmatch(f.Say); m != nil {
			f.File, f.Say = m[1], m[3]
			if n, err := strconv.Atoi(m[2]); err == nil {
				f.Line = n
			}
		}
		f.Say = strings.Join(strings.Fields(f.Say), " ")
		all = append(all, f)
	}
	return all
}

// place is where the check stands.
func (c Check) place() (file string, line int) {
	i := strings.LastIndexByte(c.at, ':')
	if i < 0 {
		return c.at, 0
	}
	n, err := strconv.Atoi(c.at[i+1:])
	if err != nil {
		return c.at, 0
	}
	return c.at[:i], n
}
