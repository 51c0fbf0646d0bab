package say

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mostLines is how many checks or actions the board lists one by one: a phone
// shows no more.
const mostLines = 6

// board is the one message that shows where the incident stands, kept up to
// date.
func board(i incident.Incident, at time.Time) chat.Message {
	m := stand(i, at)
	m.Parts = append(m.Parts, chat.Small(footer(i, at)...))
	return m
}

// stand is the board without its last line, which says how fresh it is.
func stand(i incident.Incident, at time.Time) chat.Message {
	m := chat.Message{Text: headline(i, at)}
	m.Parts = append(m.Parts, chat.P(standing(i, at)...))
	m.Parts = append(m.Parts, exposed(i)...)
	m.Parts = append(m.Parts, away(i, at)...)

	var buttons []chat.Button
	if main := lines(nonEmpty(breaks(i), onIt(i, &buttons), unset(i, &buttons))...); len(main) > 0 {
		m.Parts = append(m.Parts, chat.P(main...))
	}
	if len(buttons) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	m.Parts = append(m.Parts, checks(i, at)...)
	if course := slices.Concat(tried(i, at), thinking(i, at), decided(i)); len(course) > 0 {
		m.Parts = append(m.Parts, chat.P(lines(course...)...))
	}
	m.Parts = append(m.Parts, beside(i)...)
	m.Parts = append(m.Parts, canHelp(i)...)
	m.Parts = append(m.Parts, toOthers(i, at)...)
	for _, name := range slices.Sorted(maps.Keys(i.GaveUp)) {
		m.Parts = append(m.Parts, chat.P(chat.B("I could not "+name+":"), chat.T(" "+sentence(i.GaveUp[name]))))
	}
	return m
}

// checks are the board's parts about the checks: how they stand, with the way
// to those that are only counted, and what people are asked.
func checks(i incident.Incident, at time.Time) []chat.Part {
	stand, counted, open := looks(i, at)
	var parts []chat.Part
	if len(stand) > 0 {
		parts = append(parts, chat.P(lines(stand...)...))
	}
	if counted {
		parts = append(parts, chat.Buttons(chat.Button{Label: "Show", Verb: "status", Value: "all"}))
	}
	if len(open) > 0 {
		parts = append(parts, chat.P(lines(open...)...))
	}
	if q, ok := firstOpen(i); ok && i.Open() {
		parts = append(parts, chat.Buttons(questionButtons(q)...))
	}
	return parts
}

// headline is the board on a lock screen: what is wrong, and the one number.
func headline(i incident.Incident, at time.Time) string { return title(i, ": "+gist(i, at)) }

// gist is where the incident stands, in a few words.
func gist(i incident.Incident, at time.Time) string {
	failing := byPath(i.Failing())
	switch {
	case !i.Open():
		return howEnded(i, at)
	case len(failing) > 0:
		c := failing[0]
		if !c.ByPerson() && !c.Since.IsZero() && !c.SinceAtLeast {
			return shortOf(c) + " since " + clock(c.Since, i.DeclaredAt)
		}
		return shortOf(c)
	case i.Status == incident.IsMitigated:
		return "mitigated " + clock(i.MitigatedAt, at)
	case i.Service == "":
		return lower(plain(whichService(i)))
	}
	tally := tallyOf(i)
	switch {
	case tally.asked() == 0:
		return "first answers are on their way"
	case tally.open > 0:
		return fmt.Sprintf("nothing fails so far, %d not answered yet", tally.open)
	case tally.source > 0 && tally.source == tally.asked():
		return "can't tell, " + sourceName(silent(i)[0].Source) + " gives no answer"
	case tally.unknown > 0 && tally.pass == 0:
		return fmt.Sprintf("%d can't tell", tally.unknown)
	case tally.overruled > 0:
		return fmt.Sprintf("nothing else fails, %d overruled", tally.overruled)
	case tally.pass == 0:
		return "nothing is judged"
	case tally.unknown > 0:
		return fmt.Sprintf("nothing measured fails, %d can't tell", tally.unknown)
	default:
		return "nothing measured fails"
	}
}

// shortOf is a failing check in a few words, with the person by whose word it
// fails.
func shortOf(c incident.Check) string {
	if !c.ByPerson() {
		return inShort(c.Verdict)
	}
	if o, ok := c.Overruled(); ok {
		return person(o.By).Text + " says " + Claim(c.Verdict, o.Outcome)
	}
	for _, a := range c.Words() {
		if a.Outcome == incident.Fail {
			return person(a.By).Text + " says " + Claim(c.Verdict, a.Outcome)
		}
	}
	return c.Ask
}

