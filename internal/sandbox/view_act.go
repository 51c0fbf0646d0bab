package sandbox

import "context"

// ClickView acts on a control of an open modal or of the Home tab as its
// person: it presses the button with that action id and value, or chooses that
// value. Values are what stands in the form at that moment; a field that takes
// a list, or is to be emptied, is named there. It waits until the bot has
// acknowledged it. An error is a sentence.
func (w *Workspace) ClickView(ctx context.Context, user, viewID, actionID, value string, values Values) error {
	return w.clickView(ctx, user, viewID, "", actionID, value, values)
}

func (w *Workspace) clickView(ctx context.Context, user, viewID, blockID, actionID, value string, values Values) error {
	var failed error
	e, err := w.actIn(user, viewID, blockID, actionID, value, values, func(err error) { failed = err })
	if err != nil {
		return err
	}
	if err := w.await(ctx, e); err != nil {
		return err
	}
	return failed // Written before the envelope was over.
}

func (w *Workspace) actIn(user, viewID, blockID, actionID, value string, values Values, gaveUp func(error)) (*envelope, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, err := w.actor(user)
	if err != nil {
		return nil, err
	}
	v := w.inFront(who.ID, viewID)
	if v == nil {
		return nil, sorry("This view is not open any more.")
	}
	c := v.control(blockID, actionID)
	switch {
	case c == nil || !c.takes(value):
		return nil, sorry("This view has no control %q with the value %q any more.", actionID, value)
	case c.input != nil && !c.input.Dispatch:
		return nil, sorry("The bot hears of %q when the form is submitted, not before.", c.input.Label.Text)
	}
	if _, named := values[c.block][c.ActionID]; c.holds() && !named {
		values = values.with(c.block, c.ActionID, value)
	}
	problems, err := w.put(v, values)
	switch {
	case err != nil:
		return nil, err
	case len(problems) > 0:
		return nil, problems
	}
	v.trouble = ""
	w.show(v)
	payload := w.interaction("block_actions", who)
	payload["container"] = map[string]any{"type": "view", "view_id": v.id}
	payload["trigger_id"] = w.trigger(trigger{user: who.ID, room: v.room, view: v.id})
	payload["view"] = w.wireView(v, true)
	payload["actions"] = []any{w.acted(*c, value, v.standing(*c))}
	return w.dispatch(&envelope{kind: "interactive", payload: encode(payload), gaveUp: func(code string) {
		if v.Type == "modal" {
			v.trouble = trouble
			w.show(v)
		}
		gaveUp(dropped(w.app.name, code))
	}}), nil
}

// inFront is the modal on top or the Home tab, if it is the view that is meant.
func (w *Workspace) inFront(user, viewID string) *view {
	for _, v := range []*view{w.top(user), w.homes[user]} {
		if v != nil && v.id == viewID {
			return v
		}
	}
	return nil
}
