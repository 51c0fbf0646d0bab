package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
)

// Slack's limits for messages, in characters. The one for a whole message is
// not published: messages were refused from about 11,000 on.
const (
	textLimit    = 4000
	blocksLimit  = 50
	messageLimit = 10_000
	sectionLimit = 3000
	smallLimit   = 1000
	noteRoom     = 200 // For the line that says what was left out.
	headerLimit  = 150
	labelLimit   = 75
	valueLimit   = 2000
	linkLimit    = 3000
	rowLimit     = 25     // Buttons in one block.
	mostRows     = 3      // Of buttons that are kept when a message is cut.
	ackBytes     = 18_000 // Of 20,480, at which Slack drops an acknowledgement.
)

// drawn is one message as Slack takes it.
type drawn struct {
	Text   safe          `json:"text"`
	Blocks []slack.Block `json:"blocks,omitempty"`
}

// draw is a message in as many of Slack's as it takes: too long is split and
// never refused. The first carries what a lock screen shows.
//
// Paragraphs are rich text, whose elements are plain by construction: whatever
// the data holds can neither format nor mention. The quieter lines cannot be
// rich text and are made of safe text instead (escape.go).
func draw(m chat.Message) []drawn { return drawIn(m, messageLimit) }

// drawIn draws with a smaller limit for the characters of each message.
func drawIn(m chat.Message, limit int) []drawn {
	if len(m.Parts) == 0 && strings.TrimSpace(m.Text) != "" {
		m.Parts = []chat.Part{chat.P(chat.T(m.Text))} // Alone it would be read for markup.
	}
	b := newBuilder(limit, blocksLimit)
	for _, p := range m.Parts {
		b.part(p)
	}
	return named(b.done(), m)
}

// named gives each message what a lock screen shows.
func named(all []drawn, m chat.Message) []drawn {
	text := m.Text
	if text == "" {
		text = flat(m)
	}
	all[0].Text = fallback(text)
	for n := range all[1:] {
		all[n+1].Text = fallback("… " + text)
	}
	return all
}

// fallback is what a lock screen and a screen reader get, and what is shown where
// Slack refuses the blocks. It is never empty: Slack refuses that.
func fallback(text string) safe {
	if strings.TrimSpace(asText(text).text) == "" {
		text = "…"
	}
	return inert(text, textLimit)
}

// short draws a message as one of Slack's, for the board: it is pinned and
// edited in place every few seconds, and people know it as one message; a board
// that goes on in a thread is read by nobody. What does not fit is left out, and
// the last line says how much it was and where it is to be had. What can be
// pressed stays.
func short(m chat.Message) drawn {
	all := draw(m)
	first := all[0]
	if len(all) == 1 {
		return first
	}
	left, end := 0, []slack.Block{nil}
	for _, d := range all[1:] {
		left += d.lines()
		for _, b := range d.Blocks {
			if _, ok := b.(*slack.ActionBlock); ok && len(end) < mostRows {
				end = append(end, b)
			}
		}
	}
	for len(first.Blocks)+len(end) > blocksLimit {
		last := len(first.Blocks) - 1
		left += linesOf(first.Blocks[last])
		first.Blocks = first.Blocks[:last]
	}
	end[0] = plainContext(fmt.Sprintf("… and %d more lines: %s", left, whereTheRest))
	first.Blocks = slices.Concat(first.Blocks, end)
	return first
}

// bytes is how long the message is on the wire.
func (d drawn) bytes() int {
	b, err := json.Marshal(d)
	if err != nil {
		return ackBytes + 1
	}
	return len(b)
}

func (d drawn) lines() int {
	n := 0
	for _, b := range d.Blocks {
		n += linesOf(b)
	}
	return n
}

// builder collects blocks, and begins a new message where the limits end one.
type builder struct {
	limit   int // Characters of a message.
	blocks  int // Blocks of a message.
	section int // Characters of a block.
	out     []drawn
	now     []slack.Block
	chars   int
	buttons int
}

func newBuilder(limit, blocks int) builder {
	return builder{limit: limit, blocks: blocks, section: min(sectionLimit, limit/2)}
}

