package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Values are what stands in a form, by the ids of block and action: one entry
// for a field with one value, more for a list, none for an empty field. Options
// are named by their values, people and channels by their ids, dates as
// 2018-01-16, times as 15:04, and a date with its time in seconds since 1970. A
// field that is not named stands as it was.
type Values map[string]map[string][]string

// required is what Slack says beside a field that must not be empty.
const required = "Please complete this required field."

// put takes what a person has written into a view. Nothing is put in if a field
// does not take it: the problems are named by block. A field that the view does
// not have is an error.
func (w *Workspace) put(v *view, values Values) (FieldErrors, error) {
	problems := FieldErrors{}
	for block, actions := range values {
		for action, given := range actions {
			c := v.control(block, action)
			if c == nil || !c.holds() {
				return nil, sorry("The view has no field %q in a block %q.", action, block)
			}
			if why := w.refusedBy(v.user, *c, filled(given)); why != "" {
				problems[block] = why
			}
		}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	for block, actions := range values {
		for action, given := range actions {
			v.set(*v.control(block, action), filled(given))
		}
	}
	return nil, nil
}

// set puts values into a control that takes them.
func (v *view) set(c control, values []string) {
	if v.entered[c.block] == nil {
		v.entered[c.block] = map[string][]string{}
	}
	v.entered[c.block][c.ActionID] = values
}

// with are the values and one more; the values themselves stay as they are.
func (all Values) with(block, action, value string) Values {
	both := Values{block: maps.Clone(all[block])}
	for name, actions := range all {
		if name != block {
			both[name] = actions
		}
	}
	if both[block] == nil {
		both[block] = map[string][]string{}
	}
	both[block][action] = []string{value}
	return both
}

// filled are values without empty ones.
func filled(values []string) []string { return deleteEmpty(slices.Clone(values)) }

// missing are the fields that must not be empty and are.
func (v *view) missing() FieldErrors {
	problems := FieldErrors{}
	for _, c := range v.controls() {
		if c.input != nil && !c.input.Optional && c.holds() && len(v.standing(c)) == 0 {
			problems[c.block] = required
		}
	}
	return problems
}

// standing is what stands in a control: what a person has put in, or what the
// bot set.
func (v *view) standing(c control) []string {
	if values, ok := v.entered[c.block][c.ActionID]; ok {
		return values
	}
	return c.initial(v.room)
}

// wireValues are all that stands in a view, as the bot gets it.
func (v *view) wireValues() map[string]any {
	all := map[string]any{}
	for _, c := range v.controls() {
		if !c.holds() {
			continue
		}
		block, _ := all[c.block].(map[string]any)
		if block == nil {
			block = map[string]any{}
			all[c.block] = block
		}
		block[c.ActionID] = wireValue(c, v.standing(c))
	}
	return all
}

// refusedBy says why a control does not take what a person puts in; empty if it
// does.
func (w *Workspace) refusedBy(user string, c control, values []string) string {
	if !c.several() && len(values) > 1 {
		return "This field takes one value."
	}
	if c.MaxSelected > 0 && len(values) > c.MaxSelected {
		return fmt.Sprintf("Please choose no more than %d.", c.MaxSelected)
	}
	for _, value := range values {
		if why := w.refusedOne(user, c, value); why != "" {
			return why
		}
	}
	return ""
}

func (w *Workspace) refusedOne(user string, c control, value string) string {
	good := true
	switch c.Type {
	case "plain_text_input":
		n, most := utf8.RuneCountInString(value), c.MaxLength
		if most == 0 {
			most = textInputLimit
		}
		switch {
		case n < c.MinLength:
			return fmt.Sprintf("Please enter at least %d characters.", c.MinLength)
		case n > most:
			return fmt.Sprintf("Please enter no more than %d characters.", most)
		}
	case "users_select", "multi_users_select":
		p, ok := w.person(value)
		good = ok && p.ID == value
	case "channels_select", "conversations_select":
		r := w.room(value)
		good = r != nil && r.ID == value && w.sees(user, r)
	case "datepicker":
		_, err := time.Parse(time.DateOnly, value)
		good = err == nil
	case "timepicker":
		good = timeShape.MatchString(value)
	case "datetimepicker":
		_, err := strconv.ParseInt(value, 10, 64)
		good = err == nil && len(value) == 10
	default:
		good = c.option(value) != nil
	}
	if !good {
		return fmt.Sprintf("%q cannot be chosen here.", value)
	}
	return ""
}

// wireValue is what stands in a control, as the bot gets it.
func wireValue(c control, values []string) map[string]any {
	m := map[string]any{"type": c.Type}
	var one any
	if len(values) > 0 {
		one = values[0]
	}
	switch c.Type {
	case "plain_text_input":
		m["value"] = one
	case "static_select", "radio_buttons":
		m["selected_option"] = nil
		if len(values) > 0 {
			m["selected_option"] = c.option(values[0])
		}
	case "multi_static_select", "checkboxes":
		chosen := []option{}
		for _, value := range values {
			if o := c.option(value); o != nil {
				chosen = append(chosen, *o)
			}
		}
		m["selected_options"] = chosen
	case "users_select":
		m["selected_user"] = one
	case "multi_users_select":
		m["selected_users"] = list(values)
	case "channels_select":
		m["selected_channel"] = one
	case "conversations_select":
		m["selected_conversation"] = one
	case "datepicker":
		m["selected_date"] = one
	case "timepicker":
		m["selected_time"] = one
	case "datetimepicker":
		m["selected_date_time"] = nil
		if len(values) > 0 {
			n, _ := strconv.ParseInt(values[0], 10, 64) // Checked when it was put in.
			m["selected_date_time"] = n
		}
	}
	return m
}
