package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// request is one typed line or one press, on its way to a verb and back.
type request struct {
	url     string // Where a later answer goes.
	trigger string // Opens a form while it lives.
	view    view   // In which something was pressed, if in any.
	typed   string // What to give back if it was not recorded.
	typedIn bool   // Then the acknowledgement carries the answer.
	hidden  bool   // It was typed in a private channel.
	req     commands.Request
	run     func(ctx context.Context, req commands.Request) (commands.Reply, error)
}

// link is how Slack passes on an address that was typed or pasted.
var link = regexp.MustCompile(`<(https?://[^>|\s]+)(?:\|[^>]*)?>`)

// asTyped is a line as the person sees it in their own composer.
func asTyped(text string) string {
	return strings.TrimSpace(typed.Replace(link.ReplaceAllString(text, "$1")))
}

// command is a typed line as a task.
func (a *Adapter) command(d delivery) (task, error) {
	var c struct {
		Command     string `json:"command"`
		Text        string `json:"text"`
		UserID      string `json:"user_id"`
		UserName    string `json:"user_name"`
		ChannelID   string `json:"channel_id"`
		ChannelName string `json:"channel_name"`
		TriggerID   string `json:"trigger_id"`
		ResponseURL string `json:"response_url"`
	}
	if err := json.Unmarshal(d.payload, &c); err != nil {
		words := chat.Text("Not recorded, nothing was done: I could not read what Slack sent. Type it again.")
		return task{}, &unreadableError{err: fmt.Errorf("a command: %w", err), answer: ephemerals(words)[0]}
	}
	text := asTyped(c.Text)
	req := a.request(source("command", c.TriggerID, d.id), c.ChannelID, incident.Actor{ID: c.UserID, Name: c.UserName}, text)
	return a.task(d, request{
		url:     c.ResponseURL,
		trigger: c.TriggerID,
		typed:   strings.TrimSpace(c.Command + " " + text),
		typedIn: true,
		req:     req,
		hidden:  c.ChannelName == hiddenName,
		run:     a.cfg.Table.Run,
	}), nil
}

// press is a pressed button, or a choice, as a task.
func (a *Adapter) press(d delivery, in interaction) task {
	pressed := in.Actions[0]
	verb, value, label := verbOf(pressed.ActionID), pressed.Value, pressed.Text.Text
	if pressed.Chosen.Value != "" {
		value, label = pressed.Chosen.Value, pressed.Chosen.Text.Text
	}
	if label == "" {
		label = verb
	}
	req := a.request(in.source(), in.channel(), in.by(), value)
	req.Verb, req.Ask = verb, asksFirst(pressed.ActionID)
	return a.task(d, request{
		url:     in.ResponseURL,
		trigger: in.TriggerID,
		view:    in.View,
		typed:   "[" + label + "]",
		req:     req,
		run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
			return a.cfg.Table.Press(ctx, verb, req)
		},
	})
}

func (a *Adapter) task(d delivery, r request) task {
	return task{
		source: r.req.Source,
		slots:  a.slots,
		run:    func(ctx context.Context, free func()) { a.serve(ctx, d, r, free) },
		refuse: func() {
			// A press has no place in its acknowledgement for words, and shows
			// Slack's own sign when it gets none.
			if r.typedIn {
				d.acknowledge(ephemerals(notRecorded(r.typed))[0], r.url)
			} else {
				d.leave()
			}
		},
	}
}

func (a *Adapter) request(src, channel string, by incident.Actor, text string) commands.Request {
	return commands.Request{
		Call: incident.Call{Source: src, Channel: incident.ChannelID(channel), By: by},
		Text: text,
		Now:  a.cfg.Now(),
		Zone: func(ctx context.Context) *time.Location { return a.zone(ctx, by.ID) },
		Name: func(ctx context.Context, id string) string {
			ctx, cancel := context.WithTimeout(ctx, namesLimit)
			defer cancel()
			return a.nameOf(ctx, id)
		},
		IsApp: func(ctx context.Context, id string) bool {
			ctx, cancel := context.WithTimeout(ctx, namesLimit)
			defer cancel()
			p, err := a.person(ctx, id)
			return err == nil && p.bot
		},
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
func (a *Adapter) serve(ctx context.Context, d delivery, r request, free func()) {
	reply, err := timely(ctx, a, r.req.Source, free, func(ctx context.Context) (commands.Reply, error) { return a.opened(ctx, r) })
	if err != nil {
		reply = commands.Reply{Message: a.excuse(ctx, r, err)}
	}
	if r.hidden {
		a.intake.also(func() { a.hid(ctx, r.req.Call) })
	}
	said := reply.Text != "" || len(reply.Parts) > 0
	to := answerTo{url: r.url}
	if r.view.Type == modalView {
		to.view = r.view.ID
	}
	a.opening.add(reply.Opens, to)
	switch {
	case said && r.typedIn:
		all := ephemerals(reply.Message)
		d.acknowledge(all[0], r.url)
		a.tell(ctx, r.url, r.req.Source, all[1:])
	case said:
		d.acknowledge(nil, "")
		a.reply(ctx, r, reply.Message)
	default:
		d.acknowledge(nil, "")
	}
}

// tell gives what did not go with the acknowledgement to a response_url.
func (a *Adapter) tell(ctx context.Context, url, source string, all []ephemeral) {
	if len(all) == 0 || url == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := a.send(ctx, url, all); err != nil {
		a.log.WarnContext(ctx, "an answer could not be sent", "source", source, "error", err)
	}
}

// excuse puts a verb's error into words. An error that is neither a refusal of
// the domain's nor a question back does not tell what was done, and nor do we.
func (a *Adapter) excuse(ctx context.Context, r request, err error) chat.Message {
	var known *incident.Error
	var usage commands.UsageError
	switch {
	case errors.As(err, &usage):
	case errors.Is(err, errLate):
		return cannotTell(r.typed)
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
	if typed == "" {
		return givenBack("Not recorded, nothing was done.", " Try it again.", "")
	}
	return givenBack("Not recorded, nothing was done.", " Type it again: ", typed)
}

// cannotTell says that it may have happened.
func cannotTell(typed string) chat.Message {
	const head, look = "I cannot tell whether this was recorded.", " Look with status or list first; if it is not there, "
	if typed == "" {
		return givenBack(head, look+"try it again.", "")
	}
	return givenBack(head, look+"type it again: ", typed)
}

func givenBack(head, next, typed string) chat.Message {
	m := chat.Message{Text: head + next + typed, Parts: []chat.Part{chat.P(chat.B(head), chat.T(next))}}
	if typed != "" {
		m.Parts = []chat.Part{chat.P(chat.B(head), chat.T(next), chat.Span{Text: typed, Code: true})}
	}
	return m
}
