package commands

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// editor is all that edit needs from the domain.
type editor interface {
	here
	Amend(ctx context.Context, call incident.Call, seq int64, text string, when incident.Moment) (incident.Incident, error)
	Move(ctx context.Context, call incident.Call, seq, number int64) (to incident.Incident, line int64, err error)
}

// noNewWords is what is asked where a line was named and nothing else.
const noNewWords = "What is true? Say the line's number, then its new words, its time, or the incident that it belongs to."

// Edit amends a line that somebody said: its words, its time, or both, or moves
// it to another incident. Both versions stay readable. Anybody may: it has a
// name, and an undo.
func Edit(incidents editor, events eventReader) Command {
	return Command{
		Name:    "edit",
		Aliases: []string{"amend", "correct"},
		Args:    "<line> <new words|time|INC-13>",
		Short:   "Mend a line: its words, its time, or move it elsewhere",
		Example: "/incident edit 12 14:45",
		Moment:  Saying,
		Answers: "What the line reads now, or where it was moved to, and [Undo]. What it said before stays readable, and what was measured by then is kept.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			seq, text, err := editedLine(req)
			if err != nil {
				return Reply{}, err
			}
			if req.Ask || req.Fields == nil && (seq == 0 || text == "") {
				return editForm(ctx, incidents, events, req, seq)
			}
			if number, ok := otherIncident(text); ok {
				return moveLine(ctx, incidents, req, seq, number)
			}
			when, said, err := newWords(ctx, req, text)
			if err != nil {
				return Reply{}, err
			}
			i, err := incidents.Amend(ctx, req.Call, seq, said, when.Moment)
			if err != nil {
				return Reply{}, err
			}
			return editReply(i, seq, said, when), nil
		},
	}
}

var lineForm = regexp.MustCompile(`(?i)^(?:line\s+)?#?(\d{1,9})(?:[:,.;]?\s+|[:,.;]?$)`)

// editedLine is the line that is meant, and what is said of it. It is 0 where a
// form is to ask for it.
func editedLine(req Request) (seq int64, text string, err error) {
	text = strings.TrimSpace(req.Text)
	if req.Fields != nil && text == "" {
		text = req.filled("line", "")
	}
	m := lineForm.FindStringSubmatch(text)
	switch {
	case m != nil:
		seq, err = strconv.ParseInt(m[1], 10, 64)
		return seq, strings.TrimSpace(text[len(m[0]):]), err
	case req.Fields != nil:
		return 0, "", &FieldError{Field: "line", Message: "Which line? Choose one, or say its number."}
	case text == "":
		return 0, "", nil
	}
	return 0, "", UsageError(noNewWords)
}

var otherForm = regexp.MustCompile(`(?i)^(?:(?:to|move to|belongs to)\s+)?#?inc[-_ ]?(\d{1,9})[.,;]?$`)

// otherIncident is the incident that a text names and says nothing else.
func otherIncident(text string) (number int64, ok bool) {
	m := otherForm.FindStringSubmatch(words(text))
	if m == nil {
		return 0, false
	}
	number, err := strconv.ParseInt(m[1], 10, 64)
	return number, err == nil && number > 0
}

// newWords are a line's new time and words, typed or filled in.
func newWords(ctx context.Context, req Request, text string) (when When, said string, err error) {
	if req.Fields == nil {
		when, said = ParseWhen(ctx, text, req.Now, req.Zone)
		return when, words(said), nil
	}
	said = words(req.filled("text", ""))
	if req.filled("when", "") != "" {
		when, err = req.when(ctx)
	}
	if err == nil && said == "" && !when.Known() {
		err = &FieldError{Field: "text", Message: "What is true? Say its new words, its time, or both."}
	}
	return when, said, err
}

