package postmortem

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Begin and End are the lines around a block that the machine wrote. A marker
// counts only where it is a whole line; nothing that people or metrics say can
// become one. What is outside belongs to people.
func Begin(block string) string { return "<!-- sitrep:begin " + block + " -->" }

// End is the line after a block; see Begin.
func End(block string) string { return "<!-- sitrep:end " + block + " -->" }

// Markdown is the draft in GitHub's Markdown with YAML front matter: the
// record, fit for a pull request.
func Markdown(d Document) []byte {
	if d.Zone == nil {
		d.Zone = time.UTC
	}
	p := &page{doc: d, clock: newClock(d.Zone, d.Day), shown: make(map[int64]bool, len(d.Timeline))}
	for _, r := range d.Timeline {
		p.shown[r.Line] = true
	}
	p.raw(d.front())
	p.line("# " + strings.Join(kept(d.Name, esc(d.Title)), " · "))
	p.first()
	p.impact()
	p.figures()
	p.timeline()
	p.did()
	p.decided()
	p.checks()
	p.hindsight()
	p.answers()
	p.measures()
	p.outside()
	p.human(headPossible, "")
	p.human(headWent, "- Well:\n- Badly:\n- Luckily:")
	p.human(headSurprise, "")
	p.head(headWill)
	p.prompts(headWill)
	p.listed()
	p.line("| What | Owner | Due | Ticket | Type | The check that will prove it |\n| --- | --- | --- | --- | --- | --- |")
	p.human(headPublic, "")
	p.human(headOpen, "")
	p.flags()
	p.evidence()
	return []byte(strings.TrimRight(p.b.String(), "\n") + "\n")
}

// page is the Markdown as it grows.
type page struct {
	b     strings.Builder
	doc   Document
	clock clock
	shown map[int64]bool // The lines that can be linked to.
}

func (p *page) raw(s string) { p.b.WriteString(s) }

// line is one paragraph, or one line of its own.
func (p *page) line(s string) {
	if s != "" {
		p.raw(s + "\n\n")
	}
}

func (p *page) head(title string) { p.line("## " + title) }

// block puts machine text between its markers.
func (p *page) block(name string, write func()) {
	p.line(Begin(name))
	write()
	p.line(End(name))
}

// table writes a table; an empty one is left out.
func (p *page) table(columns []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.raw("| " + strings.Join(columns, " | ") + " |\n|" + strings.Repeat(" --- |", len(columns)) + "\n")
	for _, r := range rows {
		p.raw("| " + strings.Join(r, " | ") + " |\n")
	}
	p.raw("\n")
}

// human is a section that only people can write.
func (p *page) human(title, form string) {
	p.head(title)
	p.prompts(title)
	p.line(form)
}

// prompts are the gaps under a heading. They are set apart, so that nobody
// takes a question for the report.
func (p *page) prompts(under string) {
	for _, g := range p.doc.Gaps {
		if g.Under == under {
			p.line("> **To be written:** *" + esc(g.Prompt) + "*" + p.refs(g.Rows))
		}
	}
}

// ref is a link to a line of the timeline; a line that is not shown there is
// only named.
func (p *page) ref(line int64, text string) string {
	if !p.shown[line] {
		return text
	}
	return "[" + text + "](#line-" + strconv.FormatInt(line, 10) + ")"
}

// refs are the lines behind a sentence, in brackets.
func (p *page) refs(rows []int64) string {
	if len(rows) == 0 {
		return ""
	}
	word := "line"
	if len(rows) > 1 {
		word = "lines"
	}
	return " (" + word + " " + p.numbers(rows) + ")"
}

// mostRefs is how many lines are named one by one.
const mostRefs = 12

// marks are the lines behind a sentence of the first screen, small enough not
// to be in the way of reading it.
func (p *page) marks(rows []int64) string {
	if len(rows) == 0 {
		return ""
	}
	return " <sup>" + p.numbers(rows) + "</sup>"
}

func (p *page) numbers(rows []int64) string {
	more := 0
	if len(rows) > mostRefs {
		rows, more = rows[:mostRefs], len(rows)-mostRefs
	}
	parts := make([]string, 0, len(rows))
	for _, r := range rows {
		parts = append(parts, p.ref(r, strconv.FormatInt(r, 10)))
	}
	text := strings.Join(parts, ", ")
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// length is a figure's number in words, or nothing where it is blank.
func length(f Figure) string {
	if f.Minutes == nil {
		return ""
	}
	said := fmt.Sprintf("%d minutes", *f.Minutes)
	switch {
	case *f.Minutes == 1:
		said = "1 minute"
	case *f.Minutes == 0 && !f.From.At.Equal(f.To.At):
		said = "under a minute"
	}
	if f.Precision != "" {
		said = string(f.Precision) + " " + said
	}
	return said
}

func kept(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func statusWord(s incident.Status) string {
	if s == "" {
		return "status not known"
	}
	return string(s)
}
