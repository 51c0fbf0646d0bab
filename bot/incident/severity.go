package incident

import (
	"regexp"
	"strings"
)

// Severity is how bad it is: sev1 (everyone is affected) to sev4. Empty is
// "not set", which notifies as sev2 until someone says.
type Severity string

// The severities.
const (
	NotSet Severity = ""
	Sev1   Severity = "sev1"
	Sev2   Severity = "sev2"
	Sev3   Severity = "sev3"
	Sev4   Severity = "sev4"
)

var severityForm = regexp.MustCompile(`^(?:sev|s|p)[-_ ]?([1-4])$`)

// ParseSeverity reads what people write for a severity: SEV-1, s1, P1,
// critical. It reports false for anything else, so that the word may be the
// first of a title.
func ParseSeverity(word string) (Severity, bool) {
	w := strings.ToLower(strings.TrimSpace(word))
	if m := severityForm.FindStringSubmatch(w); m != nil {
		return Severity("sev" + m[1]), true
	}
	switch w {
	case "critical":
		return Sev1, true
	case "major":
		return Sev2, true
	case "minor":
		return Sev3, true
	}
	return NotSet, false
}

func (s Severity) String() string {
	if s == NotSet {
		return "SEV not set"
	}
	return strings.ToUpper(string(s))
}
