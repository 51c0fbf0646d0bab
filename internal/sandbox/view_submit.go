package sandbox

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// FieldErrors are what stands beside the fields of a form that was not taken,
// by block.
type FieldErrors map[string]string

func (e FieldErrors) Error() string {
	var all []string
	for block, text := range e {
		all = append(all, block+": "+text)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// trouble is what Slack says above a form that it could not send, or whose
// answer it did not understand.
const trouble = "We had some trouble connecting. Try again?"

// Submit sends off the modal that lies on top in front of a person, with values
// put in before. It waits until the bot has answered, and the modal is then
// closed, changed or covered as the answer says. FieldErrors are returned, and
// shown beside the fields, when the workspace or the bot does not take what
// stands there. Any other error is a sentence: the modal stays, with Slack's
// error above it if the bot did not answer in time.
func (w *Workspace) Submit(ctx context.Context, user, viewID string, values Values) error {
	var outcome error
	e, err := w.submit(user, viewID, values, func(err error) { outcome = err })
	if err != nil {
		return err
	}
	if err := w.await(ctx, e); err != nil {
		return err
	}
	return outcome // Written before the envelope was over.
}

func (w *Workspace) submit(user, viewID string, values Values, done func(error)) (*envelope, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, err := w.actor(user)
	if err != nil {
		return nil, err
	}
	v := w.top(who.ID)
	switch {
	case v == nil || v.id != viewID:
		return nil, sorry("This form is not open any more.")
	case v.Submit == nil:
		return nil, sorry("This form has nothing to submit.")
	case v.busy:
		return nil, sorry("This form is being sent.")
	}
	problems, err := w.put(v, values)
	if err != nil {
		return nil, err
	}
	if len(problems) == 0 {
		problems = v.missing()
	}
	v.errors, v.trouble = problems, ""
	if len(problems) > 0 {
		w.show(v)
		return nil, problems
	}
	v.busy = true
	w.show(v)
	payload := w.interaction("view_submission", who)
	payload["trigger_id"] = w.trigger(trigger{user: who.ID, room: v.room, view: v.id})
	payload["view"] = w.wireView(v, true)
	payload["response_urls"] = w.responseURLs(v)
	return w.dispatch(&envelope{
		kind:    "interactive",
		payload: encode(payload),
		gaveUp:  func(code string) { done(w.unsent(v, code)) },
		acked:   func(payload json.RawMessage) { done(w.submitted(v, payload)) },
	}), nil
}

// top is the modal in front of a person, nil if there is none.
func (w *Workspace) top(user string) *view {
	if stack := w.modals[user]; len(stack) > 0 {
		return stack[len(stack)-1]
	}
	return nil
}

// responseURLs are the addresses for answers in the channels that were chosen
// in fields that ask for one.
func (w *Workspace) responseURLs(v *view) []any {
	all := []any{}
	for _, c := range v.controls() {
		if c.input == nil || !c.ResponseURL {
			continue
		}
		for _, id := range v.standing(c) {
			if r := w.room(id); r != nil {
				all = append(all, map[string]any{
					"block_id": c.block, "action_id": c.ActionID, "channel_id": r.ID,
					"response_url": w.responseURL(&hook{room: r, user: v.user}),
				})
			}
		}
	}
	return all
}

// unsent leaves the form as it is, with Slack's error above it.
func (w *Workspace) unsent(v *view, code string) error {
	v.busy, v.trouble = false, trouble
	w.show(v)
	return dropped(w.app.name, code)
}

// submitted does what the answer to a form says. The person may have closed it
// meanwhile; then there is nothing to do.
func (w *Workspace) submitted(v *view, payload json.RawMessage) error {
	v.busy = false
	if !w.isOpen(v) {
		return nil
	}
	var said struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(payload) > 0 && json.Unmarshal(payload, &said) != nil {
		return w.misunderstood(v, "it is not an object with a response_action")
	}
	switch said.Action {
	case "":
		w.gone(v)
		return nil
	case "clear":
		delete(w.modals, v.user)
		w.showViews(v.user)
		return nil
	case "errors":
		return w.corrected(v, said.Errors)
	case "update", "push":
		content, refused := checkView(string(said.View), "modal")
		if refused == nil {
			refused = w.unique(content, v)
		}
		if refused == nil && said.Action == "push" {
			refused = w.stacked(w.newView(content, v.user, v.room))
		} else if refused == nil {
			w.fill(v, content)
			w.show(v)
		}
		if refused != nil {
			return w.misunderstood(v, refused.detail())
		}
		return nil
	default:
		return w.misunderstood(v, "there is no response_action "+said.Action)
	}
}

// corrected shows the bot's errors beside the fields.
func (w *Workspace) corrected(v *view, errors map[string]string) error {
	if len(errors) == 0 {
		return w.misunderstood(v, "there are no errors in it")
	}
	for block := range errors {
		if !slices.ContainsFunc(v.controls(), func(c control) bool { return c.block == block && c.input != nil }) {
			return w.misunderstood(v, "the form has no input block "+block)
		}
	}
	v.errors = errors
	w.show(v)
	return FieldErrors(errors)
}

// misunderstood is an answer that Slack does not take: the person sees the same
// as without one.
func (w *Workspace) misunderstood(v *view, why string) error {
	v.trouble = trouble
	w.show(v)
	return sorry("%s answered the form in a way that Slack does not take: %s.", w.app.name, why)
}
