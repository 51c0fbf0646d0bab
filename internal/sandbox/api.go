package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

// method is one method of the Web API.
type method struct {
	scope string // What the bot's token must have; empty for none.
	group string // What it must have for a private channel, where that differs.
	im    string // And for a direct message; where it is empty, the method knows none.
	typed bool   // The call names the types of the channels it asks for.
	app   bool   // Taken with the app-level token, and with no other.
	run   func(*call) (answer, error)
}

// call is one call of a method, under the workspace's lock.
type call struct {
	*Workspace
	args args
}

// answer is what a method says; "ok" is added.
type answer map[string]any

// refusal is a method's error: a code of Slack's and what goes with it.
type refusal struct {
	code string
	more answer
}

func (r *refusal) Error() string { return r.code }

// detail is the code and what was said with it.
func (r *refusal) detail() string {
	said, _ := r.more["response_metadata"].(answer)
	if said == nil {
		return r.code
	}
	return fmt.Sprintf("%s %v", r.code, said["messages"])
}

func refuse(code string) *refusal { return &refusal{code: code} }

// bodyLimit is the largest request that is read, in bytes.
const bodyLimit = 4 << 20

// appScope is what an app-level token is good for.
const appScope = "connections:write"

// methods is the table of all methods there are.
func methods() map[string]method {
	return map[string]method{
		"apps.connections.open":        {app: true, run: connectionsOpen},
		"auth.test":                    {run: authTest},
		"blocks.validate":              {run: blocksValidate},
		"bookmarks.add":                {scope: "bookmarks:write", run: bookmarksAdd},
		"bookmarks.edit":               {scope: "bookmarks:write", run: bookmarksEdit},
		"bookmarks.list":               {scope: "bookmarks:read", run: bookmarksList},
		"bookmarks.remove":             {scope: "bookmarks:write", run: bookmarksRemove},
		"chat.delete":                  {scope: "chat:write", run: chatDelete},
		"chat.getPermalink":            {run: chatGetPermalink},
		"chat.postEphemeral":           {scope: "chat:write", run: chatPostEphemeral},
		"chat.postMessage":             {scope: "chat:write", run: chatPostMessage},
		"chat.update":                  {scope: "chat:write", run: chatUpdate},
		"conversations.archive":        {scope: "channels:manage", group: "groups:write", run: conversationsArchive},
		"conversations.create":         {scope: "channels:manage", group: "groups:write", run: conversationsCreate},
		"conversations.history":        {scope: "channels:history", group: "groups:history", im: "im:history", run: conversationsHistory},
		"conversations.info":           {scope: "channels:read", group: "groups:read", im: "im:read", run: conversationsInfo},
		"conversations.invite":         {scope: "channels:manage", group: "groups:write", run: conversationsInvite},
		"conversations.join":           {scope: "channels:join", group: "groups:write", run: conversationsJoin},
		"conversations.kick":           {scope: "channels:manage", group: "groups:write", run: conversationsKick},
		"conversations.leave":          {scope: "channels:manage", group: "groups:write", run: conversationsLeave},
		"conversations.list":           {scope: "channels:read", group: "groups:read", im: "im:read", typed: true, run: conversationsList},
		"conversations.members":        {scope: "channels:read", group: "groups:read", im: "im:read", run: conversationsMembers},
		"conversations.open":           {scope: "im:write", run: conversationsOpen},
		"conversations.rename":         {scope: "channels:manage", group: "groups:write", run: conversationsRename},
		"conversations.replies":        {scope: "channels:history", group: "groups:history", im: "im:history", run: conversationsReplies},
		"conversations.setPurpose":     {scope: "channels:manage", group: "groups:write", run: conversationsSetPurpose},
		"conversations.setTopic":       {scope: "channels:manage", group: "groups:write", run: conversationsSetTopic},
		"conversations.unarchive":      {scope: "channels:manage", group: "groups:write", run: conversationsUnarchive},
		"files.completeUploadExternal": {scope: "files:write", run: filesCompleteUploadExternal},
		"files.delete":                 {scope: "files:write", run: filesDelete},
		"files.getUploadURLExternal":   {scope: "files:write", run: filesGetUploadURLExternal},
		"files.info":                   {scope: "files:write", run: filesInfo},
		"pins.add":                     {scope: "pins:write", run: pinsAdd},
		"pins.list":                    {scope: "pins:read", run: pinsList},
		"pins.remove":                  {scope: "pins:write", run: pinsRemove},
		"reactions.add":                {scope: "reactions:write", run: reactionsAdd},
		"reactions.get":                {scope: "reactions:read", run: reactionsGet},
		"reactions.remove":             {scope: "reactions:write", run: reactionsRemove},
		"usergroups.list":              {scope: "usergroups:read", run: usergroupsList},
		"usergroups.users.list":        {scope: "usergroups:read", run: usergroupsUsersList},
		"users.conversations":          {scope: "channels:read", group: "groups:read", im: "im:read", typed: true, run: usersConversations},
		"users.info":                   {scope: "users:read", run: usersInfo},
		"users.list":                   {scope: "users:read", run: usersList},
		"views.open":                   {run: viewsOpen},
		"views.publish":                {run: viewsPublish},
		"views.push":                   {run: viewsPush},
		"views.update":                 {run: viewsUpdate},
	}
}

