package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// terminal writes what a command prints. Labels, names and errors come from
// outside, and a terminal acts on control characters: they could recolour a
// FAIL, name a link otherwise than it leads, or write over the line before. They
// are printed as what they are, in the way JSON and YAML write them too, so that
// what a program reads means the same.
type terminal struct {
	to io.Writer

	mu   sync.Mutex
	part []byte // The beginning of a character whose end is to come.
}

// Write writes all of p, or reports an error.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := append(t.part, p...)
	t.part = nil
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		if !utf8.FullRune(text) {
			t.part = append([]byte(nil), text...)
			break
		}
		r, size := utf8.DecodeRune(text)
		if text = text[size:]; acts(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	if _, err := io.WriteString(t.to, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// acts reports whether a terminal does something at a character instead of
// showing it. Line breaks and tabs are ours.
func acts(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
