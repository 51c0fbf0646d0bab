package say

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Declared is the answer to whoever declared the incident, at once: that it is
// kept, and what comes next. Where the service is not known it asks for it;
// services are those to choose from, the likeliest first. Place is that of its
// channel among those that are waiting to be opened, from 1.
func Declared(i incident.Incident, place int, services ...string) chat.Message {
	m := chat.Message{Text: i.Name() + " is open and saved."}
	if i.Private {
		m.Text = i.Name() + " is open in private and saved."
	}
	head := []chat.Span{chat.B(m.Text), chat.T(" " + i.Severity.String() + " · " + brief(i.Title, headLength))}
	if i.Service == "" {
		m.Text += " Which service?"
		m.Parts = append(m.Parts, chat.P(append(head, chat.T(". Which service?"))...))
		m.Parts = append(m.Parts, chat.Buttons(serviceButtons(i, services...)...))
		m.Parts = append(m.Parts, chat.P(lines(nonEmpty(text(onItsWay(place)+meanwhile(len(services))), hushed(i))...)...))
		return trimmed(m)
	}
	m.Text += " First answers are on their way."
	m.Parts = append(m.Parts,
		chat.P(lines(nonEmpty(
			append(head, chat.T(" · service "), chat.Span{Text: i.Service, Italic: true}, chat.T(fromTitle(i))),
			text(onItsWay(place)+firstAnswers(place)),
			hushed(i),
		)...)...))
	var buttons []chat.Button
	if len(services) > 1 {
		buttons = append(buttons, chat.Button{Label: "Other service", Verb: "service", Value: serviceValue(i, "")})
	}
	m.Parts = append(m.Parts, chat.Buttons(append(buttons, chat.Button{Label: "Not real: call it off", Verb: "calloff", Value: i.Name()})...))
	return m
}

// Slack lets an app open about so many channels in a minute. It is said only
// where more than a few wait: nobody notices the difference before.
const (
	channelsAMinute = 20
	fewWait         = 3
)

// onItsWay is how long the channel takes, without its full stop.
func onItsWay(place int) string {
	if place <= fewWait {
		return "Your channel is on its way"
	}
	wait := time.Duration(place) * time.Minute / channelsAMinute
	about := fmt.Sprintf("%d minutes", (wait+30*time.Second)/time.Minute)
	if wait <= 90*time.Second {
		about = fmt.Sprintf("%d seconds", (wait+9*time.Second)/(10*time.Second)*10)
	}
	return fmt.Sprintf("Slack lets me open about %d channels a minute; yours is %s, about %s", channelsAMinute, ordinal(place), about)
}

// firstAnswers is when they come after the channel.
func firstAnswers(place int) string {
	if place <= fewWait {
		return "; first answers about 10 seconds after it."
	}
	return ". First answers about 10 seconds after it."
}

// ordinal is a place in a queue: 1st, 2nd, 11th.
func ordinal(n int) string {
	switch {
	case n%100/10 == 1:
	case n%10 == 1:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// meanwhile is what goes on while nobody has named one of so many services.
func meanwhile(services int) string {
	if services < 2 {
		return ". I ask my questions as soon as I know the service."
	}
	return fmt.Sprintf(". Meanwhile I look at all %d.", services)
}

// fromTitle says where the service was found, so that a wrong guess is seen.
func fromTitle(i incident.Incident) string {
	for _, w := range strings.FieldsFunc(i.Title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) {
		if strings.EqualFold(w, i.Service) {
			return " (from your title)"
		}
	}
	return ""
}

// Opened replaces that answer once the channel exists, and leads there.
func Opened(i incident.Incident) chat.Message {
	here := chat.Span{Text: "#" + i.ChannelName, Here: string(i.Channel), Bold: true}
	t := tallyOf(i)
	switch {
	case !i.Open():
		head := " is " + howEnded(i, i.DeclaredAt) + "."
		return chat.Message{Text: i.Name() + head, Parts: []chat.Part{chat.P(here, chat.T(head))}}
	case i.Service == "" && i.Surveyed != nil:
		return openedUnnamed(i, here)
	case i.Service == "":
		return chat.Message{
			Text: "#" + i.ChannelName + " is open. Which service?",
			Parts: []chat.Part{
				chat.P(here, chat.T(" is open. Which service? I ask my questions as soon as I know.")),
				chat.Buttons(chat.Button{Label: "Which service?", Verb: "service", Value: serviceValue(i, ""), Primary: true}),
			},
		}
	case t.asked() == 0:
		return chat.Message{
			Text:  "#" + i.ChannelName + " is open, first answers in about 10 seconds.",
			Parts: []chat.Part{chat.P(here, chat.T(" is open. First answers there in about 10 seconds."))},
		}
	}
	spans := []chat.Span{here, chat.T(" · I asked " + count(t.asked(), "question", "questions") + ": ")}
	spans = append(spans, outcomes(t)...)
	return chat.Message{Text: plain(spans), Parts: []chat.Part{chat.P(spans...)}}
}

// outcomes is how the questions were answered, the bad ones first.
func outcomes(t tally) []chat.Span {
	var spans []chat.Span
	add := func(n int, words string, bold bool) {
		if n == 0 {
			return
		}
		if len(spans) > 0 {
			spans = append(spans, chat.T(", "))
		}
		spans = append(spans, chat.Span{Text: fmt.Sprintf("%d %s", n, words), Bold: bold})
	}
	add(t.fail, "no", true)
	add(t.pass, "yes", false)
	add(t.unknown, "can't tell", false)
	add(t.overruled, "overruled", false)
	add(t.shown, "listed", false)
	return append(spans, chat.T("."))
}

// serviceButtons let a person say which service the incident is about: at most
// two of them and the way to all.
func serviceButtons(i incident.Incident, services ...string) []chat.Button {
	var buttons []chat.Button
	for n, s := range services {
		if n == 2 && len(services) > 3 {
			break
		}
		buttons = append(buttons, chat.Button{Label: s, Verb: "service", Value: serviceValue(i, s)})
	}
	if len(buttons) < len(services) {
		buttons = append(buttons, chat.Button{Label: "Other…", Verb: "service", Value: serviceValue(i, ""), Ask: true})
	}
	return buttons
}

// serviceValue is the value of a button that sets the service: the incident's
// key, because the press may come from outside its channel, and the service.
func serviceValue(i incident.Incident, service string) string {
	v := strconv.FormatInt(int64(i.ID), 10)
	if service != "" {
		v += " " + service
	}
	return v
}
