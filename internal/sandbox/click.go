package sandbox

import "context"

// Click acts on a control of a message as a person: it presses the button with
// that action id and value, or chooses the option with that value. It waits
// until the bot has acknowledged it. An error is a sentence: the control is not
// there, or the bot did not answer in time.
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
	c, chosen := pressed(p, actionID, value)
	if c == nil {
		return nil, sorry("This message has no button %q with the value %q any more.", actionID, value)
	}
	payload := encode(w.blockActions(who, p, *c, chosen))
	return w.dispatch(&envelope{kind: "interactive", payload: payload, gaveUp: gaveUp}), nil
}

// pressed finds a control by its id and value, and the option if it has some.
func pressed(p *post, actionID, value string) (*control, *option) {
	for _, c := range controls(p.Blocks) {
		if c.ActionID != actionID {
			continue
		}
		if o := c.option(value); o != nil {
			return &c, o
		}
		if c.Type == "button" && c.Value == value {
			return &c, nil
		}
	}
	return nil, nil
}

// blockActions is a click as the bot gets it. A message that only one person
// sees is not in it, as Slack keeps none.
func (w *Workspace) blockActions(who person, p *post, c control, chosen *option) map[string]any {
	at, _ := w.stamp()
	action := map[string]any{"type": c.Type, "action_id": c.ActionID, "block_id": c.block, "action_ts": at}
	if chosen != nil {
		action["selected_option"] = chosen
	} else {
		action["text"], action["value"] = c.Text, c.Value
		if c.Style != "" {
			action["style"] = c.Style
		}
	}
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
	payload["state"] = map[string]any{"values": map[string]any{}}
	payload["actions"] = []any{action}
	if !ephemeral {
		payload["message"] = w.wire(p)
	}
	return payload
}
