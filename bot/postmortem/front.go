package postmortem

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Schema is the form of the drafts, in their front matter.
const Schema = "postmortem/1"

// front is the YAML in front of the draft. A JSON string is a YAML string, and
// quoting all of them leaves no title that reads as something else.
func (d Document) front() string {
	var b strings.Builder
	b.WriteString("---\n")
	for _, f := range []struct{ key, value string }{
		{"schema", Schema},
		{"id", d.Name},
		{"title", d.Title},
		{"severity", string(d.Severity)},
		{"status", string(d.Status)},
		{"service", d.Service},
		{"declared", instant(d.Declared.At)},
		{"resolved", instant(d.Resolved.At)},
		{"owner", ""},
		{"due", ""},
		{"review", "draft"},
		{"zone", d.Zone.String()},
	} {
		fmt.Fprintf(&b, "%s: %s\n", f.key, quoted(f.value))
	}
	b.WriteString("---\n\n")
	return b.String()
}

func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(clean(s)); err != nil {
		return `""` // A string always encodes.
	}
	return strings.TrimSpace(b.String())
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
