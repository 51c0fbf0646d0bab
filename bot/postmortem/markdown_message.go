package postmortem

import (
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// taken is what a row says of the message that it was taken from: its files,
// who marked it, and the way to it. Files are named and not copied: who may see
// them is for the chat to say.
func taken(r Row) string {
	m := r.Message
	if m == nil {
		return ""
	}
	var parts []string
	for _, f := range m.Files {
		parts = append(parts, link(short(clean(f.Name), longestName), f.Link))
	}
	if by, ok := (incident.Event{Actor: r.Who, Data: incident.Data{Message: m}}).MarkedBy(); ok {
		parts = append(parts, "marked by "+esc(firstOf(by.Name, by.ID)))
	}
	if m.Link != "" {
		words := "message"
		if m.Shortened {
			words = "the whole message"
		}
		parts = append(parts, link(words, m.Link))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// longestName is how much of a file's name stands in a row.
const longestName = 80
