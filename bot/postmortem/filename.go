package postmortem

import (
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// longestSlug keeps file names well inside every file system's limit.
const longestSlug = 60

// FileName is the name of the draft's file: "inc-12-api-is-slow.md". It holds
// lower-case ASCII letters, digits and dashes only, so it is never a path and
// fits every file system. That of a private incident is the number alone: names
// of files show where their content does not.
func FileName(i incident.Incident) string {
	name := fmt.Sprintf("inc-%d", max(i.Number, 0))
	if slug := slug(i.Title); slug != "" && !i.Private {
		name += "-" + slug
	}
	return name + ".md"
}

func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
		if b.Len() >= longestSlug {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
