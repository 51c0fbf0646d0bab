package slack

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// drafted records that the draft is on disk.
func (r *rig) drafted(i incident.Incident) {
	r.t.Helper()
	_, err := r.store.Update(r.t.Context(), i.ID, fmt.Sprint("draft", i.Seq), func(now incident.Incident) (incident.Change, error) {
		events := now.RecordDraft("INC-12.md", t0.Add(r.later))
		events[0].Incident, events[0].Seq, events[0].RecordedAt = now.ID, now.Seq+1, t0.Add(r.later)
		return incident.Change{Events: events, Jobs: Follow(now, now.Apply(events...), events)}, nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// ended is an incident that is resolved, with its draft in the channel.
func (r *rig) ended() incident.Incident {
	r.t.Helper()
	i := r.declare()
	r.rest()
	r.resolve(r.incident(i.ID), "put them back")
	r.drafted(r.incident(i.ID))
	r.rest()
	return r.incident(i.ID)
}

// said is a line of a person's.
func (r *rig) said(i incident.Incident, text string) {
	r.t.Helper()
	if _, err := r.svc.Note(r.t.Context(), incident.Call{Source: text, Channel: i.Channel, By: incident.Actor{ID: "U1"}}, text, incident.Moment{}); err != nil {
		r.t.Fatal(err)
	}
}

// drafts are the uploaded drafts' titles, and what was said with each.
func (r *rig) drafts() (titles, words []string) {
	for _, m := range r.messages {
		if files, ok := m["files"].([]map[string]any); ok {
			titles, words = append(titles, files[0]["title"].(string)), append(words, m["text"].(string))
		}
	}
	return titles, words
}

func TestWhatPeopleConfirmAfterTheEndIsInTheDraftInTheChannel(t *testing.T) {
	t.Parallel()
	undone := func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusBadGateway) }
	tests := []struct {
		name   string
		script func(http.ResponseWriter, func())
	}{
		{name: "nothing goes wrong"},
		{"the upload is lost", undone},
		{"the answer to the upload is lost", doneThenLost},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			i := r.ended()
			if tt.script != nil {
				r.next("files.completeUploadExternal", tt.script)
			}
			r.said(i, "customers felt it from three")
			r.said(i, "and until eight")
			r.rest()
			titles, words := r.drafts()
			if len(titles) != 2 || titles[0] == titles[1] {
				t.Fatalf("the drafts in the channel are %q", titles)
			}
			if strings.Contains(words[0], "replaces") || !strings.Contains(words[1], "replaces the earlier one") {
				t.Errorf("they say %q", words)
			}
			if seen := r.incident(i.ID).Posts[draftSubject].Seen; seen < i.Seq+2 {
				t.Errorf("the newest draft shows the timeline up to %d, want %d", seen, i.Seq+2)
			}
		})
	}
}

// The second line waits for the job whose upload's answer was lost: what that
// upload shows is not all that the job is to bring about.
func TestWhatIsSaidWhileAnUploadsFateIsNotKnownIsUploadedToo(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.ended()
	r.next("files.completeUploadExternal", doneThenLost)
	r.said(i, "customers felt it from three")
	failed := false
	for range 5 {
		if failed = r.round()[UploadJob] != nil; failed {
			break
		}
	}
	if !failed {
		t.Fatal("the upload did not fail")
	}
	r.said(i, "and until eight")
	r.rest()
	now := r.incident(i.ID)
	if titles, _ := r.drafts(); len(titles) != 3 || now.Posts[draftSubject].Seen < i.Seq+2 {
		t.Errorf("the drafts are %q, the newest shows the timeline up to %d", titles, now.Posts[draftSubject].Seen)
	}
}

func TestADraftWhoseUploadWasGivenUpIsNotUploadedTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	r.next("files.completeUploadExternal", doneThenLost)
	r.next("conversations.history", code("missing_scope"))
	i := r.ended()
	if i.GaveUp["upload the draft"] == "" {
		t.Fatalf("gave up %v", i.GaveUp)
	}
	r.drafted(i) // What the bot went on to measure.
	r.rest()
	if titles, _ := r.drafts(); len(titles) != 1 || !has(r.incident(i.ID), draftSubject) {
		t.Errorf("the drafts in the channel are %q", titles)
	}
}

func TestTheDraftOfAnEarlierEndIsNotTakenForTheNewOne(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.ended()
	r.later = 20 * time.Second
	r.reopen(i)
	r.later = 40 * time.Second
	r.next("files.completeUploadExternal", func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusBadGateway) })
	r.resolve(r.incident(i.ID), "put them back again")
	r.drafted(r.incident(i.ID))
	r.rest()
	if titles, _ := r.drafts(); len(titles) != 2 || titles[0] == titles[1] {
		t.Errorf("the drafts in the channel are %q", titles)
	}
}

func TestADraftThatIsNewsToNobodyIsNotUploaded(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	i := r.ended()
	lease := incident.Lease{Job: incident.Job{Key: "late", Kind: UploadJob, Incident: i.ID, Payload: payload{Anew: i.Posts[draftSubject].Seen}.encode()}, Attempt: 1}
	if d, err := r.a.Handlers()[UploadJob](t.Context(), lease); d != nil || err != nil || r.count("files.completeUploadExternal") != 1 {
		t.Errorf("what is shown already was uploaded %d times, error %v", r.count("files.completeUploadExternal"), err)
	}
	r.reopen(i)
	lease.Payload = payload{Anew: i.Seq + 1}.encode()
	if d, err := r.a.Handlers()[UploadJob](t.Context(), lease); d != nil || err != nil || r.count("files.completeUploadExternal") != 1 {
		t.Errorf("while it is open it was uploaded %d times, error %v", r.count("files.completeUploadExternal"), err)
	}
}
