package commands

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// updater is all that update needs from the domain.
type updater interface {
	here
	there
	Tell(ctx context.Context, call incident.Call, text string, next time.Time) (incident.Incident, error)
}

// Update says something to the people outside who wait for word, and promises
// when they hear next. Where is the channel for announcements, by name or id;
// empty where there is none. Without words it proposes some, from the timeline.
func Update(incidents updater, where string) Command {
	return Command{
		Name:    "update",
		Aliases: []string{"announce", "tell"},
		Args:    "<words for people outside> [next 30m]",
		Short:   "Tell people outside, and when they hear next",
		Example: "/incident update API is slow for everyone, we are on it. next 30m",
		Moment:  Telling,
		Answers: "What was said outside and where, and the time that was promised. Without words, a text from the timeline to mend and send.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, outside, text, err := meant(ctx, incidents, req)
			if err != nil {
				return Reply{}, err
			}
			word, err := readUpdate(ctx, req, text)
			if err != nil {
				return Reply{}, err
			}
			if word.text == "" && word.next.IsZero() {
				return propose(i, req, outside)
			}
			call := req.Call
			call.Channel = i.Channel
			if i, err = incidents.Tell(ctx, call, word.text, word.next); err != nil {
				return Reply{}, err
			}
			return toldReply(i, word, where, outside), nil
		},
	}
}

// meant is the incident that a line is about, and its text without the name of
// the incident's channel. A reminder is pressed outside that channel; there the
// line begins with it, and so do all that follow: outside is what they begin
// with, and empty inside.
func meant(ctx context.Context, incidents place, req Request) (i incident.Incident, outside, text string, err error) {
	i, err = incidents.Here(ctx, req.Channel)
	if incident.CodeOf(err) != incident.NotFound {
		return i, "", req.Text, err
	}
	m := channelRef.FindStringSubmatchIndex(req.Text)
	if m == nil || m[0] != 0 {
		return i, "", "", err
	}
	i, err = incidents.There(ctx, req.Viewer(), incident.ChannelID(req.Text[m[2]:m[3]]))
	return i, "<#" + string(i.Channel) + "> ", strings.TrimSpace(req.Text[m[1]:]), err
}

// place finds the incident that a line is about, typed in its channel or not.
type place interface {
	here
	there
}

// there is the incident of a channel that somebody names, who may not be in it.
type there interface {
	There(ctx context.Context, v incident.Viewer, ch incident.ChannelID) (incident.Incident, error)
}

// update is what is to be said outside, and the promise as it was read.
type update struct {
	text string
	next time.Time
	echo string
}

// noNext is the choice of no promise.
const noNext = "none"

// readUpdate reads a typed line, or what was filled in.
func readUpdate(ctx context.Context, req Request, text string) (u update, err error) {
	u.text, u.next, u.echo, err = parseNext(ctx, req.filled("words", text), req)
	u.text = words(u.text)
	next := req.filled("next", noNext)
	switch {
	case req.Fields == nil:
		return u, err
	case err != nil:
		return u, &FieldError{Field: "words", Message: err.Error()}
	case u.text == "":
		return u, &FieldError{Field: "words", Message: "What is to be said to them?"}
	case !u.next.IsZero() || next == noNext || next == "":
		return u, nil
	}
	var ok bool
	if u.next, u.echo, ok = parseAhead(ctx, next, req.Now, req.Zone); !ok {
		return u, &FieldError{Field: "next", Message: "I cannot read that as a time. Say 30m or 15:30, or leave it empty."}
	}
	return u, nil
}

