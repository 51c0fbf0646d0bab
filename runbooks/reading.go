package runbooks

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"go.yaml.in/yaml/v3"
)

// reading is what was found in a page so far.
type reading struct {
	page
	title  string
	titled bool // Whether the heading of the whole was met.
	alerts []string
	steps  []step
	left   []leftover

	section  section
	meaning  *preface // The first words under Meaning or Impact, or the title.
	prefaces []*preface
}

// preface is a text that stands for several steps.
type preface struct {
	line int
	said string
	used bool
}

// section is what stands under one heading.
type section struct {
	heading string
	kind    sectionKind
	body    []ast.Node
}

// sectionKind is what a section is for, by its heading.
type sectionKind int

const (
	other     sectionKind = iota
	meaning               // Why it matters.
	diagnosis             // What to look at.
	remedy                // What to do.
	question              // The heading itself asks.
)

// step is a question or a step, and what its author says about it.
type step struct {
	ask     string
	said    string // The author's words for it.
	why     string
	heading string
	intro   *preface // What stands before the list it is in.
	meaning *preface // What the matter means.
}

// leftover is what was not taken, for the comments.
type leftover struct {
	line int
	said string
}

func newReading(markdown []byte) *reading {
	clean := strings.Map(func(c rune) rune {
		if c == '\r' {
			return -1
		}
		if c != '\n' && c != '\t' && unprintable(c) {
			return ' '
		}
		return c
	}, string(markdown))
	r := &reading{}
	if front := frontMatter.FindString(clean); front != "" {
		// It is YAML, and to a reader of Markdown a heading.
		var known struct {
			Title string `yaml:"title"`
		}
		if err := yaml.Unmarshal([]byte(front), &known); err == nil {
			r.title = strings.TrimSpace(known.Title)
		}
		r.left = append(r.left, leftover{line: 1, said: strings.Join(strings.Fields(strings.ReplaceAll(front, "---", " ")), " ")})
		clean = strings.Repeat("\n", strings.Count(front, "\n")) + clean[len(front):]
	}
	r.page = parseMarkdown([]byte(clean))
	return r
}

var frontMatter = regexp.MustCompile(`^---\n(?:[^\n]*\n)*?---\n`)

// read goes through the page, a section at a time.
func (r *reading) read() {
	for n := r.root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			r.section.body = append(r.section.body, n)
			continue
		}
		r.finish()
		r.begin(h)
	}
	r.finish()
	if len(r.steps) == 0 && strings.HasSuffix(r.title, "?") {
		r.add(section{heading: r.title}, r.title, r.title, "", nil)
	}
}

var alertName = regexp.MustCompile(`^[A-Z][a-z0-9]+([A-Z][A-Za-z0-9]*)+$`)

// begin opens the section of a heading.
func (r *reading) begin(h *ast.Heading) {
	said := strings.TrimSpace(r.inline(h))
	first := h.Level == 1 && !r.titled
	r.titled = r.titled || first
	if r.title == "" && first {
		r.title = said
	}
	if bare := strings.Trim(said, "`[] "); alertName.MatchString(bare) {
		r.meaning = nil
		if !slices.Contains(r.alerts, bare) {
			r.alerts = append(r.alerts, bare)
		}
	}
	r.section = section{heading: said, kind: kindOfSection(said)}
	if first && r.section.kind == question {
		r.section.kind = other // It is the title of the whole.
	}
}

