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
var spoken = regexp.MustCompile(`<@[UW][A-Z0-9]+(?:\|[^>]*)?>|<#C[A-Z0-9]+(?:\|[^>]*)?>|https?://[^\s<>]+|[@#][\p{L}\p{N}._-]+`)

// markup is a typed message as Slack keeps it: names become mentions, links are
// set in angle brackets, and what is left is escaped.
func (w *Workspace) markup(text string) string { return w.spell(text, true, false) }

// arguments are a command's typed text as Slack delivers it. Only a command
// that asks for it gets names as ids and links in angle brackets.
func (w *Workspace) arguments(text string, shouldEscape bool) string {
	return w.spell(strings.TrimSpace(text), shouldEscape, true)
}

// spell escapes a line. Named mentions carry the name behind the id.
func (w *Workspace) spell(text string, mentions, named bool) string {
	var b strings.Builder
	at := 0
	for _, hit := range spoken.FindAllStringIndex(text, -1) {
		from, to := hit[0], hit[1]
		if wordBefore(text[:from]) {
			continue // As in ana@example.com.
		}
		word := text[from:to]
		if cut := strings.TrimRight(word, ".,;:!?)'\""); word[0] != '<' {
			to, word = from+len(cut), cut
		}
		b.WriteString(escape(text[at:from]))
		b.WriteString(w.spellOne(word, mentions, named))
		at = to
	}
	b.WriteString(escape(text[at:]))
	return b.String()
}

func (w *Workspace) spellOne(word string, mentions, named bool) string {
	if !mentions {
		return escape(word)
	}
	key, _, _ := strings.Cut(strings.Trim(word, "<>"), "|")
	switch {
	case strings.HasPrefix(key, "http"):
		return "<" + escape(key) + ">"
	case strings.HasPrefix(key, "@"):
		if p, ok := w.person(key[1:]); ok {
			if named {
				return "<@" + p.ID + "|" + p.Name + ">"
			}
			return "<@" + p.ID + ">"
		}
	case strings.HasPrefix(key, "#"):
		if r := w.room(key[1:]); r != nil {
			return "<#" + r.ID + "|" + r.Name + ">"
		}
	}
	return escape(word)
}

var lastWord = regexp.MustCompile(`[\p{L}\p{N}_/]$`)

func wordBefore(text string) bool { return lastWord.MatchString(text) }
