package postmortem

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func rowOf(t *testing.T, d Document, line int64) (int, Row) {
	t.Helper()
	n := slices.IndexFunc(d.Timeline, func(r Row) bool { return r.Line == line })
	if n < 0 {
		t.Fatalf("line %d is not on the timeline", line)
	}
	return n, d.Timeline[n]
}

func hasFlag(d Document, id string, rows ...int64) bool {
	return slices.ContainsFunc(d.Flags, func(f Flag) bool {
		return f.ID == id && (len(rows) == 0 || slices.Equal(f.Rows, rows))
	})
}

func TestALateEntryStandsWhereItHappenedAndSaysSo(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("12:10", "API is slow")
	s.said("12:30", ben, incident.Noted, "calm", incident.Moment{})
	lateLine := s.said("12:41", cho, incident.Noted, "first ticket", minute("12:20"))
	d := s.build("13:00")
	n, r := rowOf(t, d, lateLine)
	if n != 1 || !r.Late || !r.RecordedAt.Equal(at("12:41")) {
		t.Errorf("got place %d, late %v, recorded %s; want place 1, late, 12:41", n, r.Late, r.RecordedAt)
	}
	if !strings.Contains(string(Markdown(d)), "12:20 (recorded later, 12:41)") {
		t.Error("the draft does not say that it was recorded later")
	}
	if !hasFlag(d, "late", lateLine) {
		t.Errorf("the late line is not flagged: %v", d.Flags)
	}
}

func TestARetractedLineStaysReadableAndLeavesTheFigures(t *testing.T) {
	t.Parallel()
	s := toggl()
	s.undo("15:46", ben, 7) // The replicas.
	d := s.build("15:50")
	_, r := rowOf(t, d, 7)
	if r.TakenBackBy != 19 || !strings.Contains(r.Text, "added 4 database replicas") {
		t.Errorf("got %+v, want the text and the line that took it back", r)
	}
	if !strings.Contains(string(Markdown(d)), "~~Did: added 4 database replicas~~ taken back at 15:46 (line [19](#line-19))") {
		t.Error("the line is not struck with its retraction")
	}
	if d.Trail.Count != 0 || len(d.Actions) != 1 {
		t.Errorf("got %d actions, %d of which moved nothing; want one that moved", len(d.Actions), d.Trail.Count)
	}
}

func TestARedactedTextIsNowhere(t *testing.T) {
	t.Parallel()
	s := toggl()
	s.events[6].Text, s.events[6].Redacted = "", true // Later lines still repeat it.
	md := string(Markdown(s.build("15:50")))
	if strings.Contains(md, "database replicas") || !strings.Contains(md, redactedText) {
		t.Error("the blanked text is still readable, or nothing says that it was blanked")
	}
	if !hasFlag(s.build("15:50"), "redacted", 7) {
		t.Error("the redaction is not flagged")
	}
}

func TestNamesStandOnlyInTheTimeline(t *testing.T) {
	t.Parallel()
	before, rest, _ := strings.Cut(string(Markdown(toggl().build("15:50"))), Begin("timeline"))
	_, after, ok := strings.Cut(rest, End("timeline"))
	if !ok {
		t.Fatal("the timeline has no markers")
	}
	for _, name := range []string{"Ana", "Ben", "Cho"} {
		if strings.Contains(before+after, name) {
			t.Errorf("%s is named outside the timeline", name)
		}
		if !strings.Contains(rest, name) {
			t.Errorf("%s is not named in the timeline", name)
		}
	}
}

func TestBookkeepingIsNotOnTheTimelineButWhatAFigureNeedsIs(t *testing.T) {
	t.Parallel()
	s := toggl()
	s.posted("15:46", 18)
	s.add("15:46", incident.Event{Actor: incident.Bot, Kind: incident.Drafted, Text: "postmortems/x.md", Data: incident.Data{Name: "postmortems/x.md"}})
	d := s.build("15:50")
	for _, r := range d.Timeline {
		if r.Line > 18 {
			t.Errorf("line %d (%s) is no line for people", r.Line, r.Kind)
		}
	}
	for _, f := range d.Figures {
		for _, line := range f.Rows {
			rowOf(t, d, line)
		}
	}
}