// kindOfSection is what a heading's words say that its section is for.
func kindOfSection(heading string) sectionKind {
	if strings.HasSuffix(heading, "?") {
		return question
	}
	words := strings.Split(slug(heading), "-")
	for _, k := range []struct {
		kind  sectionKind
		words []string
	}{
		{diagnosis, []string{"diagnosis", "diagnose", "diagnostics", "diagnostic", "investigation", "investigate", "investigating", "troubleshooting", "troubleshoot", "triage", "debug", "debugging", "checks", "verification", "verify"}},
		{remedy, []string{"mitigation", "mitigate", "mitigations", "resolution", "resolve", "remediation", "remediate", "fix", "fixes", "solution", "solutions", "recovery", "recover", "actions", "steps", "procedure", "rollback", "escalation"}},
		{meaning, []string{"meaning", "impact", "summary", "overview", "description", "background", "about", "symptoms"}},
	} {
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(k.words, w) }) {
			return k.kind
		}
	}
	return other
}

// finish takes what a section has to give.
func (r *reading) finish() {
	s := r.section
	r.section = section{}
	if s.kind == meaning && r.meaning == nil {
		for n, b := range s.body {
			if p, ok := b.(*ast.Paragraph); ok {
				r.meaning = r.preface(p)
				s.body = slices.Delete(s.body, n, n+1)
				break
			}
		}
	}
	switch {
	case s.kind == question && !slices.ContainsFunc(s.body, numbered):
		r.add(s, s.heading, s.heading, r.text(s.body), nil)
	case slices.ContainsFunc(s.body, func(n ast.Node) bool { return r.lists(s.kind, n) }):
		r.items(s)
	case (s.kind == diagnosis || s.kind == remedy) && len(s.body) > 0:
		r.add(s, s.heading, r.asking(s.kind, s.heading), r.text(s.body), nil)
	default:
		r.leave(s, s.body)
	}
}

// numbered reports whether a block is a list of steps by itself: numbers, or
// boxes to tick.
func numbered(n ast.Node) bool {
	list, ok := n.(*ast.List)
	return ok && (list.IsOrdered() || tasks(list))
}

// lists reports whether a block is a list of steps in a section of that kind.
func (r *reading) lists(kind sectionKind, n ast.Node) bool {
	_, list := n.(*ast.List)
	return numbered(n) || list && (kind == diagnosis || kind == remedy)
}

// items takes each item of the section's lists. Text before a list says why;
// code after a step belongs to it, and so does what ends the section.
func (r *reading) items(s section) {
	var intro *preface
	first := len(r.steps)
	for _, b := range s.body {
		switch {
		case r.lists(s.kind, b):
			for item := b.FirstChild(); item != nil; item = item.NextSibling() {
				r.item(s, item, intro)
			}
			intro = nil
		case len(r.steps) > first && continues(b):
			last := &r.steps[len(r.steps)-1]
			last.why = joined(last.why, r.block(b))
		case ignored(b):
		case intro == nil:
			intro = r.preface(b)
		default:
			intro.said = joined(intro.said, r.block(b))
		}
	}
	if intro != nil && len(r.steps) > first {
		last := &r.steps[len(r.steps)-1]
		last.why, intro.used = joined(last.why, intro.said), true
	}
}

// preface keeps a text that may say why, and is listed if no step needs it.
func (r *reading) preface(n ast.Node) *preface {
	m := &preface{line: r.line(n), said: r.block(n)}
	r.prefaces = append(r.prefaces, m)
	return m
}

// continues reports whether a block after a list goes on with its last step,
// as code does that its author did not indent.
func continues(n ast.Node) bool {
	switch n.(type) {
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return true
	}
	return false
}

// item takes one step: its first words ask, the rest says how.
func (r *reading) item(s section, item ast.Node, intro *preface) {
	head := item.FirstChild()
	if head == nil {
		return
	}
	if _, words := head.(*ast.List); words || r.inline(head) == "" {
		r.leave(s, []ast.Node{item})
		return
	}
	ask, more := firstSentence(r.inline(head))
	r.add(s, ask, r.asking(s.kind, ask), joined(more, r.blocks(head.NextSibling(), "\n")), intro)
}

// asking makes a question of a step, in its author's words.
func (r *reading) asking(kind sectionKind, said string) string {
	if strings.HasSuffix(said, "?") {
		return said
	}
	said = strings.TrimRight(said, ".:;!, ")
	if kind == diagnosis {
		return said + ": what do you see?"
	}
	return said + ": done?"
}

