package commands

import (
	"strings"
	"unicode"
)

// fence is what people put around code. PromQL has backticks inside a query
// only, around a text.
const fence = "`"

// mendQuery is a query as the person meant it: a phone's quotes, dashes and
// spaces straightened, a chat's escapes and fences taken off. What stands inside
// a label's value stays as it was typed, because there it means something.
func mendQuery(raw string) string {
	raw = replaceRef(linkRef, raw, func(url, label string) string { return or(label, url) })
	text := strings.TrimSpace(unescape.Replace(raw))
	text = unwrapped(unfenced(text))
	return strings.TrimRight(straightQuery(text), ".,;:!? ")
}

// unfenced takes a code span or fence off the beginning of a line; what follows
// it, such as a range, stays.
func unfenced(text string) string {
	for _, f := range []string{"```", fence} {
		rest, ok := strings.CutPrefix(text, f)
		if !ok {
			continue
		}
		if n := strings.LastIndex(rest, f); n >= 0 {
			return strings.TrimSpace(rest[:n]) + " " + strings.TrimSpace(rest[n+len(f):])
		}
		return strings.TrimSpace(rest)
	}
	if strings.Count(text, fence)%2 == 1 { // The verb stood inside the span, too.
		return strings.TrimSuffix(text, fence)
	}
	return text
}

// closers are the quotes that end a text which a quote begins. Phones and
// languages pair them in more ways than one.
func closers(open rune) string {
	switch open {
	case '“', '”', '„', '«', '»':
		return `”“«»"`
	case '‘', '’', '‚':
		return `’‘'`
	}
	return string(open)
}

// unwrapped takes quotes off that stand around the whole query: a query never
// begins with a text.
func unwrapped(text string) string {
	runes := []rune(text)
	if len(runes) < 2 || !strings.ContainsRune("\"'“”„«»‘’‚", runes[0]) {
		return text
	}
	ends := closers(runes[0]) + "”“\"’'"
	last := strings.LastIndexAny(text, ends)
	first := len(string(runes[0]))
	if last < first {
		return text[first:]
	}
	end := last + len(string([]rune(text[last:])[0]))
	if rest := text[end:]; rest != "" && !unicode.IsSpace([]rune(rest)[0]) {
		return text // It stands around a part, and is for the parser to see.
	}
	return strings.TrimSpace(text[first:last]) + text[end:]
}

// straightQuery straightens quotes, dashes and spaces between the texts of a
// query, and the quotes that begin and end a text.
func straightQuery(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for n := 0; n < len(runes); n++ {
		r := runes[n]
		switch {
		case strings.ContainsRune("\"'`“”„«»‘’‚", r):
			n = writeText(&b, runes, n)
		case strings.ContainsRune("–—−‑", r):
			b.WriteByte('-')
		case strings.ContainsRune("\u200b\ufeff\u200d", r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// writeText writes a quoted text that begins at n, and returns where it ends.
// What is in it stays, but for what would end it too early.
func writeText(b *strings.Builder, runes []rune, n int) int {
	open, ends := runes[n], closers(runes[n])
	quote := open
	switch {
	case strings.ContainsRune("“”„«»", open):
		quote = '"'
	case strings.ContainsRune("‘’‚", open):
		quote = '\''
	}
	if !strings.ContainsRune(string(runes[n+1:]), open) && (open == '"' || open == '\'') {
		// Only its beginning was left straight.
		ends = closers(map[rune]rune{'"': '“', '\'': '‘'}[open])
	}
	b.WriteRune(quote)
	for n++; n < len(runes); n++ {
		r := runes[n]
		switch {
		case r == '\\' && quote != '`' && n+1 < len(runes):
			b.WriteRune(r)
			n++
			b.WriteRune(runes[n])
		case strings.ContainsRune(ends, r):
			b.WriteRune(quote)
			return n
		default:
			b.WriteRune(r)
		}
	}
	return n
}
