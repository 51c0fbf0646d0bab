package say

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestTimesAreForPeople(t *testing.T) {
	t.Parallel()
	ref := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	tests := []struct{ got, want string }{
		{clock(ref, ref), "15:04 UTC"},
		{clock(ref.Add(-24*time.Hour), ref), "15 Jan 15:04 UTC"},
		{clock(ref.AddDate(-1, 0, 0), ref), "16 Jan 2017 15:04 UTC"},
		{clock(ref.In(time.FixedZone("CET", 3600)), ref), "15:04 UTC"},
		{length(40 * time.Second), "40 s"},
		{length(9*time.Minute + 59*time.Second), "9 min"},
		{length(-4 * time.Minute), "4 min"},
		{length(99 * time.Minute), "99 min"},
		{length(100 * time.Minute), "1 h 40 min"},
		{length(5 * time.Hour), "5 h"},
		{length(49 * time.Hour), "2 days"},
		{atLeast(40 * time.Minute), "at least 40 min"},
		{atLeast(6*time.Hour + 10*time.Second), "at least 6 hours"},
		{atLeast(72 * time.Hour), "at least 3 days"},
		{ago(0), "just now"},
		{ago(time.Second), "1 second ago"},
		{ago(12 * time.Second), "12 seconds ago"},
		{ago(3 * time.Minute), "3 minutes ago"},
		{ago(3 * time.Hour), "3 hours ago"},
		{ago(72 * time.Hour), "3 days ago"},
		{open(5 * time.Second), "under a minute"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("a time reads %q, want %q", tt.got, tt.want)
		}
	}
}

func TestNeighboursAreARange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		members []string
		want    string
	}{
		{[]string{"db-5", "db-6", "db-7", "db-8"}, "db-5 to db-8"},
		{[]string{"db-5", "db-6"}, "db-5 and db-6"},
		{[]string{"db-5"}, "db-5"},
		{[]string{"db-5", "db-7", "db-8", "db-9", "web-1"}, "db-5, db-7 to db-9 and web-1"},
		{[]string{"db-9", "db-10", "db-11"}, "db-9 to db-11"},
		{[]string{"a", "b", "c"}, "a, b and c"},
		{[]string{"a", "c", "e", "g", "i", "k", "m"}, "a, c, e, g, i and 2 more"},
		{[]string{"db-99999999999999999999", "db-100000000000000000000"}, "db-99999999999999999999 and db-100000000000000000000"},
	} {
		if got := runs(tt.members); got != tt.want {
			t.Errorf("%v reads %q, want %q", tt.members, got, tt.want)
		}
	}
}

func TestTheAnswersWordIsNotGuessed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		v            incident.Verdict
		word, answer string
	}{
		{"a base question fails", incident.Verdict{Base: true, Outcome: incident.Fail, Say: "2 of 20 take traffic"}, "No", "No: 2 of 20 take traffic."},
		{"a base question passes", incident.Verdict{Base: true, Outcome: incident.Pass, Say: "20 of 20 take traffic."}, "Yes", "Yes: 20 of 20 take traffic."},
		{"a question whose yes is bad fails", incident.Verdict{Outcome: incident.Fail, GoodIsNo: true, Say: "4 of them are idle"}, "Yes", "Yes: 4 of them are idle."},
		{"a question whose yes is bad passes", incident.Verdict{Outcome: incident.Pass, GoodIsNo: true, Say: "all of them work"}, "No", "No: all of them work."},
		{"the runbook says the word", incident.Verdict{Outcome: incident.Fail, Say: "Yes: 4 of them are idle"}, "Yes", "Yes: 4 of them are idle."},
		{"a word that only begins so", incident.Verdict{Outcome: incident.Pass, GoodIsNo: true, Say: "None of them is idle"}, "No", "No: None of them is idle."},
		{"no words at all", incident.Verdict{Base: true, Outcome: incident.Fail}, "No", "No."},
		{"only the clause of the board", incident.Verdict{Base: true, Outcome: incident.Fail, Short: "2 of 20"}, "No", "No: 2 of 20."},
	} {
		if w, a := word(tt.v), answer(tt.v); w != tt.word || a != tt.answer {
			t.Errorf("%s: %q and %q, want %q and %q", tt.name, w, a, tt.word, tt.answer)
		}
	}
}

func TestNumbersShowWhatTellsThemApart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{20, "", "20"}, {4, "s", "4.0"}, {4.25, "s", "4.2"}, {0.3, "s", "0.3"}, {0.0123, "", "0.012"}, {258.4, "per s", "258"}, {0, "s", "0"}, {99.9, "%", "99.9"},
	} {
		if got := number(tt.v, tt.unit); got != tt.want {
			t.Errorf("%v %s reads %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}

func TestSmallThings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ got, want string }{
		{clip("a long title, indeed", 13), "a long title…"},
		{clip("short", 13), "short"},
		{list(nil), ""},
		{list([]string{"a", "b"}), "a and b"},
		{sentence("no reply"), "No reply."},
		{sentence("Really?"), "Really?"},
		{sentence(" "), ""},
		{few(4), "four"},
		{few(12), "12"},
		{capital("äpfel"), "Äpfel"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
