package say

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// paragraph is how many lines go into one part, well inside what a chat takes.
const paragraph = 10

// Page is how many lines a page of the timeline has: more would have to be
// scrolled past to the newest, which are last.
const Page = 40

// Timeline is a page of the incident's lines in the order in which they were
// recorded, the newest last, without the bookkeeping: those before line until,
// and the newest where it is 0. All is every line there is. Its times are in
// zone, UTC when nil; the number in front is the one that edit and undo take.
// Earlier is the until of the page before; 0 where there is none.
//
// A line stands there as it reads now. What it said before stands on the line
// of its edit.
func Timeline(i incident.Incident, events []incident.Event, zone *time.Location, until int64, all bool) (m chat.Message, earlier int64) {
	if zone == nil {
		zone = time.UTC
	}
	var shown []incident.Event
	total := 0
	for _, e := range incident.AsAmended(events) {
		if !e.Kind.Shown() {
			continue
		}
		total++
		if until == 0 || e.Seq < until {
			shown = append(shown, e)
		}
	}
	name, _ := i.DeclaredAt.In(zone).Zone()
	head := fmt.Sprintf("%s, %s, all times %s", i.Name(), count(total, "line", "lines"), name)
	if n := len(shown) - Page; n > 0 && !all {
		shown = shown[n:]
		earlier = shown[0].Seq
	}
	if len(shown) < total && len(shown) > 0 {
		head = fmt.Sprintf("%s, lines %d to %d, all times %s", i.Name(), shown[0].Seq, shown[len(shown)-1].Seq, name)
	}
	m = chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.B(head))}}
	for n := 0; n < len(shown); n += paragraph {
		var some [][]chat.Span
		for _, e := range shown[n:min(n+paragraph, len(shown))] {
			some = append(some, timelineLine(i, e, incident.BeforeEdit(events, e), zone))
		}
		m.Parts = append(m.Parts, chat.P(lines(some...)...))
	}
	m.Parts = append(m.Parts, chat.Small(chat.T("To mend a line: edit, its number and what is true. To take one back: undo and its number.")))
	return m, earlier
}

func timelineLine(i incident.Incident, e, was incident.Event, zone *time.Location) []chat.Span {
	spans := []chat.Span{chat.T(fmt.Sprintf("%d · %s · ", e.Seq, moment(e.Moment, i.DeclaredAt, zone))), person(e.Actor), chat.T(" ")}
	text := e.Text
	if e.Redacted && (text == "" || e.Kind != incident.EffectJudged) {
		text = incident.Tombstone
	}
	if i.Retracted[e.Seq] {
		spans = append(spans, chat.Span{Text: "(taken back)", Italic: true}, chat.T(" "))
	}
	if e.Kind == incident.Amended {
		return append(spans, amended(e, was, func(m incident.Moment) string { return moment(m, i.DeclaredAt, zone) })...)
	}
	spans = slices.Concat(spans, happened(e, text), taken(e))
	if _, edited := i.Edited(e.Seq); edited {
		spans = append(spans, chat.T(" "), chat.Span{Text: "(edited)", Italic: true})
	}
	return spans
}

// moment is a time of the timeline, without its zone, which the head has.
func moment(m incident.Moment, ref time.Time, zone *time.Location) string {
	when := m.At.In(zone).Format("15:04")
	if m.At.In(zone).Format(time.DateOnly) != ref.In(zone).Format(time.DateOnly) {
		when = m.At.In(zone).Format("2 Jan 15:04")
	}
	if m.Precision == incident.Approx || m.Precision == incident.Relative {
		when = "about " + when
	}
	return when
}

// Line is what one event says, its actor in front: "Ana did: added 4 replicas".
func Line(e incident.Event) []chat.Span {
	return slices.Concat([]chat.Span{person(e.Actor), chat.T(" ")}, happened(e, e.Text), taken(e))
}

