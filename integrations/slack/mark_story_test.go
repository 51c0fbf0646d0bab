package slack

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// noCheck finds no check in anything.
type noCheck struct{}

func (noCheck) Named(string) (string, bool) { return "", false }

// says has somebody write into the incident's channel, or a thread of it, and
// returns the message's id.
func (x *life) says(user, thread, text string) string {
	x.t.Helper()
	c := x.channel().ID
	x.must(x.ws.Type(x.t.Context(), user, c, thread, text))
	all := x.ws.Messages(c)
	n := slices.IndexFunc(all, func(m sandbox.Message) bool {
		return m.User == user && m.ThreadTS == thread && !m.System && m.PlainText() == text
	})
	if n < 0 {
		x.t.Fatalf("nobody said %q", text)
	}
	return all[n].TS
}

// taken are the standing lines that came from messages, by their kind and words.
func (x *life) taken() map[string]incident.Event {
	x.t.Helper()
	events, err := x.store.Events(x.t.Context(), 1)
	x.must(err)
	i, all := x.incident(), map[string]incident.Event{}
	for _, e := range events {
		if e.Data.Message != nil && !i.Retracted[e.Seq] {
			all[string(e.Kind)+" "+e.Text] = e
		}
	}
	return all
}

// whispered is the newest message that only one person sees.
func (x *life) whispered(user, thread string) sandbox.Message {
	for _, m := range slices.Backward(x.ws.Messages(x.channel().ID)) {
		if m.EphemeralFor == user && m.ThreadTS == thread {
			return m
		}
	}
	return sandbox.Message{}
}

func TestTheChannelsOwnMessagesBecomeTheTimeline(t *testing.T) {
	t.Parallel()
	x := newLife(t, nil, func(c *sandbox.Config) {
		c.Manifest = []byte(strings.Replace(manifest, `"commands", `, `"commands", "reactions:write", `, 1))
	})
	x.declare()
	table, err := commands.NewTable("/incident", commands.Did(x.svc, noCheck{}, nil), commands.Note(x.svc, nil), commands.Undo(x.svc), commands.Unmark(x.svc))
	x.must(err)
	x.table = table
	ctx, c := context.WithoutCancel(t.Context()), x.channel().ID

	did := x.says("U0BEN", "", "restarted api-7")
	reply := x.says("U0ANA", did, "p95 is back")
	x.must(x.ws.Share(ctx, "U0BEN", c, "", "", "p95.png", []byte("picture")))
	all := x.ws.Messages(c)
	graph := all[len(all)-1].TS

	x.must(x.ws.React(ctx, "U0ANA", c, did, "wrench::skin-tone-2"))
	x.must(x.ws.React(ctx, "U0ANA", c, did, "pushpin"))
	x.must(x.ws.React(ctx, "U0BEN", c, graph, "pushpin"))
	x.must(x.ws.React(ctx, "U0BEN", c, x.incident().Posts[incident.BoardSubject].TS, "pushpin"))
	x.must(x.ws.Pin(ctx, "U0BEN", c, reply))
	x.until("four lines", func() bool { return len(x.taken()) == 4 })
	lines := x.taken()
	for _, tt := range []struct {
		key    string
		author string
		marker string
		ts     string
		files  int
	}{
		{"action restarted api-7", "ben", "ana", did, 0},
		{"note restarted api-7", "ben", "ana", did, 0},
		{"note p95 is back", "ana", "ben", reply, 0},
		{"note a file", "ben", "ben", graph, 1},
	} {
		e := lines[tt.key]
		at, _ := timeOf(tt.ts)
		if m := e.Data.Message; m == nil || e.Actor.Name != tt.author || m.MarkedBy.Name != tt.marker || len(m.Files) != tt.files || e.At.UnixMilli() != at.UnixMilli() || !strings.Contains(m.Link, "/p"+strings.ReplaceAll(tt.ts, ".", "")) {
			t.Errorf("%s: by %s at %v, %+v", tt.key, e.Actor.Name, e.At, m)
		}
	}
	x.until("the action's message", func() bool { return has(x.incident(), incident.ActionSubject(lines["action restarted api-7"].Seq)) })

	bears := func(ts string) int {
		n := 0
		for _, m := range x.ws.Messages(c) {
			for _, r := range m.Reactions {
				if m.TS == ts && r.Name == signEmoji && slices.Contains(r.Users, x.ws.BotUser()) {
					n++
				}
			}
		}
		return n
	}
	x.until("a sign on each", func() bool { return bears(did) == 1 && bears(graph) == 1 && bears(reply) == 1 })

	// Taken away, the line is taken back for everybody to see, and the note of
	// the same message stays.
	x.must(x.ws.Unreact(ctx, "U0ANA", c, did, "wrench::skin-tone-2"))
	x.until("the action to be taken back", func() bool { return len(x.incident().Actions) == 0 })
	if _, stays := x.taken()["note restarted api-7"]; !stays {
		t.Error("the note went with the action")
	}

	// The shortcut tells whoever used it, and its button takes it back.
	late := x.says("U0ANA", "", "the first customer called")
	x.must(x.ws.UseMessageShortcut(ctx, "U0BEN", c, late, timelineShortcut))
	x.until("the line of the shortcut", func() bool { _, is := x.taken()["note the first customer called"]; return is })
	x.until("an answer", func() bool {
		return strings.Contains(x.whispered("U0BEN", "").PlainText(), "Added to the timeline of INC-1")
	})
	answer := x.whispered("U0BEN", "")
	undo := answer.Buttons()[0]
	x.must(x.ws.Click(ctx, "U0BEN", c, answer.TS, undo.ActionID, undo.Value))
	x.until("the line to be taken back", func() bool { _, is := x.taken()["note the first customer called"]; return !is })
	x.until("no sign on it, and one where the note stayed", func() bool { return bears(late) == 0 && bears(did) == 1 })

	// Where Slack has no slash commands, a mention is one.
	x.says("U0BEN", did, "@sitrep did put 18 servers back")
	x.until("the action", func() bool { return len(x.incident().Actions) == 1 })
	if a := x.incident().Actions[0]; a.Text != "put 18 servers back" || a.By != (incident.Actor{ID: "U0BEN", Name: "ben"}) {
		t.Errorf("the action is %+v", a)
	}
	x.says("U0ANA", did, "@sitrep: note it was the deploy")
	x.until("an answer in the thread", func() bool {
		return strings.HasPrefix(x.whispered("U0ANA", did).PlainText(), "Noted: it was the deploy")
	})
}
