package say

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// resolved is the end of the incident and what is left: how sure it is, how
// long the metrics knew before a person did, and the questions that only
// people can answer. After a reopening it says that it does not stand.
func resolved(i incident.Incident) (chat.Message, bool) {
	if i.ResolvedAt.IsZero() {
		if _, told := i.Posts[incident.ResolvedSubject]; !told {
			return chat.Message{}, false
		}
		head, then := i.Name()+" is open again.", " The resolution that stood here does not hold."
		switch i.Status {
		case incident.IsCalledOff:
			head = i.Name() + " was called off."
		case incident.IsDuplicate:
			head = fmt.Sprintf("%s is the same as INC-%d.", i.Name(), i.SameAs.Number)
		case incident.Investigating, incident.IsMitigated, incident.IsResolved, incident.IsClosed:
		}
		return chat.Message{Text: head + then, Parts: []chat.Part{chat.P(chat.T("○ "), chat.B(head), chat.T(then))}}, true
	}
	head := fmt.Sprintf("%s resolved %s: %s", i.Name(), clock(i.ResolvedAt, i.DeclaredAt), i.Resolution)
	m := chat.Message{Text: head}
	first := [][]chat.Span{{chat.T("✓ "), chat.B(head), chat.T(" ("), person(i.ResolvedBy), chat.T(")")}}
	if red := stillRed(i); red != "" {
		head = fmt.Sprintf("%s resolved %s, ", i.Name(), clock(i.ResolvedAt, i.DeclaredAt))
		m.Text = head + red
		first = [][]chat.Span{
			{chat.T("✓ " + head), chat.B(red), chat.T(". It is written beside the resolution.")},
			{chat.T("What fixed it: " + clause(i.Resolution) + " ("), person(i.ResolvedBy), chat.T(")")},
		}
	}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(append(append(first, text(checksNow(i))), slices.Concat(excuses(i), causes(i), overrulings(i, i.ResolvedAt), unanswered(i), [][]chat.Span{blind(i), text(neverAsked(i)), text(movedNothing(i))})...)...)...)...))
	m.Parts = append(m.Parts, impact(i)...)
	if i.Draft != "" {
		m.Parts = append(m.Parts, chat.P(chat.B("Draft:"), chat.T(" "), chat.Span{Text: i.Draft, Code: true}))
	}
	if len(i.Failing()) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(append(excusing(i), chat.Button{Label: "Back to mitigated", Verb: "reopen", Value: "to mitigated: a check still fails"})...))
	}
	return m, true
}

// stillRed is written beside the resolution and does not forbid it. It names
// at most two checks: more is on the board.
func stillRed(i incident.Incident) string {
	bad := byPath(i.Failing())
	if len(bad) == 0 {
		return ""
	}
	var named []string
	for _, c := range bad[:min(len(bad), 2)] {
		what := shortOf(c)
		if c.Need != "" && !c.ByPerson() {
			what += " (wanted " + clause(c.Need) + ")"
		}
		named = append(named, what)
	}
	if more := len(bad) - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	head := "with one check still failing: "
	if len(bad) > 1 {
		head = fmt.Sprintf("with %d checks still failing: ", len(bad))
	}
	return head + list(named)
}

// checksNow is how the checks stand, for how long, and until when I look.
func checksNow(i incident.Incident) string {
	t := tallyOf(i)
	judged := t.pass + t.fail + t.unknown + t.overruled
	watch := "I watch until " + clock(i.ResolvedAt.Add(incident.WatchFor), i.ResolvedAt) + " and speak up if one fails again."
	var stand string
	switch {
	case judged == 0 && t.shown > 0:
		return fmt.Sprintf("Nothing here is judged, %d listed, so I have nothing to say about whether it is whole.", t.shown)
	case judged == 0:
		return "No check could be asked, so I have nothing to say about whether it is whole."
	case t.pass == judged && t.pass == 1:
		stand = "The one check passes"
	case t.pass == judged:
		stand = fmt.Sprintf("All %d checks pass", t.pass)
	default:
		stand = fmt.Sprintf("%d of %d checks %s", t.pass, judged, passes(t.pass))
		if t.unknown > 0 {
			stand += fmt.Sprintf(", %d can't tell", t.unknown)
		}
		if t.overruled > 0 {
			stand += fmt.Sprintf(", %d overruled", t.overruled)
		}
		return stand + ". " + watch
	}
	if since := i.ResolvedAt.Sub(passingSince(i)); since >= time.Minute {
		stand += ", for " + length(since)
	}
	return stand + ". " + watch
}

// unanswered names the questions that nobody has answered.
func unanswered(i incident.Incident) [][]chat.Span {
	var asks []string
	for _, c := range i.Checks {
		if c.Waits() {
			asks = append(asks, c.Ask)
		}
	}
	if len(asks) == 0 {
		return nil
	}
	return [][]chat.Span{{chat.T("☐ Not answered: " + strings.Join(asks, " "))}}
}

func passes(n int) string {
	if n == 1 {
		return "passes"
	}
	return "pass"
}

