package postmortem

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// printed is a figure as short as a test likes it: "at most 15", or "blank".
func printed(f Figure) string {
	if f.Minutes == nil {
		return "blank"
	}
	return strings.TrimSpace(fmt.Sprintf("%s %d", f.Precision, *f.Minutes))
}

func mustName(t *testing.T, figures []Figure, name string) Figure {
	t.Helper()
	f, ok := Named(figures, name)
	if !ok {
		t.Fatalf("there is no figure %q", name)
	}
	return f
}

func TestTogglFiguresHaveBothEndsAndTheirLines(t *testing.T) {
	t.Parallel()
	figures := toggl().figures()
	for _, want := range []struct {
		name, printed, from, to string
		rows                    []int64
	}{
		{TimeToDetect, "4", "15:00:00", "15:04:00", []int64{1, 16}},
		{TimeToEngage, "2", "15:04:00", "15:06:00", []int64{1, 7}},
		{TimeToDiagnose, "3", "15:04:00", "15:07:00", []int64{1, 8}},
		{BlindTime, "7", "15:00:00", "15:07:00", []int64{3, 8}},
		{VisibleToTold, "4", "15:00:00", "15:04:12", []int64{3, 6}},
		{ToldToOwned, "2", "15:04:12", "15:07:00", []int64{6, 8}},
		{TimeToMitigate, "30", "15:00:00", "15:30:00", []int64{16, 17}},
		{TimeToResolve, "45", "15:00:00", "15:45:00", []int64{16, 18}},
		{NothingMoved, "1", "15:06:00", "15:07:00", []int64{7, 8}},
		{"impact window 1", "30", "15:00:00", "15:30:00", []int64{16, 17}},
		{ImpactMinutes, "30", "", "", []int64{16, 17}},
	} {
		f := mustName(t, figures, want.name)
		if printed(f) != want.printed || !reflect.DeepEqual(f.Rows, want.rows) {
			t.Errorf("%s: got %s from lines %v, want %s from %v", want.name, printed(f), f.Rows, want.printed, want.rows)
		}
		if want.from != "" && (f.From.At.Format(time.TimeOnly) != want.from || f.To.At.Format(time.TimeOnly) != want.to) {
			t.Errorf("%s: got %s to %s, want %s to %s", want.name, f.From.At, f.To.At, want.from, want.to)
		}
	}
	if len(figures) != 11 {
		t.Errorf("got %d figures, want 11", len(figures))
	}
}

func TestWhatIsNotKnownIsBlankWithAReasonAndNeverZero(t *testing.T) {
	t.Parallel()
	for name, figures := range map[string][]Figure{
		"a declaration and nothing else": nothing().figures(),
		"no event at all":                Figures(incident.Incident{}, nil),
	} {
		for _, f := range figures {
			if f.Minutes != nil || f.BlankBecause == "" {
				t.Errorf("%s: %s is %s because %q, want blank with a reason", name, f.Name, printed(f), f.BlankBecause)
			}
		}
	}
}

func TestFiguresDoNotDependOnTheOrderOfTheEvents(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*story{"toggl": toggl(), "corrected": corrected(), "hostile": hostile()} {
		want, wantDoc := s.figures(), Markdown(s.build("17:00"))
		r := rand.New(rand.NewPCG(1, 2))
		for range 20 {
			shuffled := append([]incident.Event{}, s.events...)
			r.Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
			if got := Figures(s.incident(), shuffled); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: the figures changed with the order of the events", name)
			}
			if got := Markdown(Build(s.incident(), shuffled, s.evidence, Options{At: at("17:00")})); string(got) != string(wantDoc) {
				t.Fatalf("%s: the draft changed with the order of the events", name)
			}
		}
	}
}

