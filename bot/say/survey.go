package say

import (
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mostOffered is how many services are offered as buttons.
const mostOffered = 3

// survey is the message that asks for the service and says which it may be.
// Once it is known, the message says which it is and asks no more.
func survey(i incident.Incident) (chat.Message, bool) {
	s := i.Surveyed
	if s == nil {
		return chat.Message{}, false
	}
	if i.Service != "" || !i.Open() {
		m := chat.Message{Text: "It is about " + orNobody(i.Service) + "."}
		m.Parts = []chat.Part{chat.P(lines(
			[]chat.Span{chat.T("It is about "), {Text: orNobody(i.Service), Italic: true}, chat.T(".")},
			text("Looked at "+clock(s.At, i.DeclaredAt)+": "+rollCall(*s)),
		)...)}
		return m, true
	}
	m := chat.Message{Text: plain(question(*s, 1))}
	if len(s.Worst) == 0 {
		m.Text = brief(m.Text+" "+rollCall(*s), lockScreen)
	}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(question(*s, len(s.Worst)), text(rollCall(*s)))...)...))
	m.Parts = append(m.Parts, chat.Buttons(offered(i, mostOffered)...))
	return m, true
}

// whichService is the same in the few words of a lock screen.
func whichService(i incident.Incident) []chat.Span {
	if i.Surveyed == nil || len(i.Surveyed.Worst) == 0 {
		return []chat.Span{chat.T("Which service?")}
	}
	w := i.Surveyed.Worst[0]
	return []chat.Span{chat.T("Which service? " + brief(w.Service, 30) + " " + w.Words())}
}

// unnamed is the board's part of it: the worst one and the way to all.
func unnamed(i incident.Incident, buttons *[]chat.Button) []chat.Span {
	choose := chat.Button{Label: "Which service?", Verb: "service", Value: serviceValue(i, ""), Primary: true}
	if i.Surveyed == nil {
		*buttons = append(*buttons, choose)
		return []chat.Span{chat.T("I do not know the service, so I ask nothing yet.")}
	}
	if len(i.Surveyed.Worst) > 0 && len(*buttons) == 0 {
		worst := serviceButton(i, i.Surveyed.Worst[0].Service)
		worst.Primary, choose.Primary, choose.Label = true, false, "Other service"
		*buttons = append(*buttons, worst)
	}
	*buttons = append(*buttons, choose)
	return lines(question(*i.Surveyed, len(i.Surveyed.Worst)), text(rollCall(*i.Surveyed)))
}

// question asks for the service and names the first few that lack members.
func question(s incident.Survey, few int) []chat.Span {
	spans := []chat.Span{chat.B("Which service?")}
	if len(s.Worst) == 0 || few == 0 {
		return spans
	}
	spans = append(spans, chat.T(" Worst so far: "))
	for n, w := range s.Worst[:min(few, len(s.Worst))] {
		if n > 0 {
			spans = append(spans, chat.T(", "))
		}
		words := w.Words()
		if n > 0 {
			words = strings.TrimSuffix(words, " members")
		}
		spans = append(spans, chat.Span{Text: brief(w.Service, nameLength), Italic: true}, chat.T(" "+words))
	}
	return append(spans, chat.T("."))
}

// rollCall says how all services stand. It is never green: what could not be
// told is counted as that, and members are not the whole of it.
func rollCall(s incident.Survey) string {
	switch {
	case s.Blind == s.Looked && len(s.Worst) == 0:
		return strings.TrimSpace(fmt.Sprintf("I can't tell for any of the %d. %s", s.Looked, sentence(s.Why)))
	case s.Short == 0 && s.Blind == 0 && s.Looked == 1:
		return "The one there is has its members. That says nothing about the rest."
	case s.Short == 0 && s.Blind == 0:
		return fmt.Sprintf("All %d have their members. That says nothing about the rest.", s.Looked)
	}
	text := fmt.Sprintf("%d of %d have their members", s.Whole, s.Looked)
	if s.Blind > 0 {
		text += fmt.Sprintf(", %d can't be told", s.Blind)
	}
	if s.Short == 0 {
		return text + ". That says nothing about the rest."
	}
	return text + "."
}

// openedUnnamed leads the declarer to the channel and asks for the service.
func openedUnnamed(i incident.Incident, here chat.Span) chat.Message {
	return chat.Message{
		Text: "#" + i.ChannelName + " is open. " + plain(whichService(i)),
		Parts: []chat.Part{
			chat.P(lines(append([]chat.Span{here, chat.T(" is open. ")}, question(*i.Surveyed, len(i.Surveyed.Worst))...), text(rollCall(*i.Surveyed)))...),
			chat.Buttons(offered(i, mostOffered)...),
		},
	}
}

// offered are buttons for the worst few services, and the way to all where
// there is room.
func offered(i incident.Incident, room int) []chat.Button {
	var buttons []chat.Button
	for n, w := range i.Surveyed.Worst {
		if n == room {
			return buttons
		}
		buttons = append(buttons, serviceButton(i, w.Service))
	}
	switch len(buttons) {
	case room:
	case 0:
		buttons = append(buttons, chat.Button{Label: "Which service?", Verb: "service", Value: serviceValue(i, ""), Primary: true})
	default:
		buttons = append(buttons, chat.Button{Label: "Other…", Verb: "service", Value: serviceValue(i, ""), Ask: true})
	}
	return buttons
}

func serviceButton(i incident.Incident, service string) chat.Button {
	return chat.Button{Label: brief(service, 75), Verb: "service", Value: serviceValue(i, service)}
}

// lookedAt is the board's last line where nothing but the services was read:
// nothing is read again before the service is known.
func lookedAt(s incident.Survey, i incident.Incident) []chat.Span {
	return []chat.Span{chat.T("All services were looked at " + clock(s.At, i.DeclaredAt) + ". I go on reading when I know which it is.")}
}

func orNobody(service string) string {
	if service == "" {
		return "a service that nobody named"
	}
	return service
}