// happened is what an event says, its actor in front.
func happened(e incident.Event, text string) []chat.Span {
	plain := func(s string) []chat.Span { return []chat.Span{chat.T(s)} }
	with := func(verb string) []chat.Span {
		if text == "" {
			return plain(verb)
		}
		return plain(verb + ": " + text)
	}
	switch e.Kind {
	case incident.Declared:
		return []chat.Span{chat.T("declared: "), chat.B(text)}
	case incident.Reported:
		return with("declared the same again" + withSeverity(e))
	case incident.HelpOffered:
		return with("can help")
	case incident.ServiceChanged:
		return with("set the service")
	case incident.SeverityChanged:
		return with("set the severity")
	case incident.LeadChanged:
		return plain("made " + text + " the lead")
	case incident.Offered, incident.HandedOver, incident.OfferDropped, incident.RoleChanged:
		return passed(e, text)
	case incident.Noted:
		return with("noted")
	case incident.Acted:
		return []chat.Span{chat.T("did: "), chat.B(text)}
	case incident.Theorised, incident.RuledOut, incident.Found, incident.Kept, incident.Nudged:
		return theorised(e, text)
	case incident.Decided:
		return []chat.Span{chat.T("decided: "), chat.B(text)}
	case incident.Tasked, incident.TaskDone:
		return tasked(e, text)
	case incident.ActionRunning:
		return with("said that it is still running")
	case incident.ActionDone:
		return with("finished")
	case incident.Overruled:
		over := ""
		if e.Data.Measured != "" {
			over = " (the metric says " + e.Data.Measured + ")"
		}
		return append(with(fmt.Sprintf("overruled %s: %s", e.Data.Check, answerWord(e.Data.Outcome))), chat.T(over))
	case incident.Answered:
		if e.Data.Outcome == "" {
			return with("answered " + e.Data.Check)
		}
		return with(fmt.Sprintf("answered %s %s", e.Data.Check, answerWord(e.Data.Outcome)))
	case incident.Taken:
		return with("is on it")
	case incident.MetricAsked:
		return with("asked for")
	case incident.MetricShown:
		return with("measured")
	case incident.CheckAsked:
		return plain("asked for " + e.Data.Check)
	case incident.ImpactBegan:
		return with("said that customers first felt it then")
	case incident.ImpactEnded:
		return with("said that customers stopped feeling it then")
	case incident.Told:
		return told(e, text)
	case incident.Mitigated:
		return with("mitigated it")
	case incident.Resolved:
		return with("resolved it")
	case incident.Excused:
		return with("said why what still fails is fine")
	case incident.CalledOff:
		return with("called it off")
	case incident.Merged:
		if e.Data.Other != nil {
			return []chat.Span{chat.T("said that it is the same as " + text + ": "), there(*e.Data.Other)}
		}
		return with("said that it is the same as")
	case incident.DuplicateFound, incident.DuplicateGone:
		return doubled(e, text)
	case incident.Closed:
		return plain("closed it")
	case incident.Reopened:
		if e.Data.Status == incident.IsMitigated {
			return with("put it back to mitigated")
		}
		return with("reopened it")
	case incident.Amended:
		return with(fmt.Sprintf("edited line %d", e.Data.Action))
	case incident.Retracted:
		if to := e.Data.Moved; to != nil {
			return plain(fmt.Sprintf("moved line %d to INC-%d, where it is line %d", e.Data.Action, to.Number, to.Line))
		}
		return plain(fmt.Sprintf("took back line %d", e.Data.Action))
	case incident.Judged:
		return judged(e)
	case incident.EffectJudged:
		if e.Data.Effect == nil {
			return with("looked at")
		}
		return plain(fmt.Sprintf("looked at “%s”: %s", text, soFar(incident.Incident{}, incident.Action{Effect: e.Data.Effect})))
	case incident.CapacityCounted:
		if e.Data.Capacity == nil {
			return with("counted")
		}
		return plain(fmt.Sprintf("counted “%s”: %s", text, stagesShort(*e.Data.Capacity)))
	case incident.Redacted:
		return with(fmt.Sprintf("redacted line %d", e.Data.Action))
	case incident.Refused:
		return with("was refused")
	case incident.MadePrivate:
		return with("made it private")
	case incident.ChannelClosed:
		return plain("saw that the channel is private now")
	case incident.ChannelOpened:
		return plain("opened #" + text)
	case incident.LookedBack:
		return with("looked back over")
	case incident.Surveyed:
		return with("looked at all services")
	case incident.Drafted:
		return with("wrote the draft")
	case incident.GaveUp:
		return plain("could not " + e.Data.Name + ": " + text)
	case incident.Read, incident.Posted, incident.StepDone, incident.Marked, incident.Unmarked, incident.Joined, incident.Left, incident.Shared, incident.NeighbourFound, incident.NeighbourGone, incident.ChannelRenamed, incident.ChannelLost, incident.ChannelBack:
		return nil
	default:
		return with(string(e.Kind))
	}
}

