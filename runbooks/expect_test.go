package runbooks

import (
	"math"
	"testing"
)

func TestExpectHolds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expect string
		holds  []float64
		fails  []float64
	}{
		{">= 0.8", []float64{0.8, 1}, []float64{0.79, 0}},
		{"> 0.8", []float64{0.81}, []float64{0.8}},
		{"<= 2", []float64{2, -1}, []float64{2.1}},
		{"< 0.8", []float64{0.79}, []float64{0.8}},
		{"== 0", []float64{0}, []float64{1, -1}},
		{"!= 0", []float64{1}, []float64{0}},
		{"between 0.9 and 1.1", []float64{0.9, 1, 1.1}, []float64{0.89, 1.11}},
		{"series <= 1", []float64{0, 1}, []float64{2}},
	}
	for _, tt := range tests {
		t.Run(tt.expect, func(t *testing.T) {
			t.Parallel()
			e, err := ParseExpect(tt.expect)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range tt.holds {
				if !e.Holds(x) {
					t.Errorf("%v does not hold for %q", x, tt.expect)
				}
			}
			for _, x := range append(tt.fails, math.NaN(), math.Inf(1), math.Inf(-1)) {
				if e.Holds(x) {
					t.Errorf("%v holds for %q", x, tt.expect)
				}
			}
		})
	}
}

func TestExpectRefusesWhatIsNoExpectation(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "about 5", ">= five", "between 2 and 1", "between 1 and", "== NaN", "< Inf", "0.8", "recovery"} {
		if e, err := ParseExpect(text); err == nil {
			t.Errorf("%q was read as %+v", text, e)
		}
	}
}

func TestExpectSaysTheNeedInMembers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		expect string
		whole  float64
		unit   string
		want   string
	}{
		{">= 0.8", 20, "", "at least 16"},
		{">= 0.8", 21, "", "at least 17"},
		{">= 0.7", 10, "", "at least 7"},
		{"between 0.9 and 1.1", 20, "", "18 to 22"},
		{"< 0.8", math.NaN(), "s", "under 0.8 s"},
		{"== 0", math.NaN(), "", "none"},
		{"series <= 1", math.NaN(), "", "at most 1 series"},
	}
	for _, tt := range tests {
		e, err := ParseExpect(tt.expect)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.words(tt.whole, tt.unit); got != tt.want {
			t.Errorf("%q of %v: %q, want %q", tt.expect, tt.whole, got, tt.want)
		}
	}
}

func TestANumberIsNeverRoundedOverItsLimit(t *testing.T) {
	t.Parallel()
	e, err := ParseExpect("< 0.8")
	if err != nil {
		t.Fatal(err)
	}
	for x, want := range map[float64]string{0.8: "0.8", 0.80004: "0.8", 0.79996: "0.79996", 4.1234: "4.1", 0.3: "0.3", 41: "41", 258.4: "258"} {
		if got := honest(x, e.Holds); got != want {
			t.Errorf("%v is written %q, want %q", x, got, want)
		}
	}
}
