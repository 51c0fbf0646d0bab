package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// request is one typed line or one press, on its way to a verb and back.
type request struct {
	envelope string
	url      string // Where a later answer goes.
	typed    string // What to give back if it was not recorded.
	typedIn  bool   // Then the acknowledgement carries the answer.
	req      commands.Request
	run      func(ctx context.Context, req commands.Request) (commands.Reply, error)

	acknowledge func(payload any)
	free        func() // Gives its slot back once the verb has ended.
}

// link is how Slack passes on an address that was typed or pasted.
var link = regexp.MustCompile(`<(https?://[^>|\s]+)(?:\|[^>]*)?>`)

// asTyped is a line as the person sees it in their own composer.
func asTyped(text string) string {
	return strings.TrimSpace(typed.Replace(link.ReplaceAllString(text, "$1")))
}

// command is a typed line as a request.
func (a *Adapter) command(envelope string, cmd slack.SlashCommand) request {
	text := asTyped(cmd.Text)
	return request{
		envelope: envelope,
		url:      cmd.ResponseURL,
		typed:    strings.TrimSpace(cmd.Command + " " + text),
		typedIn:  true,
		req:      a.request(source("command", cmd.TriggerID, envelope), cmd.ChannelID, incident.Actor{ID: cmd.UserID, Name: cmd.UserName}, text),
		run:      a.cfg.Table.Run,
	}
}

// press is a pressed button as a request, and false for what is not one of
// ours, such as a link.
func (a *Adapter) press(envelope string, cb slack.InteractionCallback) (request, bool) {
	if cb.Type != slack.InteractionTypeBlockActions || len(cb.ActionCallback.BlockActions) == 0 {
		return request{}, false
	}
	pressed := cb.ActionCallback.BlockActions[0]
	verb := verbOf(pressed.ActionID)
	channel := cb.Channel.ID
	if channel == "" {
		channel = cb.Container.ChannelID
	}
	label := pressed.Text.Text
	if label == "" {
		label = verb
	}
	req := a.request(source("press", cb.TriggerID, envelope), channel, incident.Actor{ID: cb.User.ID, Name: cb.User.Name}, pressed.Value)
	req.Verb = verb
	return request{
		envelope: envelope,
		url:      cb.ResponseURL,
		typed:    "[" + label + "]",
		req:      req,
		run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
			return a.cfg.Table.Press(ctx, verb, req)
		},
	}, true
}

func (a *Adapter) request(src, channel string, by incident.Actor, text string) commands.Request {
	return commands.Request{
		Call: incident.Call{Source: src, Channel: incident.ChannelID(channel), By: by},
		Text: text,
		Now:  a.cfg.Now(),
		Zone: func(ctx context.Context) *time.Location { return a.zone(ctx, by.ID) },
	}
}

// source is the delivery's identity. Slack gives each line and each press a
// trigger; the envelope is only how it was carried.
func source(way, trigger, envelope string) string {
	if trigger == "" {
		trigger = envelope
	}
	return "slack:" + way + ":" + trigger
}

// serve runs a verb and answers. The answer to a typed line is the
// acknowledgement itself: whoever sees it may rely on it.
func (a *Adapter) serve(ctx context.Context, r request) {
	reply := a.ask(ctx, r)
	var all []ephemeral
	if reply.Text != "" || len(reply.Parts) > 0 {
		all = ephemerals(reply.Message)
	}
	if r.typedIn && len(all) > 0 {
		r.acknowledge(all[0])
		all = all[1:]
	} else {
		r.acknowledge(nil)
	}
	a.opening.add(reply.Opens, r.url)
	if len(all) == 0 || r.url == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := a.send(ctx, r.url, all); err != nil {
		a.log.WarnContext(ctx, "an answer could not be sent", "source", r.req.Source, "error", err)
	}
}

// ask runs the verb within the time that Slack leaves. A verb that has not
// come back by then may still have been recorded, and the answer says so.
func (a *Adapter) ask(ctx context.Context, r request) commands.Reply {
	type outcome struct {
		reply commands.Reply
		err   error
	}
	came := make(chan outcome, 1)
	a.verbs.Go(func() {
		defer r.free()
		ctx, cancel := context.WithTimeoutCause(ctx, storeLimit, errSlow)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				a.log.ErrorContext(ctx, "a verb panicked", "source", r.req.Source, "panic", p, "stack", string(debug.Stack()))
				came <- outcome{err: fmt.Errorf("panic: %v", p)}
			}
		}()
		reply, err := r.run(ctx, r.req)
		came <- outcome{reply, err}
	})
	late := time.NewTimer(ackLimit)
	defer late.Stop()
	select {
	case o := <-came:
		if o.err == nil {
			return o.reply
		}
		return commands.Reply{Message: a.excuse(ctx, r, o.err)}
	case <-late.C:
		a.log.ErrorContext(ctx, "a verb has not come back in time", "source", r.req.Source)
		return commands.Reply{Message: cannotTell(r.typed)}
	}
}

// excuse puts a verb's error into words. An error that is neither a refusal of
// the domain's nor a question back does not tell what was done, and nor do we.
func (a *Adapter) excuse(ctx context.Context, r request, err error) chat.Message {
	var known *incident.Error
	var usage commands.UsageError
	switch {
	case errors.As(err, &usage):
	case !errors.As(err, &known):
		a.log.ErrorContext(ctx, "a command failed", "source", r.req.Source, "error", err)
		return cannotTell(r.typed)
	case known.Code == incident.Unavailable:
		a.log.ErrorContext(ctx, "a command could not be stored", "source", r.req.Source, "error", err)
		return notRecorded(r.typed)
	case known.Code == incident.Internal:
		a.log.ErrorContext(ctx, "a command failed", "source", r.req.Source, "error", err)
	}
	return a.cfg.Table.Explain(err, r.req)
}

// notRecorded says that nothing happened, and gives back what was typed.
func notRecorded(typed string) chat.Message {
	return givenBack("Not recorded, nothing was done.", " Type it again: ", typed)
}

// cannotTell says that it may have happened.
func cannotTell(typed string) chat.Message {
	return givenBack("I cannot tell whether this was recorded.", " Look with status or list first; if it is not there, type it again: ", typed)
}

func givenBack(head, next, typed string) chat.Message {
	return chat.Message{
		Text:  head + next + typed,
		Parts: []chat.Part{chat.P(chat.B(head), chat.T(next), chat.Span{Text: typed, Code: true})},
	}
}
