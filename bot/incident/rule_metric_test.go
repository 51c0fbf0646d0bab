package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAMeasureIsShownOverTheTimeThatIsOfInterest(t *testing.T) {
	t.Parallel()
	declared := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	open := incident.Incident{Number: 12, DeclaredAt: declared, Status: incident.Investigating}
	resolved := open
	resolved.Status, resolved.ResolvedAt = incident.IsResolved, declared.Add(time.Hour)
	for _, tt := range []struct {
		name     string
		i        incident.Incident
		reach    incident.Reach
		at       time.Duration // After the declaration.
		from, to time.Duration
		refused  string
	}{
		{name: "from half an hour before", i: open, at: 10 * time.Minute, from: -30 * time.Minute, to: 10 * time.Minute},
		{name: "for a day at most", i: open, at: 30 * time.Hour, from: 6 * time.Hour, to: 30 * time.Hour},
		{name: "after the end it is the incident's time", i: resolved, at: 20 * time.Hour, from: -30 * time.Minute, to: 90 * time.Minute},
		{name: "just after the end it is until now", i: resolved, at: 70 * time.Minute, from: -30 * time.Minute, to: 70 * time.Minute},
		{name: "a length counts back from now", i: resolved, reach: incident.Reach{Back: 20 * time.Minute}, at: 20 * time.Hour, from: 20*time.Hour - 20*time.Minute, to: 20 * time.Hour},
		{name: "since it was declared", i: open, reach: incident.Reach{Declared: true}, at: 10 * time.Minute, to: 10 * time.Minute},
		{name: "seconds after the declaration it is a minute", i: open, reach: incident.Reach{Declared: true}, at: 5 * time.Second, from: -55 * time.Second, to: 5 * time.Second},
		{name: "since a time", i: open, reach: incident.Reach{Since: declared.Add(-time.Hour)}, at: time.Minute, from: -time.Hour, to: time.Minute},
		{name: "a week", i: open, reach: incident.Reach{Back: 7 * 24 * time.Hour}, from: -7 * 24 * time.Hour},
		{name: "longer than a week", i: open, reach: incident.Reach{Back: 8 * 24 * time.Hour}, refused: "at most 7 days"},
		{name: "a time to come", i: open, reach: incident.Reach{Since: declared.Add(time.Hour)}, refused: "still to come"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			events, err := tt.i.AskMetric(incident.Actor{ID: "U1"}, incident.MetricAsk{Metric: "p99"}, tt.reach, " p99 30m ", declared.Add(tt.at))
			if tt.refused != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refused) || incident.CodeOf(err) != incident.Invalid {
					t.Errorf("it is refused with %v, want %q", err, tt.refused)
				}
				return
			}
			if err != nil || len(events) != 1 || events[0].Text != "p99 30m" {
				t.Fatalf("%+v, %v", events, err)
			}
			if a := events[0].Data.MetricAsk; !a.From.Equal(declared.Add(tt.from)) || !a.To.Equal(declared.Add(tt.to)) {
				t.Errorf("it is shown from %v to %v, want %v to %v", a.From, a.To, declared.Add(tt.from), declared.Add(tt.to))
			}
		})
	}
	if _, err := open.AskMetric(incident.Actor{ID: "U1"}, incident.MetricAsk{Query: "  "}, incident.Reach{}, "", declared); err == nil {
		t.Error("nothing at all is asked for")
	}
}

func TestAMeasureIsShownOnce(t *testing.T) {
	t.Parallel()
	at := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	i := incident.Incident{DeclaredAt: at, Status: incident.Investigating}
	asked, err := i.AskMetric(incident.Actor{ID: "U1"}, incident.MetricAsk{Metric: "p99"}, incident.Reach{}, "p99", at)
	if err != nil {
		t.Fatal(err)
	}
	asked[0].Seq = 7
	before := i.Apply(asked...)
	shown := before.ShowMetric(incident.Metric{Asked: 7, Say: "p99 4.1 s"}, "hash", at)
	if len(shown) != 1 || shown[0].Evidence != "hash" || shown[0].Subject != incident.MetricSubject(7) {
		t.Fatalf("%+v", shown)
	}
	after := before.Apply(shown...)
	if again := after.ShowMetric(incident.Metric{Asked: 7}, "other", at); again != nil {
		t.Errorf("a second answer is kept: %+v", again)
	}
	if other := after.ShowMetric(incident.Metric{Asked: 8}, "hash", at); other != nil {
		t.Errorf("an answer that nobody asked for is kept: %+v", other)
	}
	if v, ok := after.MetricView(7); !ok || v.Evidence != "hash" || v.Shown.Say != "p99 4.1 s" {
		t.Errorf("it is on record as %+v", v)
	}
	if v, _ := before.MetricView(7); v.Shown != nil {
		t.Error("the incident before it was changed")
	}
}
