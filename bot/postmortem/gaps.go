package postmortem

import "fmt"

// The headings under which gaps stand. The owner stands in the file's header.
const (
	headImpact   = "Impact"
	headDid      = "What we believed and did"
	headPossible = "What made it possible"
	headWent     = "What went well, badly, luckily"
	headSurprise = "What surprised us"
	headWill     = "What we will do"
	headPublic   = "What we told the public"
	headOpen     = "Open questions"
)

// gaps are what only people can say. Those about impact go away when somebody
// records it; the others when somebody writes.
func (l *ledger) gaps(d Document) []Gap {
	var gaps []Gap
	gap := func(id, title, under, prompt string, rows ...int64) {
		gaps = append(gaps, Gap{ID: id, Title: title, Under: under, Prompt: prompt, Rows: lines(rows...)})
	}
	started, ended := false, len(d.Impact) > 0
	for _, w := range d.Impact {
		started = started || w.From.Known()
		ended = ended && w.To.Known()
	}
	if !started {
		prompt := "When did users first feel it? Type impact start with the time."
		var rows []int64
		if signal := l.signal(l.deciding); l.decided && signal.missing == "" {
			prompt = fmt.Sprintf("The metrics showed it from %s. Did users feel it from then on? Type impact start with the time.", l.clock.moment(signal.Moment))
			rows = []int64{signal.row}
		}
		gap("impact-start", "confirm when it began", headImpact, prompt, rows...)
	}
	if !ended {
		prompt := "When did users stop feeling it? Type impact end with the time."
		var rows []int64
		if at, row := l.back(l.deciding.Verdict.Check, l.deciding.FailSeq); l.decided && row != 0 {
			prompt = fmt.Sprintf("The metrics were fine again at %s. Did users feel nothing from then on? Type impact end with the time.", l.clock.at(at))
			rows = []int64{row}
		}
		gap("impact-end", "confirm when it ended", headImpact, prompt, rows...)
	}
	if len(d.Theories) == 0 {
		gap("believed", "what we believed", headDid, "What did we think was wrong, and until when? Sitrep kept what we did and measured, not what we thought.")
	}
	gap("made-possible", "what made it possible", headPossible, "Which conditions let this happen, and let it last? There is more than one; keep what set it off apart from what made it possible.")
	gap("went", "what went well, badly, luckily", headWent, "What helped us? What slowed us down? Where were we lucky?")
	gap("surprised", "what surprised us", headSurprise, "What did we learn about our own systems that we did not know that morning?")
	gap("follow-ups", "what we will do, with owners, dates and proof", headWill, "One line for each. A line without owner, date or proof stays visible as a gap.")
	if n, rows := unowned(d.Tasks); n > 0 {
		gap("owners", count(n, "task")+" without owner", headWill, "Who does it? Type task, its number and the person.", rows...)
	}
	gap("public", "what we told the public", headPublic, "Which words went out, when and where? Sitrep has none on record.")
	gap("open-questions", "open questions", headOpen, "What do we still not know? Say what would answer it.")
	gap("owner", "an owner and a due date for this draft", "", "Who sees this draft through review, and by when? Put both into the header of this file.")
	return gaps
}
