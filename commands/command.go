// Package commands holds what people type after /incident: one verb, one file.
// A verb says what it needs, what it is called and what it does; it knows no
// Slack, no SQL, no clock and no error text beyond its own questions.
package commands

import (
	"context"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Command is one verb. Help, the manifest's hints, the docs and the practice
// page are made from these values.
type Command struct {
	Name    string
	Aliases []string // Other words people type for it.
	Args    string   // As in "[sev] [on <service>] <title>".
	Short   string   // One line, a verb first.
	Example string   // A whole line that works.
	Moment  Moment   // When people need it.
	Answers string   // What the asker alone sees of it, in a sentence or two.
	// Press says that the verb is pressed, not typed: help does not list it.
	Press bool
	Run   func(ctx context.Context, req Request) (Reply, error)

	// inside says that a channel is an incident's; nil where the verb does not
	// know.
	inside func(ctx context.Context, ch incident.ChannelID) bool
	// numbered finds an incident by its number; nil where the verb cannot.
	numbered func(ctx context.Context, v incident.Viewer, number int64) (incident.Incident, error)
}

// Request is one typed line, after its verb, or one press of a button.
type Request struct {
	incident.Call
	Verb string // As it was typed; an alias keeps its spelling.
	Text string
	// Raw is Text as it came, without what was mended: quotes and dashes inside
	// a query belong to it. Chats' escapes are still in it.
	Raw string
	Now time.Time // Story time.
	// Command is the slash command as the workspace calls it, for hints. The
	// Table sets it.
	Command string
	// Ask says that the text is only a proposal: a verb that takes a form opens
	// it with the text filled in, and does nothing yet.
	Ask bool
	// Mentioned says that it was said to the bot by name, among other talk:
	// what is no verb was probably not meant for it.
	Mentioned bool
	// Fields is what was filled in where a form was submitted, by the fields'
	// names, and nil otherwise. Verb and Text are then the form's verb and value.
	Fields map[string]string
	// Zone looks up the typist's own zone. It may ask the chat, so a verb
	// calls it only where a time was typed.
	Zone func(ctx context.Context) *time.Location
	// Name looks up what people call somebody by the chat's id, as a form has
	// it; empty where the chat does not say in time. It may be nil.
	Name func(ctx context.Context, id string) string
	// IsApp reports whether somebody is no person, by the chat's id; false where
	// the chat does not say in time. It may be nil.
	IsApp func(ctx context.Context, id string) bool
}

// nameOf is what people call somebody, and empty where it is not known.
func (r Request) nameOf(ctx context.Context, id string) string {
	if r.Name == nil {
		return ""
	}
	return r.Name(ctx, id)
}

// filled is what was filled in for a field, and text where no form was
// submitted.
func (r Request) filled(field, text string) string {
	if r.Fields == nil {
		return text
	}
	return strings.TrimSpace(r.Fields[field])
}

// filledIn is what was filled in for the fields, behind what is known already,
// as it would have been typed.
func (r Request) filledIn(known string, fields ...string) string {
	for _, f := range fields {
		known = strings.TrimSpace(known + " " + r.filled(f, ""))
	}
	return known
}

// Reply is the answer for the asker alone. The channel hears of a change from
// the timeline, so a verb that changed something may answer with nothing.
type Reply struct {
	chat.Message
	// Opens is an incident that was just declared: once its channel exists,
	// this answer is replaced by one that leads there.
	Opens incident.ID
	// Form asks for what is missing. Where none can be opened, as after a
	// mention, Message is said instead: text always works.
	Form *chat.Form

	// question is what Message asks where it is empty; the Table puts it into
	// words, with the verb's example.
	question UsageError
}

// asks answers with a form, and where none can be opened with a question.
func asks(f chat.Form, question string) Reply {
	return Reply{Form: &f, question: UsageError(question)}
}

// UsageError says what is missing, as a question. The dispatcher adds the
// verb's example and gives back what was typed.
type UsageError string

func (e UsageError) Error() string { return string(e) }

// FieldError says what is wrong with one field of a form that was submitted.
// It is shown beside the field, and nothing that was filled in is lost.
type FieldError struct {
	Field   string // Its name.
	Message string // A whole sentence.
}

func (e *FieldError) Error() string { return e.Message }