// inShort is a failing check in a few words: "2 of 20 in the pool".
func inShort(v incident.Verdict) string {
	switch v.Stage {
	case "running", "registered", "healthy", "receiving":
		if v.Short != "" {
			return v.Short + " " + stageWord(v)
		}
	}
	if v.Say != "" {
		return clause(v.Say)
	}
	return thing(v) + " " + v.Short
}

// standing is the first line: how bad, what, where it stands, who leads.
func standing(i incident.Incident, at time.Time) []chat.Span {
	stands := fmt.Sprintf("%s, %s", i.Status, open(i.OpenFor(at)))
	if !i.Open() {
		stands = endedAfter(i, at)
	}
	return append([]chat.Span{
		chat.B(fmt.Sprintf("%s · %s · %s", i.Severity, brief(i.Title, headLength), i.Name()) + privately(i)),
		chat.T(" · " + stands + " · lead "), person(i.Lead),
	}, parts(i)...)
}

// parts is who plays which part beside the lead, and to whom the lead is
// offered.
func parts(i incident.Incident) []chat.Span {
	var spans []chat.Span
	if h, stands := i.Offered(); stands {
		spans = append(spans, chat.T(" (offered to "), person(h.To), chat.T(")"))
	}
	for _, r := range []incident.Role{incident.CommsRole, incident.ScribeRole} {
		if who := i.Roles[r]; !who.IsZero() {
			spans = append(spans, chat.T(" · "+string(r)+" "), person(who))
		}
	}
	return spans
}

// onIt says who is on the first failing check, and lets nobody's be taken.
func onIt(i incident.Incident, buttons *[]chat.Button) []chat.Span {
	failing := byPath(i.Failing())
	if !i.Open() || len(failing) == 0 {
		return nil
	}
	if owner := failing[0].Owner; !owner.IsZero() {
		if len(breaks(i)) == 0 {
			return []chat.Span{person(owner), chat.T(" is on it: " + failing[0].Ask)}
		}
		return []chat.Span{person(owner), chat.T(" is on it.")}
	}
	*buttons = append(*buttons, chat.Button{Label: "I'm on it", Verb: "take", Value: failing[0].Verdict.Check, Primary: true})
	if len(breaks(i)) == 0 {
		return []chat.Span{chat.T("Nobody is on it: " + failing[0].Ask)}
	}
	return []chat.Span{chat.T("Nobody is on it.")}
}

// unset asks for what was not said when the incident was declared.
func unset(i incident.Incident, buttons *[]chat.Button) []chat.Span {
	if !i.Open() {
		return nil
	}
	var ask []chat.Span
	if i.Service == "" {
		ask = unnamed(i, buttons)
	}
	if i.Severity == incident.NotSet {
		*buttons = append(*buttons, chat.Button{Label: "How bad is it?", Verb: "sev"})
	}
	return ask
}

// tried are the newest actions, each with what it moved so far.
func tried(i incident.Incident, at time.Time) [][]chat.Span {
	actions := i.Actions
	var all [][]chat.Span
	if earlier := len(actions) - mostLines; earlier > 0 {
		all = append(all, []chat.Span{chat.T(fmt.Sprintf("Tried before: %s.", count(earlier, "action", "actions")))})
		actions = actions[earlier:]
	}
	for _, a := range actions {
		line := fmt.Sprintf("Tried: %s (%s)", brief(a.Text, nameLength), clock(a.At, at))
		if so := soFar(i, a); so != "" {
			line += ": " + so
		}
		all = append(all, []chat.Span{chat.T(line)})
	}
	return all
}

// footer says how old the numbers are. A board that nobody refreshes any more
// must not promise to be fresh.
func footer(i incident.Incident, at time.Time) []chat.Span {
	fresh := howFresh(i, at)
	switch {
	case i.ReadAt.IsZero():
		return fresh
	case i.Open():
		return append(fresh, chat.T(" If this is older than five minutes, I am down."))
	case i.Status != incident.IsResolved:
		return append(fresh, chat.T(" I do not look any more."))
	}
	return append(fresh, chat.T(" I watch until "+clock(i.ResolvedAt.Add(incident.WatchFor), at)+"."))
}

// howFresh says when the numbers were read.
func howFresh(i incident.Incident, at time.Time) []chat.Span {
	if i.ReadAt.IsZero() && i.Surveyed != nil {
		return lookedAt(*i.Surveyed, i)
	}
	if i.ReadAt.IsZero() {
		return []chat.Span{chat.T("No metrics have been read yet.")}
	}
	read := i.ReadAt
	return []chat.Span{chat.T("Read " + clock(read, at) + " ("), {Text: ago(at.Sub(read)), When: &read}, chat.T(").")}
}

// nonEmpty are the lines that say something.
func nonEmpty(all ...[]chat.Span) [][]chat.Span {
	return slices.DeleteFunc(all, func(l []chat.Span) bool { return len(l) == 0 })
}