var (
	sentenceEnd = regexp.MustCompile(`[.?!:] `)
	shellHole   = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)
)

// longAsk is where a question becomes too long for a phone: what follows its
// first sentence is then told beside it.
const longAsk = 80

func firstSentence(said string) (first, rest string) {
	at := sentenceEnd.FindStringIndex(said)
	if at == nil || len(said) <= longAsk && !strings.Contains(said[:at[1]], "?") {
		return said, ""
	}
	return strings.TrimSpace(said[:at[1]]), strings.TrimSpace(said[at[1]:])
}

func (r *reading) add(s section, said, ask, why string, intro *preface) {
	// ${x} is a variable of ours in a question; in the shell $x means the same.
	ask = strings.ReplaceAll(shellHole.ReplaceAllString(ask, "$$$1"), "${", "$ {")
	if strings.Trim(ask, "?: ") == "" {
		r.leave(s, s.body)
		return
	}
	r.steps = append(r.steps, step{ask: ask, said: said, why: why, heading: s.heading, intro: intro, meaning: r.meaning})
}

// why is what the author says about a step, else about the section's matter,
// else only where it stands.
func (r *reading) why(s step) string {
	for _, m := range []*preface{s.intro, s.meaning} {
		if s.why == "" && m != nil && m.said != "" {
			m.used = true
			return m.said
		}
	}
	switch {
	case s.why != "":
		return s.why
	case s.heading != "":
		return fmt.Sprintf("It stands under “%s”.", s.heading)
	}
	return "The page does not say why."
}

var yesOrNoWord = regexp.MustCompile(`^(?i:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b`)

// yesOrNo reports whether a question looks like one that yes or no answers. The
// author did not say which of them is good, so nothing is made of it.
func (s step) yesOrNo() bool {
	return yesOrNoWord.MatchString(s.ask) && !strings.HasSuffix(s.ask, ": done?") && !strings.HasSuffix(s.ask, ": what do you see?")
}

// text is what stands in blocks, without what says nothing.
func (r *reading) text(body []ast.Node) string {
	said := ""
	for _, b := range body {
		if !ignored(b) {
			said = joined(said, r.block(b))
		}
	}
	return said
}

func ignored(n ast.Node) bool {
	switch n.(type) {
	case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		return true
	}
	return false
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// leave notes blocks that ask nothing.
func (r *reading) leave(s section, body []ast.Node) {
	for _, b := range body {
		said := strings.Join(strings.Fields(r.block(b)), " ")
		if ignored(b) || said == "" {
			continue
		}
		if s.heading != "" {
			said = s.heading + ": " + said
		}
		r.left = append(r.left, leftover{line: r.line(b), said: said})
	}
}

// leftOut lists what was not taken, as comments.
func (r *reading) leftOut() string {
	for _, m := range r.prefaces {
		if !m.used && m.said != "" {
			r.left = append(r.left, leftover{line: m.line, said: strings.Join(strings.Fields(m.said), " ")})
		}
	}
	if len(r.left) == 0 {
		return ""
	}
	slices.SortStableFunc(r.left, func(a, b leftover) int { return cmp.Compare(a.line, b.line) })
	var b strings.Builder
	b.WriteString("\n# Not taken over, because it asks nothing:\n")
	for _, l := range r.left {
		said := []rune(l.said)
		if len(said) > 100 {
			said = append(said[:99], '…')
		}
		fmt.Fprintf(&b, "# - line %d: %s\n", l.line, printable(string(said)))
	}
	return b.String()
}

// printable keeps a comment in its line, whatever a page holds.
func printable(said string) string {
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return ' '
		}
		return r
	}, said)
}

// unprintable are the characters that YAML takes for a break, or not at all.
func unprintable(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff
}
