package slack

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mentioned hears of a message that names us: a line for the same verbs as a
// typed one, anywhere and in threads too, where Slack has no slash commands. It
// has to begin with our name, because who only talks about us ("did you see
// what @sitrep did") logs nothing. Bots and edits are not listened to.
func (a *Adapter) mentioned(ctx context.Context, e inner) error {
	var m struct {
		User    string          `json:"user"`
		Bot     string          `json:"bot_id"`
		Text    string          `json:"text"`
		TS      string          `json:"ts"`
		Thread  string          `json:"thread_ts"`
		Channel string          `json:"channel"`
		Edited  json.RawMessage `json:"edited"`
	}
	if err := json.Unmarshal(e.Raw, &m); err != nil {
		return unread(e, err)
	}
	self, _, err := a.who(ctx)
	if err != nil {
		return err
	}
	if m.User == "" || m.Bot != "" || m.User == self || len(m.Edited) > 0 && string(m.Edited) != "null" {
		return nil
	}
	answer := func(words chat.Message) {
		a.intake.also(func() { a.whisper(context.WithoutCancel(ctx), m.Channel, m.Thread, m.User, words) })
	}
	line, begins := saidToUs(m.Text, self)
	if !begins {
		answer(onlyAtTheBeginning(self))
		return nil
	}

	names, cancel := context.WithTimeout(ctx, namesLimit)
	by := incident.Actor{ID: m.User, Name: a.nameOf(names, m.User)}
	line = asTyped(a.named(names, line))
	cancel()
	req := a.request(e.source(), m.Channel, by, line)
	req.Mentioned = true
	reply, err := a.cfg.Table.Run(ctx, req)
	if incident.CodeOf(err) == incident.Unavailable {
		return err // Slack delivers it again.
	}
	if err != nil {
		answer(a.excuse(ctx, request{typed: line, req: req}, err))
		return nil
	}
	answer(reply.Message)
	return nil
}

// saidToUs is what a message says to us, without our name in front.
func saidToUs(text, self string) (line string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "<@"+self)
	if !ok {
		return "", false
	}
	label, line, ok := strings.Cut(rest, ">")
	if !ok || label != "" && label[0] != '|' {
		return "", false // Somebody whose id begins as ours does.
	}
	return strings.TrimLeft(line, ":, \t\n\u00a0"), true
}

// onlyAtTheBeginning says why nothing was done.
func onlyAtTheBeginning(self string) chat.Message {
	const head, tail = "Nothing was recorded. I listen to messages that begin with my name, as in: ", " status"
	return chat.Message{
		Text:  head + "@me" + tail,
		Parts: []chat.Part{chat.P(chat.T(head), chat.Span{Text: "@me", Person: self}, chat.T(tail))},
	}
}