func (b *builder) add(block slack.Block, chars int) {
	if len(b.now) == b.blocks || len(b.now) > 0 && b.chars+chars > b.limit-noteRoom {
		b.out = append(b.out, drawn{Blocks: b.now})
		b.now, b.chars = nil, 0
	}
	b.now = append(b.now, block)
	b.chars += chars
}

func (b *builder) done() []drawn {
	if len(b.now) > 0 || len(b.out) == 0 {
		b.out = append(b.out, drawn{Blocks: b.now})
	}
	return b.out
}

func (b *builder) part(p chat.Part) {
	p.Text, p.Small = tidy(p.Text), tidy(p.Small)
	switch {
	case p.Title != "":
		b.title(p.Title)
	case len(p.Text) > 0, slices.ContainsFunc(p.Small, func(s chat.Span) bool { return s.Code }):
		// What is given back as code is there to be copied, and what keeps a
		// quieter line from formatting would be copied with it.
		for _, spans := range split(slices.Concat(p.Text, p.Small), b.section) {
			if elements := rich(spans); len(elements) > 0 {
				b.add(paragraph(elements), length(spans))
			}
		}
	case len(p.Small) > 0:
		for _, spans := range split(p.Small, min(smallLimit, b.section)) {
			b.add(small(spans), length(spans))
		}
	case len(p.Buttons) > 0:
		b.row(p.Buttons)
	case p.Divider:
		b.add(slack.NewDividerBlock(), 0)
	case p.Image != nil && p.Image.Alt != "":
		// The sentence the picture shows; the picture itself is a file.
		b.part(chat.Small(chat.T(p.Image.Alt)))
	}
}

func (b *builder) title(text string) {
	if utf8.RuneCountInString(text) > headerLimit || asLine(text, headerLimit).text == "" {
		b.part(chat.P(chat.B(text)))
		return
	}
	b.add(slack.NewHeaderBlock(label(text, headerLimit)), utf8.RuneCountInString(text))
}

// row draws buttons. A button says its verb in its id, with a number that
// makes the id unique within the message.
func (b *builder) row(buttons []chat.Button) {
	var row []slack.BlockElement
	chars := 0
	flush := func() {
		if len(row) > 0 {
			b.add(slack.NewActionBlock("", row...), chars)
			row, chars = nil, 0
		}
	}
	for _, p := range buttons {
		if len(row) == rowLimit {
			flush()
		}
		if utf8.RuneCountInString(p.Value) > valueLimit || p.Verb == "" {
			// Half a value would do something else than the label says.
			flush()
			b.part(chat.Small(chat.T(fmt.Sprintf("%s: type %s and the rest yourself.", p.Label, p.Verb))))
			continue
		}
		e := slack.NewButtonBlockElement(actionID(p, b.buttons), p.Value, label(p.Label, labelLimit))
		switch {
		case p.Danger:
			e.Style = slack.StyleDanger
		case p.Primary:
			e.Style = slack.StylePrimary
		}
		e.Confirm = confirm(p)
		b.buttons++
		row = append(row, e)
		chars += utf8.RuneCountInString(p.Label) + utf8.RuneCountInString(p.Value)
	}
	flush()
}

// confirm is what a button asks before it does anything. The limits are
// Slack's.
func confirm(p chat.Button) *slack.ConfirmationBlockObject {
	if p.Confirm == nil {
		return nil
	}
	c := slack.NewConfirmationBlockObject(
		label(p.Confirm.Title, 100), label(p.Confirm.Text, 300), label(p.Confirm.Yes, 30), label(p.Confirm.No, 30))
	if p.Danger {
		c.Style = slack.StyleDanger
	}
	return c
}

// askMark ends the id of a button that asks first.
const askMark = "#ask"

// actionID names a button by its verb.
func actionID(p chat.Button, n int) string {
	id := fmt.Sprintf("%s#%d", p.Verb, n)
	if p.Ask {
		id += askMark
	}
	return id
}

// asksFirst reports whether a button's id says that it opens a form.
func asksFirst(actionID string) bool { return strings.HasSuffix(actionID, askMark) }

// verbOf is the verb that a button's id names.
func verbOf(actionID string) string {
	verb, _, _ := strings.Cut(actionID, "#")
	return verb
}
