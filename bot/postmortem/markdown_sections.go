package postmortem

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func (p *page) impact() {
	p.head(headImpact)
	p.block("impact", func() {
		rows := make([][]string, 0, len(p.doc.Impact))
		for n, w := range p.doc.Impact {
			from, to := p.clock.ends(w.Figure)
			if !w.From.Known() {
				from = "not recorded"
			}
			if !w.To.Known() {
				to = "not recorded"
			}
			rows = append(rows, []string{
				strconv.Itoa(n + 1), from + quote(w.Began), to + quote(w.Ended), p.minutes(w.Figure), p.numbers(w.Rows),
			})
		}
		if len(rows) == 0 {
			p.line("No impact is on record.")
		}
		p.table([]string{"Window", "From", "To", "Length", "Lines"}, rows)
		p.prompts(headImpact)
	})
}

// quote is what people said of an end, behind its time.
func quote(text string) string {
	if text == "" {
		return ""
	}
	return ", “" + esc(text) + "”"
}

// minutes is a figure's number in a cell, or why it is blank.
func (p *page) minutes(f Figure) string {
	if f.Minutes == nil {
		return "*blank:* " + esc(lowerFirst(f.BlankBecause))
	}
	return "**" + length(f) + "**"
}

func (p *page) figures() {
	p.head("Figures")
	p.block("figures", func() {
		rows := make([][]string, 0, len(p.doc.Figures))
		for _, f := range p.doc.Figures {
			from, to := p.clock.ends(f)
			rows = append(rows, []string{
				f.Name, p.minutes(f), point(from, f.From, f.FromIs), point(to, f.To, f.ToIs), p.numbers(f.Rows),
			})
		}
		p.table([]string{"Figure", "Length", "From", "To", "Lines"}, rows)
	})
}

// point is an end of a figure: its time and what happened then.
func point(at string, m incident.Moment, what string) string {
	if !m.Known() {
		return what
	}
	return at + " " + what
}

func (p *page) timeline() {
	p.head("Timeline")
	p.block("timeline", func() {
		p.line("By the time of the event. Names stand here, and where only a person's word decides.")
		rows := make([][]string, 0, len(p.doc.Timeline))
		for _, r := range p.doc.Timeline {
			rows = append(rows, p.row(r))
		}
		p.table([]string{"Line", "Time, " + p.doc.Zone.String(), "Who", "What", "Evidence"}, rows)
	})
}

func (p *page) row(r Row) []string {
	line := strconv.FormatInt(r.Line, 10)
	at := p.clock.row(r.Time)
	if r.Late {
		at += " (recorded later, " + p.clock.at(r.RecordedAt) + ")"
	}
	what := strings.TrimSpace(esc(r.Text) + taken(r))
	if !r.EditedAt.IsZero() {
		what += " (edited at " + p.clock.at(r.EditedAt) + ")"
	}
	if r.TakenBackBy != 0 {
		if what != "" {
			what = "~~" + what + "~~ "
		}
		what += "taken back at " + p.clock.at(r.TakenBackAt) + p.refs([]int64{r.TakenBackBy})
	}
	return []string{`<a id="line-` + line + `"></a>` + line, at, p.who(r), what, p.look(r.Look)}
}

func (p *page) who(r Row) string {
	name := firstOf(r.Who.Name, r.Who.ID)
	if r.Who.IsBot() || r.Role == "" || r.Role == "responder" {
		return esc(name)
	}
	return esc(name) + " (" + r.Role + ")"
}

// longestQuery is how much of a query stands in a row; the appendix has it all.
const longestQuery = 120

func (p *page) look(k *Look) string {
	if k == nil {
		return ""
	}
	var parts []string
	if k.Value != "" {
		parts = append(parts, "value "+esc(k.Value))
	}
	if !k.SampledAt.IsZero() {
		parts = append(parts, "sample "+p.clock.exactly(k.SampledAt))
	}
	if k.Source != "" {
		parts = append(parts, "source "+esc(k.Source))
	}
	if k.Query != "" {
		parts = append(parts, code(short(clean(k.Query), longestQuery)))
	}
	if k.Proof != 0 {
		parts = append(parts, fmt.Sprintf("[evidence %d](#evidence-%d)", k.Proof, k.Proof))
	}
	return strings.Join(parts, " · ")
}

