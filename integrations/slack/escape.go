package slack

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// entities are the three characters that Slack's markup is made of. Without
// them nothing from outside can mention anyone or make a link.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// typed turns what Slack delivers of a typed line back into what was typed.
// Mentions keep their own angle brackets.
var typed = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// shown is text for a field that Slack shows as it is: plain text, rich text, a
// file's title, a picture in words. What a reader cannot see is gone from it,
// and secrets are masked. Only this file makes one.
type shown struct{ text string }

// asText is any text as it is shown, on as many lines as it has.
func asText(text string) shown {
	text, _ = incident.Mask(incident.Visible(text))
	return shown{text}
}

// asLine is any text as it is shown on one line, of at most so many characters.
func asLine(text string, limit int) shown {
	return shown{cut(strings.Join(strings.Fields(asText(text).text), " "), limit)}
}

// safe is text for a field that Slack reads for markup: mentions, links and
// styles. It can hold only those that were made by name here. Only this file
// makes one.
type safe struct{ text string }

// MarshalText writes the text.
func (s safe) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// inert is any text that shows as what it is and does nothing: it can neither
// mention nor link nor format, and is at most so many characters long.
func inert(text string, limit int) safe {
	text = cut(asText(text).text, limit)
	for utf8.RuneCountInString(literal(text)) > limit {
		text = cut(text, utf8.RuneCountInString(text)*9/10)
	}
	return safe{literal(text)}
}

// inertLine is inert text on one line.
func inertLine(text string, limit int) safe {
	return inert(strings.Join(strings.Fields(incident.Visible(text)), " "), limit)
}

// markup is a span in Slack's older markup, for the lines that cannot be rich
// text. The span's own text does nothing; what the span says that it is, it is.
func markup(s chat.Span) safe {
	text := literal(asText(s.Text).text)
	switch {
	case personID.MatchString(s.Person):
		return safe{"<@" + s.Person + ">"}
	case channelID.MatchString(s.Here):
		return safe{"<#" + s.Here + ">"}
	case s.When != nil && s.When.Unix() > 0:
		return safe{fmt.Sprintf("<!date^%d^{ago}|%s>", s.When.Unix(), labelled(text))}
	case linkable(s.URL) && strings.TrimSpace(s.Text) != "":
		return safe{fmt.Sprintf("<%s|%s>", entities.Replace(s.URL), labelled(text))}
	}
	if strings.TrimSpace(s.Text) == "" {
		return safe{text}
	}
	switch {
	case s.Bold:
		return safe{wrap("*", text)}
	case s.Italic:
		return safe{wrap("_", text)}
	}
	return safe{text}
}

// joined is one text after another.
func joined(all ...safe) safe {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(s.text)
	}
	return safe{b.String()}
}

// labelled is text that stands inside of a link: a bar or a line break would end
// it.
func labelled(text string) string { return strings.NewReplacer("|", "/", "\n", " ").Replace(text) }

// ids are Slack's ids of people and channels. Anything else in their place
// would make Slack refuse the whole message, so its text is shown instead.
var (
	personID  = regexp.MustCompile(`^[UW][A-Z0-9]{1,30}$`)
	channelID = regexp.MustCompile(`^[CGD][A-Z0-9]{1,30}$`)
	// A host without a name and a password before it, and nothing that a browser
	// and a reader would take for different hosts.
	webLink = regexp.MustCompile(`^https?://[\p{L}\p{N}.:\[\]_-]+(?:[/?#][^\s<>|]*)?$`)
)

// linkable reports whether an address may be a link. One with a secret in it is
// shown without its link.
func linkable(address string) bool {
	return len(address) <= linkLimit && webLink.MatchString(address) && asText(address).text == address
}

// wrap sets a style around a text: it takes hold only where no space stands
// between the two.
func wrap(mark, text string) string {
	inner := strings.TrimSpace(text)
	before, behind, _ := strings.Cut(text, inner)
	return before + mark + strings.ReplaceAll(inner, "\n", mark+"\n"+mark) + mark + behind
}

// apart is put between a formatting character and its neighbour: it takes no
// room, and Slack formats only where such a character stands at a word's edge.
const apart = "\u200b"

// literal is text for a field in which Slack formats. Characters that could
// begin or end a style, a list or a quote are set apart from what they would
// act on; inside a word, as in haproxy_up, they act on nothing and are left
// alone, so that names can be copied.
func literal(text string) string {
	if !strings.ContainsAny(text, "*_~`:&<>@") {
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
		case '@':
			b.WriteRune(c)
			if n+1 < len(r) && !unicode.IsSpace(r[n+1]) && (n == 0 || !wordy(r[n-1])) {
				b.WriteString(apart) // Where names are looked for, it could call everybody.
			}
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// wordy reports whether a character belongs to a word.
func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
