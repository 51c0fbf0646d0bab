package postmortem

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// flags are what is odd about the data. Nothing of it is mended: both readings
// stay, and people decide.
func (l *ledger) flags(d Document, evidence map[string]incident.Evidence) []Flag {
	l.flagImpact(d.Impact)
	l.flagState()
	l.flagOrder(d.Impact)
	l.flagChecks(d)
	l.flagTimes()
	l.flagRecord(evidence)
	return l.odd
}

func (l *ledger) flagImpact(windows []Window) {
	if len(windows) == 0 {
		l.flag("impact-missing", "Nobody recorded when users felt it, so every figure that needs it is blank.")
	}
	for n, w := range windows {
		if !w.From.Known() {
			l.flag("impact-start-missing", fmt.Sprintf("Impact window %d has no start on record.", n+1), w.Rows...)
		}
		if !w.To.Known() {
			l.flag("impact-end-missing", fmt.Sprintf("Impact window %d has no end on record.", n+1), w.Rows...)
		}
	}
}

func (l *ledger) flagState() {
	var resolutions []int64
	for _, e := range l.of(incident.Resolved) {
		resolutions = append(resolutions, e.Seq)
		for _, f := range l.failingAt(e.Seq) {
			l.flag("resolved-failing", fmt.Sprintf("It was called resolved at %s while a check still failed: %s %s", l.clock.moment(e.Moment), f.ask, sentence(f.said)), e.Seq, f.row)
		}
		for _, a := range l.asideAt(e.Seq) {
			l.flag("resolved-overruled", fmt.Sprintf("It was called resolved at %s while a check was overruled: %s %s", l.clock.moment(e.Moment), a.ask, sentence(upperFirst(a.said))), e.Seq, a.row)
		}
	}
	if len(resolutions) > 1 {
		l.flag("resolved-again", fmt.Sprintf("It was called resolved %d times; figures end at the last.", len(resolutions)), resolutions...)
	}
}

// flagOrder names pairs of times that cannot both be right.
func (l *ledger) flagOrder(windows []Window) {
	declared, resolved := l.event(l.declared), l.event(l.resolved)
	after := func(late incident.Event, what string) {
		if resolved.Seq != 0 && late.Known() && resolved.Known() && late.At.After(resolved.At) {
			l.flag("order", fmt.Sprintf("%s (%s) is after the resolution (%s).", what, l.clock.moment(late.Moment), l.clock.moment(resolved.Moment)), late.Seq, resolved.Seq)
		}
	}
	for n, w := range windows {
		after(l.event(w.StartRow), fmt.Sprintf("The start of impact window %d", n+1))
		after(l.event(w.EndRow), fmt.Sprintf("The end of impact window %d", n+1))
	}
	for _, e := range l.of(incident.Mitigated, incident.Resolved) {
		if declared.Known() && e.Known() && e.At.Before(declared.At) {
			l.flag("order", fmt.Sprintf("Line %d (%s) ends it before it was declared (%s).", e.Seq, l.clock.moment(e.Moment), l.clock.moment(declared.Moment)), e.Seq, declared.Seq)
		}
	}
	for _, e := range l.of(incident.ActionDone) {
		if did := l.event(e.Data.Action); did.Known() && e.Known() && e.At.Before(did.At) {
			l.flag("order", fmt.Sprintf("The action of line %d was finished (%s) before it was done (%s).", did.Seq, l.clock.moment(e.Moment), l.clock.moment(did.Moment)), did.Seq, e.Seq)
		}
	}
}

