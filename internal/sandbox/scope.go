package sandbox

import "slices"

// needed is the scope that a call needs. Many methods take another one for
// private channels, and another one for direct messages.
func (w *Workspace) needed(m method, a args) string {
	if m.group == "" {
		return m.scope
	}
	if m.typed {
		scopes := map[string]string{"public_channel": m.scope, "private_channel": m.group, "im": m.im, "mpim": "mpim:read"}
		for _, kind := range a.list("types") {
			if s, ok := scopes[kind]; ok && !w.app.granted(s) {
				return s
			}
		}
		if types := a.list("types"); len(types) > 0 {
			return scopes[types[0]]
		}
		return m.scope
	}
	r := w.room(a["channel"])
	switch {
	case a.yes("is_private"):
		return m.group
	case r == nil || r.ID != a["channel"] || !r.has(w.botUser):
		return m.scope
	case r.Private:
		return m.group
	case r.Direct && m.im != "":
		return m.im
	}
	return m.scope
}

// fits says why a method cannot be used on the channel that the call names; nil
// if it can.
func (w *Workspace) fits(m method, a args) *refusal {
	switch r := w.room(a["channel"]); {
	case m.typed:
		for _, kind := range a.list("types") {
			if !slices.Contains([]string{"public_channel", "private_channel", "im", "mpim"}, kind) {
				return refuse("invalid_types")
			}
		}
	case m.group != "" && m.im == "" && r != nil && r.Direct && r.ID == a["channel"]:
		return refuse("method_not_supported_for_channel_type")
	}
	return nil
}
