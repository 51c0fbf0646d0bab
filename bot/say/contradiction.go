package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// contradicted is the message about people's word against the metrics: a
// turning point, once, edited when it ends. Neither side wins; the person is
// asked which of three things it is.
func contradicted(i incident.Incident, name string, at time.Time) (chat.Message, bool) {
	c, ok := i.Check(name)
	if !ok || c.Contradiction == nil {
		return chat.Message{}, false
	}
	k := *c.Contradiction
	v := c.Verdict
	v.Outcome, v.Short, v.SampledAt = k.Outcome, k.Measured, k.SampledAt
	over := k.SettledBy != ""
	say := "says"
	if over {
		say = "said"
	}
	var spans []chat.Span
	for n, a := range k.Words {
		if n > 0 {
			spans = append(spans, chat.T(" "))
		}
		spans = append(spans, person(a.By), chat.T(fmt.Sprintf(" %s %s (%s)%s.", say, Claim(v, a.Outcome), a.At.UTC().Format("15:04"), because(a.Why))))
	}
	theirs := fmt.Sprintf(" %s %s %s", measurer(v), conjugate(measurer(v), say), measured(v))
	if !v.SampledAt.IsZero() {
		theirs += " (" + clockSeconds(v.SampledAt) + unchanged(k) + ")"
	}
	spans = append(spans, chat.T(theirs+". Both are kept"))
	theySay := "says"
	if len(k.Words) > 1 {
		theySay = "say"
	}
	m := chat.Message{Text: fmt.Sprintf("%s %s %s, %s %s %s. Both are kept.",
		speakers(k.Words), theySay, Claim(v, k.Words[0].Outcome), inSentence(measurer(v)), conjugate(measurer(v), "says"), measured(v))}
	if over {
		how := settled(c, k, at)
		m.Text = "Settled: " + plain(how)
		m.Parts = append(m.Parts, chat.P(lines(append(spans, chat.T(".")), append([]chat.Span{chat.B("settled:"), chat.T(" ")}, how...))...))
		return m, true
	}
	spans = append(spans, chat.T("; the board stays at "+strings.ToUpper(string(k.Outcome))+"."))
	if !i.Open() {
		m.Parts = append(m.Parts, chat.P(spans...))
		return m, true
	}
	m.Parts = append(m.Parts,
		chat.P(lines(spans, []chat.Span{chat.T(speakers(k.Words) + " may well see something I can't:")})...),
		chat.Buttons(
			chat.Button{Label: "The metric is wrong, because…", Verb: "overrule", Value: name + " " + typedAs(k.Words[0].Outcome), Ask: true},
			chat.Button{Label: "I meant something else", Verb: "unsay", Value: name + " note"},
			chat.Button{Label: "Take mine back", Verb: "unsay", Value: name},
		))
	return m, true
}

// unchanged says of a number that is older than the words against it that every
// look since has found the same: one that had not would have replaced it.
func unchanged(k incident.Contradiction) string {
	if len(k.Words) == 0 || k.Words[len(k.Words)-1].At.Sub(k.SampledAt) < 2*time.Minute {
		return ""
	}
	return ", unchanged since"
}

// settled is how a contradiction ended.
func settled(c incident.Check, k incident.Contradiction, at time.Time) []chat.Span {
	when := clock(k.SettledAt, at)
	switch k.SettledBy {
	case incident.Judged:
		return text(fmt.Sprintf("the metrics agree since %s (%s).", when, measured(c.Verdict)))
	case incident.Retracted:
		return text("it was taken back at " + when + ".")
	case incident.Overruled:
		for _, o := range c.Overrules {
			if o.Seq == k.SettledSeq {
				spans := append([]chat.Span{chat.T("overruled by ")}, person(o.By), chat.T(" at "+when+because(o.Why)+"."))
				if !o.EndedAt.IsZero() {
					spans = append(spans, chat.T(" That ended at "+clock(o.EndedAt, at)+", when the metrics changed."))
				}
				return spans
			}
		}
		return text("overruled at " + when + ".")
	default:
		return text("the answer was changed at " + when + ".")
	}
}

// speakers are those who said it, by name.
func speakers(words []incident.Answer) string {
	var names []string
	for _, a := range words {
		names = append(names, person(a.By).Text)
	}
	return list(names)
}

// measurer is what measured a check, at the beginning of a sentence.
func measurer(v incident.Verdict) string {
	if v.By == "" {
		return "The metrics"
	}
	return v.By
}

// inSentence is a measurer in the middle of a sentence.
func inSentence(who string) string {
	if rest, ok := strings.CutPrefix(who, "The "); ok {
		return "the " + rest
	}
	return who
}

// conjugate fits a verb to who measured: the metrics are many.
func conjugate(who, verb string) string {
	if who == "The metrics" && verb == "says" {
		return "say"
	}
	return verb
}

// measured is what was measured, in short.
func measured(v incident.Verdict) string {
	if v.Short != "" {
		return v.Short
	}
	if v.Outcome == incident.Unknown {
		return "nothing"
	}
	return strings.ToUpper(string(v.Outcome))
}

// typedAs is an outcome as one types it.
func typedAs(o incident.Outcome) string {
	if o == incident.Pass {
		return "ok"
	}
	return "bad"
}