// short cuts a text to a number of runes and shows that it was cut.
func short(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

func (p *page) did() {
	p.head(headDid)
	p.theories()
	p.block("actions", func() {
		rows := make([][]string, 0, len(p.doc.Actions))
		for _, a := range p.doc.Actions {
			at := p.clock.moment(a.Time)
			if !a.DoneAt.IsZero() {
				at += ", finished " + p.clock.at(a.DoneAt)
			}
			rows = append(rows, []string{at, esc(a.Text), esc(a.Effect), p.numbers(lines(a.Line, a.Row))})
		}
		if len(rows) == 0 {
			p.line("No action is on record.")
		}
		p.table([]string{"When", "We did", "What it moved", "Lines"}, rows)
		if len(rows) > 0 {
			p.trail()
		}
	})
	p.prompts(headDid)
	p.capacity()
}

func (p *page) capacity() {
	var rows [][]string
	for _, a := range p.doc.Actions {
		if c := a.Capacity; c != nil {
			row := []string{esc(a.Text)}
			for _, s := range c.Stages() {
				row = append(row, stage(s.N))
			}
			rows = append(rows, append(row, esc(strings.Join(c.Idle, ", ")), p.numbers(lines(a.Line, a.Counted))))
		}
	}
	if len(rows) == 0 {
		return
	}
	p.line("### Capacity by stage")
	p.block("capacity", func() {
		p.table([]string{"We added", "Asked", "Running", "Registered", "Healthy", "Receiving", "Working", "Idle", "Lines"}, rows)
	})
}

func stage(n *int) string {
	if n == nil {
		return "not measured"
	}
	return strconv.Itoa(*n)
}

func (p *page) checks() {
	p.head("Checks")
	p.block("checks", func() {
		rows := make([][]string, 0, len(p.doc.Checks))
		for _, c := range p.doc.Checks {
			rows = append(rows, p.check(c))
		}
		if len(rows) == 0 {
			p.line("No check was asked.")
			return
		}
		p.line("In the order of the path. Have and wanted are those of the first failure, where it failed.")
		p.table([]string{"Question", "Step", "Verdict now", "Have", "Wanted", "On the metrics", "FAIL at", "Told", "Someone on it", "Passes again"}, rows)
	})
}

func (p *page) check(c Check) []string {
	verdict := p.ref(c.LastRow, outcome(c.Last))
	if c.Detail != "" && c.Last == incident.Unknown {
		verdict += ": " + esc(c.Detail)
	}
	if c.Human && judgedWord(c.Last) {
		verdict += ", as people answered"
	}
	if c.Overruled != "" {
		verdict += ", " + esc(c.Overruled) + p.refs([]int64{c.OverruledRow})
	}
	row := []string{esc(c.Ask) + " " + code(c.Name), esc(c.Stage), verdict, esc(c.Have), esc(c.Want)}
	if c.FailRow == 0 {
		return append(row, "", "never failed", "", "", "")
	}
	since := "not known"
	if c.Since.Known() {
		since = p.clock.moment(c.Since)
	}
	return append(row, since, p.when(c.FailedAt, c.FailRow), p.when(c.ToldAt, c.ToldRow), p.when(c.OwnedAt, c.OwnedRow), p.when(c.BackAt, c.BackRow))
}

// when is a time that leads to its line, or that there is none.
func (p *page) when(at time.Time, row int64) string {
	if at.IsZero() {
		return "not on record"
	}
	return p.ref(row, p.clock.at(at))
}

func (p *page) answers() {
	if len(p.doc.Answers) == 0 {
		return
	}
	p.line("### What we answered")
	p.block("answers", func() {
		rows := make([][]string, 0, len(p.doc.Answers))
		for _, a := range p.doc.Answers {
			measured := "nothing by then"
			if a.MeasuredRow != 0 {
				measured = p.ref(a.MeasuredRow, outcome(a.Measured))
			} else if a.Who != "" {
				measured = "only people can answer it"
			}
			if a.Overrules {
				measured += ", overruled; both are kept"
				if !a.EndedAt.IsZero() {
					measured += ", until they changed at " + p.clock.at(a.EndedAt)
				}
			}
			if a.Contradicted {
				measured += ", a contradiction: both are kept"
			}
			rows = append(rows, []string{p.clock.moment(a.Time), esc(a.Ask), esc(a.Words) + by(a.Who) + quote(a.Why), measured, p.numbers(lines(a.Line))})
		}
		p.table([]string{"When", "Question", "We said", "The metrics said", "Line"}, rows)
	})
}

// by names who said something.
func by(who string) string {
	if who == "" {
		return ""
	}
	return ", " + esc(who)
}

func (p *page) flags() {
	p.head("Data quality")
	p.block("flags", func() {
		if len(p.doc.Flags) == 0 {
			p.line("Nothing odd about the times was found.")
			return
		}
		p.line("Flagged and not mended:")
		for _, f := range p.doc.Flags {
			p.raw("- " + code(f.ID) + " " + esc(f.Text) + p.refs(f.Rows) + "\n")
		}
		p.raw("\n")
	})
}
