package commands

import (
	"context"
	"errors"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

var _ unmarker = (*incident.Service)(nil)

// marks is an incident whose message has marks of several people.
type marks struct{ others bool }

func (m marks) Unmark(_ context.Context, call incident.Call, mark incident.Mark) (incident.Incident, error) {
	var i incident.Incident
	add := func(by incident.Actor, kind incident.Kind) {
		i = i.Apply(incident.Event{Seq: i.Seq + 1, Kind: kind, Actor: by, Data: incident.Data{Mark: &mark}})
	}
	add(call.By, incident.Marked)
	if m.others {
		add(ben, incident.Marked)
	}
	add(call.By, incident.Unmarked)
	return i, nil
}

func TestUnmarkTakesBackWhatTheShortcutAdded(t *testing.T) {
	t.Parallel()
	value := UnmarkValue(incident.Mark{Channel: "C12", TS: "1516114920.000100", As: incident.Noted})
	for others, want := range map[bool]string{
		false: "Taken off the timeline.",
		true:  "Your mark is gone. The message stays on the timeline: others marked it too.",
	} {
		reply, err := Unmark(marks{others}).Run(t.Context(), typed(value))
		if err != nil || reply.Text != want {
			t.Errorf("others marked it: %v, said %q, %v", others, reply.Text, err)
		}
	}
	for _, odd := range []string{"", "note", "note message:C12", "note check:pool"} {
		var usage UsageError
		if _, err := Unmark(marks{}).Run(t.Context(), typed(odd)); !errors.As(err, &usage) {
			t.Errorf("%q: %v", odd, err)
		}
	}
}

func TestWordsAreWhatAMessageSays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<@U0BEN|ben> and <@U0CHO> in <#C1|general>": "@ben and @U0CHO in #general",
		"see <https://x/y|the graph>\n\nnow":         "see the graph (https://x/y) now",
		"<!here> <!subteam^S1|@sre> <!subteam^S2>":   "@here @sre @S2",
		"since <!date^1516114920^{time}|15:02 UTC>":  "since 15:02 UTC",
		"ask <mailto:a@b.example|a@b.example>":       "ask a@b.example",
		"p95 &gt; 4 &amp;&amp; &lt;@U0BEN&gt;":       "p95 > 4 && <@U0BEN>",
	} {
		if got := Words(text); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}