func (l *ledger) flagChecks(d Document) {
	for _, a := range d.Answers {
		if a.Contradicted {
			l.flag("contradiction", fmt.Sprintf("%s We said %s (line %d), the metrics said %s (line %d). Both are kept.", a.Ask, said(a.Said), a.Line, outcome(a.Measured), a.MeasuredRow), a.Line, a.MeasuredRow)
		}
	}
	var old, ahead []int64
	for _, e := range l.events {
		v := e.Data.Verdict
		if e.Kind != incident.Judged || v == nil {
			continue
		}
		if v.Outcome == incident.Fail && v.SinceAtLeast {
			old = append(old, e.Seq)
		}
		if v.Since.After(e.At) || v.SampledAt.After(e.At) {
			ahead = append(ahead, e.Seq)
		}
	}
	l.flagLines("since-at-least", old, "It failed already where the look back over the metrics begins, so it may be older than printed")
	l.flagLines("sample-ahead", ahead, "The metrics' time is later than ours, so one of the two clocks is wrong")
	var unknown []int64
	for _, a := range l.done() {
		if unjudged(a) {
			unknown = append(unknown, a.Seq)
		}
	}
	l.flagLines("action-unjudged", unknown, "It is not known what this moved")
}

// flagTimes names the lines whose time is vaguer than it looks.
func (l *ledger) flagTimes() {
	vague := map[incident.Precision][]int64{}
	var tardy, ahead, zoneless []int64
	for _, e := range l.events {
		if !e.Kind.Shown() || !l.stands(e) {
			continue
		}
		p := e.Precision
		if !e.Known() {
			p = incident.None
		}
		vague[p] = append(vague[p], e.Seq)
		if late(e) {
			tardy = append(tardy, e.Seq)
		}
		if e.Known() && !e.RecordedAt.IsZero() && e.At.Sub(e.RecordedAt) > time.Minute {
			ahead = append(ahead, e.Seq)
		}
		switch p {
		case incident.Minute, incident.By, incident.Approx, incident.Date:
			if e.Zone == "" {
				zoneless = append(zoneless, e.Seq)
			}
		case incident.Exact, incident.Relative, incident.None:
		}
	}
	l.flagLines("by", vague[incident.By], "The time is “no later than”: the true moment may be earlier")
	l.flagLines("approx", vague[incident.Approx], "The time is approximate")
	l.flagLines("relative", vague[incident.Relative], "The time was counted back from another one")
	l.flagLines("date", vague[incident.Date], "Only the day is known")
	l.flagLines("no-time", vague[incident.None], "There is no time; the line stands where it was recorded")
	l.flagLines("no-zone", zoneless, "No zone was given; the time was read as UTC")
	l.flagLines("late", tardy, "It was recorded later than it happened; it stands where it happened")
	l.flagLines("ahead", ahead, "The time is later than the moment it was recorded")
}

// flagRecord names what is missing from the record itself.
func (l *ledger) flagRecord(evidence map[string]incident.Evidence) {
	var lost, blanked, backward []int64
	for n, e := range l.events {
		if _, ok := evidence[e.Evidence]; e.Kind.Shown() && !ok && (e.Evidence != "" || e.Kind == incident.Judged && !asksPeople(e)) {
			lost = append(lost, e.Seq)
		}
		if e.Redacted {
			blanked = append(blanked, e.Seq)
		}
		if n == 0 {
			continue
		}
		was := l.events[n-1]
		if e.Seq != was.Seq+1 {
			l.flag("line-missing", fmt.Sprintf("The record goes from line %d to line %d: what is between is missing.", was.Seq, e.Seq), was.Seq, e.Seq)
		}
		if e.RecordedAt.Before(was.RecordedAt) {
			backward = append(backward, e.Seq)
		}
	}
	l.flagLines("evidence-missing", lost, "The evidence behind it is not on record")
	l.flagLines("redacted", blanked, "The text was blanked for good")
	l.flagLines("clock-back", backward, "It was recorded after the line before it and at an earlier time: our clock went back")
}

// asksPeople reports whether a line puts a question that only people can
// answer: no evidence stands behind it.
func asksPeople(e incident.Event) bool { return e.Data.Verdict != nil && e.Data.Verdict.Human }

// flagLines is one flag for all lines that share an oddity.
func (l *ledger) flagLines(id string, rows []int64, text string) {
	if len(rows) == 0 {
		return
	}
	l.flag(id, strings.TrimSuffix(text, ".")+".", rows...)
}
