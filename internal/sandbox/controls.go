package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// control is something in a message or a view that people can act on.
type control struct {
	Type     string   `json:"type"`
	ActionID string   `json:"action_id"`
	Value    string   `json:"value"`
	URL      string   `json:"url"`
	Style    string   `json:"style"`
	Text     label    `json:"text"`
	Options  []option `json:"options"`
	Groups   []struct {
		Options []option `json:"options"`
	} `json:"option_groups"`
	Confirm *confirm `json:"confirm"`
	preset

	block string      // The id of the block it is in.
	input *inputBlock // That block if it is an input; nil otherwise.
}

// inputBlock is what surrounds a field in a form.
type inputBlock struct {
	Label    label  `json:"label"`
	Hint     *label `json:"hint"`
	Optional bool   `json:"optional"`
	Dispatch bool   `json:"dispatch_action"` // A change is told to the bot at once.
}

// confirm is what people are asked before a control acts.
type confirm struct {
	Title   label  `json:"title"`
	Text    label  `json:"text"`
	Confirm label  `json:"confirm"`
	Deny    label  `json:"deny"`
	Style   string `json:"style"`
}

type label struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

type option struct {
	Text        label  `json:"text"`
	Value       string `json:"value"`
	Description *label `json:"description,omitempty"`
}

// offered are the control's options, those in groups included.
func (c control) offered() []option {
	all := c.Options
	for _, g := range c.Groups {
		all = append(all, g.Options...)
	}
	return all
}

// option is the option with that value, nil if it is not offered.
func (c control) option(value string) *option {
	for _, o := range c.offered() {
		if o.Value == value {
			return &o
		}
	}
	return nil
}

// controls are the controls in the blocks of a message or a view, in the order
// in which they stand.
func controls(blocks json.RawMessage) []control {
	var all []struct {
		Type      string            `json:"type"`
		BlockID   string            `json:"block_id"`
		Accessory json.RawMessage   `json:"accessory"`
		Element   json.RawMessage   `json:"element"`
		Elements  []json.RawMessage `json:"elements"`
		inputBlock
	}
	if blocks == nil || json.Unmarshal(blocks, &all) != nil {
		return nil
	}
	var found []control
	for _, b := range all {
		for _, raw := range append([]json.RawMessage{b.Accessory, b.Element}, b.Elements...) {
			var c control
			if raw != nil && json.Unmarshal(raw, &c) == nil && c.ActionID != "" {
				c.block = b.BlockID
				if b.Type == "input" {
					c.input = &b.inputBlock
				}
				found = append(found, c)
			}
		}
	}
	return found
}

// setIDs gives an id to every block and every control that has none, as Slack
// does. They are numbered, so the same message gets the same ids; a message
// that is sent back as it was read keeps those it has.
func setIDs(blocks []any) {
	n, written := 0, fmt.Sprint(blocks)
	set := func(m map[string]any, key string) {
		for m != nil && str(m, key) == "" {
			n++
			if id := fmt.Sprintf("practice-%d", n); !strings.Contains(written, id) {
				m[key] = id
			}
		}
	}
	control := func(v any) {
		e, _ := v.(map[string]any)
		switch str(e, "type") {
		case "", "plain_text", "mrkdwn", "image", "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted":
		default:
			set(e, "action_id")
		}
	}
	for _, v := range blocks {
		b, _ := v.(map[string]any)
		set(b, "block_id")
		control(b["accessory"])
		control(b["element"])
		elements, _ := b["elements"].([]any)
		for _, e := range elements {
			control(e)
		}
	}
}
