package postmortem

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// windows pairs the beginnings and ends of impact by their times, so that a
// late entry or a corrected one finds its partner. An end that nobody recorded
// stays unknown.
func (l *ledger) windows() []Window {
	began, ended := l.of(incident.ImpactBegan), l.of(incident.ImpactEnded)
	var pairs [][2]incident.Event
	for len(began) > 0 {
		b := began[0]
		began = began[1:]
		for len(ended) > 0 && sortTime(ended[0]).Before(sortTime(b)) {
			pairs, ended = append(pairs, [2]incident.Event{{}, ended[0]}), ended[1:]
		}
		pair := [2]incident.Event{b}
		if len(ended) > 0 && (len(began) == 0 || !sortTime(ended[0]).After(sortTime(began[0]))) {
			pair[1], ended = ended[0], ended[1:]
		}
		pairs = append(pairs, pair)
	}
	for _, e := range ended {
		pairs = append(pairs, [2]incident.Event{{}, e})
	}
	windows := make([]Window, 0, len(pairs))
	for n, p := range pairs {
		windows = append(windows, l.window(n+1, p[0], p[1]))
	}
	return windows
}

func (l *ledger) window(n int, b, e incident.Event) Window {
	from := end{what: "impact beginning", row: b.Seq, Moment: b.Moment}
	if b.Seq == 0 {
		from.missing = "no start of this impact is on record"
	}
	to := end{what: "impact ending", row: e.Seq, Moment: e.Moment}
	if e.Seq == 0 {
		to.missing = "no end of this impact is on record"
	}
	return Window{
		Figure: l.span(fmt.Sprintf("impact window %d", n), from, to),
		Began:  l.doneTo(b.Seq, b.Text), Ended: l.doneTo(e.Seq, e.Text),
		StartRow: b.Seq, EndRow: e.Seq,
	}
}

// stretch is the beginning and the end of the impact as one stretch. Where
// users were fine in between there is no such thing: each window has a length
// of its own, and last minus first would count the time between them.
func stretch(windows []Window) (began, ended end) {
	began = end{what: "impact beginning", missing: "no start of impact is on record"}
	ended = end{what: "users being fine", missing: "no end of impact is on record"}
	if len(windows) == 0 {
		return began, ended
	}
	first, last := windows[0], windows[len(windows)-1]
	for n := 1; n < len(windows); n++ {
		was, next := windows[n-1].To, windows[n].From
		if !was.Known() || !next.Known() || next.At.After(was.At) {
			apart := fmt.Sprintf("there are %d windows of impact that do not join, and each has its own length", len(windows))
			began.missing, ended.missing = apart, apart
			return began, ended
		}
	}
	if first.From.Known() {
		began.Moment, began.row, began.missing = first.From, first.StartRow, ""
	}
	if last.To.Known() {
		ended.Moment, ended.row, ended.missing = last.To, last.EndRow, ""
	}
	return began, ended
}

// beganBefore is the beginning of the impact that was detected. Of several
// windows that do not join it is the first, if no other began before the
// detection: else nobody can tell which one was noticed.
func beganBefore(windows []Window, began, detected end) end {
	if began.missing == "" || len(windows) < 2 || !windows[0].From.Known() {
		return began
	}
	if next := windows[1].From; next.Known() && next.At.After(detected.At) {
		return end{what: began.what, Moment: windows[0].From, row: windows[0].StartRow}
	}
	return began
}

// total is the minutes of impact: the sum of the windows, as printed.
func total(windows []Window) Figure {
	f := Figure{Name: ImpactMinutes, FromIs: "the windows of impact", ToIs: "summed"}
	if len(windows) == 0 {
		f.BlankBecause = "No impact is on record: nobody has said when users felt it."
		return f
	}
	sum := 0
	for n, w := range windows {
		f.Rows = lines(append(f.Rows, w.Rows...)...)
		if w.Minutes == nil {
			f.Precision, f.BlankBecause = "", fmt.Sprintf("Window %d cannot be computed.", n+1)
			return f
		}
		sum += *w.Minutes
		f.Precision = both(f.Precision, w.Precision)
	}
	f.Minutes = &sum
	return f
}
