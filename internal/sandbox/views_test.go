package sandbox_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// doing does something as a person beside the test, which goes on to be the bot.
func doing(do func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	return done
}

// triggered is a trigger id of Ana's, fresh from a command that was acknowledged.
func triggered(t *testing.T, w *sandbox.Workspace, s *socket) string {
	t.Helper()
	done := typing(t, w, "general", "/incident declare")
	e := s.next()
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return at(e.Payload, "trigger_id")
}

// modal is a view of those blocks, with more properties if there are any.
func modal(blocks string, more ...string) string {
	return `{"type":"modal","title":{"type":"plain_text","text":"Declare"},"submit":{"type":"plain_text","text":"Open"},"blocks":[` +
		blocks + `]` + strings.Join(append([]string{""}, more...), ",") + `}`
}

const (
	titleField = `{"type":"input","block_id":"title","label":{"type":"plain_text","text":"What is wrong?"},"element":{"type":"plain_text_input","action_id":"t","max_length":20}}`
	sevField   = `{"type":"input","block_id":"sev","optional":true,"label":{"type":"plain_text","text":"Severity"},"element":{"type":"static_select","action_id":"s",
		"initial_option":{"text":{"type":"plain_text","text":"SEV2"},"value":"2"},
		"options":[{"text":{"type":"plain_text","text":"SEV1"},"value":"1","description":{"type":"plain_text","text":"all users"}},{"text":{"type":"plain_text","text":"SEV2"},"value":"2"}]}}`
	moreButton = `{"type":"actions","block_id":"row","elements":[{"type":"button","action_id":"more","value":"x","text":{"type":"plain_text","text":"More"},
		"confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"mrkdwn","text":"It is long."},"confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}}]}`
)

func opened(t *testing.T, c *client, s *socket, view string) string {
	t.Helper()
	return c.must("views.open", "trigger_id", triggered(t, c.w, s), "view", view).at("view.id")
}

// top is the modal in front of Ana.
func top(t *testing.T, w *sandbox.Workspace) sandbox.View {
	t.Helper()
	all := w.Views("U0ANA")
	if len(all) == 0 {
		t.Fatal("no modal is open")
	}
	return all[len(all)-1]
}

