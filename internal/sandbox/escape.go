package sandbox

import (
	"regexp"
	"strings"
)

var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

func escape(text string) string { return escaper.Replace(text) }

func unescape(text string) string { return unescaper.Replace(text) }

// spoken are the parts of a typed line that Slack turns into something: a
// mention by id, a link, a name.
var spoken = regexp.MustCompile(`<@[UW][A-Z0-9]+(?:\|[^>]*)?>|<#C[A-Z0-9]+(?:\|[^>]*)?>|<!(?:here|channel|everyone|subteam\^S[A-Z0-9]+)(?:\|[^>]*)?>|https?://[^\s<>]+|[@#][\p{L}\p{N}._-]+`)

// markup is a person's typed message as Slack keeps it: names become mentions,
// links are set in angle brackets, and what is left is escaped.
func (w *Workspace) markup(by, text string) string { return w.spell(by, text, true, false) }

// arguments are a command's typed text as Slack delivers it. Only a command
// that asks for it gets names as ids and links in angle brackets.
func (w *Workspace) arguments(by, text string, shouldEscape bool) string {
	return w.spell(by, strings.TrimSpace(text), shouldEscape, true)
}

// spell escapes a person's line. Named mentions carry the name behind the id.
func (w *Workspace) spell(by, text string, mentions, named bool) string {
	var b strings.Builder
	done, at := 0, 0 // What is written, and what is looked at.
	for {
		hit := spoken.FindStringIndex(text[at:])
		if hit == nil {
			return b.String() + escape(text[done:])
		}
		from, to := at+hit[0], at+hit[1]
		at = to
		if wordBefore(text[:from]) || !mentions {
			continue // As in ana@example.com.
		}
		markup, length := w.spellOne(by, text[from:], to-from, named)
		b.WriteString(escape(text[done:from]) + markup)
		at = from + length
		done = at
	}
}

// spellOne is what becomes of the word of that length that a text begins with,
// and how much of the text that takes.
func (w *Workspace) spellOne(by, text string, length int, named bool) (markup string, taken int) {
	if text[0] == '@' {
		if markup, taken = w.mentioned(text, named); taken > 0 {
			return markup, taken
		}
	}
	word := text[:length]
	if text[0] != '<' {
		word = strings.TrimRight(word, ".,;:!?)'\"")
	}
	key, _, _ := strings.Cut(strings.Trim(word, "<>"), "|")
	switch {
	case strings.HasPrefix(key, "http"):
		return "<" + escape(key) + ">", len(word)
	case strings.HasPrefix(key, "!"):
		return word, len(word)
	case strings.HasPrefix(key, "@"):
		if p, ok := w.person(key[1:]); ok {
			if named {
				return "<@" + p.ID + "|" + p.Name + ">", len(word)
			}
			return "<@" + p.ID + ">", len(word)
		}
	case strings.HasPrefix(key, "#"):
		if r := w.room(key[1:]); r != nil && w.sees(by, r) {
			return "<#" + r.ID + "|" + r.Name + ">", len(word)
		}
	}
	return escape(word), len(word)
}

var lastWord = regexp.MustCompile(`[\p{L}\p{N}_/]$`)

func wordBefore(text string) bool { return lastWord.MatchString(text) }
