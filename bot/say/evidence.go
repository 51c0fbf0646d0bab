package say

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Evidence is what a verdict stands on, for the thread under it: each query as
// it was sent, what it returned, when and from where.
func Evidence(e incident.Evidence) chat.Message {
	head := fmt.Sprintf("Evidence for %s, %s UTC", e.Check, e.At.UTC().Format("2 Jan 2006 15:04:05"))
	m := chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head), chat.T(" · "+sourceName(e.Source)))}}
	for _, q := range e.Queries {
		m.Parts = append(m.Parts, chat.P(asked(e, q)...))
	}
	if e.Link != "" {
		m.Parts = append(m.Parts, chat.P(chat.Span{Text: "The live graph at that time", URL: e.Link}))
	}
	return m
}

// asked is one query and its answer.
func asked(e incident.Evidence, q incident.Asked) []chat.Span {
	head := q.For
	if !q.From.IsZero() {
		head += ", " + q.From.UTC().Format("15:04") + " to " + clock(q.To, q.From)
	}
	spans := []chat.Span{chat.B(head), chat.T("\n"), {Text: q.Query, Code: true}, chat.T("\n")}
	switch {
	case q.Error != "":
		return append(spans, chat.T("No answer: "+q.Error))
	case len(q.Series) == 0:
		return append(spans, chat.T("No series."))
	}
	for n, s := range q.Series {
		if n == mostLines {
			return append(spans, chat.T(fmt.Sprintf("\nand %d more series", len(q.Series)-n)))
		}
		if n > 0 {
			spans = append(spans, chat.T("\n"))
		}
		spans = append(spans, chat.T(series(e, q, s)))
	}
	return spans
}

// newest is what a query is for whose answer is a time and no measure.
const newest = "newest"

// seconds is a time as metrics tell it, in seconds since 1970.
func seconds(v float64) time.Time { return time.UnixMilli(int64(v * 1000)).UTC() }

// series is one line: its labels, its last value, and how old that was.
func series(e incident.Evidence, q incident.Asked, s incident.Series) string {
	last, ok := s.Last()
	if !ok {
		return labels(s) + "no samples"
	}
	if q.For == newest {
		return labels(s) + "the newest sample is of " + clockSeconds(seconds(last.Value))
	}
	line := labels(s) + raw(last.Value)
	if len(s.Samples) > 1 {
		line += fmt.Sprintf(", the last of %d samples", len(s.Samples))
	}
	line += ", sampled " + clockSeconds(last.At)
	if age := e.At.Sub(last.At); age > 0 {
		line += " (" + length(age) + " old)"
	}
	return line
}

// labels tell a series from its neighbours.
func labels(s incident.Series) string {
	var all []string
	for k, v := range s.Labels {
		if k != "__name__" {
			all = append(all, k+"="+v)
		}
	}
	if len(all) == 0 {
		return ""
	}
	slices.Sort(all)
	return strings.Join(all, " ") + ": "
}

// raw is a value as it was measured.
func raw(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}
