package slack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// entities are the three characters that Slack's markup is made of. Without
// them nothing from outside can mention anyone or make a link.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// typed turns what Slack delivers of a typed line back into what was typed.
// Mentions keep their own angle brackets.
var typed = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// escape is text for a field in which Slack expands entities and nothing else.
func escape(text string) string { return entities.Replace(text) }

// escaped is text that is at most so many characters long when it is escaped.
func escaped(text string, limit int) string {
	text = cut(text, limit)
	for utf8.RuneCountInString(escape(text)) > limit {
		text = cut(text, utf8.RuneCountInString(text)*9/10)
	}
	return escape(text)
}

// apart is put between a formatting character and its neighbour: it takes no
// room, and Slack formats only where such a character stands at a word's edge.
const apart = "\u200b"

// literal is text for a field in which Slack formats. Characters that could
// begin or end a style, a list or a quote are set apart from what they would
// act on; inside a word, as in haproxy_up, they act on nothing and are left
// alone, so that names can be copied.
func literal(text string) string {
	if !strings.ContainsAny(text, "*_~`:&<>") {
		return text
	}
	var b strings.Builder
	r := []rune(text)
	for n, c := range r {
		switch c {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			// At the beginning of a line even the escaped form would quote.
			if n == 0 || r[n-1] == '\n' {
				b.WriteString(apart)
			}
			b.WriteString("&gt;")
		case '*', '_', '~':
			if n > 0 && n+1 < len(r) && wordy(r[n-1]) && wordy(r[n+1]) {
				b.WriteRune(c)
				continue
			}
			b.WriteString(apart + string(c) + apart)
		case '`':
			b.WriteString(apart + "`" + apart)
		case ':':
			b.WriteRune(c)
			if n+1 < len(r) && (unicode.IsLetter(r[n+1]) || strings.ContainsRune("+-_", r[n+1])) {
				b.WriteString(apart) // It could begin an emoji.
			}
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// wordy reports whether a character belongs to a word.
func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
