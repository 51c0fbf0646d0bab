package sandbox

import (
	"encoding/json"
	"maps"
	"strings"
)

// View is a modal or a Home tab as its person sees it.
type View struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"` // "modal" or "home".
	CallbackID string          `json:"callback_id"`
	Title      string          `json:"title"`  // Empty for a Home tab.
	Submit     string          `json:"submit"` // The button's words; empty if there is none.
	Close      string          `json:"close"`
	Blocks     json.RawMessage `json:"blocks"` // Block Kit.
	Fields     []Field         `json:"fields"` // All that can be filled in, in the order in which it stands.
	// Errors are what stands beside the fields, by block.
	Errors map[string]string `json:"errors"`
	// Trouble is Slack's own error, above the form; empty if there is none.
	Trouble string `json:"trouble"`
	Busy    bool   `json:"busy"` // It is being submitted.

	plain string
}

// Field is something in a view that can be filled in or chosen from.
type Field struct {
	BlockID     string   `json:"block_id"`
	ActionID    string   `json:"action_id"`
	Type        string   `json:"type"` // As in Block Kit: "plain_text_input", "static_select" and so on.
	Label       string   `json:"label"`
	Hint        string   `json:"hint"`
	Placeholder string   `json:"placeholder"`
	Input       bool     `json:"input"` // It is part of what is submitted; otherwise it acts at once.
	Optional    bool     `json:"optional"`
	Dispatch    bool     `json:"dispatch"` // A change is told to the bot at once.
	Several     bool     `json:"several"`  // It takes a list.
	Multiline   bool     `json:"multiline"`
	MinLength   int      `json:"min_length"` // Characters; 0 for no limit, as below.
	MaxLength   int      `json:"max_length"`
	MaxSelected int      `json:"max_selected"`
	Options     []Choice `json:"options"` // Empty where people, channels or times are chosen.
	Value       []string `json:"value"`   // What stands in it, as in Values.
	Error       string   `json:"error"`
	Confirm     *Confirm `json:"confirm"`
}

// Choice is one option of a field.
type Choice struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description"`
}

// Confirm is what a person is asked before a control acts.
type Confirm struct {
	Title   string `json:"title"`
	Text    string `json:"text"`
	Confirm string `json:"confirm"`
	Deny    string `json:"deny"`
	Style   string `json:"style"` // "danger", "primary" or empty.
}

// PlainText is everything a reader sees of the view, without markup: its title,
// and a line for each block.
func (v View) PlainText() string { return v.plain }

// Buttons are the view's buttons in the order in which they stand, without
// those to submit and to close it.
func (v View) Buttons() []Button { return buttonsIn(v.Blocks) }

// Field is the field of that action, and whether there is one.
func (v View) Field(actionID string) (Field, bool) {
	for _, f := range v.Fields {
		if f.ActionID == actionID {
			return f, true
		}
	}
	return Field{}, false
}

// Views are the modals that lie open in front of a person, the top one last.
func (w *Workspace) Views(user string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, _ := w.person(user)
	return w.stackOf(p.ID)
}

func (w *Workspace) stackOf(user string) []View {
	var all []View
	for _, v := range w.modals[user] {
		all = append(all, w.shown(v))
	}
	return all
}

// show tells the page of a view that has changed.
func (w *Workspace) show(v *view) {
	if v.Type == "home" {
		w.tell(Update{Type: "home", User: v.user, Home: new(w.shown(v))})
		return
	}
	w.showViews(v.user)
}

func (w *Workspace) showViews(user string) {
	w.tell(Update{Type: "views", User: user, Views: w.stackOf(user)})
}

// shown is a view as it is now, safe to hand out.
func (w *Workspace) shown(v *view) View {
	s := View{
		ID: v.id, Type: v.Type, CallbackID: v.CallbackID, Title: wordsOf(v.Title), Submit: wordsOf(v.Submit), Close: wordsOf(v.Close),
		Blocks: v.Blocks, Fields: []Field{}, Errors: maps.Clone(v.errors), Trouble: v.trouble, Busy: v.busy,
	}
	if s.Errors == nil {
		s.Errors = map[string]string{}
	}
	if s.Blocks == nil {
		s.Blocks = json.RawMessage("[]")
	}
	s.plain = strings.Join(deleteEmpty([]string{s.Title, w.plain(Message{Blocks: s.Blocks})}), "\n")
	for _, c := range v.controls() {
		if c.holds() {
			s.Fields = append(s.Fields, v.field(c))
		}
	}
	return s
}

func (v *view) field(c control) Field {
	f := Field{
		BlockID: c.block, ActionID: c.ActionID, Type: c.Type, Placeholder: wordsOf(c.Placeholder), Several: c.several(), Multiline: c.Multiline,
		MinLength: c.MinLength, MaxLength: c.MaxLength, MaxSelected: c.MaxSelected, Options: []Choice{}, Value: list(v.standing(c)),
		Error: v.errors[c.block], Confirm: c.asks(),
	}
	if c.input != nil {
		f.Input, f.Label, f.Hint, f.Optional, f.Dispatch = true, c.input.Label.Text, wordsOf(c.input.Hint), c.input.Optional, c.input.Dispatch
	}
	for _, o := range c.offered() {
		f.Options = append(f.Options, Choice{Label: o.Text.Text, Value: o.Value, Description: wordsOf(o.Description)})
	}
	return f
}

// asks is the question before the control acts; nil if it asks none.
func (c control) asks() *Confirm {
	if q := c.Confirm; q != nil {
		return &Confirm{Title: q.Title.Text, Text: q.Text.Text, Confirm: q.Confirm.Text, Deny: q.Deny.Text, Style: q.Style}
	}
	return nil
}

func wordsOf(l *label) string {
	if l == nil {
		return ""
	}
	return l.Text
}