// withSeverity is how bad somebody said that it is, if they did.
func withSeverity(e incident.Event) string {
	if e.Data.Severity == nil {
		return ""
	}
	return ", as " + e.Data.Severity.String()
}

// told is what people outside were told, and when they were to hear next.
func told(e incident.Event, text string) []chat.Span {
	switch next := e.Data.Next; {
	case next.IsZero():
		return []chat.Span{chat.T("told others: " + text)}
	case text == "":
		return []chat.Span{chat.T("promised others the next word for " + clock(next, e.At))}
	default:
		return []chat.Span{chat.T("told others: " + sentence(text) + " Next word " + clock(next, e.At))}
	}
}

// passed is who was to have the lead or another part, and has it.
func passed(e incident.Event, text string) []chat.Span {
	to := incident.Actor{}
	if e.Data.Person != nil {
		to = *e.Data.Person
	}
	switch {
	case e.Kind == incident.Offered:
		return []chat.Span{chat.T("offered the lead to "), person(to), chat.T(". " + text)}
	case e.Kind == incident.HandedOver:
		return []chat.Span{chat.T("has the lead, " + text)}
	case e.Kind == incident.OfferDropped && e.Actor.ID == to.ID:
		return []chat.Span{chat.T("declined the lead")}
	case e.Kind == incident.OfferDropped:
		return []chat.Span{chat.T("withdrew the offer of the lead to "), person(to)}
	case to.IsZero():
		return []chat.Span{chat.T("said that nobody does " + string(e.Data.Role))}
	}
	return []chat.Span{chat.T("said who does " + string(e.Data.Role) + ": "), person(to)}
}

// doubled is that another incident is this one, or is not after all, with the
// way there.
func doubled(e incident.Event, text string) []chat.Span {
	said := "said that " + text + " is the same as this one"
	if e.Kind == incident.DuplicateGone {
		said = "said that " + text + " is another one after all"
	}
	if e.Data.Other == nil {
		return []chat.Span{chat.T(said)}
	}
	return []chat.Span{chat.T(said + ": "), there(*e.Data.Other)}
}

// judged is a verdict in a line.
func judged(e incident.Event) []chat.Span {
	v := e.Data.Verdict
	if v == nil {
		return []chat.Span{chat.T(e.Text)}
	}
	switch v.Outcome {
	case incident.Fail:
		return []chat.Span{chat.T("found "), chat.B("✗ FAIL"), chat.T(" · " + v.Ask + " " + answer(*v))}
	case incident.Pass:
		return []chat.Span{chat.T("found ✓ pass · " + v.Ask + " " + answer(*v))}
	case incident.Shown:
		said := v.Say
		if said == "" {
			said = v.Short
		}
		return []chat.Span{chat.T("looked · " + v.Ask + " " + sentence(said))}
	default:
		return []chat.Span{chat.T("found ? can't tell · " + v.Ask + " " + sentence(v.Detail))}
	}
}

func answerWord(o incident.Outcome) string {
	switch o {
	case incident.Pass:
		return "ok"
	case incident.Fail:
		return "bad"
	default:
		return "can't tell"
	}
}
