package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
	"github.com/sitrephq/sitrep/runbooks"
)

// library is what the verbs know: one check of each kind, two services, two
// measures.
type library struct{}

func (library) Find(word string) []commands.Found {
	switch word {
	case "pool":
		return []commands.Found{{Name: pool, Word: "pool", Ask: "Is the API pool whole?"}}
	case "hosts":
		return []commands.Found{{Name: "changes/hosts", Ask: "Did anyone touch these hosts?", GoodIsNo: true, OK: "Nobody did", Bad: "Somebody did", Human: true}}
	case "when":
		return []commands.Found{{Name: "changes/when", Ask: "When was the last deploy by hand?", Human: true, Text: true}}
	}
	return nil
}

func (library) In(text string) (name, label string, ok bool) {
	return "api", "API", strings.Contains(text, "api")
}
func (library) Named(string) (check string, ok bool) { return "", false }
func (library) Names() []string                      { return []string{"api", "web"} }

// known are the measures that can be asked for by name.
type known struct{}

func (known) Find(string) (m runbooks.Measure, near []runbooks.Measure, ok bool) {
	return m, nil, false
}

func (known) Words() []string { return []string{"p99", "pool"} }

// grammar is a table of the real verbs that open forms.
func grammar(t *testing.T, svc *incident.Service) *commands.Table {
	t.Helper()
	table, err := commands.NewTable("/incident",
		commands.Declare(svc, idle{}, library{}, library{}, anyone), commands.Answer(svc, library{}), commands.Overrule(svc, library{}),
		commands.Impact(svc), commands.Metric(svc, known{}, nobody), commands.Resolve(svc), commands.Did(svc, library{}, nil), commands.Update(svc, "#incidents"), commands.Service(svc, svc, library{}, library{}))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestFormsAreDrawnAsModals(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.declare()
	r.rest()
	channel, ws, table := r.incident(1).Channel, slackOf(t), grammar(t, r.svc)
	tests := []struct {
		name, verb, text string
		ask              bool
	}{
		{"declare", "declare", "", false},
		{"declare-from", "declare", "from https://acme.slack.com/archives/C1/p1516115040000100 sev1 the api <is> *slow*", true},
		{"answer", "answer", "pool perhaps", false},
		{"answer-why", "answer", "hosts yes", true},
		{"answer-text", "answer", "when", false},
		{"overrule", "overrule", "pool ok", false},
		{"impact", "impact", "start", true},
		{"metric", "metric", "", false},
		{"resolve", "resolve", "", false},
		{"service", "service", "1", false},
		{"update", "update", "", false},
		{"did", "did", "14:45", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := r.a.request("test", string(channel), incident.Actor{ID: "U1", Name: "ana"}, tt.text)
			req.Ask = tt.ask
			reply, err := table.Press(t.Context(), tt.verb, req)
			if err != nil || reply.Form == nil || reply.Text == "" {
				t.Fatalf("it answers %+v (%v), want a form and what to say without one", reply, err)
			}
			v, err := drawForm(*reply.Form, string(channel), "https://hooks.example/1")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "form-"+tt.name, v)
			validated(t, ws, v)
		})
	}
}