func TestTriggerOpensOneViewWithinItsLife(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.TriggerLife = 300 * time.Millisecond })
	c := newClient(t, w)
	s := c.connect()
	if got := c.call("views.open", "trigger_id", "1.2.x", "view", modal(titleField)).code(); got != "invalid_trigger_id" {
		t.Errorf("a made-up trigger: %s", got)
	}
	id := triggered(t, w, s)
	bad := c.call("views.open", "trigger_id", id, "view", modal(`{"type":"carousel"}`))
	if bad.code() != "invalid_arguments" || !strings.Contains(bad.at("response_metadata.messages.0"), "[json-pointer:/view/blocks/0/type]") {
		t.Errorf("a view with a mistake: %s %v", bad.code(), bad.body)
	}
	if got := c.call("views.push", "trigger_id", id, "view", modal(titleField)).code(); got != "invalid_trigger_id" {
		t.Errorf("a push over nothing: %s", got)
	}
	r := c.must("views.open", "trigger_id", id, "view", modal(titleField))
	for path, want := range map[string]string{
		"view.type": "modal", "view.title.text": "Declare", "view.previous_view_id": "", "view.root_view_id": r.at("view.id"),
		"view.blocks.0.block_id": "title", "view.state.values": "map[]",
	} {
		if got := r.at(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if got := c.call("views.open", "trigger_id", id, "view", modal(titleField)).code(); got != "exchanged_trigger_id" {
		t.Errorf("a used trigger: %s", got)
	}
	id = triggered(t, w, s)
	time.Sleep(310 * time.Millisecond) // Machine time is what it lives in.
	if got := c.call("views.open", "trigger_id", id, "view", modal(titleField)).code(); got != "expired_trigger_id" {
		t.Errorf("an old trigger: %s", got)
	}
}

func TestFormIsSubmittedWithWhatStandsInIt(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	view := opened(t, c, s, modal(titleField+","+sevField, `"private_metadata":"inc-1"`, `"callback_id":"declare"`))
	shown := top(t, w)
	if f, _ := shown.Field("t"); f.Label != "What is wrong?" || f.MaxLength != 20 || f.Optional || len(f.Value) != 0 {
		t.Errorf("the field is %+v", f)
	}
	if f, _ := shown.Field("s"); len(f.Options) != 2 || f.Options[0].Description != "all users" || f.Value[0] != "2" {
		t.Errorf("the select is %+v", f)
	}
	if got, want := shown.PlainText(), "Declare\nWhat is wrong?\nSeverity"; got != want {
		t.Errorf("Ana reads %q, want %q", got, want)
	}

	var fields sandbox.FieldErrors
	err := w.Submit(t.Context(), "U0ANA", view, nil)
	if !errors.As(err, &fields) || fields["title"] != "Please complete this required field." {
		t.Errorf("an empty form: %v", err)
	}
	err = w.Submit(t.Context(), "U0ANA", view, sandbox.Values{"title": {"t": {x(21)}}, "sev": {"s": {"9"}}})
	if !errors.As(err, &fields) || len(fields) != 2 || top(t, w).Errors["title"] == "" {
		t.Errorf("what does not fit: %v", err)
	}
	if err := w.Submit(t.Context(), "U0ANA", view, sandbox.Values{"other": {"t": {"x"}}}); err == nil {
		t.Error("a field that is not there was filled in")
	}

	values := sandbox.Values{"title": {"t": {"API is slow"}}, "sev": {"s": {"1"}}}
	done := doing(func() error { return w.Submit(t.Context(), "U0ANA", view, values) })
	e := s.next()
	for path, want := range map[string]string{
		"type": "view_submission", "user.id": "U0ANA", "view.id": view, "view.private_metadata": "inc-1", "view.callback_id": "declare",
		"view.state.values.title.t.type": "plain_text_input", "view.state.values.title.t.value": "API is slow",
		"view.state.values.sev.s.selected_option.text.text": "SEV1", "response_urls": "[]", "view.app_installed_team_id": at(e.Payload, "team.id"),
	} {
		if got := at(e.Payload, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if at(e.Payload, "view.hash") == "" || at(e.Payload, "trigger_id") == "" || !top(t, w).Busy {
		t.Errorf("the submission is %v", e.Payload)
	}
	s.ack(e.ID, map[string]any{"response_action": "errors", "errors": map[string]string{"title": "Too short."}})
	if err := <-done; !errors.As(err, &fields) || fields["title"] != "Too short." {
		t.Errorf("the bot's errors: %v", err)
	}
	if f, _ := top(t, w).Field("t"); f.Error != "Too short." || f.Value[0] != "API is slow" || top(t, w).Busy {
		t.Errorf("the field shows %+v", f)
	}

	// What stands there is sent again, and the same fields keep it.
	done = doing(func() error { return w.Submit(t.Context(), "U0ANA", view, nil) })
	e = s.next()
	s.ack(e.ID, map[string]any{"response_action": "update", "view": jsonOf(modal(titleField, `"callback_id":"second"`))})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if v := top(t, w); v.ID != view || v.CallbackID != "second" || len(v.Errors) != 0 || v.Fields[0].Value[0] != "API is slow" {
		t.Errorf("the updated form is %+v", v)
	}
	done = doing(func() error { return w.Submit(t.Context(), "U0ANA", view, nil) })
	e = s.next()
	s.ack(e.ID, map[string]any{"response_action": "push", "view": jsonOf(modal(titleField))})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if all := w.Views("U0ANA"); len(all) != 2 || len(all[1].Fields[0].Value) != 0 {
		t.Errorf("after the push there are %+v", all)
	}
	second := top(t, w).ID
	done = doing(func() error {
		return w.Submit(t.Context(), "U0ANA", second, sandbox.Values{"title": {"t": {"y"}}})
	})
	s.ack(s.next().ID, nil)
	if err := <-done; err != nil || top(t, w).ID != view {
		t.Errorf("an empty answer closes the top one: %v, %s is open", err, top(t, w).ID)
	}
	done = doing(func() error { return w.Submit(t.Context(), "U0ANA", view, nil) })
	s.ack(s.next().ID, map[string]any{"response_action": "clear"})
	if err := <-done; err != nil || len(w.Views("U0ANA")) != 0 {
		t.Errorf("after clear %d are open: %v", len(w.Views("U0ANA")), err)
	}
}

func TestFormWithoutAnAnswerStaysOpen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want string
		bot        func(*socket)
	}{
		{"nobody acknowledges", "operation_timeout", func(s *socket) { s.next() }},
		{"the answer is too long", "operation_timeout", func(s *socket) { s.ack(s.next().ID, map[string]any{"x": x(20_500)}) }},
		{"an error beside no field", "no input block", func(s *socket) {
			s.ack(s.next().ID, map[string]any{"response_action": "errors", "errors": map[string]string{"nothing": "x"}})
		}},
		{"a view with a mistake", "missing required field: title", func(s *socket) {
			s.ack(s.next().ID, map[string]any{"response_action": "update", "view": map[string]any{"type": "modal", "blocks": []any{}}})
		}},
		{"an action that is none", "no response_action", func(s *socket) { s.ack(s.next().ID, map[string]any{"response_action": "close"}) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := start(t, func(c *sandbox.Config) { c.AckTimeout = 300 * time.Millisecond })
			c := newClient(t, w)
			s := c.connect()
			view := opened(t, c, s, modal(titleField))
			done := doing(func() error { return w.Submit(t.Context(), "U0ANA", view, sandbox.Values{"title": {"t": {"x"}}}) })
			tt.bot(s)
			if err := <-done; err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Ana is told %v, want %s", err, tt.want)
			}
			if v := top(t, w); !strings.HasPrefix(v.Trouble, "We had some trouble connecting") || v.Busy || v.Fields[0].Value[0] != "x" {
				t.Errorf("the form shows %+v", v)
			}
		})
	}
}

