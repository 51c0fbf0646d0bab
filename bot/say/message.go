package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// taken is what a line says of the message that it was taken from, behind its
// words: its files, who marked it, and the way to it; and of the incident that it
// was said in, where that is another one.
func taken(e incident.Event) []chat.Span {
	var spans []chat.Span
	add := func(some ...chat.Span) {
		between := " ("
		if spans != nil {
			between = ", "
		}
		spans = append(append(spans, chat.T(between)), some...)
	}
	if from := e.Data.Moved; from != nil && e.Kind != incident.Retracted {
		add(chat.T(fmt.Sprintf("said in INC-%d, line %d", from.Number, from.Line)))
	}
	m := e.Data.Message
	if m == nil || e.Redacted {
		m = &incident.Message{}
	}
	for n, f := range m.Files {
		if n == mostFiles {
			add(chat.T(count(len(m.Files)-n, "more file", "more files")))
			break
		}
		add(chat.Span{Text: clip(f.Name, nameLength), URL: f.Link})
	}
	if by, ok := e.MarkedBy(); ok && !e.Redacted {
		add(chat.T("marked by "), person(by))
	}
	if m.Link != "" {
		words := "message"
		if m.Shortened {
			words = "the whole message"
		}
		add(chat.Span{Text: words, URL: m.Link})
	}
	if spans == nil {
		return nil
	}
	return append(spans, chat.T(")"))
}

// mostFiles is how many files of a message are named in its line.
const mostFiles = 3
