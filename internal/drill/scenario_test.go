package drill

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func togglSource(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("../../runbooks/drills/toggl.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func TestAMistakeInADrillIsNamed(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, replace, by, says string }{
		{"a misspelt key", "intro:", "introduction:", "introduction"},
		{"another version", "schema: drill/1", "schema: drill/9", `"drill/9"`},
		{"somebody who is not there", "who: ben", "who: bob", `"bob"`},
		{"a step that does nothing", `press: "I'm on it"`, `in: general`, "must do one thing"},
		{"a time that is none", `from: "15:00"`, `from: "a quarter to"`, `"a quarter to"`},
		{"a pattern that is none", "(?i)\\b(replica", "(?i\\b(replica", "error parsing regexp"},
		{"nobody to play", "\nme: ana", "\nme: eve", `"eve"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			source := togglSource(t)
			if !strings.Contains(source, tt.replace) {
				t.Fatalf("the drill does not hold %q", tt.replace)
			}
			_, err := Parse([]byte(strings.Replace(source, tt.replace, tt.by, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the error is %v, want it to say %q", err, tt.says)
			}
		})
	}
}

func TestAShiftedScenarioKeepsItsDistances(t *testing.T) {
	t.Parallel()
	s, err := Parse([]byte(togglSource(t)))
	if err != nil {
		t.Fatal(err)
	}
	fell := Offset{isDay: true, clock: 15 * time.Hour}
	if got := s.Start.Sub(s.at(fell)); got != 4*time.Minute {
		t.Fatalf("the pool falls %v before the start, want 4 min", got)
	}
	now := time.Date(2026, 11, 21, 9, 17, 3, 0, time.UTC)
	moved := s.Shift(now)
	if !moved.Start.Equal(now) || moved.Start.Sub(moved.at(fell)) != 4*time.Minute {
		t.Errorf("after the shift it starts at %v and the pool falls at %v", moved.Start, moved.at(fell))
	}
	if again := moved.Shift(s.Start); again.at(fell) != s.at(fell) {
		t.Errorf("shifted there and back, the pool falls at %v", again.at(fell))
	}
}

func TestARangeStandsForItsSeries(t *testing.T) {
	t.Parallel()
	got := expand(`up{job="db",instance="db-{2..4}:9187"}`)
	want := []string{`up{job="db",instance="db-2:9187"}`, `up{job="db",instance="db-3:9187"}`, `up{job="db",instance="db-4:9187"}`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := expand(`up{job="db"}`); !slices.Equal(got, []string{`up{job="db"}`}) {
		t.Errorf("without a range: %q", got)
	}
}

func TestTheClockStandsUntilItIsMovedAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	start := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	c := NewClock(start, 0)
	if !c.Now().Equal(start) {
		t.Fatalf("it shows %v", c.Now())
	}
	c.JumpTo(start.Add(time.Hour))
	c.JumpTo(start)
	if !c.Now().Equal(start.Add(time.Hour)) {
		t.Errorf("it shows %v", c.Now())
	}
	c.SetSpeed(3600)
	for began := time.Now(); !c.Now().After(start.Add(time.Hour)); {
		if time.Since(began) > time.Second {
			t.Fatal("it does not run")
		}
	}
}
