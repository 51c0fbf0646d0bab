package incident

import (
	"strings"
	"unicode"
)

// Visible is text from outside without what a reader cannot see and a program
// may act on: control characters, among them those that steer a terminal, marks
// that turn the direction of what follows, and letters that take no room. Line
// breaks stay, and a tab is a space. It never makes a text longer in characters.
func Visible(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if !strings.ContainsFunc(text, unseen) {
		return text
	}
	var b strings.Builder
	runes, before := []rune(text), ' '
	for n, r := range runes {
		was := b.Len()
		switch {
		case r == '\r' && n+1 < len(runes) && runes[n+1] == '\n':
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085':
			b.WriteByte('\n')
		case joiner(r) && n+1 < len(runes) && joins(before) && joins(runes[n+1]):
			b.WriteRune(r) // Some scripts and emoji are written with it.
		case r == '\n' || !unseen(r):
			b.WriteRune(r)
		case unicode.IsControl(r):
			b.WriteByte(' ')
		}
		if b.Len() > was {
			before = r
		}
	}
	return b.String()
}

// OneLine is what is visible of a text, on one line: for titles, names and
// labels.
func OneLine(text string) string { return strings.Join(strings.Fields(Visible(text)), " ") }

// unseen reports whether a character needs a look: control characters, those
// that Unicode calls format characters, and blanks that are letters.
func unseen(r rune) bool {
	if r < 0x7f {
		return r < ' ' && r != '\n'
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) || r == '\u2028' || r == '\u2029' ||
		r == '\u034f' || r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800'
}

// joins reports whether a character can stand beside a joiner: those of ASCII
// and its next of kin never need one.
func joins(r rune) bool { return r > unicode.MaxLatin1 && !unseen(r) }

// joiner reports whether a character joins or parts its neighbours.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }
