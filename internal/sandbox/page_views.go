package sandbox

import "net/http"

// pageViews are the addresses at which the page fills in forms, uses shortcuts
// and opens the Home tab.
func (w *Workspace) pageViews(mux *http.ServeMux) {
	for name, do := range map[string]func(*http.Request, pageRequest) error{
		"view/submit": func(r *http.Request, p pageRequest) error {
			return w.Submit(r.Context(), p.User, p.ViewID, p.Values)
		},
		"view/click": func(r *http.Request, p pageRequest) error {
			return w.clickView(r.Context(), p.User, p.ViewID, p.BlockID, p.ActionID, p.Value, p.Values)
		},
		"view/close": func(r *http.Request, p pageRequest) error {
			return w.CloseView(r.Context(), p.User, p.ViewID, p.All)
		},
		"shortcut": func(r *http.Request, p pageRequest) error {
			if p.TS == "" {
				return w.UseShortcut(r.Context(), p.User, p.CallbackID)
			}
			return w.UseMessageShortcut(r.Context(), p.User, p.Channel, p.TS, p.CallbackID)
		},
		"home": func(r *http.Request, p pageRequest) error { return w.OpenHome(r.Context(), p.User) },
	} {
		mux.HandleFunc("POST /page/"+name, fromPage(do))
	}
}
