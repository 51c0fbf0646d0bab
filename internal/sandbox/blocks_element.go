package sandbox

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// These are what Slack takes in each kind of place. Lists of several are not
// for rows of actions, and a date with its time is not for a section.
func actionElements() []string {
	return append(choosers(), "button", "overflow", "datetimepicker")
}

func accessoryElements() []string {
	return append(choosers(), "button", "overflow", "image", "multi_static_select", "multi_users_select")
}

func inputElements() []string {
	return append(choosers(), "plain_text_input", "multi_static_select", "multi_users_select", "datetimepicker")
}

func choosers() []string {
	return []string{
		"static_select", "users_select", "channels_select", "conversations_select",
		"checkboxes", "radio_buttons", "datepicker", "timepicker",
	}
}

// element checks an element, or a text, of one of those types.
func (c *checker) element(v any, at string, kinds ...string) {
	e, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	kind := str(e, "type")
	if !slices.Contains(kinds, kind) {
		c.wrong(at+"/type", "unsupported type: %s", kind)
		return
	}
	c.text(e, "action_id", at, false, idLimit)
	c.confirm(e, at)
	if e["focus_on_load"] == true {
		c.focused++
	}
	switch kind {
	case "plain_text", "mrkdwn":
		c.textValue(e, at, sectionLimit, kind)
	case "image":
		c.keys(e, at, "image_url", "alt_text", "slack_file")
		c.picture(e, at)
	case "button":
		c.button(e, at)
	case "overflow":
		c.keys(e, at, "action_id", "options", "confirm")
		c.options(e, at, overflowLimit)
	case "checkboxes":
		c.keys(e, at, "action_id", "options", "initial_options", "confirm", "focus_on_load")
		c.options(e, at, choicesLimit)
		c.initial(e, at)
	case "radio_buttons":
		c.keys(e, at, "action_id", "options", "initial_option", "confirm", "focus_on_load")
		c.options(e, at, choicesLimit)
		c.initial(e, at)
	default:
		c.field(e, at, kind)
	}
}

func (c *checker) button(e map[string]any, at string) {
	c.keys(e, at, "action_id", "text", "value", "url", "style", "confirm", "accessibility_label")
	c.textObject(e, "text", at, true, labelLimit, "plain_text")
	c.chars += utf8.RuneCountInString(c.text(e, "value", at, false, valueLimit))
	c.chars += utf8.RuneCountInString(c.text(e, "url", at, false, urlLimit))
	c.text(e, "accessibility_label", at, false, labelLimit)
	c.style(e, at)
}

func (c *checker) style(e map[string]any, at string) {
	if s, ok := e["style"]; ok && s != "primary" && s != "danger" {
		c.wrong(at+"/style", "must be primary or danger")
	}
}

func (c *checker) picture(e map[string]any, at string) {
	if e["slack_file"] == nil {
		c.chars += utf8.RuneCountInString(c.text(e, "image_url", at, true, urlLimit))
	}
	c.chars += utf8.RuneCountInString(c.text(e, "alt_text", at, true, altLimit))
}

// selection is a select's options: a list of them or of groups of them.
func (c *checker) selection(e map[string]any, at string) {
	if e["option_groups"] == nil {
		c.options(e, at, optionsLimit)
		return
	}
	for i, g := range c.entries(e, "option_groups", at, true, optionsLimit) {
		here := fmt.Sprintf("%s/option_groups/%d", at, i)
		group, ok := g.(map[string]any)
		if !ok {
			c.wrong(here, "must be an object")
			continue
		}
		c.keys(group, here, "label", "options")
		c.textObject(group, "label", here, true, labelLimit, "plain_text")
		c.options(group, here, optionsLimit)
	}
}

func (c *checker) options(e map[string]any, at string, most int) {
	for i, v := range c.entries(e, "options", at, true, most) {
		here := fmt.Sprintf("%s/options/%d", at, i)
		o, ok := v.(map[string]any)
		if !ok {
			c.wrong(here, "must be an object")
			continue
		}
		c.keys(o, here, "text", "value", "description", "url")
		c.textObject(o, "text", here, true, labelLimit, "plain_text", "mrkdwn")
		c.textObject(o, "description", here, false, labelLimit, "plain_text", "mrkdwn")
		c.text(o, "value", here, true, optionValue)
		c.text(o, "url", here, false, urlLimit)
	}
}

// confirm checks the question that an element asks before it acts.
func (c *checker) confirm(e map[string]any, at string) {
	v, ok := e["confirm"]
	if !ok {
		return
	}
	at += "/confirm"
	q, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	c.keys(q, at, "title", "text", "confirm", "deny", "style")
	c.textObject(q, "title", at, true, 100, "plain_text")
	c.textObject(q, "text", at, true, 300, "plain_text", "mrkdwn")
	c.textObject(q, "confirm", at, true, 30, "plain_text")
	c.textObject(q, "deny", at, true, 30, "plain_text")
	c.style(q, at)
}