func TestAFormKeepsSlacksLimits(t *testing.T) {
	t.Parallel()
	ws := slackOf(t)
	long := strings.Repeat("ä", 4000)
	many := func(n int) (all []chat.Option) {
		for k := range n {
			all = append(all, chat.Option{Label: long, Value: fmt.Sprint(k)})
		}
		return all
	}
	form := func(f chat.Field) chat.Form {
		return chat.Form{Title: long, Submit: long, Verb: "x", Fields: []chat.Field{f}}
	}
	tests := []struct {
		name string
		form chat.Form
		kind string // Of the input.
		err  string
	}{
		{"a long line", form(chat.Field{Name: "a", Label: long, Hint: long, Initial: long}), "plain_text_input", ""},
		{"a hundred options", form(chat.Field{Name: "a", Label: "b", Kind: chat.ChoiceField, Options: many(100)}), "static_select", ""},
		{"a hundred and one is a line to type", form(chat.Field{Name: "a", Label: "b", Kind: chat.ChoiceField, Options: many(101), Initial: "7"}), "plain_text_input", ""},
		{"a few are shown at once", form(chat.Field{Name: "a", Label: "b", Kind: chat.ChoiceField, Options: many(3), Initial: "2"}), "radio_buttons", ""},
		{"a few that may be left alone are not: nobody could let go of one", form(chat.Field{Name: "a", Label: "b", Kind: chat.ChoiceField, Options: many(3), Optional: true}), "static_select", ""},
		{"a value that Slack does not take is typed", form(chat.Field{Name: "a", Label: "b", Kind: chat.ChoiceField, Options: chat.Options(strings.Repeat("v", 76))}), "plain_text_input", ""},
		{"no options at all", form(chat.Field{Name: "a", Label: "b", Kind: chat.ChoiceField}), "plain_text_input", ""},
		{"a person", form(chat.Field{Name: "a", Label: "b", Kind: chat.PersonField, Initial: "ana"}), "users_select", ""},
		{"a tick", form(chat.Field{Name: "a", Label: "b", Kind: chat.TickField, Initial: chat.Ticked}), "checkboxes", ""},
		{"too much to carry is refused in words", chat.Form{Verb: "x", Value: long, Fields: []chat.Field{{Name: "a", Label: "b"}}}, "", "longer than the 3000 characters"},
		{"nothing to ask", chat.Form{Verb: "x"}, "", "asks for nothing"},
		{"no verb", chat.Form{Fields: []chat.Field{{Name: "a"}}}, "", "no verb"},
		{"two of one name", chat.Form{Verb: "x", Fields: []chat.Field{{Name: "a"}, {Name: "a"}}}, "", "no name of its own"},
		{"too many fields", chat.Form{Verb: "x", Fields: make([]chat.Field, 101)}, "", "larger than Slack takes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v, err := drawForm(tt.form, "C1", "")
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("it ends with %v, want %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := kindOf(t, v.Blocks.BlockSet[0]); got != tt.kind {
				t.Errorf("it is drawn as %s, want %s", got, tt.kind)
			}
			validated(t, ws, v)
		})
	}
}

func TestAButtonThatCannotBeTakenBackAsksFirst(t *testing.T) {
	t.Parallel()
	golden(t, "confirm", draw(chat.Message{Text: "x", Parts: []chat.Part{chat.Buttons(
		chat.Button{Label: "Archive", Verb: "archive", Danger: true, Confirm: &chat.Confirm{
			Title: "Archive the channel?", Text: "Nobody can write in it any more. " + strings.Repeat("x", 300), Yes: "Archive it", No: "Leave it open",
		}},
		chat.Button{Label: "That's wrong…", Verb: "overrule", Value: "pool ok", Ask: true},
	)}}))
}

// A Home has one view: what does not fit is left out, and it says so.
func TestAViewOfTooMuchSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	var m chat.Message
	for n := range 130 {
		m.Parts = append(m.Parts, chat.P(chat.T(fmt.Sprint("incident ", n))))
	}
	blocks := viewOf(m)
	if len(blocks) != viewBlocks {
		t.Errorf("%d blocks", len(blocks))
	}
	if said := fmt.Sprintf("%+v", blocks[len(blocks)-1]); linesOf(blocks[len(blocks)-1]) != 1 || !strings.Contains(jsonOf(t, blocks[len(blocks)-1]), "… and 31 more lines") {
		t.Errorf("the last block is %s", said)
	}
}

// slackOf is a practice workspace that says what Slack would refuse.
func slackOf(t *testing.T) *sandbox.Workspace {
	t.Helper()
	ws, err := sandbox.New(sandbox.Config{Manifest: []byte(manifest), People: []sandbox.Person{{ID: "U0ANA", Name: "ana"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ws.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := within(t, ended, "the end of the workspace"); err != nil {
			t.Error(err)
		}
	})
	return ws
}

// validated fails the test for what Slack would refuse of a view.
func validated(t *testing.T, ws *sandbox.Workspace, v any) {
	t.Helper()
	form := url.Values{"token": {ws.BotToken()}, "view": {jsonOf(t, v)}}
	resp, err := http.PostForm(ws.URL()+"/api/blocks.validate", form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(body), `"ok":true`) {
		t.Errorf("Slack says %s (%v)", body, err)
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// kindOf is the type of an input's element.
func kindOf(t *testing.T, b slack.Block) string {
	t.Helper()
	in, ok := b.(*slack.InputBlock)
	if !ok {
		t.Fatalf("%T is no input", b)
	}
	return string(in.Element.ElementType())
}
