package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Print writes the findings for people: a line each, what to do below it, and a
// verdict at the end.
func Print(w io.Writer, all []Finding) error {
	width := 0
	for _, f := range all {
		width = max(width, len(f.Check))
	}
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "%-11s  %-*s  %s\n", f.Level, width, f.Check, f.Said)
		if f.Next != "" {
			fmt.Fprintf(&b, "%-11s  %-*s  Next: %s\n", "", width, "", f.Next)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", verdict(all))
	_, err := io.WriteString(w, b.String())
	return err
}

// Encode writes the findings as one JSON list.
func Encode(w io.Writer, all []Finding) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(all)
}

// verdict is the last line, which is all that many will read.
func verdict(all []Finding) string {
	count := map[Level]int{}
	for _, f := range all {
		count[f.Level]++
	}
	switch {
	case count[Failed] > 0:
		return fmt.Sprintf("%d of %d failed: mend the first one first, others may follow from it.", count[Failed], len(all))
	case count[Warning] > 0:
		return fmt.Sprintf("Ready, with %d to look at.", count[Warning])
	}
	return "Ready."
}
