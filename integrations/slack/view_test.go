package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// modal is the one modal in front of Ana.
func (x *life) modal() sandbox.View {
	x.t.Helper()
	all := x.ws.Views("U0ANA")
	if len(all) != 1 {
		x.t.Fatalf("%d modals are open, want one\n%s", len(all), x.logs)
	}
	return all[0]
}

// fill fills in the form in front of Ana and sends it.
func (x *life) fill(fields map[string]string) error {
	x.t.Helper()
	values := sandbox.Values{}
	for name, value := range fields {
		values[name] = map[string][]string{name: {value}}
	}
	return x.ws.Submit(x.t.Context(), "U0ANA", x.modal().ID, values)
}

func (x *life) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatalf("%v\n%s", err, x.logs)
	}
}

// read is all that Ana sees in a channel.
func (x *life) read(channel string) string {
	var all []string
	for _, m := range x.ws.Messages(channel) {
		all = append(all, m.PlainText())
	}
	return strings.Join(all, "\n")
}

func TestAnIncidentIsDeclaredFromWhereverOneIs(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	x.table = grammar(t, x.svc)

	x.must(x.ws.UseShortcut(t.Context(), "U0ANA", declareShortcut))
	err := x.fill(map[string]string{"title": "it is <slow> & *down*", "severity": "sev1"})
	x.must(err)
	// No channel, no address for an answer: the view itself says it, and later
	// where the channel is.
	x.until("the way to the channel", func() bool {
		said := x.modal().PlainText()
		return strings.Contains(said, "INC-1 is open and saved.") || strings.Contains(said, "#inc-1-")
	})
	if i := x.incident(); i.Title != "it is <slow> & *down*" || i.Severity != incident.Sev1 || i.Declarer.Name != "ana" {
		t.Errorf("declared %+v", i)
	}
	if b := x.modal().Buttons(); len(b) > 0 {
		// The service was not known: it is chosen where it is asked for.
		x.must(x.ws.ClickView(t.Context(), "U0ANA", x.modal().ID, b[0].ActionID, b[0].Value, nil))
		x.until("a service", func() bool { return x.incident().Service == "api" })
		x.until("the way there", func() bool {
			said := x.modal().PlainText()
			return strings.Contains(said, "INC-1 is about api") || strings.Contains(said, "#inc-1-")
		})
	}
	x.must(x.ws.CloseView(t.Context(), "U0ANA", x.modal().ID, true))

	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "api is slow for everyone"))
	all := x.ws.Messages("general")
	ts := all[len(all)-1].TS
	x.must(x.ws.UseMessageShortcut(t.Context(), "U0ANA", "general", ts, declareFromShortcut))
	if f, _ := x.modal().Field("title"); len(f.Value) != 1 || f.Value[0] != "api is slow for everyone" {
		t.Errorf("the message proposes %q", f.Value)
	}
	// While it is open, what is declared on its service now is the same.
	x.until("the channel", func() bool { return x.incident().Channel != "" })
	i := x.incident()
	_, err = x.svc.Resolve(t.Context(), incident.Call{Source: "end", Channel: i.Channel, By: i.Lead}, "put them back")
	x.must(err)
	x.must(x.fill(map[string]string{"service": "api"}))
	if open := x.ws.Views("U0ANA"); len(open) != 0 {
		t.Errorf("the form is still open: %+v", open)
	}
	x.until("the answer where the message is", func() bool {
		return strings.Contains(x.read("general"), "INC-2 is open and saved.") || strings.Contains(x.read("general"), "#inc-2-")
	})
	events, err := x.store.Events(t.Context(), 2)
	x.must(err)
	if want := "/p" + strings.ReplaceAll(ts, ".", ""); !strings.HasPrefix(events[0].Data.Message.Link, x.ws.URL()) || !strings.HasSuffix(events[0].Data.Message.Link, want) {
		t.Errorf("it began with %q, want an address that ends with %s", events[0].Data.Message.Link, want)
	}
}

func TestAFormSaysWhatIsWrongAndLosesNothing(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	x.table = grammar(t, x.svc)
	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident declare"))
	err := x.fill(map[string]string{"title": "sev1"})
	if wrong, ok := errors.AsType[sandbox.FieldErrors](err); !ok || !strings.Contains(wrong["title"], "What is wrong?") {
		t.Fatalf("a title that is none ends with %v", err)
	}
	if f, _ := x.modal().Field("title"); f.Value[0] != "sev1" {
		t.Errorf("what was typed is gone: %+v", f)
	}
	x.must(x.fill(map[string]string{"title": "api is slow"}))
	x.until("a channel", func() bool { return x.incident().Channel != "" })

	// What the domain refuses is said in the form, too.
	here := string(x.incident().Channel)
	x.must(x.ws.Type(t.Context(), "U0ANA", here, "", "/incident resolve"))
	_, err = x.svc.Resolve(t.Context(), incident.Call{Source: "elsewhere", Channel: incident.ChannelID(here), By: incident.Actor{ID: "U0BEN"}}, "put it back")
	x.must(err)
	err = x.fill(map[string]string{"how": "restarted it"})
	if wrong, ok := errors.AsType[sandbox.FieldErrors](err); !ok || !strings.Contains(wrong["how"], "resolved") {
		t.Errorf("a resolution too late ends with %v", err)
	}
	if f, _ := x.modal().Field("how"); f.Value[0] != "restarted it" {
		t.Errorf("what was typed is gone: %+v", f)
	}
}

