package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
)

// Slack's limits for views, in characters.
const (
	titleLimit   = 24 // The buttons' words too.
	hintLimit    = 2000
	inputLimit   = 3000
	privateLimit = 3000
	viewBlocks   = 100
	viewBytes    = 250_000
	optionLimit  = 75 // What one reads of an option, and its value.
	mostOptions  = 100
	mostRadios   = 5 // More are a menu: a phone shows these at once.
)

// formID is the callback id of every form. Its blocks and their inputs are named
// as its fields are.
const formID = "sitrep_form"

// origin is where a form came from, and so what it runs and where the answer
// goes. It travels with the form, because it may be submitted to another
// process than the one that opened it.
type origin struct {
	Verb    string `json:"verb"`
	Value   string `json:"value,omitempty"`
	Channel string `json:"channel,omitempty"`
	URL     string `json:"url,omitempty"`   // The response_url of the line or the press.
	First   string `json:"first,omitempty"` // The first field: what is wrong with none of them is said there.
}

// drawForm draws a form as a modal. A form that Slack would not take is refused
// with what is wrong: half of it would ask for something else.
func drawForm(f chat.Form, channel, url string) (slack.ModalViewRequest, error) {
	from := origin{Verb: f.Verb, Value: f.Value, Channel: channel, URL: url}
	if len(f.Fields) > 0 {
		from.First = f.Fields[0].Name
	}
	private, err := json.Marshal(from)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formID, PrivateMetadata: string(private),
		Title: caption(f.Title, "Sitrep"), Submit: caption(f.Submit, "Send"), Close: plain("Cancel"),
	}
	if len(f.Intro) > 0 {
		v.Blocks.BlockSet = viewOf(chat.Message{Parts: []chat.Part{chat.P(f.Intro...)}})
	}
	focused := false
	for _, field := range f.Fields {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, input(field, !focused))
		focused = focused || field.Kind == chat.LineField || field.Kind == chat.TextField
	}
	return v, fits(v, f)
}

// fits says why a form cannot be opened.
func fits(v slack.ModalViewRequest, f chat.Form) error {
	body, err := json.Marshal(v)
	switch {
	case err != nil:
		return err
	case f.Verb == "" || len(f.Fields) == 0:
		return errors.New("the form has no verb or asks for nothing")
	case utf8.RuneCountInString(v.PrivateMetadata) > privateLimit:
		return fmt.Errorf("what the form carries is longer than the %d characters that Slack takes", privateLimit)
	case len(v.Blocks.BlockSet) > viewBlocks, len(body) > viewBytes:
		return fmt.Errorf("the form is larger than Slack takes: %d blocks, %d bytes", len(v.Blocks.BlockSet), len(body))
	}
	var names []string
	for _, field := range f.Fields {
		if field.Name == "" || len(field.Name) > 255 || slices.Contains(names, field.Name) {
			return fmt.Errorf("a field of the form has no name of its own: %q", field.Name)
		}
		names = append(names, field.Name)
	}
	return nil
}

// caption is a title or a button's label of a view.
func caption(text, otherwise string) *slack.TextBlockObject {
	if strings.TrimSpace(text) == "" {
		text = otherwise
	}
	return label(text, titleLimit)
}

// input draws one field. Slack insists on an answer itself, unless the field is
// optional.
func input(f chat.Field, first bool) *slack.InputBlock {
	b := slack.NewInputBlock(f.Name, label(f.Label, hintLimit), nil, element(f, first))
	b.Optional = f.Optional || f.Kind == chat.TickField
	if f.Hint != "" {
		b.Hint = label(f.Hint, hintLimit)
	}
	return b
}

func element(f chat.Field, first bool) slack.BlockElement {
	switch f.Kind {
	case chat.PersonField:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Choose a person"), f.Name)
		if personID.MatchString(f.Initial) {
			e.InitialUser = f.Initial
		}
		return e
	case chat.TickField:
		yes := slack.NewOptionBlockObject(chat.Ticked, plain("Yes"), nil)
		e := slack.NewCheckboxGroupsBlockElement(f.Name, yes)
		if f.Initial == chat.Ticked {
			e.InitialOptions = []*slack.OptionBlockObject{yes}
		}
		return e
	case chat.ChoiceField:
		if e := menu(f); e != nil {
			return e
		}
	case chat.LineField, chat.TextField:
	}
	return typedIn(f, first)
}

// menu draws a choice: a few are shown at once, and more in a list. It is nil
// where Slack has no list for them: then one types.
func menu(f chat.Field) slack.BlockElement {
	if len(f.Options) == 0 || len(f.Options) > mostOptions {
		return nil
	}
	var all []*slack.OptionBlockObject
	var initial *slack.OptionBlockObject
	for _, o := range f.Options {
		if o.Value == "" || utf8.RuneCountInString(o.Value) > optionLimit {
			return nil
		}
		option := slack.NewOptionBlockObject(o.Value, label(o.Label, optionLimit), nil)
		if o.Value == f.Initial {
			initial = option
		}
		all = append(all, option)
	}
	if len(all) <= mostRadios && !f.Optional {
		e := slack.NewRadioButtonsBlockElement(f.Name, all...)
		e.InitialOption = initial
		return e
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose"), f.Name, all...)
	e.InitialOption = initial
	return e
}

// viewOf draws a message as the blocks of a view, which has no second one to go
// on in: what does not fit is left out, and the last line says so.
func viewOf(m chat.Message) []slack.Block {
	b := newBuilder(viewBytes/5, viewBlocks)
	for _, p := range m.Parts {
		b.part(p)
	}
	all := b.done()
	blocks := all[0].Blocks
	if len(all) == 1 {
		return blocks
	}
	left := 0
	for _, d := range all[1:] {
		left += d.lines()
	}
	if len(blocks) == viewBlocks {
		last := len(blocks) - 1
		left += linesOf(blocks[last])
		blocks = blocks[:last]
	}
	return append(blocks, plainContext(fmt.Sprintf("… and %d more lines, more than Slack shows here.", left)))
}

// viewSaying is a view that only says something.
func viewSaying(m chat.Message) slack.ModalViewRequest {
	if len(m.Parts) == 0 {
		m = chat.Text(m.Text)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain("Sitrep"), Close: plain("Close"),
		Blocks: slack.Blocks{BlockSet: viewOf(m)},
	}
}