func TestOddTimesAreFlaggedAndNeverMended(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, flag string
		tell       func(*story)
	}{
		{"impact begins after the resolution", "order", func(s *story) {
			s.said("15:40", ana, incident.Resolved, "x", incident.Moment{})
			s.said("15:50", ana, incident.ImpactBegan, "", minute("15:45"))
		}},
		{"declared before users felt it", "order", func(s *story) {
			s.said("15:50", ana, incident.ImpactBegan, "", minute("15:10"))
		}},
		{"resolved before it was declared", "order", func(s *story) {
			s.said("15:50", ana, incident.Resolved, "x", minute("14:00"))
		}},
		{"finished before it was done", "order", func(s *story) {
			did := s.said("15:20", ben, incident.Acted, "x", minute("15:20"))
			s.add("15:30", incident.Event{Actor: ben, Kind: incident.ActionDone, Moment: minute("15:10"), Data: incident.Data{Action: did}})
		}},
		{"a time that was to come", "ahead", func(s *story) { s.said("15:10", ben, incident.Noted, "x", minute("16:10")) }},
		{"no later than", "by", func(s *story) { s.said("15:10", ben, incident.Noted, "x", vague("15:00", incident.By)) }},
		{"about", "approx", func(s *story) { s.said("15:10", ben, incident.Noted, "x", vague("15:00", incident.Approx)) }},
		{"five minutes ago", "relative", func(s *story) { s.said("15:10", ben, incident.Noted, "x", vague("15:05", incident.Relative)) }},
		{"the day only", "date", func(s *story) { s.said("15:10", ben, incident.Noted, "x", vague("00:00", incident.Date)) }},
		{"no time", "no-time", func(s *story) { s.said("15:10", ben, incident.Noted, "x", incident.Moment{Precision: incident.None}) }},
		{"no zone", "no-zone", func(s *story) {
			s.said("15:10", ben, incident.Noted, "x", incident.Moment{At: at("15:05"), Precision: incident.Minute})
		}},
		{"impact without end", "impact-end-missing", func(s *story) { s.said("15:10", ana, incident.ImpactBegan, "", minute("15:04")) }},
		{"impact without start", "impact-start-missing", func(s *story) { s.said("15:10", ana, incident.ImpactEnded, "", minute("15:09")) }},
		{"no impact", "impact-missing", func(*story) {}},
		{"resolved while a check fails", "resolved-failing", func(s *story) {
			s.judge("15:05", poolFails())
			s.said("15:45", ana, incident.Resolved, "x", incident.Moment{})
		}},
		{"a person against the metrics", "contradiction", func(s *story) {
			s.judge("15:05", poolFails())
			s.answer("15:11", ana, pool, incident.Pass, "looks fine")
		}},
		{"red from before the look back", "since-at-least", func(s *story) {
			v := poolFails()
			v.SinceAtLeast = true
			s.judge("15:05", v)
		}},
		{"the metrics' clock is ahead", "sample-ahead", func(s *story) {
			v := poolFails()
			v.Since = at("15:09")
			s.judge("15:05", v)
		}},
		{"evidence is gone", "evidence-missing", func(s *story) {
			s.judge("15:05", poolFails())
			s.evidence = nil
		}},
		{"a line is gone", "line-missing", func(s *story) {
			s.said("15:10", ben, incident.Noted, "x", incident.Moment{})
			s.said("15:11", ben, incident.Noted, "y", incident.Moment{})
			s.events = slices.Delete(s.events, 1, 2)
		}},
		{"our clock went back", "clock-back", func(s *story) { s.said("15:01", ben, incident.Noted, "x", incident.Moment{}) }},
		{"an action nobody judged", "action-unjudged", func(s *story) { s.said("15:10", ben, incident.Acted, "x", incident.Moment{}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &story{}
			s.declare("15:04", "API is slow")
			tt.tell(s)
			d := s.build("16:00")
			if !hasFlag(d, tt.flag) {
				t.Errorf("%q is not among the flags %v", tt.flag, d.Flags)
			}
			for _, r := range d.Timeline {
				if was := s.events[slices.IndexFunc(s.events, func(e incident.Event) bool { return e.Seq == r.Line })]; r.Time != was.Moment {
					t.Errorf("line %d was moved from %v to %v", r.Line, was.Moment, r.Time)
				}
			}
		})
	}
	if d := toggl().build("15:50"); hasFlag(d, "order") || hasFlag(d, "no-zone") || hasFlag(d, "impact-missing") {
		t.Errorf("an incident in order is flagged: %v", d.Flags)
	}
}

func TestTimesOfAnotherDayOrOffsetSayWhich(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c := newClock(zone, time.Date(2018, 10, 27, 22, 0, 0, 0, time.UTC)) // Midnight; the clocks go back at 01:00 UTC.
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2018, 10, 28, 0, 30, 0, 0, time.UTC), "02:30"},
		{time.Date(2018, 10, 28, 1, 30, 0, 0, time.UTC), "02:30 CET"},
		{time.Date(2018, 10, 27, 21, 0, 0, 0, time.UTC), "27 Oct 23:00"},
		{time.Date(2019, 7, 1, 10, 0, 0, 0, time.UTC), "1 Jul 2019 12:00"},
	} {
		if got := c.at(tt.at); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestALineThatWasTakenFromAMessageLeadsToIt(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("12:10", "API is slow")
	m := incident.Message{
		Link: "https://x.slack.com/archives/C12/p1", MarkedBy: ben, Shortened: true,
		Files: []incident.File{{Name: "p95 | api.png", Link: "https://x.slack.com/files/F1"}, {Name: "a.log", Link: "javascript:alert(1)"}},
	}
	line := s.add("12:41", incident.Event{Moment: minute("12:12"), Actor: cho, Kind: incident.Acted, Text: "restarted api-7", Data: incident.Data{Message: &m}})
	d := s.build("13:00")
	n, r := rowOf(t, d, line)
	if n != 1 || r.Who != cho || !r.Late {
		t.Errorf("row %d is %+v; want Cho's, late, after the declaration", n, r)
	}
	want := "Did: restarted api-7 ([p95 &#124; api.png](https://x.slack.com/files/F1), a.log, marked by Ben, [the whole message](https://x.slack.com/archives/C12/p1))"
	if md := string(Markdown(d)); !strings.Contains(md, want) {
		t.Errorf("the row does not read %q", want)
	}
	s.events[line-1].Redacted = true
	if md := string(Markdown(s.build("13:00"))); strings.Contains(md, "p95") || strings.Contains(md, "slack.com") {
		t.Error("a blanked line still leads to its message")
	}
}
