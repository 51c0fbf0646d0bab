package slack

import (
	"context"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// mention delivers a message that names us, and returns the line that a verb
// got of it and what the person was told.
func mention(t *testing.T, e map[string]any, run func(commands.Request) (commands.Reply, error)) (got *commands.Request, told string, acked bool, r *rig) {
	t.Helper()
	r = newRig(t, verbs{run: func(_ context.Context, req commands.Request) (commands.Reply, error) {
		got = &req
		return run(req)
	}})
	e["type"] = "app_mention"
	for key, value := range map[string]any{"user": "U0BEN", "channel": "C9", "ts": "1516115041.000100"} {
		if _, set := e[key]; !set {
			e[key] = value
		}
	}
	f := r.hand(eventsAPI, event("Ev1", e))
	if r.count("chat.postEphemeral") > 0 {
		told = r.last("chat.postEphemeral").Get("text")
	}
	return got, told, f.acked, r
}

func yes(commands.Request) (commands.Reply, error) {
	return commands.Reply{Message: chat.Text("Noted.")}, nil
}

func TestAMentionIsALineForTheSameVerbs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
	}{
		{"plainly", "<@UBOT> did restarted api-7", "did restarted api-7"},
		{"with a colon", "  <@UBOT>: did restarted api-7 ", "did restarted api-7"},
		{"with a label", "<@UBOT|sitrep>, status", "status"},
		{"nothing but our name", "<@UBOT>", ""},
		{"what Slack wraps", "<@UBOT> note <@U0CHO> saw <https://x/y> &amp; &lt;b&gt;", "note <@U0CHO|cho> saw https://x/y & <b>"},
		{"over lines", "<@UBOT>\ndid two\nthings", "did two\nthings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, told, acked, r := mention(t, map[string]any{"text": tt.text, "thread_ts": "1516115040.000100"}, yes)
			if got == nil || got.Text != tt.want || got.Source != "slack:event:Ev1" || got.Channel != "C9" || got.By != (incident.Actor{ID: "U0BEN", Name: "ben"}) || !got.Mentioned {
				t.Fatalf("the verb got %+v", got)
			}
			form := r.last("chat.postEphemeral")
			if told != "Noted." || !acked || form.Get("thread_ts") != "1516115040.000100" || form.Get("user") != "U0BEN" || form.Get("channel") != "C9" {
				t.Errorf("told %q by %v", told, form)
			}
		})
	}
}

func TestWhoOnlyTalksAboutUsLogsNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		e    map[string]any
		says string
	}{
		{"in the middle of a sentence", map[string]any{"text": "I think <@UBOT> did a great job"}, "Nothing was recorded"},
		{"a bot", map[string]any{"text": "<@UBOT> did x", "bot_id": "B2"}, ""},
		{"we ourselves", map[string]any{"text": "<@UBOT> did x", "user": "UBOT"}, ""},
		{"an edit", map[string]any{"text": "<@UBOT> did x", "edited": map[string]any{"user": "U0BEN", "ts": "1"}}, ""},
		{"nobody", map[string]any{"text": "<@UBOT> did x", "user": ""}, ""},
		{"somebody else whose id begins as ours", map[string]any{"text": "<@UBOTS> did x <@UBOT>"}, "Nothing was recorded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, told, acked, _ := mention(t, tt.e, yes)
			if got != nil || !acked || !strings.Contains(told, tt.says) || tt.says == "" && told != "" {
				t.Errorf("the verb got %+v, told %q", got, told)
			}
		})
	}
}

func TestAMentionThatComesToNothingIsToldOrComesAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		err   error
		acked bool
		says  string
	}{
		{"a question back", commands.UsageError("What was done?"), true, "What was done?"},
		{"a refusal", incident.Errorf(incident.Conflict, "It is resolved."), true, "It is resolved."},
		{"not stored", incident.Errorf(incident.Unavailable, "busy"), false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, told, acked, _ := mention(t, map[string]any{"text": "<@UBOT> did"}, func(commands.Request) (commands.Reply, error) { return commands.Reply{}, tt.err })
			if acked != tt.acked || !strings.Contains(told, tt.says) || tt.says == "" && told != "" {
				t.Errorf("acknowledged %v, told %q", acked, told)
			}
		})
	}
}

func TestWhoCannotBeToldInTheChannelIsToldDirectly(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.next("chat.postEphemeral", code("user_not_in_channel"))
	r.a.whisper(t.Context(), "C9", "1.1", "U0BEN", chat.Text("Noted."))
	if form := r.last("chat.postMessage"); form.Get("channel") != "U0BEN" || form.Get("text") != "Noted." || form.Get("thread_ts") != "" {
		t.Errorf("told by %v", form)
	}
	r.next("chat.postEphemeral", doneThenLost)
	r.a.whisper(t.Context(), "C9", "", "U0BEN", chat.Text("Again."))
	if n := r.count("chat.postMessage"); n != 1 || !strings.Contains(r.logs.String(), "could not be told") {
		t.Errorf("told directly %d times\n%s", n, r.logs)
	}
}
