package slack

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

// followed is an incident in which the pool fails, nobody is on it, and Ana has
// followed a theory for twenty minutes. Ben leads.
func followed(t *testing.T) (*rig, incident.Incident) {
	t.Helper()
	r := newRig(t, verbs{})
	i := r.declare()
	r.judge(i, failingPool())
	r.rest()
	by := func(source string) incident.Call {
		return incident.Call{Source: source, Channel: r.incident(i.ID).Channel, By: incident.Actor{ID: "U1", Name: "ana"}}
	}
	if _, err := r.svc.SetLead(t.Context(), by("lead"), incident.Actor{ID: "U2", Name: "ben"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.svc.Think(t.Context(), by("think"), "DNS", incident.Moment{}, ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	return r, r.incident(i.ID)
}

// ask lets the bot ask about the theory.
func (r *rig) ask(i incident.Incident) {
	r.t.Helper()
	_, err := r.store.Update(r.t.Context(), i.ID, "ask", func(now incident.Incident) (incident.Change, error) {
		events := now.Nudge(1, now.Theories[0].Seq, t0)
		if len(events) != 1 {
			r.t.Fatal("there is no reason to ask")
		}
		events[0].Incident, events[0].Seq, events[0].RecordedAt = now.ID, now.Seq+1, t0
		return incident.Change{Events: events, Jobs: Follow(now, now.Apply(events...), events)}, nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// questions are how often the bot asked about the theory, in its thread, in the
// channel and in a person's own.
func (r *rig) questions(i incident.Incident) (thread, channel, alone int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.messages {
		if !strings.Contains(m["text"].(string), "on T1 DNS. Measured, and nobody on it: ") {
			continue
		}
		switch {
		case m["channel"] == "U2":
			alone++
		case m["thread_ts"] == i.Posts[incident.TheorySubject(i.Theories[0].Seq)].TS:
			thread++
		default:
			channel++
		}
	}
	return thread, channel, alone
}

func TestTheQuestionStandsInTheThreadOnceAndTheLeadHasItAlone(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]bool{"every answer arrives": false, "the answer to the question is lost": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, i := followed(t)
			r.ask(i)
			if answer {
				r.next("chat.postMessage", doneThenLost)
			}
			r.rest()
			if thread, channel, alone := r.questions(i); thread != 1 || channel != 0 || alone != 1 {
				t.Errorf("it stands %d times in the thread, %d in the channel, and the lead has it %d times", thread, channel, alone)
			}
			if got := r.incident(i.ID).GaveUp; len(got) != 0 {
				t.Errorf("the board says %v", got)
			}
		})
	}
}

func TestALeadWhoTakesNoDirectMessagesSeesTheQuestionInTheChannel(t *testing.T) {
	t.Parallel()
	r, i := followed(t)
	r.refuse = map[string]string{"chat.postMessage U2": "missing_scope"}
	r.ask(i)
	r.rest()
	if got := r.last("chat.postEphemeral"); got.Get("user") != "U2" || got.Get("channel") != string(i.Channel) || !strings.Contains(got.Get("text"), "INC-1: ") {
		t.Errorf("the lead is told %v", got)
	}
	if thread, _, _ := r.questions(i); thread != 1 {
		t.Errorf("it stands %d times in the thread", thread)
	}
}

func TestTheLeadIsNotToldOfWhatWasAnswered(t *testing.T) {
	t.Parallel()
	r, i := followed(t)
	r.ask(i)
	r.round() // The question.
	if _, err := r.svc.KeepTheory(t.Context(), incident.Call{Source: "keep", Channel: i.Channel, By: incident.Actor{ID: "U1"}}, 1); err != nil {
		t.Fatal(err)
	}
	r.rest()
	if thread, _, alone := r.questions(i); thread != 1 || alone != 0 {
		t.Errorf("it stands %d times in the thread, and the lead has it %d times", thread, alone)
	}
}

func TestAQuestionAboutWhatWasTakenBackAsksNoMore(t *testing.T) {
	t.Parallel()
	r, i := followed(t)
	r.ask(i)
	r.rest()
	if _, _, err := r.svc.Undo(t.Context(), incident.Call{Source: "undo", Channel: i.Channel, By: incident.Actor{ID: "U1"}}, i.Theories[0].Seq); err != nil {
		t.Fatal(err)
	}
	r.rest()
	if thread, channel, _ := r.questions(i); thread+channel != 0 {
		t.Errorf("it stands %d times in the thread and %d in the channel", thread, channel)
	}
	blank := 0
	for _, text := range r.in(string(i.Channel)) {
		if strings.Contains(text, "Taken back.") {
			blank++
		}
	}
	if blank != 2 {
		t.Errorf("%d messages say that it was taken back, want the theory's and the question's", blank)
	}
}
