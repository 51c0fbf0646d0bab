package postmortem

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/incident"
)

// text is what a line says, in plain words.
func (l *ledger) text(e incident.Event) string {
	if e.Redacted && !measured(e.Kind) {
		return label(e) + " " + redactedText
	}
	switch e.Kind {
	case incident.Judged, incident.Read:
		return l.verdictText(e)
	case incident.EffectJudged:
		return l.effectText(e)
	case incident.CapacityCounted:
		c := e.Data.Capacity
		if c == nil {
			return e.Text
		}
		return fmt.Sprintf("Added by line %d: %s: %s", c.Action, l.doneTo(c.Action, e.Text), stages(*c))
	case incident.CheckAsked, incident.Taken:
		return join(label(e), l.ask(e.Data.Check))
	case incident.Answered:
		return l.answerText(e)
	case incident.Overruled:
		return l.overruleText(e)
	case incident.Amended:
		return l.editText(e)
	case incident.Retracted:
		said := join(fmt.Sprintf("%s line %d", label(e), e.Data.Action), l.doneTo(e.Data.Action, e.Text))
		if to := e.Data.Moved; to != nil {
			said += fmt.Sprintf(" (moved to INC-%d, line %d)", to.Number, to.Line)
		}
		return said
	case incident.ActionRunning, incident.ActionDone:
		return join(fmt.Sprintf("%s line %d", label(e), e.Data.Action), l.doneTo(e.Data.Action, e.Text))
	case incident.Declared:
		said := join(label(e), e.Text)
		if e.Data.Severity != nil && *e.Data.Severity != incident.NotSet {
			said += ", " + e.Data.Severity.String()
		}
		if e.Data.Service != "" {
			said += ", service " + e.Data.Service
		}
		return said
	case incident.Posted:
		return "First message that says so: " + strings.Join(l.toldBy(e.Seq), " ")
	case incident.GaveUp:
		return join(label(e)+" "+e.Data.Name, e.Text)
	case incident.MetricShown:
		if e.Data.Metric == nil {
			return e.Text
		}
		return join(label(e), l.doneTo(e.Data.Metric.Asked, e.Text))
	case incident.Told:
		return l.toldText(e)
	case incident.Noted:
		return e.Text
	case incident.Theorised, incident.RuledOut, incident.Found, incident.Kept, incident.Nudged:
		return l.theoryText(e)
	case incident.Tasked, incident.TaskDone:
		return l.taskText(e)
	case incident.Offered, incident.HandedOver, incident.OfferDropped, incident.RoleChanged:
		return roleText(e)
	default:
		return join(label(e), e.Text)
	}
}

// measured reports whether a line says what we measured: of that only the words
// that it repeats are blanked.
func measured(k incident.Kind) bool {
	return k == incident.EffectJudged || k == incident.CapacityCounted
}

