package sandbox

import "context"

// CloseView closes the modal that lies on top in front of a person, or the
// whole stack if all is set or the modal says so. A bot that asked for it is
// told; whether it listens is nobody's concern.
func (w *Workspace) CloseView(ctx context.Context, user, viewID string, all bool) error {
	e, err := w.closeView(user, viewID, all)
	if err != nil || e == nil {
		return err
	}
	return w.await(ctx, e)
}

func (w *Workspace) closeView(user, viewID string, all bool) (*envelope, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	who, err := w.actor(user)
	if err != nil {
		return nil, err
	}
	v := w.top(who.ID)
	if v == nil || v.id != viewID {
		return nil, sorry("This form is not open any more.")
	}
	all = all || v.ClearOnClose
	if all {
		v = w.modals[who.ID][0]
		delete(w.modals, who.ID)
		w.showViews(who.ID)
	} else {
		w.gone(v)
	}
	if !v.NotifyOnClose {
		return nil, nil
	}
	payload := w.interaction("view_closed", who)
	payload["view"] = w.wireView(v, false) // What stood in it is lost.
	payload["is_cleared"] = all
	return w.dispatch(&envelope{kind: "interactive", payload: encode(payload)}), nil
}
