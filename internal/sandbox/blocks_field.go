package sandbox

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
)

// textInputLimit is the most that a text field takes, in characters.
const textInputLimit = 3000

var (
	dateShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timeShape = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

// field checks an element into which something is written or from whose list
// something is chosen. All of them may show a placeholder.
func (c *checker) field(e map[string]any, at, kind string) {
	known := []string{"action_id", "placeholder", "focus_on_load"}
	if kind != "plain_text_input" {
		known = append(known, "confirm")
	}
	switch kind {
	case "plain_text_input":
		known = append(known, "initial_value", "multiline", "min_length", "max_length", "dispatch_action_config")
		c.text(e, "initial_value", at, false, textInputLimit)
		least, most := c.number(e, "min_length", at, 0, textInputLimit), c.number(e, "max_length", at, 1, textInputLimit)
		if most > 0 && least > most {
			c.wrong(at+"/min_length", "must be less than max_length")
		}
		c.dispatching(e, at)
	case "static_select":
		known = append(known, "options", "option_groups", "initial_option")
		c.selection(e, at)
		c.initial(e, at)
	case "multi_static_select":
		known = append(known, "options", "option_groups", "initial_options", "max_selected_items")
		c.selection(e, at)
		c.initial(e, at)
		c.number(e, "max_selected_items", at, 1, optionsLimit)
	case "users_select":
		known = append(known, "initial_user")
		c.text(e, "initial_user", at, false, idLimit)
	case "multi_users_select":
		known = append(known, "initial_users", "max_selected_items")
		c.entries(e, "initial_users", at, false, 0)
		c.number(e, "max_selected_items", at, 1, optionsLimit)
	case "channels_select":
		known = append(known, "initial_channel", "response_url_enabled")
		c.text(e, "initial_channel", at, false, idLimit)
	case "conversations_select":
		known = append(known, "initial_conversation", "default_to_current_conversation", "filter", "response_url_enabled")
		c.text(e, "initial_conversation", at, false, idLimit)
	case "datepicker":
		known = append(known, "initial_date")
		c.shape(e, "initial_date", at, dateShape)
	case "timepicker":
		known = append(known, "initial_time", "timezone")
		c.shape(e, "initial_time", at, timeShape)
	case "datetimepicker":
		known = slices.DeleteFunc(append(known, "initial_date_time"), func(key string) bool { return key == "placeholder" })
		if n, ok := e["initial_date_time"]; ok {
			if number, _ := n.(json.Number); len(number) != 10 || !whole(number) {
				c.wrong(at+"/initial_date_time", "must be an integer of 10 digits")
			}
		}
	}
	c.keys(e, at, known...)
	c.textObject(e, "placeholder", at, false, hintLimit, "plain_text")
}

// number checks a whole number between two bounds and returns it; zero if
// there is none.
func (c *checker) number(e map[string]any, key, at string, least, most int64) int64 {
	v, there := e[key]
	if !there || v == nil {
		return 0
	}
	n, _ := v.(json.Number)
	i, err := n.Int64()
	if err != nil || i < least || i > most {
		c.wrong(at+"/"+key, "must be a number from %d to %d", least, most)
		return 0
	}
	return i
}

func (c *checker) shape(e map[string]any, key, at string, shape *regexp.Regexp) {
	if s := c.text(e, key, at, false, idLimit); s != "" && !shape.MatchString(s) {
		c.wrong(at+"/"+key, "failed to match the allowed pattern")
	}
}

// dispatching checks when a text field tells the bot of itself.
func (c *checker) dispatching(e map[string]any, at string) {
	v, ok := e["dispatch_action_config"]
	if !ok || v == nil {
		return
	}
	at += "/dispatch_action_config"
	config, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "must be an object")
		return
	}
	c.keys(config, at, "trigger_actions_on")
	for i, on := range c.entries(config, "trigger_actions_on", at, true, 2) {
		if on != "on_enter_pressed" && on != "on_character_entered" {
			c.wrong(fmt.Sprintf("%s/trigger_actions_on/%d", at, i), "must be on_enter_pressed or on_character_entered")
		}
	}
}

// initial refuses a choice made beforehand that is not among the options.
func (c *checker) initial(e map[string]any, at string) {
	offered := map[string]bool{}
	for _, o := range offeredBy(e) {
		offered[str(o, "value")] = true
	}
	one := func(v any, here string) {
		if o, ok := v.(map[string]any); !ok || !offered[str(o, "value")] {
			c.wrong(here, "must be one of the options")
		}
	}
	if v := e["initial_option"]; v != nil {
		one(v, at+"/initial_option")
	}
	for i, v := range c.entries(e, "initial_options", at, false, 0) {
		one(v, fmt.Sprintf("%s/initial_options/%d", at, i))
	}
}

// offeredBy are the options of an element, those in groups included.
func offeredBy(e map[string]any) []map[string]any {
	lists := []any{e["options"]}
	groups, _ := e["option_groups"].([]any)
	for _, g := range groups {
		group, _ := g.(map[string]any)
		lists = append(lists, group["options"])
	}
	var all []map[string]any
	for _, l := range lists {
		options, _ := l.([]any)
		for _, v := range options {
			if o, ok := v.(map[string]any); ok {
				all = append(all, o)
			}
		}
	}
	return all
}