// impact is a story of windows, in the order in which people recorded them.
func impact(moments ...incident.Moment) *story {
	s := &story{}
	s.declare("15:04", "API is slow")
	for n, m := range moments {
		kind := incident.ImpactBegan
		if n%2 == 1 {
			kind = incident.ImpactEnded
		}
		if m.Precision != "" {
			s.said("23:00", ana, kind, "", m)
		}
	}
	return s
}

func day(d int, clock string, p incident.Precision) incident.Moment {
	return incident.Moment{At: at(clock).AddDate(0, 0, d), Zone: "EDT", Precision: p}
}

func TestImpactIsCountedByWindow(t *testing.T) {
	t.Parallel()
	missing := incident.Moment{}
	for _, tt := range []struct {
		name    string
		story   *story
		windows []string
		total   string
		mend    string // time to mitigate
	}{
		{"one window", impact(minute("15:00"), minute("15:30")), []string{"30"}, "30", "30"},
		{"two apart are never last minus first", impact(day(0, "15:00", incident.Minute), day(0, "15:23", incident.Minute), day(1, "15:00", incident.Minute), day(1, "15:38", incident.Minute)), []string{"23", "38"}, "61", "blank"},
		{"recorded in the other order", impact(minute("18:05"), minute("18:30"), minute("14:30"), minute("14:44")), []string{"14", "25"}, "39", "blank"},
		{"windows that join are one stretch", impact(minute("15:00"), minute("19:30"), minute("19:30"), minute("20:45")), []string{"270", "75"}, "345", "345"},
		{"about", impact(vague("14:30", incident.Approx), vague("14:44", incident.Approx)), []string{"about 14"}, "about 14", "about 14"},
		{"by, at the end", impact(minute("15:00"), vague("19:30", incident.By)), []string{"at most 270"}, "at most 270", "at most 270"},
		{"by, at the start", impact(vague("15:00", incident.By), minute("19:30")), []string{"at least 270"}, "at least 270", "at least 270"},
		{"by, at both ends", impact(vague("19:30", incident.By), vague("20:45", incident.By)), []string{"about 75"}, "about 75", "about 75"},
		{"no end", impact(minute("15:00"), missing), []string{"blank"}, "blank", "blank"},
		{"no start", impact(missing, minute("15:30")), []string{"blank"}, "blank", "blank"},
		{"only the day", impact(vague("00:00", incident.Date), vague("00:00", incident.Date)), []string{"blank"}, "blank", "blank"},
		{"an end before every start", impact(minute("15:20"), missing, missing, minute("15:10")), []string{"blank", "blank"}, "blank", "blank"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			figures := tt.story.figures()
			for n, want := range tt.windows {
				if got := printed(mustName(t, figures, fmt.Sprintf("impact window %d", n+1))); got != want {
					t.Errorf("window %d: got %s, want %s", n+1, got, want)
				}
			}
			if _, more := Named(figures, fmt.Sprintf("impact window %d", len(tt.windows)+1)); more {
				t.Errorf("got more windows than %d", len(tt.windows))
			}
			if got := printed(mustName(t, figures, ImpactMinutes)); got != tt.total {
				t.Errorf("impact minutes: got %s, want %s", got, tt.total)
			}
			if got := printed(mustName(t, figures, TimeToMitigate)); got != tt.mend {
				t.Errorf("time to mitigate: got %s, want %s", got, tt.mend)
			}
		})
	}
}

func TestAStartSaidAnewAfterAnUndoFindsItsEnd(t *testing.T) {
	t.Parallel()
	f := mustName(t, corrected().figures(), "impact window 1")
	if printed(f) != "at most 83" || !reflect.DeepEqual(f.Rows, []int64{8, 10}) {
		t.Errorf("got %s from lines %v, want at most 83 from 8 and 10", printed(f), f.Rows)
	}
}