// label is what a line's kind is called in front of its words.
func label(e incident.Event) string {
	switch e.Kind {
	case incident.Declared:
		return "Declared"
	case incident.Reported:
		return "Declared again"
	case incident.HelpOffered:
		return "Can help"
	case incident.ServiceChanged:
		return "Service"
	case incident.SeverityChanged:
		return "Severity"
	case incident.LeadChanged:
		return "Lead"
	case incident.Noted:
		return "Note"
	case incident.Acted:
		return "Did"
	case incident.Theorised:
		return "Thought"
	case incident.RuledOut:
		return "Ruled out"
	case incident.Found:
		return "Found the cause"
	case incident.Kept:
		return "Stayed with"
	case incident.Nudged:
		return "Asked about"
	case incident.Decided:
		return "Decided"
	case incident.Tasked:
		return "Task"
	case incident.TaskDone:
		return "Done, task"
	case incident.ActionRunning:
		return "Still running"
	case incident.ActionDone:
		return "Finished"
	case incident.Answered:
		return "Answered"
	case incident.Overruled:
		return "Overruled"
	case incident.Taken:
		return "On it"
	case incident.CheckAsked:
		return "Asked for a look"
	case incident.MetricAsked:
		return "Asked for"
	case incident.MetricShown:
		return "Measured"
	case incident.ImpactBegan:
		return "Users began to feel it"
	case incident.ImpactEnded:
		return "Users stopped feeling it"
	case incident.Told:
		return "Told others"
	case incident.Mitigated:
		return "Mitigated"
	case incident.Resolved:
		return "Resolved"
	case incident.Excused:
		return "What still fails is fine"
	case incident.CalledOff:
		return "Called off"
	case incident.Merged:
		return "The same as"
	case incident.Closed:
		return "Closed"
	case incident.DuplicateFound:
		return "The same is"
	case incident.DuplicateGone:
		return "Not the same"
	case incident.Reopened:
		return "Reopened"
	case incident.Retracted:
		return "Took back"
	case incident.Amended:
		return "Edited"
	case incident.Redacted:
		return "Redacted"
	case incident.Refused:
		return "Refused"
	case incident.MadePrivate:
		return "Made private"
	case incident.ChannelOpened:
		return "Channel opened"
	case incident.ChannelClosed:
		return "Channel made private"
	case incident.GaveUp:
		return "Could not"
	case incident.LookedBack:
		return "Looked back over"
	case incident.Surveyed:
		return "Looked at all services"
	case incident.Offered, incident.HandedOver, incident.OfferDropped, incident.RoleChanged:
		return "Who leads"
	case incident.Judged, incident.EffectJudged, incident.CapacityCounted, incident.Drafted, incident.Read, incident.Posted, incident.StepDone, incident.Marked, incident.Unmarked, incident.Joined, incident.Left, incident.Shared, incident.NeighbourFound, incident.NeighbourGone, incident.ChannelRenamed, incident.ChannelLost, incident.ChannelBack:
	}
	return string(e.Kind)
}

func (l *ledger) verdictText(e incident.Event) string {
	v := e.Data.Verdict
	if v == nil {
		return e.Text
	}
	said := v.Say
	if v.Outcome == incident.Unknown {
		said = firstOf(v.Detail, v.Say)
	}
	if v.Human {
		return spaced("Asked people:", v.Ask)
	}
	parts := []string{v.Ask, sentence(join(outcome(v.Outcome), said))}
	if v.Outcome == incident.Fail {
		if !v.Since.IsZero() {
			since := "Since " + l.clock.at(v.Since)
			if v.SinceAtLeast {
				since += " or earlier"
			}
			parts = append(parts, since+".")
		}
		if v.Need != "" {
			parts = append(parts, "Wanted: "+v.Need+".")
		}
		parts = append(parts, sentence(v.Usual), sentence(offenders(v.Offenders, v.More)), sentence(v.Why))
	}
	return spaced(parts...)
}

func (l *ledger) effectText(e incident.Event) string {
	f := e.Data.Effect
	if f == nil {
		return e.Text
	}
	parts := []string{fmt.Sprintf("%s, %s after line %d: %s.", effect(f.Outcome), clockMinutes(f.After), f.Action, strings.TrimSuffix(l.doneTo(f.Action, e.Text), "."))}
	return spaced(append(parts, l.effectDetail(*f))...)
}

// effectDetail is what was measured before and after an action.
func (l *ledger) effectDetail(f incident.Effect) string {
	var parts, measures, shared []string
	for _, m := range f.Measures {
		measures = append(measures, measure(m))
	}
	if len(measures) > 0 {
		parts = append(parts, "Before and after: "+strings.Join(measures, ", ")+".")
	}
	for _, s := range f.Shared {
		shared = append(shared, strconv.FormatInt(s, 10))
	}
	if len(shared) > 0 {
		parts = append(parts, "In the same window: line "+strings.Join(shared, ", ")+", so none can be judged alone.")
	}
	for _, o := range f.Elsewhere {
		parts = append(parts, fmt.Sprintf("In the same window, in %s: %s.", o.Incident, strings.TrimSuffix(o.Text, ".")))
	}
	if share, much := f.Demand.Changed(); much {
		parts = append(parts, fmt.Sprintf("Demand had changed by %+.0f %%, which may be why.", 100*share))
	}
	return spaced(append(parts, sentence(f.Reason))...)
}

