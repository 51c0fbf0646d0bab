package runbooks

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxAnswer is how long an answer in content may be, in characters: it stands
// on a button, and a phone cuts what is longer.
const maxAnswer = 60

// answerFaults are what is wrong with the words of a person's answer. judged
// says that the check has a verdict.
func answerFaults(a answerForm, judged bool) []error {
	if a == (answerForm{}) {
		return nil
	}
	var faults []error
	if a.OK == "" || a.Bad == "" {
		faults = append(faults, fmt.Errorf("answer: ok and bad come in pairs"))
	}
	if !judged {
		faults = append(faults, fmt.Errorf("answer: a check that is not judged has no ok and no bad"))
	}
	if a.OK == a.Bad {
		faults = append(faults, fmt.Errorf("answer: ok and bad say the same"))
	}
	for _, text := range []string{a.OK, a.Bad} {
		if n := utf8.RuneCountInString(text); n > maxAnswer {
			faults = append(faults, fmt.Errorf("answer: %q has %d characters, and a button has room for %d", text, n, maxAnswer))
		}
		if strings.ContainsAny(text, "\r\n") {
			faults = append(faults, fmt.Errorf("answer: %q has more than one line, and a button has one", text))
		}
		if len(holes(text)) > 0 {
			faults = append(faults, fmt.Errorf("answer: %q has a variable, and a button says the same for every service", text))
		}
	}
	return faults
}
