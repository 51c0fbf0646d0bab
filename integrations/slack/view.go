package slack

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// The kinds of views, as Slack calls them.
const (
	modalView = "modal"
	homeView  = "home"
)

// opened runs a verb, and opens the form that it may answer with while the
// trigger lives: three seconds from the line or the press. A form that did not
// open is answered with its message instead. Nothing is on record either way.
func (a *Adapter) opened(ctx context.Context, r request) (commands.Reply, error) {
	reply, err := r.run(ctx, r.req)
	if err != nil || reply.Form == nil {
		return reply, err
	}
	if err := a.open(ctx, r, *reply.Form); err != nil {
		a.log.InfoContext(ctx, "a form was not opened, its question is asked instead", "source", r.req.Source, "verb", reply.Form.Verb, "error", err)
		return reply, nil
	}
	return commands.Reply{}, nil
}

// open puts a form in front of whoever has just done something. One that was
// asked for in a modal takes its place.
func (a *Adapter) open(ctx context.Context, r request, f chat.Form) error {
	v, err := drawForm(f, string(r.req.Channel), r.url)
	if err != nil {
		return err
	}
	return a.present(ctx, r, v)
}

func (a *Adapter) present(ctx context.Context, r request, v slack.ModalViewRequest) error {
	var err error
	switch {
	case r.view.Type == modalView:
		_, err = a.api.UpdateViewContext(ctx, v, "", "", r.view.ID)
	case r.trigger == "":
		err = errors.New("there is no trigger to open it with")
	default:
		_, err = a.api.OpenViewContext(ctx, r.trigger, v)
	}
	return err
}

// submitted runs the verb of a form that was sent. What is wrong is shown in
// the form, with all that was filled in.
func (a *Adapter) submitted(ctx context.Context, in interaction) (any, error) {
	var from origin
	if err := json.Unmarshal([]byte(in.View.Private), &from); err != nil || from.Verb == "" {
		return nil, incident.Errorf(incident.Invalid, "This form is of another version of me. Close it and begin anew.")
	}
	req := a.request(in.source(), from.Channel, in.by(), from.Value)
	req.Verb, req.Fields = from.Verb, in.View.fields()
	reply, err := a.cfg.Table.Press(ctx, from.Verb, req)
	if err != nil {
		return a.wrong(ctx, in.View, from, req, err), nil
	}
	if reply.Form != nil {
		v, err := drawForm(*reply.Form, from.Channel, from.URL)
		if err == nil {
			return slack.NewUpdateViewSubmissionResponse(&v), nil
		}
		a.log.InfoContext(ctx, "a form was not opened, its question is asked instead", "source", req.Source, "verb", reply.Form.Verb, "error", err)
	}
	switch {
	case reply.Text == "" && len(reply.Parts) == 0:
		a.opening.add(reply.Opens, answerTo{url: from.URL})
	case from.URL != "":
		// Where the line was typed or the button pressed, as if it had been
		// typed there in full.
		a.opening.add(reply.Opens, answerTo{url: from.URL})
		ctx := context.WithoutCancel(ctx)
		a.intake.also(func() { a.tell(ctx, from.URL, req.Source, ephemerals(reply.Message)) })
	default:
		// There is no other place: it was begun outside of channels.
		a.opening.add(reply.Opens, answerTo{view: in.View.ID})
		v := viewSaying(reply.Message)
		return slack.NewUpdateViewSubmissionResponse(&v), nil
	}
	return slack.NewClearViewSubmissionResponse(), nil
}

// wrong says in the form why nothing was done: beside the field that it is
// about, or else beside the first. The same form can be sent again: it is the
// same delivery to the store, so that it is kept once.
func (a *Adapter) wrong(ctx context.Context, v view, from origin, req commands.Request, err error) any {
	var words string
	beside := from.First
	field, ok := errors.AsType[*commands.FieldError](err)
	if !ok {
		words = a.excuse(ctx, request{req: req}, err).Text
	} else if words = field.Message; v.State.Values[field.Field] != nil {
		beside = field.Field
	}
	return wrongField(beside, words)
}

// fields are what was filled in, by the fields' names. One that was left empty
// is there and empty.
func (v view) fields() map[string]string {
	all := map[string]string{}
	for name, block := range v.State.Values {
		e := block[name]
		value := e.Value
		switch {
		case e.Option.Value != "":
			value = e.Option.Value
		case e.User != "":
			value = e.User
		case len(e.Options) > 0:
			value = e.Options[0].Value
		}
		all[name] = value
	}
	return all
}

// answerTo is where an answer goes, and can be replaced later: a response_url,
// or a view that is open.
type answerTo struct {
	url  string
	view string
}

// reply gives an answer that no acknowledgement carries: to the response_url of
// what was done, or in front of whoever did it in a view, or as a direct
// message. Best effort: it is for the asker alone, and never on record.
func (a *Adapter) reply(ctx context.Context, r request, m chat.Message) {
	if r.url != "" {
		a.tell(ctx, r.url, r.req.Source, ephemerals(m))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if r.view.ID != "" && a.present(ctx, r, viewSaying(m)) == nil {
		return
	}
	d := draw(m)[0]
	_, _, err := a.api.PostMessageContext(ctx, r.req.By.ID, a.posting(d)...)
	if err != nil {
		a.log.WarnContext(ctx, "an answer could not be given", "source", r.req.Source, "error", err)
	}
}
