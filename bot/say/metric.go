package say

import (
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mostQuery is how much of a query stands in a message; the thread has it all.
const mostQuery = 200

// metric is what a measure showed that a person asked for: the answer in words
// first, then its course in characters, which needs no picture.
func metric(i incident.Incident, seq int64) (chat.Message, bool) {
	v, ok := i.MetricView(seq)
	if !ok || v.Shown == nil {
		return chat.Message{}, false
	}
	if i.Redacted[seq] {
		return chat.Message{Text: incident.Tombstone, Parts: []chat.Part{chat.Small(chat.T("What was asked for here was redacted. Its evidence stays on record."))}}, true
	}
	m := v.Shown
	msg := chat.Message{Text: m.Say, Parts: []chat.Part{chat.P(lines(nonEmpty(metricWords(*m), course(*m))...)...)}}
	small := []chat.Span{person(v.By), chat.T(" asked for "), {Text: brief(v.Typed, mostQuery), Code: true}}
	if m.Source != "" {
		small = append(small, chat.T(" · "+sourceName(m.Source)))
	}
	if !m.SampledAt.IsZero() {
		said := ", newest sample " + clockSeconds(m.SampledAt)
		if age := m.To.Sub(m.SampledAt); age > 0 {
			said += " (" + length(age) + " old)"
		}
		small = append(small, chat.T(said))
	}
	if m.Query != "" && !strings.Contains(v.Typed, m.Query) {
		small = append(small, chat.T(" · "), chat.Span{Text: brief(m.Query, mostQuery), Code: true})
	}
	if m.Link != "" {
		small = append(small, chat.T(" · "), chat.Span{Text: "live graph", URL: m.Link})
	}
	msg.Parts = append(msg.Parts, chat.Small(small...))
	return trimmed(msg), true
}

// metricWords is the answer in words, what is now in bold.
func metricWords(m incident.Metric) []chat.Span {
	if !m.Told() {
		head, rest, _ := strings.Cut(m.Say, ": can't tell. ")
		return []chat.Span{chat.T("? "), chat.B("CAN'T TELL · " + head + "."), chat.T(" " + rest)}
	}
	now, rest := m.Say, ""
	if n := strings.IndexAny(m.Say[min(len(m.Name), len(m.Say)):], ",;"); n >= 0 {
		n += len(m.Name)
		now, rest = m.Say[:n], m.Say[n:]
	}
	return []chat.Span{chat.T("· "), chat.B(now), chat.T(rest)}
}

// course is how each line went, a line for each.
func course(m incident.Metric) []chat.Span {
	if len(m.Lines) == 0 {
		return nil
	}
	var all [][]chat.Span
	for _, l := range m.Lines {
		said := l.Spark
		if len(m.Lines) > 1 {
			said = fmt.Sprintf("%s  %s  %s", l.Spark, l.Words, brief(l.Name, nameLength))
		}
		all = append(all, []chat.Span{chat.T(said)})
	}
	if m.More > 0 {
		all = append(all, []chat.Span{chat.T(fmt.Sprintf("and %d more", m.More))})
	}
	all = append(all, []chat.Span{chat.T(fmt.Sprintf("%s to %s", strings.TrimSuffix(clock(m.From, m.To), " UTC"), clock(m.To, m.To)))})
	return lines(all...)
}
