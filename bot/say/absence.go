package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mostMeanwhile is how many lines of what happened meanwhile are told one by one.
const mostMeanwhile = 6

// channelOf is the incident's channel, as a link that follows its name. Nothing
// leads to one that is gone.
func channelOf(i incident.Incident) chat.Span {
	if a, is := i.Away(); is && a.Why == incident.LossGone {
		return chat.T("#" + i.ChannelName)
	}
	return chat.Span{Text: "#" + i.ChannelName, Here: string(i.Channel)}
}

// lost is what became of the channel, as a clause with who saw to it.
func lost(a incident.Absence) []chat.Span {
	known := !a.By.IsBot() && !a.By.IsZero()
	switch {
	case a.Cause == incident.LossArchived && known:
		return []chat.Span{person(a.By), chat.T(" archived it")}
	case a.Cause == incident.LossArchived:
		return []chat.Span{chat.T("it was archived")}
	case a.Cause == incident.LossGone:
		return []chat.Span{chat.T("it was deleted, or made private without me")}
	case known:
		return []chat.Span{person(a.By), chat.T(" took me out of it")}
	}
	return []chat.Span{chat.T("I am not in it any more")}
}

// mend is how a person brings me back into the channel.
func mend(i incident.Incident, a incident.Absence) string {
	switch {
	case a.Why == incident.LossArchived && i.ChannelPrivate:
		return "Open it, unarchive it there, then type /invite @sitrep in it."
	case a.Why == incident.LossArchived:
		return "Open it and unarchive it there: I come back by myself."
	case a.Why == incident.LossGone:
		return "If it is still there, type /invite @sitrep in it. A deleted channel cannot be brought back."
	}
	return "Type /invite @sitrep in it."
}

// away is the line of board and status that says why nothing is posted. It is
// read where people ask me from elsewhere.
func away(i incident.Incident, at time.Time) []chat.Part {
	a, is := i.Away()
	if !is {
		return nil
	}
	spans := []chat.Span{chat.B("I cannot post in "), channelOf(i), chat.B(":"), chat.T(" ")}
	spans = append(append(spans, lost(a)...), chat.T(", "+clock(a.From, at)+". "+mend(i, a)))
	return []chat.Part{chat.P(spans...)}
}

// outOf is the state of a channel behind its name in a list.
func outOf(i incident.Incident) []chat.Span {
	a, is := i.Away()
	switch {
	case !is:
		return nil
	case a.Why == incident.LossArchived:
		return text(" (archived)")
	case a.Why == incident.LossGone:
		return text(" (gone)")
	}
	return text(" (I am not in it)")
}

// ChannelLost tells the lead that the channel of an open incident is lost, how to
// bring it back and how to go on without it.
func ChannelLost(i incident.Incident, at time.Time) (chat.Message, bool) {
	a, is := i.Away()
	if !is || !i.Open() {
		return chat.Message{}, false
	}
	head := fmt.Sprintf("%s is open, and I cannot post in its channel.", i.Name())
	why := append([]chat.Span{channelOf(i), chat.T(": ")}, lost(a)...)
	why = append(why, chat.T(", "+clock(a.From, at)+". "+mend(i, a)))
	number := strings.ToLower(i.Name())
	return chat.Message{
		Text: head + " " + plain(why),
		Parts: []chat.Part{
			chat.P(chat.B(head)),
			chat.P(why...),
			chat.P(
				chat.T("Until then I keep on measuring, and you can type from anywhere: "),
				chat.Span{Text: number + " did restarted api", Code: true},
				chat.T(". "), chat.Span{Text: number + " status", Code: true}, chat.T(" shows the board."),
			),
		},
	}, true
}

// returned says, once, that nothing was posted for a while, and what happened
// meanwhile.
func returned(i incident.Incident, seq int64) (chat.Message, bool) {
	a, ok := i.Return(seq)
	if !ok {
		return chat.Message{}, false
	}
	head := "I am back in this channel."
	when := fmt.Sprintf(" I could post nothing here from %s to %s: ", clock(a.From, i.DeclaredAt), clock(a.To, i.DeclaredAt))
	why := append([]chat.Span{chat.B(head), chat.T(when)}, lost(a)...)
	why = append(why, chat.T("."))
	m := chat.Message{Text: plain(why), Parts: []chat.Part{chat.P(why...)}}
	all := during(i, a)
	if len(all) == 0 {
		m.Parts = append(m.Parts, chat.Small(chat.T("Nothing else happened meanwhile. The board is up to date.")))
		return m, true
	}
	more := ""
	if n := len(all) - mostMeanwhile; n > 0 {
		all, more = all[:mostMeanwhile], fmt.Sprintf("%s, for all of them type timeline. ", count(n, "more line", "more lines"))
	}
	m.Parts = append(m.Parts, chat.P(lines(append([][]chat.Span{{chat.B("Meanwhile:")}}, all...)...)...))
	m.Parts = append(m.Parts, chat.Small(chat.T(more+"The board is up to date.")))
	return m, true
}

// during is what stands on record from the time of an absence, a line each:
// what was done, thought and told first, then what was measured.
func during(i incident.Incident, a incident.Absence) [][]chat.Span {
	// Where we found out late, what was said before has no message of its own.
	in := func(seq int64, subject string) bool {
		_, posted := i.Posts[subject]
		return seq < a.Ended && (seq > a.Began || !posted)
	}
	var all [][]chat.Span
	line := func(at time.Time, said string) {
		all = append(all, []chat.Span{chat.T(clock(at, i.DeclaredAt) + " " + said)})
	}
	for _, act := range i.Actions {
		if in(act.Seq, incident.ActionSubject(act.Seq)) {
			line(act.At, "done: "+brief(act.Text, nameLength))
		}
	}
	for _, t := range i.Theories {
		if in(t.Seq, incident.TheorySubject(t.Seq)) {
			line(t.At, "thought: "+t.Name()+" "+brief(t.Text, nameLength))
		}
	}
	for _, u := range i.Updates {
		if in(u.Seq, incident.UpdateSubject(u.Seq)) && u.Text != "" && u.WithdrawnAt.IsZero() {
			line(u.At, "told others: "+brief(u.Text, nameLength))
		}
	}
	for _, c := range i.Checks {
		if c.Seq > a.Began && c.Seq < a.Ended && !c.Human {
			line(c.At, outcomeWord(c.Outcome)+": "+c.Ask)
		}
	}
	return all
}
