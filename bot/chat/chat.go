// Package chat is what is said, before any markup: the adapter of each chat
// draws it in its own way and inside its own limits. Words carry the meaning;
// a symbol never stands alone.
package chat

import "time"

// Message is one message. Text is what a lock screen and a screen reader get,
// so its first eighty characters carry the verdict; Parts are the message
// itself.
type Message struct {
	Text  string
	Parts []Part
}

// Part is one block of a message; exactly one of its fields is set.
type Part struct {
	Title   string   // A short heading.
	Text    []Span   // A paragraph.
	Small   []Span   // A quieter line, for context.
	Buttons []Button // At most three that matter.
	Divider bool
	Image   *Image
}

// Span is a run of text in one style. The text is plain: whatever it holds is
// shown as it is and can neither format nor mention.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
	Code   bool
	URL    string     // Makes the text a link; http and https only.
	Person string     // A person by the chat's id, shown by name. Text is the fallback.
	Here   string     // A channel by the chat's id, shown as a link to it. Text is the fallback.
	When   *time.Time // An age that the chat keeps fresh, as in "12 seconds ago". Text is the fallback.
}

// Button is something a person can press. What it does is a verb with a value,
// so that a press and a typed line are one thing.
type Button struct {
	Label   string // At most a few words, as the person would say it.
	Verb    string // Which verb it runs.
	Value   string // The verb's text.
	Primary bool   // The one to press when in doubt.
	Danger  bool
	// Ask opens the verb's form where it takes one, with the value filled in
	// already, instead of doing it at once: what a label promises that ends in …
	Ask     bool
	Confirm *Confirm // Asked before it does anything; nil asks nothing.
}

// Image is a picture of evidence; Alt is the sentence it shows.
type Image struct {
	Alt      string
	Evidence string // The hash of the evidence it is drawn from.
}

// T is a plain span.
func T(text string) Span { return Span{Text: text} }

// B is a bold span.
func B(text string) Span { return Span{Text: text, Bold: true} }

// Text is a message of one paragraph.
func Text(text string) Message {
	return Message{Text: text, Parts: []Part{{Text: []Span{T(text)}}}}
}

// P is a part that is a paragraph.
func P(spans ...Span) Part { return Part{Text: spans} }

// Small is a part that is a quieter line.
func Small(spans ...Span) Part { return Part{Small: spans} }

// Buttons is a part of buttons.
func Buttons(b ...Button) Part { return Part{Buttons: b} }