// The trigger has expired once, and Slack brings each submission twice, side by
// side.
func TestAFormIsOpenedLateAndSentTwice(t *testing.T) {
	t.Parallel()
	x := newLife(t, func(method string, call int) sandbox.Fault {
		if method == "views.open" && call == 1 {
			return sandbox.Fault{Kind: sandbox.Refused, Code: "expired_trigger_id"}
		}
		return sandbox.Fault{}
	}, func(c *sandbox.Config) {
		c.Delivery = func(kind string, _ int) sandbox.Delivery { return sandbox.Delivery{Twice: kind == interactive} }
	})
	x.table = grammar(t, x.svc)
	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident declare"))
	if said := x.read("general"); len(x.ws.Views("U0ANA")) != 0 || !strings.Contains(said, "What is wrong?") || !strings.Contains(said, "/incident declare sev1 API is slow") {
		t.Errorf("without a form one reads %q", said)
	}
	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident declare"))
	x.must(x.fill(map[string]string{"title": "api is slow"}))
	x.until("the answer", func() bool {
		return strings.Contains(x.read("general"), "INC-1 is open and saved.") || strings.Contains(x.read("general"), "#inc-1-")
	})
	all, err := x.store.Incidents(t.Context(), incident.Filter{})
	if err != nil || len(all) != 1 {
		t.Errorf("%d incidents, error %v; want one", len(all), err)
	}
}

func TestTheHomeShowsWhatIsOpenAndDeclares(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil)
	x.table = grammar(t, x.svc)
	x.must(x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident declare api is slow"))
	x.must(x.ws.OpenHome(t.Context(), "U0ANA"))
	x.until("a home", func() bool {
		v := x.ws.Home("U0ANA")
		return v != nil && strings.Contains(v.PlainText(), "api is slow")
	})
	home := x.ws.Home("U0ANA")
	x.must(x.ws.ClickView(t.Context(), "U0ANA", home.ID, home.Buttons()[0].ActionID, home.Buttons()[0].Value, nil))
	if v := x.modal(); v.Title != "Declare an incident" {
		t.Errorf("it opens %q", v.Title)
	}
}

// sent is a form that comes back.
func sent(hash, private string, fields map[string]string) map[string]any {
	values := map[string]any{}
	for name, value := range fields {
		values[name] = map[string]any{name: map[string]any{"type": "plain_text_input", "value": value}}
	}
	return map[string]any{"type": "view_submission", "user": map[string]any{"id": "U1", "name": "ana"}, "view": map[string]any{
		"id": "V1", "type": "modal", "hash": hash, "callback_id": formID, "private_metadata": private, "state": map[string]any{"values": values},
	}}
}

func TestAFormThatIsSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	var r *rig
	r = newRig(t, verbs{press: func(ctx context.Context, _ string, req commands.Request) (commands.Reply, error) {
		i, err := r.svc.Declare(ctx, req.Call, incident.Declaration{Title: req.Fields["title"]})
		return commands.Reply{Message: chat.Text(i.Name() + " is open."), Opens: i.ID}, err
	}})
	for range 2 {
		f := r.hand(interactive, sent("h1", `{"verb":"declare"}`, map[string]string{"title": "slow"}))
		if !strings.Contains(f.payload, `"response_action":"update"`) || !strings.Contains(f.payload, "INC-1 is open.") {
			t.Errorf("answered %s", f.payload)
		}
	}
	all, err := r.store.Incidents(t.Context(), incident.Filter{})
	if err != nil || len(all) != 1 {
		t.Errorf("%d incidents, error %v; want one", len(all), err)
	}
}