// propose gives words from the timeline, to be mended by whoever sends them:
// filled in already, and where no form can be opened as a line to copy.
func propose(i incident.Incident, req Request, outside string) (Reply, error) {
	const next = "30m"
	said := say.Outside(i, req.Now)
	line := or(req.Command, example) + " update " + outside + said + " next " + next
	head := "From the timeline, for you to mend:"
	m := chat.Message{Text: head + " " + said, Parts: []chat.Part{
		chat.P(chat.B(head), chat.T(" "+said)),
		chat.P(chat.T("To send it in your words, type: "), code(line)),
	}}
	if value := outside + said + " next " + next; utf8.RuneCountInString(value) <= mostValue {
		m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Send as it is, next word in 30 min", Verb: "update", Value: value}))
	}
	fields := []chat.Field{{
		Name: "words", Label: "What do they hear?", Kind: chat.TextField, Initial: said,
		Hint: "From the timeline. Mend it: what users feel, what we know, what we do not know.",
	}}
	if i.Open() {
		fields = append(fields, chat.Field{
			Name: "next", Label: "When do they hear next?", Kind: chat.ChoiceField, Initial: next, Optional: true,
			Options: []chat.Option{{Label: "In 15 min", Value: "15m"}, {Label: "In 30 min", Value: next}, {Label: "In 60 min", Value: "60m"}, {Label: "Nothing is promised", Value: noNext}},
		})
	}
	return Reply{Message: m, Form: &chat.Form{
		Title: "Word to others", Submit: "Send", Verb: "update", Value: strings.TrimSpace(outside),
		Intro: []chat.Span{chat.T(i.Name() + " · " + clip(i.Title, 100))}, Fields: fields,
	}}, nil
}

// toldReply says where it was said and how the promise was read. Without a
// promise it asks for one: people outside would ask the responders instead.
func toldReply(i incident.Incident, u update, where, outside string) Reply {
	var spans []chat.Span
	add := func(s ...chat.Span) {
		if len(spans) > 0 {
			spans = append(spans, chat.T(" "))
		}
		spans = append(spans, s...)
	}
	refused, gaveUp := i.GaveUp[incident.AnnounceStep]
	switch {
	case u.text == "":
	case i.Private:
		add(chat.T("Said in the incident's channel only, because it is private: “" + u.text + "”."))
	case where == "":
		add(chat.T("Said in the incident's channel only: " + quoted(u.text)))
		add(chat.T("To reach others too, have whoever runs me name a channel under slack, announce in my configuration."))
	case gaveUp:
		add(chat.T("Said in the incident's channel, because I could not announce it: " + quoted(u.text)))
		add(chat.T(refused))
	default:
		add(chat.T("Told others in "), placed(where), chat.T(": "+quoted(u.text)))
	}
	var buttons []chat.Button
	switch {
	case u.echo != "":
		add(chat.T("Next word to others: " + u.echo + ". I remind " + reminded(i) + " 2 minutes before."))
	case i.Open():
		add(chat.T("No next word is promised."))
		buttons = append(buttons,
			chat.Button{Label: "Next in 30 min", Verb: "update", Value: outside + "next 30m"},
			chat.Button{Label: "Next in 60 min", Verb: "update", Value: outside + "next 60m"})
	}
	// Elsewhere undo would not know which incident is meant.
	if n := len(i.Updates); n > 0 && outside == "" {
		buttons = append(buttons, undoButton(i.Updates[n-1].Seq))
	}
	m := chat.Message{Parts: []chat.Part{chat.P(spans...)}}
	for _, s := range spans {
		m.Text += s.Text
	}
	if len(buttons) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	return Reply{Message: m}
}

// quoted is what was said, as it was said, at the end of a sentence.
func quoted(text string) string {
	if strings.ContainsAny(text[len(text)-1:], ".?!") {
		return "“" + text + "”"
	}
	return "“" + text + "”."
}

// reminded is who is reminded of the word that is promised.
func reminded(i incident.Incident) string {
	p, _ := i.Promised()
	if c := i.Comms(); !c.IsZero() && c.ID != p.By.ID {
		return or(c.Name, c.ID)
	}
	return "you"
}

// channelID is what the id of a channel looks like. Anything else is its name.
var channelID = regexp.MustCompile(`^[CG][A-Z0-9]{6,}$`)

// placed is a channel by its id or its name.
func placed(where string) chat.Span {
	if channelID.MatchString(where) {
		return chat.Span{Text: "the channel for announcements", Here: where}
	}
	return chat.T("#" + strings.TrimPrefix(where, "#"))
}
