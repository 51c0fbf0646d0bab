package slack

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
)

// split cuts spans into stretches of at most so many characters: between lines
// where it can, between words where it must, and inside of a word when there
// is no other way.
func split(spans []chat.Span, limit int) [][]chat.Span {
	if length(spans) <= limit {
		return [][]chat.Span{spans}
	}
	var out [][]chat.Span
	var now []chat.Span
	room := limit
	for _, line := range linesIn(spans) {
		if n := length(line); n > room && len(now) > 0 {
			out, now, room = append(out, unbroken(now)), nil, limit
		}
		for _, s := range line {
			for utf8.RuneCountInString(s.Text) > room {
				head, tail := cutAt(s.Text, room)
				piece := s
				piece.Text = head
				out, now, room = append(out, unbroken(append(now, piece))), nil, limit
				s.Text = tail
			}
			now = append(now, s)
			room -= utf8.RuneCountInString(s.Text)
		}
	}
	if now = unbroken(now); len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// linesIn breaks spans up after their line breaks.
func linesIn(spans []chat.Span) [][]chat.Span {
	var out [][]chat.Span
	var now []chat.Span
	for _, s := range spans {
		for {
			n := strings.IndexByte(s.Text, '\n')
			if n < 0 {
				break
			}
			piece := s
			piece.Text, s.Text = s.Text[:n+1], s.Text[n+1:]
			out, now = append(out, append(now, piece)), nil
		}
		if s.Text != "" || s.Person != "" || s.Here != "" || s.When != nil {
			now = append(now, s)
		}
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// unbroken drops the line breaks at the end of a stretch: the next one begins
// a block, which breaks the line by itself.
func unbroken(spans []chat.Span) []chat.Span {
	for len(spans) > 0 {
		last := &spans[len(spans)-1]
		last.Text = strings.TrimRight(last.Text, "\n")
		if last.Text != "" || last.Person != "" || last.Here != "" || last.When != nil {
			break
		}
		spans = spans[:len(spans)-1]
	}
	return spans
}

// cutAt parts a text before the limit, after a space if there is one in the
// second half.
func cutAt(text string, limit int) (head, tail string) {
	r := []rune(text)
	n := max(limit, 1)
	for k := n; k > n/2; k-- {
		if r[k-1] == ' ' {
			n = k
			break
		}
	}
	return string(r[:n]), string(r[n:])
}

// length is how many characters the spans count for.
func length(spans []chat.Span) int {
	n := 0
	for _, s := range spans {
		n += utf8.RuneCountInString(s.Text) + utf8.RuneCountInString(s.URL)
	}
	return n
}

func flatten(spans []chat.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// flat is a whole message as plain lines.
func flat(m chat.Message) string {
	var lines []string
	for _, p := range m.Parts {
		switch {
		case p.Title != "":
			lines = append(lines, p.Title)
		case len(p.Text) > 0:
			lines = append(lines, flatten(p.Text))
		case len(p.Small) > 0:
			lines = append(lines, flatten(p.Small))
		case p.Image != nil:
			lines = append(lines, p.Image.Alt)
		}
	}
	if len(lines) == 0 {
		return m.Text
	}
	return strings.Join(lines, "\n")
}

// linesOf is how many lines of text a block shows.
func linesOf(b slack.Block) int {
	switch b := b.(type) {
	case *slack.RichTextBlock:
		n := 1
		for _, e := range b.Elements {
			s, ok := e.(*slack.RichTextSection)
			if !ok {
				continue
			}
			for _, t := range s.Elements {
				if t, ok := t.(*slack.RichTextSectionTextElement); ok {
					n += strings.Count(t.Text, "\n")
				}
			}
		}
		return n
	case *slack.DividerBlock, *slack.ActionBlock:
		return 0
	}
	return 1
}