// serveAPI answers one call of a Web API method.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	if w.cfg.Latency != nil && !wait(r, w.cfg.Latency(name)) {
		return
	}
	r.Body = http.MaxBytesReader(rw, r.Body, bodyLimit)
	a, key, err := readArgs(r)
	f := w.fault(name)

	w.mu.Lock()
	if f.Kind == NoFault {
		f = w.limited(name, a["channel"])
	}
	reply, failed := answer(nil), refuse("invalid_arguments")
	if err == nil {
		reply, failed = w.answer(name, key, a, f)
	}
	code := "ok"
	if failed != nil {
		code = failed.code
	}
	w.journal.write(line{Kind: "call", Method: name, Args: a.journaled(key), Code: code, Fault: f.Kind.String()})
	w.mu.Unlock()

	if f.spoil(rw) {
		return
	}
	w.scopeHeaders(rw.Header(), name, key)
	if failed != nil {
		reply = answer{"ok": false, "error": failed.code}
		maps.Copy(reply, failed.more)
	} else {
		reply["ok"] = true
	}
	writeJSON(rw, http.StatusOK, reply)
}

// answer does the work of a call. The caller holds the lock.
func (w *Workspace) answer(name, key string, a args, f Fault) (answer, *refusal) {
	if refused := f.refusal(); refused != nil {
		return nil, refused
	}
	m, ok := w.methods[name]
	if !ok {
		return nil, &refusal{code: "unknown_method", more: answer{"req_method": name}}
	}
	if refused := w.authorize(m, key, a); refused != nil {
		return nil, refused
	}
	if refused := w.fits(m, a); refused != nil {
		return nil, refused
	}
	reply, err := m.run(&call{Workspace: w, args: a})
	if err != nil {
		var refused *refusal
		if !errors.As(err, &refused) {
			refused = &refusal{code: "internal_error", more: answer{"detail": err.Error()}}
		}
		return nil, refused
	}
	if reply == nil {
		reply = answer{}
	}
	return reply, nil
}

// authorize says why a token may not call a method; nil if it may.
func (w *Workspace) authorize(m method, key string, a args) *refusal {
	scope := w.needed(m, a)
	switch {
	case key == "":
		return refuse("not_authed")
	case key != w.cfg.BotToken && key != w.cfg.AppToken:
		return refuse("invalid_auth")
	case m.app != (key == w.cfg.AppToken):
		return refuse("not_allowed_token_type")
	case !m.app && scope != "" && !w.app.granted(scope):
		return &refusal{code: "missing_scope", more: answer{"needed": scope, "provided": strings.Join(w.app.scopes, ",")}}
	}
	return nil
}

// scopeHeaders say what the token has and what the method takes.
func (w *Workspace) scopeHeaders(h http.Header, name, key string) {
	m, ok := w.methods[name]
	if !ok {
		return
	}
	accepted := m.scope
	if m.app {
		accepted = appScope
	}
	switch key {
	case w.cfg.BotToken:
		h.Set("X-OAuth-Scopes", strings.Join(w.app.scopes, ","))
	case w.cfg.AppToken:
		h.Set("X-OAuth-Scopes", appScope)
	default:
		return
	}
	h.Set("X-Accepted-OAuth-Scopes", accepted)
}

// wait lets machine time pass; false if the client has gone meanwhile.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(rw, fmt.Sprintf("cannot be written as JSON: %v", err), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_, _ = rw.Write(b) // The client may have gone; there is nobody left to tell.
}
