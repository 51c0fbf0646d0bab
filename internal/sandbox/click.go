package sandbox

import (
	"context"
	"maps"
)

// Click acts on a control of a message as a person: it presses the button with
// that action id and value, or chooses that option, person, channel or time. It
// waits until the bot has acknowledged it. An error is a sentence: the control
// is not there, or the bot did not answer in time.
func (w *Workspace) Click(ctx context.Context, user, channel, ts, actionID, value string) error {
	var failed error
	e, err := w.press(user, channel, ts, actionID, value, func(code string) { failed = dropped(w.app.name, code) })
	if err != nil {
		return err
	}
	if err := w.await(ctx, e); err != nil {
		return err
	}
	return failed // Written before the envelope was over.
}

func (w *Workspace) press(user, channel, ts, actionID, value string, gaveUp func(string)) (*envelope, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, r, err := w.acting(user, channel)
	if err != nil {
		return nil, err
	}
	p := r.find(ts)
	if p == nil || p.EphemeralFor != "" && p.EphemeralFor != who.ID {
		return nil, sorry("This message is not there any more.")
	}
	c := w.pressed(who.ID, p, actionID, value)
	if c == nil {
		return nil, sorry("This message has no control %q that takes %q any more.", actionID, value)
	}
	payload := encode(w.blockActions(who, p, *c, value))
	return w.dispatch(&envelope{kind: "interactive", payload: payload, gaveUp: gaveUp}), nil
}

// pressed finds a control by its id that takes a value.
func (w *Workspace) pressed(user string, p *post, actionID, value string) *control {
	for _, c := range controls(p.Blocks) {
		if c.ActionID == actionID && c.takes(value) && (!c.holds() || w.refusedBy(user, c, []string{value}) == "") {
			return &c
		}
	}
	return nil
}

// takes reports whether a control that holds nothing can be pressed with a
// value.
func (c control) takes(value string) bool {
	switch c.Type {
	case "button":
		return c.Value == value
	case "overflow":
		return c.option(value) != nil
	}
	return true
}

// acted is what was done to a control, as the bot gets it.
func (w *Workspace) acted(c control, value string, standing []string) map[string]any {
	at, _ := w.stamp()
	action := map[string]any{"type": c.Type, "action_id": c.ActionID, "block_id": c.block, "action_ts": at}
	switch {
	case c.holds():
		maps.Copy(action, wireValue(c, standing))
	case c.Type == "overflow":
		action["selected_option"] = c.option(value)
	default:
		action["text"], action["value"] = c.Text, c.Value
		if c.Style != "" {
			action["style"] = c.Style
		}
	}
	return action
}

// form is a message as somebody has filled it in so far: what was chosen in it
// goes with their next press.
func (p *post) form(user string) *view {
	if p.forms == nil {
		p.forms = map[string]Values{}
	}
	if p.forms[user] == nil {
		p.forms[user] = Values{}
	}
	return &view{viewContent: viewContent{Blocks: p.Blocks}, user: user, room: p.room, entered: p.forms[user]}
}

// blockActions is a click as the bot gets it. A message that only one person
// sees is not in it, as Slack keeps none.
func (w *Workspace) blockActions(who person, p *post, c control, value string) map[string]any {
	form := p.form(who.ID)
	if c.holds() {
		form.set(c, []string{value})
	}
	action := w.acted(c, value, form.standing(c))
	ephemeral := p.EphemeralFor != ""
	container := map[string]any{"type": "message", "message_ts": p.TS, "channel_id": p.Channel, "is_ephemeral": ephemeral}
	if p.ThreadTS != "" {
		container["thread_ts"] = p.ThreadTS
	}
	payload := w.interaction("block_actions", who)
	payload["channel"] = map[string]any{"id": p.Channel, "name": p.room.calledAs()}
	payload["container"] = container
	payload["trigger_id"] = w.trigger(trigger{user: who.ID, room: p.room})
	payload["response_url"] = w.responseURL(&hook{room: p.room, user: who.ID, thread: p.ThreadTS, original: p})
	payload["state"] = map[string]any{"values": form.wireValues()}
	payload["actions"] = []any{action}
	if !ephemeral {
		payload["message"] = w.wire(p)
	}
	return payload
}