// editReply says what a line reads now. What was measured before is kept, and an
// action's looks that are to come count from the new time: that is said here,
// because nobody would guess it.
func editReply(i incident.Incident, seq int64, said string, when When) Reply {
	var parts []string
	if said != "" {
		parts = append(parts, "it says “"+said+"”")
	}
	if when.Known() {
		parts = append(parts, "it happened at "+when.Echo)
	}
	text := fmt.Sprintf("Line %d is edited: %s. What it said before stays readable.", seq, strings.Join(parts, ", and "))
	a, ok := i.Action(seq)
	switch {
	case !ok || !when.Known():
	case !a.DoneAt.IsZero():
		text += " What it moved still counts from when it was finished, " + stamp(a.DoneAt, i.DeclaredAt) + "."
	case len(a.Looks) > 0:
		text += " What was found by then is kept as it is; looks that are still to come count from the new time."
	default:
		text += " What it moved is counted from then."
	}
	m := chat.Text(text)
	if edit, ok := i.Edited(seq); ok {
		m.Parts = append(m.Parts, chat.Buttons(undoButton(edit.Seq)))
	}
	return Reply{Message: m}
}

// moveLine puts a line into another incident.
func moveLine(ctx context.Context, incidents editor, req Request, seq, number int64) (Reply, error) {
	to, line, err := incidents.Move(ctx, req.Call, seq, number)
	if err != nil {
		return Reply{}, err
	}
	said := fmt.Sprintf("Line %d is in %s now, with its own time and author", seq, to.Name())
	if line != 0 {
		said += fmt.Sprintf(", as its line %d", line)
	}
	spans := []chat.Span{chat.T(said)}
	if to.Channel != "" {
		spans = append(spans, chat.T(": "), chat.Span{Text: "#" + to.ChannelName, Here: string(to.Channel)})
	}
	return Reply{Message: chat.Message{Text: said + ".", Parts: []chat.Part{
		chat.P(append(spans, chat.T(". Here it is taken back, and says where it went."))...),
	}}}, nil
}

// mostChoices is how many lines a form lets one choose from; any other can be
// typed.
const mostChoices = 30

// editForm asks what a line is to say, with what it says filled in. Where no
// line was named it asks for that too.
func editForm(ctx context.Context, incidents here, events eventReader, req Request, seq int64) (Reply, error) {
	i, err := incidents.Here(ctx, req.Channel)
	if err != nil {
		return Reply{}, err
	}
	es, err := events.Events(ctx, i.ID)
	if err != nil {
		return Reply{}, err
	}
	f := chat.Form{Title: i.Name(), Submit: "Mend it", Verb: "edit", Intro: []chat.Span{chat.T("What it says now stays readable.")}}
	when := whenField("When did it happen? Left empty it stays.", true)
	said := chat.Field{Name: "text", Label: "What should it say? Left empty it stays.", Kind: chat.TextField, Optional: true}
	lines := saidLines(i, es)
	if seq == 0 {
		if len(lines) == 0 {
			return Reply{}, incident.Errorf(incident.NotFound, "Nobody has said anything in %s that could be edited.", i.Name())
		}
		choice := chat.Field{Name: "line", Label: "Which line?", Kind: chat.ChoiceField}
		for _, e := range lines[:min(len(lines), mostChoices)] {
			choice.Options = append(choice.Options, chat.Option{
				Label: clip(fmt.Sprintf("%d · %s · %s", e.Seq, e.At.UTC().Format("15:04"), e.Text), 70), Value: strconv.FormatInt(e.Seq, 10),
			})
		}
		f.Fields = []chat.Field{choice, said, when}
		return asks(f, noNewWords), nil
	}
	f.Value = strconv.FormatInt(seq, 10)
	for _, e := range lines {
		if e.Seq == seq {
			said.Initial = e.Text
			f.Intro = []chat.Span{chat.T(fmt.Sprintf("Line %d, at %s. What it says now stays readable.", seq, e.At.UTC().Format("15:04 MST on 2 Jan")))}
			f.Fields = []chat.Field{said, when}
			return asks(f, noNewWords), nil
		}
	}
	return Reply{}, refusedLine(i, es, seq)
}

// refusedLine is why a line cannot be edited, before anything is asked of it.
func refusedLine(i incident.Incident, events []incident.Event, seq int64) error {
	for _, e := range events {
		if e.Seq == seq && e.Kind.Shown() {
			_, err := i.Amend(incident.Actor{}, e, e.Text+".", incident.Moment{}, time.Time{})
			return err
		}
	}
	return incident.Errorf(incident.NotFound, "There is no line %d on the timeline of %s. Type timeline to see them.", seq, i.Name())
}
