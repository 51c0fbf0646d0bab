package slack

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// The kinds of interactions, as Slack calls them.
const (
	blockActions   = "block_actions"
	viewSubmission = "view_submission"
	viewClosed     = "view_closed"
	globalShortcut = "shortcut"
	messageAction  = "message_action"
)

// deed is a kind of interaction and what it is about: the callback id of the
// shortcut or of the view, or the verb of a pressed button.
type deed struct{ kind, callback string }

// doer works one deed. The acknowledgement follows it, with what it returns: a
// response_action for a submitted view, nothing for the others. It stores what
// it has to store before it returns, and it opens a view with the trigger while
// that lives: three seconds from the press.
type doer = func(ctx context.Context, in interaction) (ack any, err error)

// deeds are what people can do beside typing a line and pressing a verb's
// button. What is in neither is acknowledged and forgotten.
func (a *Adapter) deeds() map[deed]doer {
	return map[deed]doer{
		{viewSubmission, formID}:             a.submitted,
		{globalShortcut, declareShortcut}:    a.declares,
		{messageAction, declareFromShortcut}: a.declares,
		{messageAction, timelineShortcut}:    a.addToTimeline,
	}
}

// interaction is what somebody pressed, chose or filled in. We read what we
// need of it: the library refuses all of it for one block of the message that
// it does not like.
type interaction struct {
	Type        string  `json:"type"`
	CallbackID  string  `json:"callback_id"` // Of a shortcut.
	TriggerID   string  `json:"trigger_id"`
	ResponseURL string  `json:"response_url"`
	Team        ref     `json:"team"`
	User        ref     `json:"user"`
	Channel     ref     `json:"channel"`
	Container   place   `json:"container"`
	Message     message `json:"message"` // That the button or the shortcut belongs to.
	Actions     []press `json:"actions"`
	View        view    `json:"view"`

	envelope string
}

// ref is a person, a channel or a workspace.
type ref struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username"` // Of a person; some payloads have only this.
}

// place is where something was pressed.
type place struct {
	Channel string `json:"channel_id"`
	Message string `json:"message_ts"`
	Thread  string `json:"thread_ts"`
}

// message is as much of a message as comes with an interaction.
type message struct {
	TS      string          `json:"ts"`
	Thread  string          `json:"thread_ts"`
	User    string          `json:"user"`
	Bot     string          `json:"bot_id"`
	Subtype string          `json:"subtype"`
	Text    string          `json:"text"`
	Files   json.RawMessage `json:"files"`
}

// press is what was pressed or chosen.
type press struct {
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
	Text     struct {
		Text string `json:"text"`
	} `json:"text"`
	Chosen choice `json:"selected_option"`
}

// choice is one option of a list.
type choice struct {
	Value string `json:"value"`
	Text  struct {
		Text string `json:"text"`
	} `json:"text"`
}

// view is a modal, or the app's home.
type view struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Hash     string `json:"hash"`
	Callback string `json:"callback_id"`
	Private  string `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]entry `json:"values"` // By block, then by action.
	} `json:"state"`
}

// entry is what was filled in at one place of a view. Of the fields, those of
// its type are set.
type entry struct {
	Type         string   `json:"type"`
	Value        string   `json:"value"`
	Option       choice   `json:"selected_option"`
	Options      []choice `json:"selected_options"`
	User         string   `json:"selected_user"`
	Users        []string `json:"selected_users"`
	Channel      string   `json:"selected_channel"`
	Conversation string   `json:"selected_conversation"`
	Date         string   `json:"selected_date"`      // 2006-01-02.
	Time         string   `json:"selected_time"`      // 15:04, in the person's zone.
	At           int64    `json:"selected_date_time"` // Unix seconds.
}

// entered is what was filled in at a place of the view, and nothing where there
// is no such place.
func (v view) entered(block, action string) entry { return v.State.Values[block][action] }

// deed is what was done.
func (in interaction) deed() deed {
	switch {
	case in.Type == blockActions && len(in.Actions) > 0:
		return deed{in.Type, verbOf(in.Actions[0].ActionID)}
	case in.View.ID != "" && in.Type != blockActions:
		return deed{in.Type, in.View.Callback}
	}
	return deed{in.Type, in.CallbackID}
}

// source is the interaction's identity. A view that was submitted twice is the
// same one unless it changed in between.
func (in interaction) source() string {
	switch in.Type {
	case viewSubmission, viewClosed:
		if in.View.Hash != "" {
			return "slack:" + in.Type + ":" + in.View.ID + ":" + in.View.Hash
		}
		return source(in.Type, in.TriggerID, in.envelope)
	case blockActions:
		return source("press", in.TriggerID, in.envelope)
	}
	return source(in.Type, in.TriggerID, in.envelope)
}

// by is who did it.
func (in interaction) by() incident.Actor {
	name := in.User.Name
	if name == "" {
		name = in.User.Username
	}
	return incident.Actor{ID: in.User.ID, Name: name}
}

// channel is where it was done, and empty for what is done outside of channels.
func (in interaction) channel() string {
	if in.Channel.ID != "" {
		return in.Channel.ID
	}
	return in.Container.Channel
}

// interaction is an interaction as a task.
func (a *Adapter) interaction(d delivery) (task, error) {
	in := interaction{envelope: d.id}
	if err := json.Unmarshal(d.payload, &in); err != nil {
		return task{}, fmt.Errorf("an interaction: %w", err)
	}
	do, known := a.done[in.deed()]
	switch {
	case known:
		return task{
			source: in.source(),
			slots:  a.slots,
			run:    func(ctx context.Context, free func()) { a.work(ctx, d, in, do, free) },
			refuse: d.leave,
		}, nil
	case in.Type == blockActions && len(in.Actions) > 0:
		return a.press(d, in), nil
	}
	return task{}, nil
}

// work does a deed and acknowledges it.
func (a *Adapter) work(ctx context.Context, d delivery, in interaction, do doer, free func()) {
	ack, err := timely(ctx, a, in.source(), free, func(ctx context.Context) (any, error) { return do(ctx, in) })
	if err == nil {
		d.acknowledge(ack, "")
		return
	}
	words := a.excuse(ctx, request{req: a.request(in.source(), in.channel(), in.by(), "")}, err)
	switch {
	case in.Type == viewSubmission:
		// On top of what was filled in, so that it is not lost.
		d.acknowledge(slack.NewPushViewSubmissionResponse(sorry(words)), "")
	case in.ResponseURL != "":
		d.acknowledge(nil, "")
		a.tell(ctx, in.ResponseURL, in.source(), ephemerals(words))
	default:
		// There is no place for words; Slack shows its own sign.
		d.leave()
	}
}

// sorry is a view that says why something was not done.
func sorry(words chat.Message) *slack.ModalViewRequest {
	all := draw(words)
	return &slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  plain("Not done"),
		Close:  plain("Back"),
		Blocks: slack.Blocks{BlockSet: all[0].Blocks},
	}
}
