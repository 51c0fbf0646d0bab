package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Greeting tells somebody who has just come into the channel, and nobody else,
// where it stands and what they can do.
func Greeting(i incident.Incident, at time.Time) chat.Message {
	if !i.Open() {
		head := "You joined " + i.Name() + "."
		then := " It is over: " + howEnded(i, at) + "."
		return chat.Message{Text: head + then, Parts: []chat.Part{chat.P(chat.B(head), chat.T(then))}}
	}
	head := fmt.Sprintf("You joined %s at minute %d.", i.Name(), int(at.Sub(i.DeclaredAt).Minutes()))
	spans := []chat.Span{chat.B(head), chat.T(" " + whatAndSince(i) + " ")}
	spans = append(spans, worstAndWho(i, at)...)
	if moved := movedSoFar(i); moved != "" {
		spans = append(spans, chat.T(" "+moved))
	}
	spans = append(spans, chat.T(" Lead "), person(i.Lead))
	if p, ok := i.Promised(); ok {
		spans = append(spans, chat.T(", next word "+clock(p.Next, i.DeclaredAt)))
	}
	spans = append(spans, chat.T("."))
	var buttons []chat.Button
	if p, ok := i.Posts[incident.AnnouncementSubject]; ok && p.Channel != i.Channel {
		buttons = append(buttons, chat.Button{Label: "Only follow updates", Verb: "follow"})
	}
	buttons = append(buttons, chat.Button{Label: "I can help", Verb: "canhelp"})
	return chat.Message{Text: plain(spans), Parts: []chat.Part{chat.P(spans...), chat.Buttons(buttons...)}}
}

// whatAndSince is how bad it is, what, and since when: as the metrics show it,
// else since it was declared.
func whatAndSince(i incident.Incident) string {
	what := brief(clause(i.Title), nameLength)
	if i.Severity != incident.NotSet {
		what = i.Severity.String() + ", " + what
	}
	since := "declared " + clock(i.DeclaredAt, i.DeclaredAt)
	if failing := byPath(i.Failing()); len(failing) > 0 && !failing[0].ByPerson() && !failing[0].Since.IsZero() && !failing[0].SinceAtLeast {
		since = "since " + clock(failing[0].Since, i.DeclaredAt)
	}
	return what + ", " + since + "."
}

// worstAndWho is what fails first on the path and who is on it.
func worstAndWho(i incident.Incident, at time.Time) []chat.Span {
	failing := byPath(i.Failing())
	if len(failing) == 0 {
		return text(sentence(gist(i, at)))
	}
	c := failing[0]
	if c.Owner.IsZero() {
		return text(capital(shortOf(c)) + ", nobody on it.")
	}
	return []chat.Span{chat.T(capital(shortOf(c)) + ", "), person(c.Owner), chat.T(" on it.")}
}

// movedSoFar is how many actions moved something, and how many nothing.
func movedSoFar(i incident.Incident) string {
	moved, nothing := 0, 0
	for _, a := range i.Actions {
		switch {
		case a.Effect == nil:
		case a.Effect.Outcome == incident.NothingYet:
			nothing++
		case a.Effect.Outcome == incident.Moved || a.Effect.Outcome == incident.MostOfIt:
			moved++
		}
	}
	say := func(n int, what string) string {
		if n == 1 {
			return "One action moved " + what + "."
		}
		return capital(few(n)) + " actions moved " + what + "."
	}
	var said []string
	if nothing > 0 {
		said = append(said, say(nothing, "nothing"))
	}
	if moved > 0 {
		said = append(said, say(moved, "something"))
	}
	return strings.Join(said, " ")
}

// mostHelpers is how many of those who can help are named.
const mostHelpers = 6

// canHelp names those who can help, for the board.
func canHelp(i incident.Incident) []chat.Part {
	if !i.Open() || len(i.Helpers) == 0 {
		return nil
	}
	return []chat.Part{chat.P(append([]chat.Span{chat.B("Can help:"), chat.T(" ")}, helpers(i.Helpers)...)...)}
}

// Offers tells the lead alone who can help.
func Offers(i incident.Incident, fresh []incident.Helper) chat.Message {
	spans := append([]chat.Span{chat.B(i.Name() + ":"), chat.T(" can help: ")}, helpers(fresh)...)
	spans = append(spans, chat.T(" The board names them, so that you can ask whom you need. "), chat.Span{Text: "#" + i.ChannelName, Here: string(i.Channel)})
	return chat.Message{Text: plain(spans), Parts: []chat.Part{chat.P(spans...)}}
}

// helpers are people with what they can do, in one line.
func helpers(all []incident.Helper) []chat.Span {
	var spans []chat.Span
	for n, h := range all {
		if n == mostHelpers {
			spans = append(spans, chat.T(fmt.Sprintf(" and %d more", len(all)-n)))
			break
		}
		if n > 0 {
			spans = append(spans, chat.T(", "))
		}
		spans = append(spans, person(h.By))
		if h.With != "" {
			spans = append(spans, chat.T(" ("+clause(brief(h.With, nameLength))+")"))
		}
	}
	return append(spans, chat.T("."))
}
