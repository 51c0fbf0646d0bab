package runbooks

import (
	"math"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// A look back is written as one letter per half minute: g good, b bad, a dot
// for no number.
func TestSinceIsTheStretchThatStillLasts(t *testing.T) {
	t.Parallel()
	expect, err := ParseExpect(">= 1")
	if err != nil {
		t.Fatal(err)
	}
	long := func(letter string, n int) string {
		out := ""
		for range n {
			out += letter
		}
		return out
	}
	tests := []struct {
		name       string
		points     string
		since      int // Index of the letter.
		atLeast    bool
		good, till int // Indexes; -1 for none.
	}{
		{"it broke", "gggbbb", 3, false, 0, 2},
		{"it broke just now", "gggb", 3, false, 0, 2},
		{"red from the beginning", "bbbb", 0, true, -1, -1},
		{"an older failure is another one", "ggbbggbb", 6, false, 4, 5},
		{"a short gap hides nothing", "ggb....bb", 2, false, 0, 1},
		{"a long gap may hide more", "ggb" + long(".", 12) + "bb", 15, true, 0, 1},
		{"a good stretch has a gap", "gg..gbb", 5, false, 0, 4},
		{"ten good minutes are enough", long("g", 40) + "b", 40, false, 19, 39},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var points []point
			for i, letter := range tt.points {
				if letter == '.' {
					continue
				}
				p := point{at: broke().Add(time.Duration(i) * 30 * time.Second), worst: line{want: math.NaN()}}
				if letter == 'g' {
					p.worst.value = 1
				}
				points = append(points, p)
			}
			at := func(i int) time.Time {
				if i < 0 {
					return time.Time{}
				}
				return broke().Add(time.Duration(i) * 30 * time.Second)
			}
			var v incident.Verdict
			Check{Expect: expect}.since(&v, points)
			if !v.Since.Equal(at(tt.since)) || v.SinceAtLeast != tt.atLeast || !v.GoodFrom.Equal(at(tt.good)) || !v.GoodTo.Equal(at(tt.till)) {
				t.Errorf("since %s (at least: %v), good %s to %s", v.Since, v.SinceAtLeast, v.GoodFrom, v.GoodTo)
			}
		})
	}
}
