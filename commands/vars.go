package commands

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// varForm is a value said with a question: added=db-5 or added="db-5, db-6".
var varForm = regexp.MustCompile(`(?:^|\s)([a-z][a-z0-9_]*)=("[^"]*"|'[^']*'|\S+)`)

// cutVars takes the values out of a typed line.
func cutVars(text string) (rest string, vars incident.Vars) {
	for _, m := range varForm.FindAllStringSubmatch(text, -1) {
		if vars == nil {
			vars = incident.Vars{}
		}
		vars[m[1]] = unquoted(m[2])
	}
	return strings.TrimSpace(varForm.ReplaceAllString(text, "")), vars
}

// usesAll refuses a value that none of the checks has a use for: a misspelt
// name would silently change nothing.
func usesAll(found []Found, vars incident.Vars) error {
	var known []string
	for _, f := range found {
		known = append(known, f.Vars...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for name := range vars {
		if slices.Contains(known, name) {
			continue
		}
		if len(known) == 0 {
			return UsageError(fmt.Sprintf("Nothing can be said with %s: it needs to know nothing.", found[0].Name))
		}
		return UsageError(fmt.Sprintf("What is %s? What can be said with this question is: %s.", name, strings.Join(known, ", ")))
	}
	return nil
}