func TestBlindTimeEndsWithAPersonsAct(t *testing.T) {
	t.Parallel()
	failing := func() *story {
		s := &story{}
		s.declare("15:04", "API is slow")
		s.judge("15:04:11", poolFails())
		return s
	}
	for _, tt := range []struct {
		name, want string
		tell       func(*story)
		verdict    func(*incident.Verdict)
	}{
		{"taken", "7", func(s *story) { s.take("15:07", cho, pool) }, nil},
		{"the bot's post is no act", "blank", func(s *story) { s.posted("15:05", 2) }, nil},
		{"taken and taken back", "blank", func(s *story) { s.undo("15:08", cho, s.take("15:07", cho, pool)) }, nil},
		{"a late entry about an earlier act counts from the act", "5", func(s *story) {
			s.take("15:20", cho, pool)
			s.add("15:30", incident.Event{Actor: ben, Kind: incident.Acted, Text: "put api-3 back", Moment: minute("15:05"), Data: incident.Data{Check: pool}})
		}, nil},
		{"an approximate act", "about 9", func(s *story) {
			s.add("15:30", incident.Event{Actor: ben, Kind: incident.Acted, Text: "x", Moment: vague("15:09", incident.Approx), Data: incident.Data{Check: pool}})
		}, nil},
		{"red already where the look back begins", "at least 7", func(s *story) { s.take("15:07", cho, pool) }, func(v *incident.Verdict) { v.SinceAtLeast = true }},
		{"since when is not known", "blank", func(s *story) { s.take("15:07", cho, pool) }, func(v *incident.Verdict) { v.Since = time.Time{} }},
		{"not a base check", "blank", func(s *story) { s.take("15:07", cho, pool) }, func(v *incident.Verdict) { v.Base = false }},
		{"acted before the metrics showed it", "blank", func(s *story) { s.take("15:07", cho, pool) }, func(v *incident.Verdict) { v.Since = at("15:08") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := failing()
			if tt.verdict != nil {
				tt.verdict(s.events[1].Data.Verdict)
			}
			tt.tell(s)
			f := mustName(t, s.figures(), BlindTime)
			if printed(f) != tt.want {
				t.Errorf("got %s (%s), want %s", printed(f), f.BlankBecause, tt.want)
			}
			if f.Minutes == nil && f.BlankBecause == "" {
				t.Error("it is blank without a reason")
			}
		})
	}
}

func TestBlindTimeIsThatOfTheFirstCheckOnThePath(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("15:04", "API is slow")
	s.judge("15:04:05", slow()) // Asked first, and further down the path.
	s.judge("15:04:11", poolFails())
	s.take("15:05", ana, "latency/p95")
	s.take("15:07", cho, pool)
	d := s.build("15:50")
	if d.Blind.Check != pool || printed(d.Blind.Figure) != "7" {
		t.Errorf("got %s min of %q, want 7 of the pool", printed(d.Blind.Figure), d.Blind.Check)
	}
	if d.Checks[0].Name != pool || d.Checks[1].Name != "latency/p95" {
		t.Errorf("the checks do not stand in the order of the path: %s, %s", d.Checks[0].Name, d.Checks[1].Name)
	}
}