func TestWhatBecomesOfAForm(t *testing.T) {
	t.Parallel()
	const own = `{"verb":"resolve","value":"v","channel":"C9","first":"how"}`
	says := chat.Text("Kept.")
	next := &chat.Form{Verb: "more", Fields: []chat.Field{{Name: "x", Label: "And?"}}}
	tests := []struct {
		name    string
		private string
		reply   commands.Reply
		err     error
		want    []string
	}{
		{"nothing to say closes it", own, commands.Reply{}, nil, []string{`"response_action":"clear"`}},
		{"without another place it says the answer itself", own, commands.Reply{Message: says}, nil, []string{`"response_action":"update"`, "Kept."}},
		{"another form takes its place", own, commands.Reply{Message: says, Form: next}, nil, []string{`"response_action":"update"`, "And?", formID}},
		{"a form that Slack would not take is asked in words", own, commands.Reply{Message: says, Form: &chat.Form{Verb: "more"}}, nil, []string{`"response_action":"update"`, "Kept."}},
		{"what is wrong with a field is beside it", own, commands.Reply{}, &commands.FieldError{Field: "why", Message: "No why."}, []string{`"response_action":"errors"`, `"why":"No why."`}},
		{"what is wrong with a field that it has not is beside the first", own, commands.Reply{}, &commands.FieldError{Field: "other", Message: "No."}, []string{`"how":"No."`}},
		{"a refusal is beside the first", own, commands.Reply{}, incident.Errorf(incident.Conflict, "Resolved already."), []string{`"how":"Resolved already."`}},
		{"what could not be stored says so", own, commands.Reply{}, incident.Errorf(incident.Unavailable, "busy"), []string{`"response_action":"errors"`, `"how":"Not recorded, nothing was done.`}},
		{"what may have been stored says that", own, commands.Reply{}, errors.New("disk I/O error"), []string{`"how":"I cannot tell whether this was recorded.`}},
		{"a form of another version", `{}`, commands.Reply{}, nil, []string{`"response_action":"push"`, "another version of me"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{press: func(_ context.Context, verb string, req commands.Request) (commands.Reply, error) {
				if verb != "resolve" || req.Text != "v" || req.Channel != "C9" || req.Fields["how"] != "put back" || req.Source != "slack:view_submission:V1:h1" {
					t.Errorf("it runs %s with %+v", verb, req)
				}
				return tt.reply, tt.err
			}})
			f := r.hand(interactive, sent("h1", tt.private, map[string]string{"how": "put back", "why": ""}))
			for _, want := range tt.want {
				if !strings.Contains(f.payload, want) {
					t.Errorf("answered %s, want %s in it", f.payload, want)
				}
			}
		})
	}
}

func TestTheAnswerToAFormGoesWhereItWasOpened(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{press: func(context.Context, string, commands.Request) (commands.Reply, error) {
		return commands.Reply{Message: chat.Text("Kept.")}, nil
	}})
	f := r.hand(interactive, sent("h1", fmt.Sprintf(`{"verb":"x","url":%q}`, r.server.URL+"/response"), nil))
	if !strings.Contains(f.payload, `"response_action":"clear"`) {
		t.Errorf("answered %s", f.payload)
	}
	if m := within(t, r.urls, "the answer"); m["text"] != "Kept." {
		t.Errorf("answered %v", m)
	}
}

// Text works without a modal.
func TestAFormThatCannotBeOpenedIsAskedInWords(t *testing.T) {
	t.Parallel()
	question := commands.Reply{Message: chat.Text("What fixed it?"), Form: &chat.Form{Verb: "resolve", Fields: []chat.Field{{Name: "how", Label: "What fixed it?"}}}}
	open := func(context.Context, commands.Request) (commands.Reply, error) { return question, nil }
	tests := []struct {
		name    string
		trigger string
		answer  func(http.ResponseWriter, func())
		opens   bool
	}{
		{"the trigger has expired", "T1", code("expired_trigger_id"), false},
		{"it was used already", "T1", code("exchanged_trigger_id"), false},
		{"Slack does not take the form", "T1", code("invalid_arguments"), false},
		{"Slack is in trouble", "T1", func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusBadGateway) }, false},
		{"there is no trigger", "", nil, false},
		{"it opens", "T1", func(w http.ResponseWriter, _ func()) { _, _ = w.Write([]byte(`{"ok":true,"view":{"id":"V1"}}`)) }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{run: open})
			if tt.answer != nil {
				r.next("views.open", tt.answer)
			}
			f := r.hand(slashCommands, map[string]any{"command": "/incident", "text": "resolve", "trigger_id": tt.trigger, "response_url": r.server.URL + "/response"})
			if asked := strings.Contains(f.payload, "What fixed it?"); asked == tt.opens || !f.acked {
				t.Errorf("answered %s", f.payload)
			}
		})
	}
}

func TestAShortcutThatCannotOpenItsFormAsksInADirectMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{press: func(_ context.Context, verb string, req commands.Request) (commands.Reply, error) {
		if verb != "declare" || !req.Ask || req.Text != "" {
			t.Errorf("it runs %s with %+v", verb, req)
		}
		return commands.Reply{Message: chat.Text("What is wrong?"), Form: &chat.Form{Verb: "declare", Fields: []chat.Field{{Name: "title", Label: "What is wrong?"}}}}, nil
	}})
	r.next("views.open", code("expired_trigger_id"))
	f := r.hand(interactive, map[string]any{"type": "shortcut", "callback_id": declareShortcut, "trigger_id": "T1", "user": map[string]any{"id": "U1"}})
	if !f.acked {
		t.Error("Slack shows an error beside the question")
	}
	if m := r.last("chat.postMessage"); m.Get("channel") != "U1" || m.Get("text") != "What is wrong?" {
		t.Errorf("asked %v", m)
	}
}
