package commands

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/spelling"
)

// mostValue is what a button can carry; a longer line is only given back.
const mostValue = 1900

// unknown answers a line that begins with no verb: with what it may have
// meant, and with the line itself, which is never lost. In an incident it is
// likelier a word on that one than another incident; elsewhere there is
// nothing to note it on. A single word that is a slip of the thumb is no title.
func (t *Table) unknown(ctx context.Context, req Request, line string) Reply {
	text := fmt.Sprintf("I did not know “%s”.", clip(req.Verb, 40))
	m := chat.Message{Text: text}
	spans := []chat.Span{chat.T("I did not know "), code(clip(req.Verb, 40)), chat.T(".")}
	hint := hintFor(strings.ToLower(req.Verb))
	if hint != "" {
		m.Text += " " + hint
		spans = append(spans, chat.T(" "+hint))
	}
	m.Parts = append(m.Parts, chat.P(spans...))

	var buttons []chat.Button
	add := func(label, verb, value string) {
		if _, known := t.byWord[verb]; known && len(buttons) < 3 && utf8.RuneCountInString(value) <= mostValue {
			buttons = append(buttons, chat.Button{Label: label, Verb: verb, Value: value})
		}
	}
	here := t.inside(ctx, req.Channel)
	if req.Mentioned && !here {
		// The message stands in the channel, so nothing of it is lost.
		return Reply{Message: chat.Text(text + " To see what I can do, type " + t.command + " help.")}
	}
	if here && isAction(line) {
		add("Log it as an action", "did", line)
	}
	near, slip := t.nearest(strings.ToLower(req.Verb))
	if slip {
		add(clip(strings.TrimSpace(near+" "+words(req.Text)), 60), near, req.Text)
	}
	if sev, is := incident.ParseSeverity(req.Verb); here && is {
		add("Set "+sev.String()+" here", "sev", line)
	}
	if req.Text != "" || !slip && hint == "" {
		if here {
			add("Note it here", "note", line)
		}
		add("Declare “"+clip(words(line), 50)+"”", "declare", line)
	}
	if len(buttons) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	m.Parts = append(m.Parts, chat.Small(chat.T("You typed: "), code(t.whole(line)), chat.T(" · all verbs: "), code(t.command+" help all")))
	return Reply{Message: m}
}

// hintFor is what to type for words that other tools know and this one does
// not.
func hintFor(word string) string {
	switch word {
	case "fixed", "over", "end", "finished":
		return "If it is over, type resolve and what fixed it; an action is logged with did."
	case "page", "invite", "join":
		return "Invite people with the chat's own words; I only keep the timeline."
	}
	return ""
}

// nearest is the verb that a word is a slip of the thumb away from.
func (t *Table) nearest(word string) (string, bool) {
	best, name := 3, ""
	if _, is := incident.ParseSeverity(word); is {
		return "", false
	}
	for _, c := range t.commands {
		if c.Press {
			continue
		}
		for _, known := range append([]string{c.Name}, c.Aliases...) {
			// Short words are a slip away from everything.
			if most := spelling.Slips(known); most > 0 {
				if d := spelling.Distance(word, known); d <= most && d < best {
					best, name = d, c.Name
				}
			}
		}
	}
	return name, name != ""
}
