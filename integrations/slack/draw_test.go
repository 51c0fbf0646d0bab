package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
)

var update = flag.Bool("update", false, "write the golden drawings anew")

// hostile is what titles and metric labels may hold.
const hostile = "<!channel> *all* _of_ ~it~ `now` :fire: <@U1> <https://evil.example|x> & > quote\n> quote haproxy_up"

func golden(t *testing.T, name string, all any) {
	t.Helper()
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(all); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s is drawn as\n%s\nwant\n%s", name, got.String(), want)
	}
}

func TestDrawings(t *testing.T) {
	t.Parallel()
	at := t0
	tests := map[string]chat.Message{
		"verdict": {
			Text: "FAIL: 2 of 20 API servers take traffic, since 15:00",
			Parts: []chat.Part{
				chat.P(chat.T("✗ "), chat.B("FAIL · Is the API pool whole? No: 2 of 20 take traffic."), chat.T("\nOut: api-3, api-4 and 16 more.")),
				chat.Buttons(chat.Button{Label: "I'm on it", Verb: "take", Value: "backend-pool/healthy-share", Primary: true}, chat.Button{Label: "Evidence", Verb: "evidence", Value: "backend-pool/healthy-share"}),
			},
		},
		"every-part": {
			Text: "A & B <here>",
			Parts: []chat.Part{
				{Title: "A heading"},
				chat.P(chat.Span{Text: "code", Code: true}, chat.Span{Text: "slanted", Italic: true}, chat.Span{Text: "graph", URL: "https://example.com/g?a=1&b=2"}, chat.Span{Text: "not a link", URL: "javascript:alert(1)"}),
				chat.P(chat.Span{Text: "Ana", Person: "U0ANA"}, chat.Span{Text: "sitrep", Person: "sitrep"}, chat.Span{Text: "#inc-12", Here: "C012"}, chat.Span{Text: "12 seconds ago", When: &at}),
				{Divider: true},
				chat.Small(chat.T("Read 15:13 UTC ("), chat.Span{Text: "12 seconds ago", When: &at}, chat.T("). Plain *stays* plain.")),
				chat.Small(chat.T("Only *plain*.")),
				{Image: &chat.Image{Alt: "The pool fell from 20 to 2 at 15:00.", Evidence: "h"}},
				chat.Buttons(chat.Button{Label: "Undo", Verb: "undo", Value: "7", Danger: true}),
			},
		},
		"hostile": {
			Text: hostile,
			Parts: []chat.Part{
				chat.P(chat.T(hostile), chat.B(hostile)),
				chat.Small(chat.B("Title:"), chat.T(" "+hostile), chat.Span{Text: hostile, URL: "https://example.com/"}),
				chat.Small(chat.T(hostile)),
				chat.Small(chat.T("You typed: "), chat.Span{Text: hostile, Code: true}),
				chat.Buttons(chat.Button{Label: hostile, Verb: "take", Value: hostile}),
			},
		},
		"nothing": {},
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, draw(m))
		})
	}
}

// legal checks Slack's limits, as far as they are published, and the one for a
// whole message that is not.
func legal(t *testing.T, d drawn) {
	t.Helper()
	if n := utf8.RuneCountInString(d.Text.text); n == 0 || n > textLimit {
		t.Errorf("the text has %d characters", n)
	}
	if len(d.Blocks) > blocksLimit {
		t.Errorf("%d blocks", len(d.Blocks))
	}
	total, ids := 0, map[string]bool{}
	count := func(what, s string, limit int) {
		n := utf8.RuneCountInString(s)
		total += n
		if n == 0 || n > limit {
			t.Errorf("%s has %d characters, the limit is %d", what, n, limit)
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case *slack.HeaderBlock:
			count("a header", b.Text.Text, 150)
		case *slack.ContextBlock:
			if n := len(b.ContextElements.Elements); n != 1 {
				t.Errorf("a context has %d elements", n)
			}
			count("a context", b.ContextElements.Elements[0].(*slack.TextBlockObject).Text, 3000)
		case *slack.RichTextBlock:
			before := total
			elements := b.Elements[0].(*slack.RichTextSection).Elements
			if len(elements) == 0 {
				t.Error("a paragraph is empty")
			}
			for _, e := range elements {
				switch e := e.(type) {
				case *slack.RichTextSectionTextElement:
					count("a text", e.Text, 3000)
				case *slack.RichTextSectionLinkElement:
					count("a link", e.Text, 3000)
					count("an address", e.URL, 3000)
				}
			}
			if total-before > 3000+linkLimit {
				t.Errorf("a paragraph has %d characters", total-before)
			}
		case *slack.ActionBlock:
			if n := len(b.Elements.ElementSet); n == 0 || n > 25 {
				t.Errorf("a row has %d buttons", n)
			}
			for _, e := range b.Elements.ElementSet {
				p := e.(*slack.ButtonBlockElement)
				count("a label", p.Text.Text, 75)
				if len(p.Value) > 0 {
					count("a value", p.Value, 2000)
				}
				if ids[p.ActionID] || len(p.ActionID) > 255 {
					t.Errorf("the id %q is there twice or too long", p.ActionID)
				}
				ids[p.ActionID] = true
			}
		}
	}
	if total > messageLimit {
		t.Errorf("%d characters in all", total)
	}
}

