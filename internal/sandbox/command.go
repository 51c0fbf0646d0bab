package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// send sends a typed command to the bot.
func (w *Workspace) send(t typed) *envelope {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := strings.TrimPrefix(t.text, t.command.Command)
	payload := encode(map[string]any{
		"token":                 "practice",
		"team_id":               w.team,
		"team_domain":           w.domain,
		"channel_id":            t.room.ID,
		"channel_name":          t.room.calledAs(),
		"user_id":               t.person.ID,
		"user_name":             t.person.Name,
		"command":               t.command.Command,
		"text":                  w.arguments(t.person.ID, text, t.command.ShouldEscape),
		"api_app_id":            w.appID,
		"is_enterprise_install": "false",
		"response_url":          w.responseURL(&hook{room: t.room, user: t.person.ID}),
		"trigger_id":            w.trigger(trigger{user: t.person.ID, room: t.room}),
	})
	failed := func(code string) {
		w.whisper(t.room, slackbot, t.person.ID, content{text: fmt.Sprintf("%s failed with the error %q", t.command.Command, code)})
	}
	return w.dispatch(&envelope{
		kind:    "slash_commands",
		payload: payload,
		gaveUp:  failed,
		acked: func(payload json.RawMessage) {
			if code := w.answered(t, payload); code != "" {
				failed(code)
			}
		},
	})
}

// answered shows what a command's acknowledgement says. It returns an error
// code if it cannot be shown.
func (w *Workspace) answered(t typed, payload json.RawMessage) string {
	if len(payload) == 0 || string(payload) == "null" {
		return ""
	}
	reply, refused := readReply(payload)
	switch {
	case refused != nil:
		return badResponse
	case reply.empty():
		return ""
	}
	w.reply(&hook{room: t.room, user: t.person.ID}, reply)
	return ""
}
