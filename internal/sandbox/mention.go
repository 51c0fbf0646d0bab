package sandbox

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// mention is what can be typed after @, and what becomes of it.
type mention struct {
	name  string
	key   string // As in <key>.
	label string // What a command carries behind the key; empty for nothing.
}

// mentions are all that can be typed after @: people by name and by real name,
// user groups, and those who are called all at once.
func (w *Workspace) mentions() []mention {
	var all []mention
	for _, p := range w.people {
		all = append(all, mention{p.Name, "@" + p.ID, p.Name}, mention{p.RealName, "@" + p.ID, p.Name})
	}
	for _, g := range w.cfg.Groups {
		all = append(all, mention{g.Handle, "!subteam^" + g.ID, "@" + g.Handle})
	}
	for _, everyone := range []string{"here", "channel", "everyone"} {
		all = append(all, mention{everyone, "!" + everyone, ""})
	}
	return all
}

// goesOn finds that a name goes on behind its beginning, as in @ben-smith.
var goesOn = regexp.MustCompile(`^[._-]?[\p{L}\p{N}_]`)

// mentioned is the mention that a text begins with, in whatever case it is
// typed, and how many bytes of the text it takes; the longest if there are
// several. A user group always carries its handle, as one in a message does at
// Slack.
func (w *Workspace) mentioned(text string, named bool) (markup string, length int) {
	rest := strings.TrimPrefix(text, "@")
	for _, m := range w.mentions() {
		n := len(m.name)
		if n < length || n == 0 || n > len(rest) || !strings.EqualFold(rest[:n], m.name) || !utf8.ValidString(rest[:n]) || goesOn.MatchString(rest[n:]) {
			continue
		}
		if length > 0 && n+1 == length {
			continue // The first of that length.
		}
		length, markup = n+1, "<"+m.key+">"
		if m.label != "" && (named || strings.HasPrefix(m.key, "!")) {
			markup = "<" + m.key + "|" + m.label + ">"
		}
	}
	return markup, length
}
