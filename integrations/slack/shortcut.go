package slack

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/commands"
)

// The shortcuts that declare an incident, by their callback ids.
const (
	declareShortcut     = "sitrep_declare"      // From anywhere.
	declareFromShortcut = "sitrep_declare_from" // From a message, which proposes the title.
)

// declares opens the form of declare. It is opened with the trigger, so that
// nothing slow comes before it.
func (a *Adapter) declares(ctx context.Context, in interaction) (any, error) {
	req := a.request(in.source(), in.channel(), in.by(), "")
	req.Verb, req.Ask = "declare", true
	if in.Type == messageAction {
		req.Text = strings.TrimSpace("from " + a.permalink(ctx, in) + " " + asTyped(in.Message.Text))
	}
	r := request{
		url: in.ResponseURL, trigger: in.TriggerID, req: req,
		run: func(ctx context.Context, req commands.Request) (commands.Reply, error) {
			return a.cfg.Table.Press(ctx, req.Verb, req)
		},
	}
	reply, err := a.opened(ctx, r)
	if err != nil || reply.Form == nil {
		return nil, err
	}
	outlasts := context.WithoutCancel(ctx)
	a.intake.also(func() { a.reply(outlasts, r, reply.Message) })
	return nil, nil
}

// permalink is the address of the message that a shortcut is about. It is made
// without asking Slack, because the trigger does not wait: a workspace's
// addresses are of one form.
func (a *Adapter) permalink(ctx context.Context, in interaction) string {
	if _, _, err := a.who(ctx); err != nil {
		return ""
	}
	a.self.mu.Lock()
	base := a.self.url
	a.self.mu.Unlock()
	link := strings.TrimSuffix(base, "/") + "/archives/" + in.channel() + "/p" + strings.ReplaceAll(in.Message.TS, ".", "")
	if t := in.Message.Thread; t != "" && t != in.Message.TS {
		link += "?thread_ts=" + t + "&cid=" + in.channel()
	}
	return link
}