// passingSince is when the last of the checks came to pass.
func passingSince(i incident.Incident) time.Time {
	since := i.DeclaredAt
	for _, c := range i.Checks {
		if c.Outcome != incident.Pass {
			continue
		}
		for _, f := range c.Flips {
			if f.After(since) {
				since = f
			}
		}
	}
	return since
}

// blind is the time between the metrics showing it and a person acting on it.
func blind(i incident.Incident) []chat.Span {
	c, ok := i.Deciding()
	signal, earlier := i.Signal(c)
	if !ok || signal.IsZero() {
		return nil
	}
	head := "On the metrics at " + clock(signal, i.DeclaredAt)
	if earlier {
		head += " or before"
	}
	head += "; "
	if owned := c.OwnedAt(); !owned.IsZero() {
		return []chat.Span{chat.B(fmt.Sprintf("%ssomeone on it at %s: %d min.", head, clock(owned, i.DeclaredAt), int(owned.Sub(signal)/time.Minute)))}
	}
	return []chat.Span{chat.B(head + "nobody said that they were on it.")}
}

// movedNothing counts the actions after which nothing measured moved.
func movedNothing(i incident.Incident) string {
	judged, nothing := 0, 0
	for _, a := range i.Actions {
		if a.Effect == nil {
			continue
		}
		judged++
		if a.Effect.Outcome == incident.NothingYet {
			nothing++
		}
	}
	switch {
	case nothing == 0:
		return ""
	case len(i.Actions) == 1:
		return "Nothing measured moved after the one action."
	case judged < len(i.Actions):
		return fmt.Sprintf("Nothing measured moved after %d of %d actions; %d not judged.", nothing, len(i.Actions), len(i.Actions)-judged)
	}
	return fmt.Sprintf("Nothing measured moved after %d of %d actions.", nothing, len(i.Actions))
}

// impact asks when users felt it, with times from the timeline to choose from,
// or says what was confirmed.
func impact(i incident.Incident) []chat.Part {
	var parts []chat.Part
	var told []string
	started, ended := false, false
	for _, w := range i.Impact {
		switch {
		case !w.End.Known():
			told = append(told, "from "+clock(w.Start.At, i.DeclaredAt)+", its end is not known")
			started = true
		case !w.Start.Known():
			told = append(told, "until "+clock(w.End.At, i.DeclaredAt)+", its beginning is not known")
			ended = true
		default:
			told = append(told, clock(w.Start.At, i.DeclaredAt)+" to "+clock(w.End.At, i.DeclaredAt))
			started, ended = true, true
		}
	}
	if len(told) > 0 {
		parts = append(parts, chat.P(chat.T("Customers felt it "+strings.Join(told, "; ")+".")))
	}
	if !started {
		parts = append(parts, chat.P(chat.T("When did customers first feel it?")), chat.Buttons(append(startButtons(i), otherTime("start"))...))
	}
	if !ended {
		parts = append(parts, chat.P(chat.T("And stop?")), chat.Buttons(append(endButtons(i), otherTime("end"))...))
	}
	if !started || !ended {
		end := map[bool]string{true: "impact end 14:45", false: "impact start 14:45"}[started]
		parts = append(parts, chat.Small(chat.T("Any other time can be typed, too: "), chat.Span{Text: end, Code: true}))
	}
	return parts
}

// otherTime asks for a time that none of the buttons has.
func otherTime(end string) chat.Button {
	return chat.Button{Label: "Other…", Verb: "impact", Value: end, Ask: true}
}

// startButtons propose when impact began: when the metrics first showed it,
// and when it was declared.
func startButtons(i incident.Incident) []chat.Button {
	var buttons []chat.Button
	c, ok := i.Deciding()
	if signal, _ := i.Signal(c); ok && !signal.IsZero() {
		buttons = append(buttons, impactButton("start", signal, thing(c.Verdict)+" "+fell(c)))
	}
	return append(buttons, impactButton("start", i.DeclaredAt, "declared"))
}

// fell says how a check's number left what was wanted.
func fell(c incident.Check) string {
	switch c.Stage {
	case "running", "registered", "healthy", "receiving":
		return "fell"
	default:
		return "failed"
	}
}

// endButtons propose when impact ended: when the first check to fail passed
// again, when it was called mitigated, which says that users are fine, and when
// it was resolved. It proposes two of them.
func endButtons(i incident.Incident) []chat.Button {
	var buttons []chat.Button
	if c, ok := i.Deciding(); ok && c.Outcome == incident.Pass && !c.BackAt.IsZero() {
		buttons = append(buttons, impactButton("end", c.BackAt, thing(c.Verdict)+" back"))
	}
	if !i.MitigatedAt.IsZero() {
		buttons = append(buttons, impactButton("end", i.MitigatedAt, "mitigated"))
	}
	buttons = append(buttons, impactButton("end", i.ResolvedAt, "resolved"))
	return buttons[:min(len(buttons), 2)]
}

// impactButton confirms one end of the impact. Its value is a whole time with
// its zone, because it may be pressed on another day.
func impactButton(end string, at time.Time, why string) chat.Button {
	at = at.UTC()
	return chat.Button{Label: at.Format("15:04") + " " + clip(why, 24), Verb: "impact", Value: end + " " + at.Truncate(time.Second).Format(time.RFC3339)}
}
