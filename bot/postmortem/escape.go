package postmortem

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Texts from people and labels from metrics go into a page that others render,
// so nothing in them may format, link, close a table cell or look like one of
// our markers. Characters that some renderer reads before it looks at
// backslashes are written as entities; the rest gets a backslash.
const (
	slashed  = "*[]~$`#"
	entities = `<>&|\`
)

var entity = map[rune]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '|': "&#124;", '\\': "&#92;"}

// esc is plain text as Markdown that shows exactly that text, on one line.
func esc(text string) string {
	text = clean(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	runes := []rune(text)
	for n, r := range runes {
		switch {
		case strings.ContainsRune(entities, r):
			b.WriteString(entity[r])
		case strings.ContainsRune(slashed, r), r == '_' && !inWord(runes, n), n == 0 && (r == '-' || r == '+' || r == '='):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '@' && n > 0 && runes[n-1] != ' ':
			b.WriteString("&#64;") // Else an address becomes a link.
		case r == ':' && n+2 < len(runes) && runes[n+1] == '/' && runes[n+2] == '/':
			b.WriteString("&#58;") // Else renderers make a link of it.
		case r == '.' && (afterWWW(runes, n) || numbering(runes, n)), r == ')' && numbering(runes, n):
			b.WriteString(map[rune]string{'.': "&#46;", ')': "&#41;"}[r])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean is the text on one line, without what a reader cannot see and a
// renderer would act on, and with secrets masked: a draft leaves the house.
func clean(text string) string {
	text, _ = incident.Mask(incident.OneLine(text))
	return text
}

// inWord reports whether an underscore stands inside a word, where it formats
// nothing and a backslash would only be in the way.
func inWord(runes []rune, n int) bool {
	word := func(n int) bool {
		return n >= 0 && n < len(runes) && (unicode.IsLetter(runes[n]) || unicode.IsDigit(runes[n]))
	}
	return word(n-1) && word(n+1)
}

func afterWWW(runes []rune, n int) bool {
	return n >= 3 && strings.EqualFold(string(runes[n-3:n]), "www")
}

// numbering reports whether everything before n is digits, as in "1.": at the
// start of a line that would begin a list.
func numbering(runes []rune, n int) bool {
	if n == 0 || n > 9 {
		return false
	}
	for _, r := range runes[:n] {
		if r < '0' || r > '9' {
			return false
		}
	}
	return n+1 == len(runes) || runes[n+1] == ' '
}

// code is text as inline code that is safe in a table cell. Where the text
// holds what a code span in a cell cannot carry, it is an element instead.
func code(text string) string {
	text = clean(text)
	if text == "" {
		return ""
	}
	if strings.ContainsAny(text, "`|\\") || strings.Contains(text, "<!--") || strings.Contains(text, "-->") {
		return "<code>" + esc(text) + "</code>"
	}
	return "`" + text + "`"
}

// fence is a block of code whose text cannot end it. Each line is indented, so
// that none can pass for a marker.
func fence(text, indent string) string {
	text, _ = incident.Mask(incident.Visible(strings.ReplaceAll(text, "\t", "    ")))
	ticks := "```"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	var b strings.Builder
	b.WriteString(indent + ticks + "text\n")
	for line := range strings.Lines(text) {
		b.WriteString(indent + strings.TrimRight(line, "\n") + "\n")
	}
	b.WriteString(indent + ticks + "\n")
	return b.String()
}

// link is a link to a page of the web; anything else is shown as text, and so is
// one that has a name, a password or a token in its address.
func link(text, address string) string {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	_, secrets := incident.Mask(address)
	if err != nil || u.Host == "" || u.User != nil || secrets != nil || u.Scheme != "http" && u.Scheme != "https" {
		return esc(text)
	}
	safe := strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "|", "%7C", `\`, "%5C", " ", "%20", "`", "%60").Replace(u.String())
	return "[" + esc(text) + "](" + safe + ")"
}
