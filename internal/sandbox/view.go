package sandbox

import (
	"slices"
)

// stackLimit is how many modals lie on each other.
const stackLimit = 3

// view is a modal that lies open in front of somebody, or somebody's Home tab.
type view struct {
	viewContent
	id       string
	hash     string // Of this content; another one with every change.
	user     string
	room     *room // Where it was opened from; nil outside of channels.
	root     string
	previous string // Of the modal below it; empty if there is none.

	entered Values            // What the person has put in since it was opened.
	errors  map[string]string // Beside the fields, by block.
	trouble string            // Slack's own error, above the form.
	busy    bool              // It is being submitted.
}

// newView makes a view of its own for a person.
func (w *Workspace) newView(content viewContent, user string, at *room) *view {
	v := &view{id: w.id("V"), user: user, room: at}
	v.root = v.id
	w.fill(v, content)
	return v
}

// fill gives a view other content. What was put into a field stays where the
// new content has the same field; errors do not.
func (w *Workspace) fill(v *view, content viewContent) {
	old := v.entered
	v.viewContent, v.entered, v.errors, v.trouble = content, Values{}, nil, ""
	at, _ := w.stamp()
	v.hash = at[:len(at)-7] + "." + random(8)
	for _, c := range v.controls() {
		values, ok := old[c.block][c.ActionID]
		if !ok || w.refusedBy(v.user, c, values) != "" {
			continue
		}
		v.set(c, values)
	}
}

func (v *view) controls() []control { return controls(v.Blocks) }

// control is the control of that action; of any block if none is named.
func (v *view) control(block, action string) *control {
	for _, c := range v.controls() {
		if c.ActionID == action && (block == "" || c.block == block) {
			return &c
		}
	}
	return nil
}

// stacked puts a modal in front of its person, over those that lie there.
func (w *Workspace) stacked(v *view) *refusal {
	stack := w.modals[v.user]
	if len(stack) >= stackLimit {
		return refuse("push_limit_reached")
	}
	if len(stack) > 0 {
		below := stack[len(stack)-1]
		v.root, v.previous = below.root, below.id
	}
	w.modals[v.user] = append(stack, v)
	w.showViews(v.user)
	return nil
}

// gone takes a modal away, and shows the one below it.
func (w *Workspace) gone(v *view) {
	w.modals[v.user] = slices.DeleteFunc(w.modals[v.user], func(other *view) bool { return other == v })
	w.showViews(v.user)
}

// isOpen reports whether a modal still lies there.
func (w *Workspace) isOpen(v *view) bool { return slices.Contains(w.modals[v.user], v) }

// views are all views there are.
func (w *Workspace) views() []*view {
	var all []*view
	for _, stack := range w.modals {
		all = append(all, stack...)
	}
	for _, v := range w.homes {
		all = append(all, v)
	}
	return all
}

// viewWith finds a view by its id or by the bot's own id for it; nil if there
// is none.
func (w *Workspace) viewWith(id, externalID string) *view {
	for _, v := range w.views() {
		if id != "" && v.id == id || externalID != "" && v.ExternalID == externalID {
			return v
		}
	}
	return nil
}

// unique refuses a bot's own id that another view has.
func (w *Workspace) unique(content viewContent, but *view) *refusal {
	if other := w.viewWith("", content.ExternalID); other != nil && other != but {
		return refuse("duplicate_external_id")
	}
	return nil
}

// wireView is a view as the bot gets it, with what stands in it or without.
func (w *Workspace) wireView(v *view, filled bool) map[string]any {
	values := map[string]any{}
	if filled {
		values = v.wireValues()
	}
	var previous any
	if v.previous != "" {
		previous = v.previous
	}
	blocks := v.Blocks
	if blocks == nil {
		blocks = []byte("[]")
	}
	return map[string]any{
		"id": v.id, "team_id": w.team, "type": v.Type, "blocks": blocks, "private_metadata": v.PrivateMetadata,
		"callback_id": v.CallbackID, "state": map[string]any{"values": values}, "hash": v.hash, "title": v.Title,
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "close": v.Close, "submit": v.Submit,
		"previous_view_id": previous, "root_view_id": v.root, "app_id": w.appID, "external_id": v.ExternalID,
		"app_installed_team_id": w.team, "bot_id": w.botID,
	}
}
