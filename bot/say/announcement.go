package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// lateAfter is how late a promised word is when people outside are told that
// it is. Whoever promised was reminded before that.
const lateAfter = 5 * time.Minute

// announcement is the one message for people outside the incident: how bad,
// what, where it stands, the last word and when the next one comes. It says
// nothing that was not said for them, and names nobody: whoever is named is
// asked.
func announcement(i incident.Incident, at time.Time) chat.Message {
	m := chat.Message{Text: title(i, ": "+stands(i))}
	m.Parts = append(m.Parts, chat.P(chat.B(fmt.Sprintf("%s · %s · %s", i.Severity, brief(i.Title, headLength), i.Name())), chat.T(" · "+stands(i))))
	last, told := i.LastWord()
	switch {
	case told:
		m.Parts = append(m.Parts, chat.P(chat.B("Last word "+clock(last.At, i.DeclaredAt)+":"), chat.T(" "+last.Text)))
	case i.Open():
		m.Parts = append(m.Parts, chat.P(chat.T("No word for others yet.")))
	}
	if !i.Open() {
		end := sentence(overOutside(i))
		if red := stillFailing(i); red != "" {
			end += " " + red
		}
		m.Parts = append(m.Parts, chat.P(append([]chat.Span{chat.T(endSign(i) + end)}, onward(i)...)...))
	}
	if next := nextFor(i, at); next != "" {
		m.Parts = append(m.Parts, chat.P(chat.B(next)))
	}
	small := []chat.Span{chat.T("Each word is a reply below: follow this thread to hear of it.")}
	if i.Channel != "" {
		small = append(small, chat.T(" The work is in "), channelOf(i))
	}
	m.Parts = append(m.Parts, chat.Small(small...))
	return m
}

// stands is where the incident stands, without a length of time that grows: an
// announcement is not redrawn by the minute.
func stands(i incident.Incident) string {
	switch i.Status {
	case incident.IsMitigated:
		return "mitigated " + clock(i.MitigatedAt, i.DeclaredAt)
	case incident.IsResolved, incident.IsClosed:
		return "resolved " + clock(i.ResolvedAt, i.DeclaredAt)
	case incident.IsCalledOff, incident.IsDuplicate:
		return howEnded(i, i.DeclaredAt)
	default:
		return string(i.Status) + " since " + clock(i.DeclaredAt, i.DeclaredAt)
	}
}

// nextFor is when the next word comes, for those who wait for it; empty where
// none was promised.
func nextFor(i incident.Incident, at time.Time) string {
	p, ok := i.Promised()
	switch {
	case !ok:
		return ""
	case at.Before(p.Next.Add(lateAfter)):
		return "Next word " + clock(p.Next, i.DeclaredAt) + "."
	default:
		return "The next word was promised for " + clock(p.Next, i.DeclaredAt) + ". It is late."
	}
}

// outside is one update, as it was said. One that was withdrawn says so, and
// its words are gone: people would read on what does not hold.
func outside(i incident.Incident, seq int64) (chat.Message, bool) {
	u, ok := i.Update(seq)
	_, posted := i.Posts[incident.UpdateSubject(seq)]
	switch {
	case !ok, u.Text == "" && !posted:
		return chat.Message{}, false
	case !u.WithdrawnAt.IsZero() && !posted:
		return chat.Message{}, false // Nobody has read it.
	case !u.WithdrawnAt.IsZero() || u.Text == "":
		head := "Withdrawn."
		if !u.WithdrawnAt.IsZero() {
			head = "Withdrawn " + clock(u.WithdrawnAt, i.DeclaredAt) + "."
		}
		then := " What was said here at " + clock(u.At, i.DeclaredAt) + " does not hold."
		return chat.Message{Text: head + then, Parts: []chat.Part{chat.P(chat.T("○ "), chat.B(head), chat.T(then))}}, true
	}
	m := chat.Message{Text: i.Name() + ": " + u.Text, Parts: []chat.Part{chat.P(chat.B("Word to others, "+clock(u.At, i.DeclaredAt)+":"), chat.T(" "+u.Text))}}
	if !u.Next.IsZero() {
		m.Parts = append(m.Parts, chat.P(chat.T("Next word "+clock(u.Next, i.DeclaredAt)+".")))
	}
	return m, true
}

// outcome is what became of the incident, for those who follow the
// announcement's thread: mitigated, resolved, open again.
func outcome(i incident.Incident, at time.Time) chat.Message {
	if i.Status == incident.IsMitigated {
		head := "Mitigated " + clock(i.MitigatedAt, i.DeclaredAt) + ": customers are fine again."
		return chat.Message{
			Text:  i.Name() + ": " + head,
			Parts: []chat.Part{chat.P(chat.T("◐ "), chat.B(head), chat.T(" The work on the cause goes on."))},
		}
	}
	if i.Open() {
		const head, then = "It is open again.", " What was said of its end does not hold."
		m := chat.Message{Text: i.Name() + ": " + head, Parts: []chat.Part{chat.P(chat.T("○ "), chat.B(head), chat.T(then))}}
		if next := nextFor(i, at); next != "" {
			m.Parts = append(m.Parts, chat.P(chat.T(next)))
		}
		return m
	}
	end := sentence(overOutside(i))
	m := chat.Message{Text: i.Name() + ": " + end, Parts: []chat.Part{chat.P(append([]chat.Span{chat.T(endSign(i)), chat.B(end)}, onward(i)...)...)}}
	if red := stillFailing(i); red != "" {
		m.Parts = append(m.Parts, chat.P(chat.T(red)))
	}
	return m
}

// endSign is the sign before how it ended: only a resolution is a success.
func endSign(i incident.Incident) string {
	if i.Counted() {
		return "✓ "
	}
	return "○ "
}

// onward leads those who follow a duplicate to where the work goes on.
func onward(i incident.Incident) []chat.Span {
	if i.Status != incident.IsDuplicate || i.SameAs.Channel == "" {
		return nil
	}
	return []chat.Span{chat.T(" "), there(*i.SameAs)}
}
