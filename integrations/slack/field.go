package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// This file hands text to the library, and no other does: its fields are bare
// strings, so each is filled from a type that escape.go made. A test reads the
// package and refuses another way.

// field is a plain text object. Slack refuses an empty one.
func field(s shown) *slack.TextBlockObject {
	if strings.TrimSpace(s.text) == "" {
		s.text = "…"
	}
	off := false
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s.text, Emoji: &off}
}

// plain is any text as a plain text object.
func plain(text string) *slack.TextBlockObject { return field(asText(text)) }

// label is any text as a plain text object of one line and at most so many
// characters.
func label(text string, limit int) *slack.TextBlockObject { return field(asLine(text, limit)) }

func plainContext(text string) slack.Block {
	return slack.NewContextBlock("", plain(text))
}

// small draws a quieter line. Where nothing in it is marked up it is plain
// text, in which nothing can format.
func small(spans []chat.Span) slack.Block {
	all, does := make([]safe, 0, len(spans)), false
	for _, s := range spans {
		m := markup(s)
		does = does || m.text != literal(asText(s.Text).text)
		all = append(all, m)
	}
	if !does {
		return plainContext(flatten(spans))
	}
	// Verbatim, so that Slack looks for no names and addresses by itself.
	text := slack.NewTextBlockObject(slack.MarkdownType, joined(all...).text, false, true)
	return slack.NewContextBlock("", text)
}

// rich draws spans as the elements of a rich text section.
func rich(spans []chat.Span) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, s := range spans {
		text := asText(s.Text).text
		var style *slack.RichTextSectionTextStyle
		if s.Bold || s.Italic || s.Code {
			style = &slack.RichTextSectionTextStyle{Bold: s.Bold, Italic: s.Italic, Code: s.Code}
		}
		switch {
		case personID.MatchString(s.Person):
			out = append(out, slack.NewRichTextSectionUserElement(s.Person, style))
		case channelID.MatchString(s.Here):
			out = append(out, slack.NewRichTextSectionChannelElement(s.Here, style))
		case s.When != nil && s.When.Unix() > 0:
			out = append(out, slack.NewRichTextSectionDateElement(s.When.Unix(), "{ago}", nil, &text))
		case text == "":
		case linkable(s.URL):
			out = append(out, slack.NewRichTextSectionLinkElement(s.URL, text, style))
		default:
			out = append(out, slack.NewRichTextSectionTextElement(text, style))
		}
	}
	return out
}

// paragraph is a block of such elements.
func paragraph(elements []slack.RichTextSectionElement) slack.Block {
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

// tidy is spans as they are shown, before they are measured and split: what is
// masked is longer than it was, and is not cut in half.
func tidy(spans []chat.Span) []chat.Span {
	if len(spans) == 0 {
		return nil
	}
	all := make([]chat.Span, 0, len(spans))
	for _, s := range spans {
		s.Text = asText(s.Text).text
		all = append(all, s)
	}
	return all
}

// typedIn is a line or a text to type in, with what is filled in already.
func typedIn(f chat.Field, first bool) slack.BlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, f.Name)
	e.Multiline = f.Kind == chat.TextField
	if e.InitialValue = cut(asText(f.Initial).text, inputLimit); !e.Multiline {
		e.InitialValue = asLine(f.Initial, inputLimit).text
	}
	e.FocusOnLoad = first
	return e
}

// wrongField says beside a field of a form what is wrong with it.
func wrongField(name, words string) any {
	return slack.NewErrorsViewSubmissionResponse(map[string]string{name: asLine(words, hintLimit).text})
}

// look is a message as the Web API takes it. What Slack would find in its text
// by itself, names and addresses, is not to be looked for: editing a message
// sets that anew, to another default than posting has.
func (a *Adapter) look(d drawn) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(d.Text.text, false), slack.MsgOptionParse(false), slack.MsgOptionLinkNames(false),
		slack.MsgOptionBlocks(d.Blocks...),
	}
}

// posting is a message as it is posted: no address in it is looked up and shown.
func (a *Adapter) posting(d drawn) []slack.MsgOption {
	return append(a.look(d), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
}

// place asks where to put a file.
func (f shared) place() slack.GetUploadURLExternalParameters {
	return slack.GetUploadURLExternalParameters{FileName: f.name, FileSize: len(f.body), AltTxt: f.alt.text}
}

// complete shows an uploaded file to everyone in the channel.
func (f shared) complete(id string) slack.CompleteUploadExternalParameters {
	return slack.CompleteUploadExternalParameters{
		Files:           []slack.FileSummary{{ID: id, Title: f.title.text}},
		Channel:         string(f.channel),
		InitialComment:  f.says.text,
		ThreadTimestamp: f.thread,
	}
}

func (a *Adapter) setPurpose(ctx context.Context, ch incident.ChannelID, purpose safe) error {
	_, err := a.api.SetPurposeOfConversationContext(ctx, string(ch), purpose.text)
	return err
}

func (a *Adapter) setTopic(ctx context.Context, ch incident.ChannelID, topic safe) error {
	_, err := a.api.SetTopicOfConversationContext(ctx, string(ch), topic.text)
	return err
}

// linkAbove is a link above a channel.
func linkAbove(title shown, address string) slack.AddBookmarkParameters {
	return slack.AddBookmarkParameters{Title: title.text, Type: "link", Link: address}
}
