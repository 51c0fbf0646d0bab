package slack

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// charted lets the rig draw, and counts how often it does.
func (r *rig) charted(err error) *int {
	n := 0
	r.a.cfg.Chart = func(_ context.Context, _ incident.Incident, subject, evidence string) ([]byte, error) {
		n++
		if subject == "" || evidence == "" {
			r.t.Errorf("a picture of %q from %q", subject, evidence)
		}
		return []byte("png"), err
	}
	return &n
}

// measured is an incident in which a measure was asked for and told.
func (r *rig) measured(m incident.Metric) (incident.Incident, int64) {
	r.t.Helper()
	i := r.declare()
	r.rest()
	i = r.incident(i.ID)
	i, err := r.svc.AskMetric(r.t.Context(), incident.Call{Source: "m", Channel: i.Channel, By: incident.Actor{ID: "U1"}}, incident.MetricAsk{Metric: "p99"}, incident.Reach{}, "p99")
	if err != nil {
		r.t.Fatal(err)
	}
	m.Asked = i.Seq
	evidence, err := incident.Evidence{Check: "p99", At: t0, Source: "main"}.Sealed()
	if err != nil {
		r.t.Fatal(err)
	}
	_, err = r.store.Update(r.t.Context(), i.ID, "shown", func(now incident.Incident) (incident.Change, error) {
		events := now.ShowMetric(m, evidence.Hash, t0)
		events[0].Incident, events[0].Seq, events[0].RecordedAt = now.ID, now.Seq+1, t0
		return incident.Change{Events: events, Jobs: Follow(now, now.Apply(events...), events), Evidence: []incident.Evidence{evidence}}, nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.incident(i.ID), m.Asked
}

// told is a measure that was told, in words that try to be markup.
func told() incident.Metric {
	one := incident.Sample{At: t0, Value: 4.1}
	return incident.Metric{
		Name: "p99", Say: "p99 4.1 s <!channel> *x* `y`", Unit: "s", Source: "main", From: t0.Add(-time.Hour), To: t0,
		Lines: []incident.MetricLine{{Begin: one, Now: one, Low: one, High: one, Spark: "▁█"}},
	}
}

// charts are the pictures in the workspace: their titles, and the thread of
// each.
func (r *rig) charts() (titles, threads []string) {
	for _, m := range r.messages {
		files, ok := m["files"].([]map[string]any)
		if ok && m["thread_ts"] != "" {
			titles, threads = append(titles, files[0]["title"].(string)), append(threads, m["thread_ts"].(string))
		}
	}
	return titles, threads
}

func TestAChartGoesIntoTheThreadOfItsMessageOnce(t *testing.T) {
	t.Parallel()
	undone := func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusBadGateway) }
	for _, tt := range []struct {
		name   string
		method string
		script func(http.ResponseWriter, func())
	}{
		{name: "nothing goes wrong"},
		{"the upload is lost", "files.completeUploadExternal", undone},
		{"the answer to the upload is lost", "files.completeUploadExternal", doneThenLost},
		{"the address is lost", "files.getUploadURLExternal", doneThenLost},
		{"the limit is reached", "files.completeUploadExternal", code("ratelimited")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			r.charted(nil)
			if tt.script != nil {
				r.next(tt.method, tt.script)
			}
			i, seq := r.measured(told())
			r.rest()
			now := r.incident(i.ID)
			message := now.Posts[incident.MetricSubject(seq)]
			titles, threads := r.charts()
			if len(titles) != 1 || threads[0] != message.TS || message.TS == "" {
				t.Fatalf("the pictures are %q in the threads %q; the message is %q", titles, threads, message.TS)
			}
			if _, ok := now.Posts[incident.ChartSubject(incident.MetricSubject(seq))]; !ok {
				t.Error("the picture is not on record")
			}
			alt := r.last("files.getUploadURLExternal").Get("alt_txt")
			if alt != told().Say {
				t.Errorf("who does not see it hears %q", alt)
			}
			// Told once more, as a retried job tells it.
			for range 2 {
				d, err := r.a.chart(t.Context(), incident.Lease{Job: chart(now, incident.Event{Seq: 99}, incident.MetricSubject(seq), incident.MetricSubject(seq), "hash")})
				if d != nil || err != nil {
					t.Errorf("a second run does something (%v)", err)
				}
			}
		})
	}
}

func TestAChartThatCannotBeShownCostsOnlyThePicture(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		code string
		err  error // Of the drawing.
		says string
	}{
		{name: "files are not allowed", code: "file_uploads_disabled", says: "a chart's numbers are in its message"},
		{name: "the app may not upload", code: "missing_scope", says: "scope"},
		{name: "it cannot be drawn", err: errors.New("no ink")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, verbs{})
			r.charted(tt.err)
			if tt.code != "" {
				r.next("files.getUploadURLExternal", code(tt.code))
			}
			i, seq := r.measured(told())
			for range 8 {
				r.round()
			}
			now := r.incident(i.ID)
			if _, ok := now.Posts[incident.MetricSubject(seq)]; !ok {
				t.Error("the numbers are not in the channel")
			}
			if titles, _ := r.charts(); len(titles) != 0 {
				t.Errorf("there are pictures: %q", titles)
			}
			if why := now.GaveUp["show the charts"]; !strings.Contains(why, tt.says) || tt.code != "" && why == "" {
				t.Errorf("people are told %q, want %q", why, tt.says)
			}
			// The other lanes go on.
			r.said(now, "the channel is alive")
			r.round()
			if n := r.count("chat.update") + r.count("chat.postMessage"); n == 0 {
				t.Error("nothing is posted any more")
			}
		})
	}
}

func TestThereIsNoChartOfWhatCouldNotBeTold(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	drawn := r.charted(nil)
	i, seq := r.measured(incident.Metric{Name: "p99", Say: "p99: can't tell. Prometheus main has not answered (no reply in 5 s).", Reason: incident.SourceFailed})
	r.rest()
	if _, ok := r.incident(i.ID).Posts[incident.MetricSubject(seq)]; !ok || *drawn != 0 {
		t.Errorf("%d pictures are drawn of nothing", *drawn)
	}
}

func TestTheChartOfAFailingCheckIsPostedOnceAndNotAgainOnEdits(t *testing.T) {
	t.Parallel()
	r := newRig(t, verbs{})
	drawn := r.charted(nil)
	i := r.declare()
	r.judge(i, failingPool())
	r.rest()
	worse := failingPool()
	worse.Have, worse.Short, worse.Say = "1", "1 of 20", "1 of 20 take traffic"
	r.judge(r.incident(i.ID), worse)
	r.rest()
	titles, threads := r.charts()
	if len(titles) != 1 || *drawn != 1 {
		t.Fatalf("the pictures are %q, drawn %d times", titles, *drawn)
	}
	if answers := r.incident(i.ID).Posts[incident.AnswersSubject]; threads[0] != answers.TS {
		t.Errorf("it is in the thread of %s, want the answers, %s", threads[0], answers.TS)
	}
}