func TestTooLongIsSplitAndNothingIsLost(t *testing.T) {
	t.Parallel()
	long := func(n int) string {
		var b strings.Builder
		for k := range n {
			fmt.Fprintf(&b, "word%05d ", k)
		}
		return b.String()
	}
	lines := func(n int) string { return strings.ReplaceAll(long(n), " ", "\n") }
	many := func(n int) []chat.Part {
		var all []chat.Part
		for k := range n {
			all = append(all, chat.P(chat.T(fmt.Sprintf("word%05d ", k))))
		}
		return all
	}
	var buttons []chat.Button
	for k := range 60 {
		buttons = append(buttons, chat.Button{Label: fmt.Sprintf("word%05d %s", k, strings.Repeat("y", 90)), Verb: "take", Value: fmt.Sprint(k)})
	}
	tests := []struct {
		name  string
		m     chat.Message
		words int
	}{
		{"a paragraph of words", chat.Message{Parts: []chat.Part{chat.P(chat.T(long(3000)))}}, 3000},
		{"a paragraph of lines", chat.Message{Parts: []chat.Part{chat.P(chat.B(lines(3000)))}}, 3000},
		{"one word without an end", chat.Message{Parts: []chat.Part{chat.P(chat.T(strings.Repeat("word00000x", 700)))}}, 700},
		{"many paragraphs", chat.Message{Parts: many(333)}, 333},
		{"a long quiet line", chat.Message{Parts: []chat.Part{chat.Small(chat.T(long(900)))}}, 900},
		{"a long quiet line with styles", chat.Message{Parts: []chat.Part{chat.Small(chat.B("word00000"), chat.T(" *"+long(900)))}}, 901},
		{"a long heading", chat.Message{Parts: []chat.Part{{Title: long(100)}}}, 100},
		{"many buttons", chat.Message{Parts: []chat.Part{chat.Buttons(buttons...)}}, 60},
		{"wide letters", chat.Message{Parts: []chat.Part{chat.P(chat.T(strings.ReplaceAll(long(2000), "word", "wördword")))}}, 2000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.m.Text = "short"
			found := 0
			for _, d := range draw(tt.m) {
				legal(t, d)
				b, err := json.Marshal(d.Blocks)
				if err != nil {
					t.Fatal(err)
				}
				found += strings.Count(string(b), "word0")
			}
			if found != tt.words {
				t.Errorf("%d of %d words are shown", found, tt.words)
			}
			legal(t, short(tt.m))
		})
	}
}

func TestAPostThatDoesNotFitSaysHowMuchIsLeft(t *testing.T) {
	t.Parallel()
	m := chat.Message{Text: "long"}
	for n := range 120 {
		m.Parts = append(m.Parts, chat.P(chat.T(fmt.Sprint("line ", n))))
	}
	b, _ := json.Marshal(short(m))
	if !strings.Contains(string(b), "… and 71 more lines: type timeline") || !strings.Contains(string(b), "line 48") || strings.Contains(string(b), "line 49") {
		t.Errorf("drawn as %s", b)
	}
}

func TestWhatCanBePressedIsNotCutOff(t *testing.T) {
	t.Parallel()
	m := chat.Message{Text: "long"}
	for n := range 120 {
		m.Parts = append(m.Parts, chat.P(chat.T(fmt.Sprint("line ", n))))
	}
	m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "I'm on it", Verb: "take", Value: "x"}))
	d := short(m)
	legal(t, d)
	b, _ := json.Marshal(d)
	if !strings.Contains(string(b), "I'm on it") || !strings.Contains(string(b), "… and 72 more lines") {
		t.Errorf("drawn as %s", b)
	}
}

func TestAnAnswerFitsIntoAnAcknowledgement(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"<", "é", "世", "\"", "x"} {
		for _, e := range ephemerals(chat.Message{Text: strings.Repeat(text, 9000), Parts: []chat.Part{chat.P(chat.T(strings.Repeat(text, 9000)))}}) {
			b, err := json.Marshal(map[string]any{"envelope_id": "0123456789", "payload": e})
			if err != nil {
				t.Fatal(err)
			}
			if len(b) >= 20*1024 {
				t.Errorf("%q: an answer has %d bytes", text, len(b))
			}
			legal(t, e.drawn)
		}
	}
}

func TestAValueThatDoesNotFitIsNotCutInHalf(t *testing.T) {
	t.Parallel()
	all := draw(chat.Message{Text: "x", Parts: []chat.Part{chat.Buttons(chat.Button{Label: "Do it", Verb: "service", Value: strings.Repeat("v", 2001)})}})
	b, _ := json.Marshal(all)
	if strings.Contains(string(b), "button") || !strings.Contains(string(b), "Do it: type service") {
		t.Errorf("drawn as %s", b)
	}
}