func measure(m incident.Measure) string {
	unit := m.Unit
	if unit != "" && unit != "%" {
		unit = " " + unit
	}
	of := ""
	if m.Of != "" {
		of = " of " + m.Of
	}
	normal := ""
	if m.Good != nil && number(*m.Good) != m.Of {
		normal = " (normal " + told(*m.Good) + ")"
	}
	return fmt.Sprintf("%s %s → %s%s%s%s", m.Name, told(m.Before), told(m.After), unit, of, normal)
}

func (l *ledger) answerText(e incident.Event) string {
	if e.Data.Outcome == "" {
		return spaced(l.ask(e.Data.Check), sentence(join("We answered", e.Text)))
	}
	return spaced(l.ask(e.Data.Check), sentence(join("We answered "+l.content(e), e.Text)))
}

// overruleText is what was said against the metrics, and what they said.
func (l *ledger) overruleText(e incident.Event) string {
	return spaced(l.ask(e.Data.Check), sentence(join("Overruled: "+l.content(e), e.Text)),
		fmt.Sprintf("The metric said %s: %s.", firstOf(e.Data.Measured, "nothing"), outcome(e.Data.Over)))
}

// content is a person's word in the check's own words, where it has some.
func (l *ledger) content(e incident.Event) string {
	c, _ := l.Incident.Check(e.Data.Check)
	switch {
	case e.Data.Outcome == incident.Pass && c.OK != "":
		return "“" + c.OK + "” (" + said(e.Data.Outcome) + ")"
	case e.Data.Outcome == incident.Fail && c.Bad != "":
		return "“" + c.Bad + "” (" + said(e.Data.Outcome) + ")"
	}
	return said(e.Data.Outcome)
}

// ask is a check's question, or its name while nobody has asked it.
func (l *ledger) ask(check string) string {
	c, _ := l.Incident.Check(check)
	return firstOf(c.Ask, check)
}

// stages is what became of added members, step by step.
func stages(c incident.Capacity) string {
	var parts []string
	for _, s := range c.Stages() {
		parts = append(parts, s.Name+" "+stage(s.N))
	}
	said := strings.Join(parts, " → ") + "."
	if len(c.Idle) > 0 {
		said += " Idle: " + strings.Join(c.Idle, ", ")
		if c.Because != "" {
			said += ", because " + c.Because
		}
		said += "."
	}
	return said
}

func outcome(o incident.Outcome) string {
	switch o {
	case incident.Pass:
		return "Pass"
	case incident.Fail:
		return "FAIL"
	case incident.Unknown:
		return "Can't tell"
	case incident.Shown:
		return "Listed, not judged"
	}
	return "Not judged"
}

// said is a person's word on a check.
func said(o incident.Outcome) string {
	switch o {
	case incident.Pass:
		return "fine"
	case incident.Fail:
		return "not fine"
	case incident.Unknown, incident.Shown:
	}
	return "can't tell"
}

func effect(o incident.EffectOutcome) string {
	switch o {
	case incident.NothingYet:
		return "Nothing measured moved"
	case incident.Moved:
		return "It moved"
	case incident.DidNotLast:
		return "It moved and did not last"
	case incident.MostOfIt:
		return "Most of the way, still failing"
	case incident.Worse:
		return "It moved the wrong way"
	case incident.NoMeasure:
		return "Nothing was failing that it could mend"
	case incident.CantTell:
	}
	return "Can't tell"
}

func offenders(names []string, more int) string {
	if len(names) == 0 {
		return ""
	}
	out := "Out: " + strings.Join(names, ", ")
	if more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}

// number is a value to three significant digits: what is measured is not known
// more exactly, and the evidence holds it in full.
func number(f float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 3, 64), 64)
	if err != nil || math.Abs(f) >= 1000 {
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// told is a measured value in as many digits as the channel was told: the same
// number must not read in two ways.
func told(f float64) string {
	switch a := math.Abs(f); {
	case a >= 100 || f == math.Trunc(f):
		return strconv.FormatFloat(math.Round(f), 'f', -1, 64)
	case a >= 1:
		return strconv.FormatFloat(f, 'f', 1, 64)
	default:
		return strconv.FormatFloat(f, 'g', 2, 64)
	}
}

// join puts what was said behind what it is, if anything was said.
func join(what, said string) string {
	if strings.TrimSpace(said) == "" {
		return what
	}
	return what + ": " + said
}

func spaced(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
