package commands

import (
	"regexp"
	"strings"
	"unicode"
)

// straighten undoes what phones do to quotes, dashes and spaces while a person
// types. A dash between words is prose and stays.
var straighten = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`,
	"‘", "'", "’", "'", "‚", "'",
	"\u00a0", " ", "\u202f", " ", "\u200b", "", "\ufeff", "",
	"`", "",
)

// unescape is for the three characters that chats escape, once and in one
// pass: "&amp;lt;" is a person's "&lt;".
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

var (
	longDash  = regexp.MustCompile(`(^|\s)—(\S)`)
	shortDash = regexp.MustCompile(`(^|\s)–(\S)`)
)

// mend is a typed line as the person meant it.
func mend(line string) string {
	line = straighten.Replace(unescape.Replace(line))
	line = longDash.ReplaceAllString(line, "$1--$2")
	line = shortDash.ReplaceAllString(line, "$1-$2")
	return strings.TrimSpace(line)
}

var (
	personRef  = regexp.MustCompile(`<@([A-Z0-9]+)(?:\|([^>]*))?>`)
	channelRef = regexp.MustCompile(`<#([A-Z0-9]+)(?:\|([^>]*))?>`)
	linkRef    = regexp.MustCompile(`<(https?://[^|>\s]+)(?:\|([^>]*))?>`)
	// What is for a group, an address, a number to call, or a time in the
	// reader's zone.
	otherRef = regexp.MustCompile(`<(!(?:here|channel|everyone)|!subteam\^[A-Z0-9]+|!date\^[^|>]+|mailto:[^|>\s]+|tel:[^|>\s]+)(?:\|([^>]*))?>`)
)

// words is text as it goes on the timeline: what a chat wraps around people,
// channels and links is taken off, because the timeline outlives the chat.
func words(text string) string {
	text = replaceRef(personRef, text, func(id, label string) string { return "@" + or(label, id) })
	text = replaceRef(channelRef, text, func(id, label string) string { return "#" + or(label, id) })
	text = replaceRef(linkRef, text, func(url, label string) string {
		if label == "" || strings.HasSuffix(url, label) {
			return url
		}
		return label + " (" + url + ")"
	})
	text = replaceRef(otherRef, text, func(what, label string) string {
		if group, ok := strings.CutPrefix(what, "!"); ok {
			_, id, _ := strings.Cut(group, "^")
			return or(label, "@"+or(id, group))
		}
		_, address, _ := strings.Cut(what, ":")
		return or(label, address)
	})
	return strings.TrimSpace(text)
}

// Words is the text of a chat's message as it goes on the timeline, on one
// line. Unlike a typed line it comes with the chat's escapes, which are undone
// last: what somebody typed can never pass for a mention.
func Words(text string) string {
	return strings.Join(strings.Fields(unescape.Replace(words(text))), " ")
}

func replaceRef(form *regexp.Regexp, text string, with func(id, label string) string) string {
	return form.ReplaceAllStringFunc(text, func(ref string) string {
		m := form.FindStringSubmatch(ref)
		return with(m[1], m[2])
	})
}

// unquoted is text without quotes around the whole of it.
func unquoted(text string) string {
	if len(text) >= 2 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] && !strings.ContainsRune(text[1:len(text)-1], rune(text[0])) {
		return strings.TrimSpace(text[1 : len(text)-1])
	}
	return text
}

// cut is the first word of text and what follows it.
func cut(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	n := strings.IndexFunc(text, unicode.IsSpace)
	if n < 0 {
		return text, ""
	}
	return text[:n], strings.TrimSpace(text[n:])
}

// or is s, or other where s is empty.
func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// clip shortens s to n characters and shows that it did.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}
