package postmortem

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// mostSeries is how many series of an answer are printed; the store has all.
const mostSeries = 8

func (p *page) evidence() {
	p.head("Evidence")
	p.block("evidence", func() {
		if len(p.doc.Evidences) == 0 {
			p.line("No evidence is on record.")
			return
		}
		p.line("The queries as they were sent, and what came back.")
		for _, e := range p.doc.Evidences {
			p.proof(e)
		}
	})
}

func (p *page) proof(e Proof) {
	n := strconv.Itoa(e.N)
	p.line(`### <a id="evidence-` + n + `"></a>Evidence ` + n + ": " + code(e.Evidence.Check) + ", " + outcome(e.Evidence.Outcome))
	var facts []string
	if !e.Evidence.At.IsZero() {
		facts = append(facts, "asked "+p.clock.exactly(e.Evidence.At))
	}
	if e.Evidence.Source != "" {
		facts = append(facts, "source "+esc(e.Evidence.Source))
	}
	if !e.SampledAt.IsZero() {
		facts = append(facts, "newest sample "+p.clock.exactly(e.SampledAt))
	}
	if e.Value != "" {
		facts = append(facts, "value "+esc(e.Value))
	}
	if e.Evidence.Reason != "" {
		facts = append(facts, "reason "+code(string(e.Evidence.Reason)))
	}
	if e.Evidence.Link != "" {
		facts = append(facts, link("live graph", e.Evidence.Link))
	}
	p.raw("- " + strings.Join(facts, " · ") + p.refs(e.Rows) + "\n")
	if out := offenders(e.Offenders, e.More); out != "" {
		p.raw("- " + esc(out) + "\n")
	}
	p.raw("- hash " + code(e.Evidence.Hash) + "\n")
	if len(e.Evidence.Queries) == 0 {
		p.raw("\n")
	}
	for _, q := range e.Evidence.Queries {
		p.asked(q)
	}
}

func (p *page) asked(q incident.Asked) {
	over := ""
	if !q.From.IsZero() || !q.To.IsZero() {
		over = ", over " + p.clock.exactly(q.From) + " to " + p.clock.exactly(q.To)
	}
	p.raw("- " + esc(firstOf(q.For, "query")) + over + ":\n\n" + fence(q.Query, "  ") + "\n")
	switch {
	case q.Error != "":
		p.raw("  It failed: " + esc(q.Error) + "\n\n")
	case len(q.Series) == 0:
		p.raw("  No series came back.\n\n")
	default:
		p.raw(fmt.Sprintf("  %d series came back:\n\n", len(q.Series)) + fence(p.series(q.Series), "  ") + "\n")
	}
}

// series is the newest sample of each series, one a line.
func (p *page) series(all []incident.Series) string {
	var b strings.Builder
	for n, s := range all {
		if n == mostSeries {
			fmt.Fprintf(&b, "and %d more\n", len(all)-n)
			break
		}
		last, ok := s.Last()
		if !ok {
			b.WriteString(labels(s.Labels) + " no sample\n")
			continue
		}
		b.WriteString(labels(s.Labels) + " " + number(last.Value) + " at " + last.At.In(p.doc.Zone).Format(time.DateTime))
		if len(s.Samples) > 1 {
			fmt.Fprintf(&b, ", the newest of %d", len(s.Samples))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func labels(l map[string]string) string {
	parts := make([]string, 0, len(l))
	for _, name := range slices.Sorted(maps.Keys(l)) {
		parts = append(parts, name+"="+strconv.Quote(l[name]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
