package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// over is the message that it was called off, is a duplicate or is closed, by
// the event that said so. Where it is open again, what stood there does not
// hold.
func over(i incident.Incident, seq int64) (chat.Message, bool) {
	by, away := i.PutAwayBy()
	if !away || by != seq {
		if _, posted := i.Posts[incident.OverSubject(seq)]; !posted {
			return chat.Message{}, false
		}
		head, then := i.Name()+" is open again.", " What stood here does not hold."
		if !i.Open() {
			head = i.Name() + " was opened again meanwhile."
		}
		return chat.Message{Text: head + then, Parts: []chat.Part{chat.P(chat.T("○ "), chat.B(head), chat.T(then))}}, true
	}
	switch i.Status {
	case incident.IsCalledOff:
		return calledOff(i), true
	case incident.IsDuplicate:
		return duplicate(i), true
	case incident.IsClosed, incident.IsResolved, incident.Investigating, incident.IsMitigated:
	}
	return closed(i), true
}

// calledOff says that it was none, and what that means.
func calledOff(i incident.Incident) chat.Message {
	head := fmt.Sprintf("%s called off after %s:", i.Name(), open(i.OpenFor(i.EndedAt)))
	then := ". Listed as a false alarm, left out of every figure, no postmortem."
	if i.Channel != "" {
		then += " The channel is archived tomorrow."
	}
	why := clause(i.EndWhy)
	return chat.Message{
		Text: head + " " + why + then,
		Parts: []chat.Part{
			chat.P(chat.T("○ "), chat.B(head), chat.T(" "), chat.Span{Text: why, Italic: true}, chat.T(then)),
			chat.Buttons(
				chat.Button{Label: "It was real: reopen", Verb: "reopen", Value: i.Name() + " it was real"},
				chat.Button{Label: "Task: fix the alert", Verb: "task", Value: "fix the alert"}),
		},
	}
}

// duplicate leads people to where the work goes on.
func duplicate(i incident.Incident) chat.Message {
	other := fmt.Sprintf("INC-%d", i.SameAs.Number)
	head := i.Name() + " is the same as " + other + "."
	next := []chat.Span{chat.T(" The work goes on there: "), there(*i.SameAs), chat.T(".")}
	if i.SameAs.Channel == "" {
		next = []chat.Span{chat.T(" The work goes on there.")}
	}
	then := " What was said here is kept here. Left out of every figure, no postmortem. The channel is archived tomorrow."
	return chat.Message{
		Text: head + plain(next) + then,
		Parts: []chat.Part{
			chat.P(append(append([]chat.Span{chat.T("○ "), chat.B(head)}, next...), chat.T(then))...),
			chat.Buttons(chat.Button{Label: "Another one: reopen", Verb: "reopen", Value: i.Name() + " it is another one"}),
		},
	}
}

// there is the way to another incident's channel.
func there(o incident.Other) chat.Span {
	if o.Channel == "" {
		return chat.T(fmt.Sprintf("INC-%d", o.Number))
	}
	return chat.Span{Text: "#" + o.Name, Here: string(o.Channel), Bold: true}
}

// closed says that nothing more is to be done here, and where everything is.
func closed(i incident.Incident) chat.Message {
	head := i.Name() + " is closed " + clock(i.ClosedAt, i.ResolvedAt) + "."
	spans := []chat.Span{chat.T("✓ "), chat.B(head)}
	if i.Draft != "" {
		spans = append(spans, chat.T(" The postmortem: "), chat.Span{Text: i.Draft, Code: true}, chat.T("."))
	}
	then := " The channel is archived in a minute and stays readable. If it comes back: "
	reopen := "reopen " + i.Name() + " and what you see"
	return chat.Message{
		Text:  head + then + reopen,
		Parts: []chat.Part{chat.P(append(spans, chat.T(then), chat.Span{Text: reopen, Code: true})...)},
	}
}