func TestThreeModalsLieOnEachOtherAndNoMore(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	root := opened(t, c, s, modal(moreButton, `"notify_on_close":true`))
	if b := top(t, w).Buttons(); len(b) != 1 || b[0].Confirm == nil || b[0].Confirm.Deny != "No" {
		t.Errorf("the button is %+v", b)
	}
	press := func() envelope {
		t.Helper()
		done := doing(func() error { return w.ClickView(t.Context(), "U0ANA", top(t, w).ID, "more", "x", nil) })
		e := s.next()
		s.ack(e.ID, nil)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		return e
	}
	for n, want := range []string{"ok", "ok", "push_limit_reached"} {
		e := press()
		for path, want := range map[string]string{
			"type": "block_actions", "container.type": "view", "container.view_id": top(t, w).ID, "view.id": top(t, w).ID,
			"actions.0.action_id": "more", "actions.0.value": "x", "channel": "", "response_url": "",
		} {
			if got := at(e.Payload, path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
		r := c.call("views.push", "trigger_id", at(e.Payload, "trigger_id"), "view", modal(moreButton, `"notify_on_close":true`))
		if r.code() != want || want == "ok" && r.at("view.root_view_id") != root {
			t.Errorf("push %d: %s %v", n+1, r.code(), r.body)
		}
	}
	// Cancel closes the top one, the cross all of them; the bot asked to know.
	third := top(t, w).ID
	done := doing(func() error { return w.CloseView(t.Context(), "U0ANA", third, false) })
	e := s.next()
	s.ack(e.ID, nil)
	if at(e.Payload, "type") != "view_closed" || at(e.Payload, "is_cleared") != "false" || at(e.Payload, "view.id") != third {
		t.Errorf("cancelled: %v", e.Payload)
	}
	if err := <-done; err != nil || len(w.Views("U0ANA")) != 2 {
		t.Errorf("%d are open: %v", len(w.Views("U0ANA")), err)
	}
	second := top(t, w).ID
	done = doing(func() error { return w.CloseView(t.Context(), "U0ANA", second, true) })
	e = s.next()
	s.ack(e.ID, nil)
	if at(e.Payload, "is_cleared") != "true" || at(e.Payload, "view.id") != root {
		t.Errorf("cleared: %v", e.Payload)
	}
	if err := <-done; err != nil || len(w.Views("U0ANA")) != 0 {
		t.Errorf("%d are open: %v", len(w.Views("U0ANA")), err)
	}
	if err := w.Submit(t.Context(), "U0ANA", second, nil); err == nil {
		t.Error("a closed form was submitted")
	}
}

func TestViewIsUpdatedByItsNewestReaderOnly(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	r := c.must("views.open", "trigger_id", triggered(t, w, s), "view", modal(titleField, `"external_id":"one"`))
	id, hash := r.at("view.id"), r.at("view.hash")
	if got := c.call("views.open", "trigger_id", triggered(t, w, s), "view", modal(titleField, `"external_id":"one"`)).code(); got != "duplicate_external_id" {
		t.Errorf("a second view of the same name: %s", got)
	}
	r = c.must("views.update", "external_id", "one", "hash", hash, "view", modal(sevField, `"external_id":"one"`))
	if r.at("view.hash") == hash || r.at("view.state.values.sev.s.selected_option.value") != "2" {
		t.Errorf("the update is answered %v", r.body)
	}
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"an old hash", "hash_conflict", []string{"view_id", id, "hash", hash}},
		{"another view", "not_found", []string{"view_id", "V0"}},
		{"both names", "invalid_arguments", []string{"view_id", id, "external_id", "one"}},
		{"no name", "invalid_arguments", nil},
		{"no hash", "ok", []string{"view_id", id}},
	} {
		if got := c.call("views.update", append(tt.args, "view", modal(titleField))...).code(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestViewsOutsideOfSlacksLimitsAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	plain := func(n int) string { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, x(n)) }
	field := func(element string) string {
		return `{"type":"input","label":` + plain(3) + `,"element":` + element + `}`
	}
	options := func(n int) string {
		return many(`{"text":{"type":"plain_text","text":"a"},"value":"1"}`, n)
	}
	twelve := `{"text":{"type":"plain_text","text":"b"},"value":"12"}`
	tests := []struct{ name, view, want string }{
		{"a title of 25", `{"type":"modal","title":` + plain(25) + `,"blocks":[]}`, "/view/title"},
		{"no title", `{"type":"modal","blocks":[]}`, "title"},
		{"no blocks", `{"type":"modal","title":` + plain(3) + `}`, "blocks"},
		{"no object", `[]`, "object"},
		{"another type", `{"type":"workflow_step","blocks":[]}`, "unsupported type"},
		{"a submit of 25", modal("", `"submit":`+plain(25)), "/view/submit"},
		{"a close of 25", modal("", `"close":`+plain(25)), "/view/close"},
		{"private metadata of 3001", modal("", `"private_metadata":"`+x(3001)+`"`), "private_metadata"},
		{"a callback id of 256", modal("", `"callback_id":"`+x(256)+`"`), "callback_id"},
		{"101 blocks", modal(many(`{"type":"divider"}`, 101)), "no more than 100"},
		{"a property of nobody's", modal("", `"colour":"red"`), "additional property"},
		{"a flag in words", modal("", `"notify_on_close":"yes"`), "boolean"},
		{"an input without submit", `{"type":"modal","title":` + plain(3) + `,"blocks":[` + titleField + `]}`, "submit"},
		{"the same block twice", modal(titleField + "," + titleField), "already exists"},
		{"the same action twice", modal(`{"type":"actions","elements":[` + many(`{"type":"button","action_id":"a","text":`+plain(3)+`}`, 2) + `]}`), "already exists"},
		{"a Home tab with a title", `{"type":"home","title":` + plain(3) + `,"blocks":[]}`, "additional property"},
		{"an input without a label", modal(`{"type":"input","element":{"type":"datepicker"}}`), "label"},
		{"a button as input", modal(field(`{"type":"button","text":` + plain(3) + `}`)), "unsupported type"},
		{"a text field in a row", modal(`{"type":"actions","elements":[{"type":"plain_text_input"}]}`), "unsupported type"},
		{"a list in a row", modal(`{"type":"actions","elements":[{"type":"multi_users_select"}]}`), "unsupported type"},
		{"a moment in a section", modal(`{"type":"section","text":` + plain(3) + `,"accessory":{"type":"datetimepicker"}}`), "unsupported type"},
		{"a text of 3001", modal(field(`{"type":"plain_text_input","initial_value":"` + x(3001) + `"}`)), "initial_value"},
		{"a least of 3001", modal(field(`{"type":"plain_text_input","min_length":3001}`)), "min_length"},
		{"a least above the most", modal(field(`{"type":"plain_text_input","min_length":5,"max_length":4}`)), "max_length"},
		{"a dispatch on nothing known", modal(field(`{"type":"plain_text_input","dispatch_action_config":{"trigger_actions_on":["blur"]}}`)), "trigger_actions_on"},
		{"101 options", modal(field(`{"type":"static_select","options":[` + options(101) + `]}`)), "no more than 100"},
		{"11 boxes", modal(field(`{"type":"checkboxes","options":[` + options(11) + `]}`)), "no more than 10"},
		{"no options", modal(field(`{"type":"radio_buttons"}`)), "options"},
		{"a choice that is not offered", modal(field(`{"type":"static_select","options":[` + options(1) + `],"initial_option":` + twelve + `}`)), "one of the options"},
		{"choices that are not offered", modal(field(`{"type":"multi_static_select","options":[` + options(1) + `],"initial_options":[` + twelve + `]}`)), "one of the options"},
		{"a date in words", modal(field(`{"type":"datepicker","initial_date":"today"}`)), "initial_date"},
		{"a time of day that is none", modal(field(`{"type":"timepicker","initial_time":"24:00"}`)), "initial_time"},
		{"a moment in milliseconds", modal(field(`{"type":"datetimepicker","initial_date_time":1516115040000}`)), "initial_date_time"},
		{"a placeholder of 151", modal(field(`{"type":"users_select","placeholder":` + plain(151) + `}`)), "placeholder"},
		{"two that want the cursor", modal(field(`{"type":"users_select","focus_on_load":true}`) + "," + field(`{"type":"users_select","focus_on_load":true}`)), "focus_on_load"},
	}
	for _, tt := range tests {
		r := c.call("blocks.validate", "view", tt.view)
		if said := fmt.Sprint(r.body["response_metadata"]); r.code() != "invalid_arguments" || !strings.Contains(said, tt.want) {
			t.Errorf("%s: %s %v, want %s", tt.name, r.code(), said, tt.want)
		}
	}
	for name, view := range map[string]string{
		"one of each": modal(everyField),
		"a Home tab":  `{"type":"home","callback_id":"home","blocks":[` + moreButton + `]}`,
		"nothing":     modal(""),
	} {
		if r := c.call("blocks.validate", "view", view); r.code() != "ok" {
			t.Errorf("%s is refused: %v", name, r.body)
		}
	}
	if got := c.call("blocks.validate", "view", modal("", `"private_metadata":"`+x(250_001)+`"`)).code(); got != "view_too_large" {
		t.Errorf("a view of 250 kB: %s", got)
	}
	if got := c.call("blocks.validate", "view", modal(""), "blocks", "[]").code(); got != "invalid_arguments" {
		t.Errorf("a view and blocks: %s", got)
	}
}

// everyField has one of each kind of field, with something in it.
const everyField = `
	{"type":"input","block_id":"b1","label":{"type":"plain_text","text":"l"},"hint":{"type":"plain_text","text":"h"},"element":{"type":"plain_text_input","action_id":"a","multiline":true,"initial_value":"text"}},
	{"type":"input","block_id":"b2","label":{"type":"plain_text","text":"l"},"element":{"type":"static_select","action_id":"a","option_groups":[{"label":{"type":"plain_text","text":"g"},"options":[{"text":{"type":"plain_text","text":"one"},"value":"1"}]}],"initial_option":{"text":{"type":"plain_text","text":"one"},"value":"1"}}},
	{"type":"input","block_id":"b3","label":{"type":"plain_text","text":"l"},"element":{"type":"multi_static_select","action_id":"a","max_selected_items":2,"options":[{"text":{"type":"plain_text","text":"one"},"value":"1"},{"text":{"type":"plain_text","text":"two"},"value":"2"}],"initial_options":[{"text":{"type":"plain_text","text":"one"},"value":"1"},{"text":{"type":"plain_text","text":"two"},"value":"2"}]}},
	{"type":"input","block_id":"b4","label":{"type":"plain_text","text":"l"},"element":{"type":"users_select","action_id":"a","initial_user":"U0BEN"}},
	{"type":"input","block_id":"b5","label":{"type":"plain_text","text":"l"},"element":{"type":"multi_users_select","action_id":"a","initial_users":["U0BEN","U0ANA"]}},
	{"type":"input","block_id":"b6","label":{"type":"plain_text","text":"l"},"element":{"type":"conversations_select","action_id":"a","default_to_current_conversation":true,"response_url_enabled":true}},
	{"type":"input","block_id":"b7","label":{"type":"plain_text","text":"l"},"element":{"type":"datepicker","action_id":"a","initial_date":"2018-01-16"}},
	{"type":"input","block_id":"b8","label":{"type":"plain_text","text":"l"},"element":{"type":"timepicker","action_id":"a","initial_time":"15:04"}},
	{"type":"input","block_id":"b9","label":{"type":"plain_text","text":"l"},"element":{"type":"datetimepicker","action_id":"a","initial_date_time":1516115040}},
	{"type":"input","block_id":"b10","label":{"type":"plain_text","text":"l"},"element":{"type":"radio_buttons","action_id":"a","options":[{"text":{"type":"plain_text","text":"one"},"value":"1"}],"initial_option":{"text":{"type":"plain_text","text":"one"},"value":"1"}}},
	{"type":"input","block_id":"b11","label":{"type":"plain_text","text":"l"},"element":{"type":"checkboxes","action_id":"a","options":[{"text":{"type":"mrkdwn","text":"*one*"},"value":"1"}],"initial_options":[{"text":{"type":"mrkdwn","text":"*one*"},"value":"1"}]}},
	{"type":"section","block_id":"b12","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"overflow","action_id":"o","options":[{"text":{"type":"plain_text","text":"one"},"value":"1"}]}},
	{"type":"input","block_id":"b13","optional":true,"dispatch_action":true,"label":{"type":"plain_text","text":"l"},"element":{"type":"channels_select","action_id":"live"}}`

func TestEachKindOfFieldIsSentInItsOwnShape(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	view := opened(t, c, s, modal(everyField))
	general := w.Channels()[0].ID
	done := doing(func() error { return w.Submit(t.Context(), "U0ANA", view, nil) })
	e := s.next()
	for path, want := range map[string]string{
		"b1.a.value": "text", "b2.a.selected_option.value": "1", "b3.a.selected_options.1.text.text": "two", "b4.a.selected_user": "U0BEN",
		"b5.a.selected_users": "[U0BEN U0ANA]", "b6.a.selected_conversation": general, "b7.a.selected_date": "2018-01-16", "b8.a.selected_time": "15:04",
		"b9.a.selected_date_time": "1.51611504e+09", "b10.a.selected_option.text.text": "one", "b11.a.selected_options.0.text.type": "mrkdwn",
		"b12": "", "b13.live.type": "channels_select", "b13.live.selected_channel": "",
	} {
		if got := at(e.Payload, "view.state.values."+path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if at(e.Payload, "response_urls.0.channel_id") != general || at(e.Payload, "response_urls.0.block_id") != "b6" {
		t.Errorf("the response URLs are %v", e.Payload["response_urls"])
	}
	if r, err := c.send(at(e.Payload, "response_urls.0.response_url"), "application/json", "", `{"text":"done","response_type":"in_channel"}`); err != nil || r.status != 200 {
		t.Errorf("the response URL is answered %v %v", r, err)
	}
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, values := range []sandbox.Values{
		{"b3": {"a": {"1", "2", "1"}}},
		{"b4": {"a": {"ben"}}},
		{"b6": {"a": {"general"}}},
		{"b7": {"a": {"2018-02-30"}}},
		{"b8": {"a": {"3pm"}}},
		{"b9": {"a": {"now"}}},
		{"b10": {"a": {"2"}}},
		{"b1": {"a": {"x", "y"}}},
	} {
		var fields sandbox.FieldErrors
		id := opened(t, c, s, modal(everyField))
		if err := w.Submit(t.Context(), "U0ANA", id, values); !errors.As(err, &fields) || len(fields) != 1 {
			t.Errorf("%v was taken: %v", values, err)
		}
	}
}

func TestFieldThatDispatchesIsHeardAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.AckTimeout = 300 * time.Millisecond })
	c := newClient(t, w)
	s := c.connect()
	view := opened(t, c, s, modal(everyField))
	general := w.Channels()[0].ID
	values := sandbox.Values{"b1": {"a": {"half a sentence"}}}
	done := doing(func() error { return w.ClickView(t.Context(), "U0ANA", view, "live", general, values) })
	e := s.next()
	s.ack(e.ID, nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if at(e.Payload, "actions.0.selected_channel") != general || at(e.Payload, "view.state.values.b1.a.value") != "half a sentence" {
		t.Errorf("the bot hears %v", e.Payload)
	}
	done = doing(func() error { return w.ClickView(t.Context(), "U0ANA", view, "o", "1", nil) })
	e = s.next()
	if at(e.Payload, "actions.0.selected_option.value") != "1" {
		t.Errorf("the bot hears %v", e.Payload)
	}
	if err := <-done; err == nil || !strings.Contains(err.Error(), "operation_timeout") || top(t, w).Trouble == "" {
		t.Errorf("a click that is not acknowledged: %v", err)
	}
	for _, tt := range []struct{ action, value, want string }{{"a", "x", "submitted"}, {"o", "2", "no control"}, {"nothing", "", "no control"}} {
		if err := w.ClickView(t.Context(), "U0ANA", view, tt.action, tt.value, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.action, err, tt.want)
		}
	}
}
