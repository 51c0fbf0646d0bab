package commands

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// theoryForm is a theory's number in front of what is said of it.
var theoryForm = regexp.MustCompile(`^[Tt](\d{1,4})(?:[:,.;]?\s+|[:,.;]?$)`)

// theoryRef reads a theory's number at the very beginning of a text, and what
// follows it.
func theoryRef(text string) (n int, rest string, ok bool) {
	m := theoryForm.FindStringSubmatch(text)
	if m == nil {
		return 0, text, false
	}
	n, err := strconv.Atoi(m[1])
	return n, strings.TrimSpace(text[len(m[0]):]), err == nil && n > 0
}

// pick is the theory that a text speaks of, and what the text says of it. A
// word of one theory finds it; where only one is open, it is meant. Where it
// cannot be told, it returns those to choose from.
func pick(i incident.Incident, text string) (t incident.Theory, rest string, among []incident.Theory) {
	open := i.TheoriesThat(incident.TheoryOpen)
	closed := slices.DeleteFunc(slices.Clone(i.Theories), incident.Theory.Open)
	for _, some := range [][]incident.Theory{open, closed} {
		switch best := nearest(some, text); len(best) {
		case 0:
		case 1:
			return best[0], after(best[0], text), nil
		default:
			return incident.Theory{}, text, best
		}
	}
	if len(open) == 1 {
		return open[0], text, nil
	}
	return incident.Theory{}, text, open
}

// nearest are the theories that share most with a text. The first word that
// names any of them decides, if it names one.
func nearest(some []incident.Theory, text string) []incident.Theory {
	for _, word := range incident.Telling(text) {
		with := slices.DeleteFunc(slices.Clone(some), func(t incident.Theory) bool { return len(t.Shares(word)) == 0 })
		if len(with) == 1 {
			return with
		}
		if len(with) > 0 {
			break
		}
	}
	most := 1
	var best []incident.Theory
	for _, t := range some {
		switch n := len(t.Shares(text)); {
		case n > most:
			most, best = n, []incident.Theory{t}
		case n == most:
			best = append(best, t)
		}
	}
	return best
}

// after is what a text says behind the words that only name the theory. What
// goes on as a sentence is kept whole: "the network is fine".
func after(t incident.Theory, text string) string {
	fields := strings.Fields(text)
	cut := 0
	for n, f := range fields {
		if len(t.Shares(f)) > 0 {
			cut = n + 1
		} else if len(incident.Telling(f)) > 0 {
			break
		}
	}
	rest := strings.Join(fields[cut:], " ")
	if cut == 0 || cut < len(fields) && slices.Contains([]string{"is", "are", "was", "were", "has", "have", "had"}, strings.ToLower(fields[cut])) {
		return text
	}
	return rest
}

// whichTheory lets one choose among theories. What was typed comes along with
// the press, or stands in the answer where a button cannot carry it.
func whichTheory(question, verb, text string, among []incident.Theory, more ...chat.Button) Reply {
	tail := text
	m := chat.Text(question)
	if len(text) > mostValue {
		tail = ""
		m.Parts = append(m.Parts, chat.Small(chat.T("You typed: "), code(text)))
		more = nil
	}
	var buttons []chat.Button
	for _, t := range slices.Backward(among) {
		if len(buttons)+len(more) == 3 {
			break
		}
		buttons = append(buttons, chat.Button{Label: clip(t.Name()+" "+t.Text, 60), Verb: verb, Value: strings.TrimSpace(t.Name() + " " + tail)})
	}
	m.Parts = append(m.Parts, chat.Buttons(append(buttons, more...)...))
	return Reply{Message: m}
}
