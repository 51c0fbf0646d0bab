package sandbox

import (
	"slices"
	"strconv"
)

// preset is what a field says of what goes into it: what stands there at first
// and how much it takes.
type preset struct {
	Placeholder      *label   `json:"placeholder"`
	InitialValue     string   `json:"initial_value"`
	InitialOption    *option  `json:"initial_option"`
	InitialOptions   []option `json:"initial_options"`
	InitialUser      string   `json:"initial_user"`
	InitialUsers     []string `json:"initial_users"`
	InitialChannel   string   `json:"initial_channel"`
	InitialConv      string   `json:"initial_conversation"`
	CurrentConv      bool     `json:"default_to_current_conversation"`
	InitialDate      string   `json:"initial_date"`
	InitialTime      string   `json:"initial_time"`
	InitialDateTime  int64    `json:"initial_date_time"`
	Multiline        bool     `json:"multiline"`
	MinLength        int      `json:"min_length"`
	MaxLength        int      `json:"max_length"`
	MaxSelected      int      `json:"max_selected_items"`
	ResponseURL      bool     `json:"response_url_enabled"`
	DispatchSettings struct {
		On []string `json:"trigger_actions_on"`
	} `json:"dispatch_action_config"`
}

// holds reports whether the control keeps what was put into it. A button and an
// overflow menu are pressed and forget it.
func (c control) holds() bool { return c.Type != "button" && c.Type != "overflow" }

// several reports whether the control holds a list.
func (c control) several() bool {
	return slices.Contains([]string{"checkboxes", "multi_static_select", "multi_users_select"}, c.Type)
}

// initial is what stands in the control before anyone has touched it. A field
// for a conversation may begin with the one in which it was opened.
func (c control) initial(current *room) []string {
	var all []string
	for _, o := range c.InitialOptions {
		all = append(all, o.Value)
	}
	if c.InitialOption != nil {
		all = append(all, c.InitialOption.Value)
	}
	if c.CurrentConv && current != nil {
		all = append(all, current.ID)
	}
	if c.InitialDateTime != 0 {
		all = append(all, strconv.FormatInt(c.InitialDateTime, 10))
	}
	all = append(all, c.InitialUsers...)
	for _, s := range []string{c.InitialValue, c.InitialUser, c.InitialChannel, c.InitialConv, c.InitialDate, c.InitialTime} {
		if s != "" {
			all = append(all, s)
		}
	}
	if len(all) > 1 && !c.several() {
		all = all[:1]
	}
	return all
}