func TestTimeAfterActionsThatMovedNothing(t *testing.T) {
	t.Parallel()
	type did struct {
		at      string
		outcome incident.EffectOutcome // Empty: never judged.
	}
	for _, tt := range []struct {
		name    string
		actions []did
		owned   string // When somebody took the pool; empty for never.
		want    string
		count   int
	}{
		{"until somebody is on it", []did{{"15:06", incident.NothingYet}, {"15:21", incident.Moved}}, "15:07", "1", 1},
		{"somebody was on it before", []did{{"15:10", incident.NothingYet}, {"15:21", incident.Moved}}, "15:07", "11", 1},
		{"until the next action", []did{{"15:06", incident.NothingYet}, {"16:00", incident.NothingYet}, {"18:10", incident.NothingYet}}, "19:24", "258", 3},
		{"an action that made it worse moved something", []did{{"15:06", incident.Worse}, {"15:30", incident.Moved}}, "19:24", "0", 0},
		{"one action alone, and nobody on it", []did{{"15:06", incident.NothingYet}}, "", "blank", 1},
		{"two at the same time are counted once", []did{{"15:06", incident.NothingYet}, {"15:06", incident.NothingYet}, {"15:21", incident.Moved}}, "", "15", 2},
		{"all had an effect", []did{{"15:06", incident.Moved}}, "", "0", 0},
		{"nobody knows", []did{{"15:06", ""}, {"15:10", incident.CantTell}}, "", "blank", 0},
		{"nobody knows of one", []did{{"15:06", incident.NothingYet}, {"15:16", incident.CantTell}}, "", "at least 10", 1},
		{"most of the way is an effect", []did{{"15:06", incident.NothingYet}, {"15:20", incident.MostOfIt}}, "15:40", "14", 1},
		{"no action", nil, "15:07", "blank", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &story{}
			s.declare("15:04", "API is slow")
			s.judge("15:04:11", poolFails())
			for _, a := range tt.actions {
				seq := s.said(a.at, ben, incident.Acted, "did "+a.at, incident.Moment{})
				if a.outcome != "" {
					s.effect("20:00", seq, a.outcome)
				}
			}
			if tt.owned != "" {
				s.take(tt.owned, cho, pool)
			}
			trail := s.build("20:30").Trail
			if printed(trail.Figure) != tt.want || trail.Count != tt.count {
				t.Errorf("got %s after %d actions (%s), want %s after %d", printed(trail.Figure), trail.Count, trail.Figure.BlankBecause, tt.want, tt.count)
			}
			if (trail.Figure.Minutes == nil) != (trail.Figure.BlankBecause != "") {
				t.Errorf("minutes and reason disagree: %s, %q", printed(trail.Figure), trail.Figure.BlankBecause)
			}
		})
	}
}

func TestDetectionOfSeveralWindowsIsBlankWhereNobodyCanTellWhich(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		story *story
		want  string
	}{
		"the first was noticed":          {impact(minute("15:00"), minute("15:23"), minute("18:00"), minute("18:38")), "4"},
		"two had begun":                  {impact(minute("14:00"), minute("14:10"), minute("15:00"), minute("15:38")), "blank"},
		"declared before users felt it":  {impact(minute("15:10"), minute("15:38")), "blank"},
		"declared as users felt it":      {impact(vague("15:04", incident.Approx), minute("15:38")), "about 0"},
		"nobody said when users felt it": {impact(), "blank"},
	} {
		if got := printed(mustName(t, tt.story.figures(), TimeToDetect)); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}

func TestResolvedWithAFailingCheckIsNotWhole(t *testing.T) {
	t.Parallel()
	f := mustName(t, corrected().figures(), TimeToResolve)
	if f.Minutes != nil || !strings.Contains(f.BlankBecause, "still failing") {
		t.Errorf("got %s because %q, want blank because a check still failed", printed(f), f.BlankBecause)
	}
}

func TestPrintedEndsSubtractToThePrintedMinutes(t *testing.T) {
	t.Parallel()
	c := newClock(time.UTC, at("15:00"))
	for _, tt := range []struct{ from, to, wantFrom, wantTo string }{
		{"15:00:00", "15:07:23", "15:00", "15:07"},
		{"15:00:45", "15:07:10", "15:00:45", "15:07:10"}, // 6 minutes, though the clock says 7.
		{"15:00:10", "15:00:50", "15:00", "15:00"},
	} {
		from, to := incident.ExactMoment(at(tt.from)), incident.ExactMoment(at(tt.to))
		gotFrom, gotTo := c.ends(Figure{From: from, To: to, Minutes: minutes(to.At.Sub(from.At))})
		if gotFrom != tt.wantFrom || gotTo != tt.wantTo {
			t.Errorf("got %s to %s, want %s to %s", gotFrom, gotTo, tt.wantFrom, tt.wantTo)
		}
	}
}
