package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// pasteHead says what the block below is good for.
func (f audited) pasteHead() string {
	head := "Paste this to find them again:"
	if gaps := f.audit.Gaps(); f.mend.Fixed > 0 {
		head = fmt.Sprintf("Paste this to fix %d of %s:", f.mend.Fixed, plural(gaps, "gap", "gaps"))
	}
	if len(f.mend.Unsure) > 0 {
		head = strings.TrimSuffix(head, ":") + "; what stands behind # is for you to judge:"
	}
	return head
}

// yaml is the services' block of the configuration with what can be mended;
// empty where there is nothing to add. What is configured already is not
// repeated: it stays where it is.
func (f audited) yaml() string {
	var b strings.Builder
	line := func(indent int, text string) { b.WriteString(strings.Repeat("  ", indent) + text + "\n") }
	if f.fresh {
		line(1, "from: "+scalar(f.services.From))
		line(1, "by: "+scalar(f.services.By))
	}
	if len(f.mend.Vars) > 0 {
		line(1, "vars: "+flow(f.mend.Vars))
	}
	names := slices.Sorted(maps.Keys(f.mend.Except))
	for name := range maps.Keys(f.mend.Unsure) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(f.mend.Except) > 0 {
		line(1, "except:")
	} else if len(names) > 0 {
		line(1, "# except:")
	}
	for _, name := range names {
		if vars := f.mend.Except[name]; len(vars) > 0 {
			line(2, scalar(name)+": {vars: "+flow(vars)+"}")
		}
		if vars := f.mend.Unsure[name]; len(vars) > 0 {
			line(2, "# "+scalar(name)+": {vars: "+flow(vars)+"}")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "services:\n" + b.String()
}

// flow is a map in one line.
func flow(vars map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		all = append(all, scalar(name)+": "+scalar(vars[name]))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// bare are texts that YAML reads as they stand, in a flow too.
var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*$`)

// scalar is a text as YAML reads it back.
func scalar(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		return strconv.Quote(text)
	}
	if bare.MatchString(text) {
		return text
	}
	if strings.ContainsAny(text, "\n\r\t") || strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
