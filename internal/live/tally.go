//go:build unix

package live

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
)

// Tally counts what was answered to each question, for the record. It is safe
// for concurrent use; the zero value is empty.
type Tally struct {
	mu    sync.Mutex
	asked map[string]map[string]int // By check and outcome.
	false map[string]int            // Greens that the metrics do not support, by check.
}

// Add counts one answer. Wrong says that it was a green that the metrics do not
// support.
func (t *Tally) Add(check, outcome string, wrong bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked == nil {
		t.asked, t.false = map[string]map[string]int{}, map[string]int{}
	}
	if t.asked[check] == nil {
		t.asked[check] = map[string]int{}
	}
	t.asked[check][outcome]++
	if wrong {
		t.false[check]++
	}
}

// Print writes the counts as a table in Markdown.
func (t *Tally) Print(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	outcomes := []string{"pass", "fail", "unknown"}
	sum := map[string]int{}
	out := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	_, _ = fmt.Fprintf(out, "| check\t| asked\t| %s\t| false greens\t|\n|---\t|---\t|---\t|---\t|---\t|---\t|\n", strings.Join(outcomes, "\t| "))
	line := func(check string, counts map[string]int, wrong int) {
		asked := 0
		for _, n := range counts {
			asked += n
		}
		_, _ = fmt.Fprintf(out, "| %s\t| %d", check, asked)
		for _, o := range outcomes {
			_, _ = fmt.Fprintf(out, "\t| %d", counts[o])
		}
		_, _ = fmt.Fprintf(out, "\t| %d\t|\n", wrong)
	}
	wrong := 0
	checks := make([]string, 0, len(t.asked))
	for check := range t.asked {
		checks = append(checks, check)
	}
	slices.SortFunc(checks, cmp.Compare[string])
	for _, check := range checks {
		line(check, t.asked[check], t.false[check])
		for o, n := range t.asked[check] {
			sum[o] += n
		}
		wrong += t.false[check]
	}
	line("all", sum, wrong)
	_ = out.Flush()
}
