package chart_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/chart"
)

func decoded(t *testing.T, p chart.Picture) image.Image {
	t.Helper()
	b, err := chart.PNG(p)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// count is how many pixels have exactly that colour within the rectangle.
func count(t *testing.T, img image.Image, in image.Rectangle, c color.NRGBA) int {
	t.Helper()
	p, ok := img.(*image.Paletted)
	if !ok {
		t.Fatalf("the picture is a %T, want one with few colours", img)
	}
	n := 0
	wanted := make([]bool, 256)
	for i, shown := range p.Palette {
		wanted[i] = color.NRGBAModel.Convert(shown) == c
	}
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for _, i := range p.Pix[p.PixOffset(in.Min.X, y) : p.PixOffset(in.Max.X-1, y)+1] {
			if wanted[i] {
				n++
			}
		}
	}
	return n
}

func TestEveryPictureOfTheGalleryIsWholeAndItsEdgesAreFree(t *testing.T) {
	t.Parallel()
	for _, s := range gallery() {
		for _, dark := range []bool{false, true} {
			if dark && !slices.Contains(sheet, s.name) {
				continue // Only the colours differ.
			}
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				p := s.picture
				p.Dark = dark
				img := decoded(t, p)
				if got, want := img.Bounds(), image.Rect(0, 0, chart.Width*chart.Scale, chart.Height*chart.Scale); got != want {
					t.Fatalf("it is %v, want %v", got, want)
				}
				paper := chart.PaperColour(dark)
				const margin = 6 * chart.Scale
				whole := img.Bounds()
				for _, strip := range []image.Rectangle{
					{whole.Min, image.Pt(whole.Max.X, margin)},
					{image.Pt(0, whole.Max.Y-margin), whole.Max},
					{whole.Min, image.Pt(margin, whole.Max.Y)},
					{image.Pt(whole.Max.X-margin, 0), whole.Max},
				} {
					if n := strip.Dx()*strip.Dy() - count(t, img, strip, paper); n > 0 {
						t.Errorf("%d pixels are drawn at the edge %v: something is cut off", n, strip)
					}
				}
				names, _ := chart.Names(p)
				for n := range names {
					if count(t, img, whole, chart.LineColours(dark)[n]) < 20 {
						t.Errorf("line %d (%q) is not to be seen", n, names[n])
					}
				}
				if limited := p.Limit != nil && len(names) > 0; limited && count(t, img, whole, chart.LimitColour(dark)) < 20 {
					t.Error("the limit is not to be seen")
				}
			})
		}
	}
}

func TestAGapStaysAGap(t *testing.T) {
	t.Parallel()
	s := series(nil, time.Hour, time.Minute, func(at time.Duration) float64 {
		if at > 20*time.Minute && at < 40*time.Minute {
			return math.NaN()
		}
		return 5 + 0.01*at.Minutes()
	})
	img := decoded(t, chart.Picture{From: begin, To: begin.Add(time.Hour), Series: []incident.Series{s}})
	line := chart.LineColours(false)[0]
	column := func(share float64) image.Rectangle {
		x := int(float64(60+share*640) * chart.Scale)
		return image.Rect(x, 0, x+2, chart.Height*chart.Scale)
	}
	for _, share := range []float64{0.1, 0.3, 0.8} {
		if count(t, img, column(share), line) == 0 {
			t.Errorf("nothing is drawn at %v of the time, where there are samples", share)
		}
	}
	for _, share := range []float64{0.42, 0.5, 0.58} {
		if n := count(t, img, column(share), line); n > 0 {
			t.Errorf("%d pixels of the line are drawn at %v of the time, where nothing was measured", n, share)
		}
	}
}

func TestTheWorstLinesAreShownAndTheRestIsCounted(t *testing.T) {
	t.Parallel()
	var all []incident.Series
	for n := range 49 {
		all = append(all, series(instance("w"+string(rune('a'+n%7))+string(rune('a'+n/7))), time.Hour, time.Minute, func(time.Duration) float64 { return float64(n) + 0.5 }))
	}
	highest, more := chart.Names(chart.Picture{Series: all})
	if want := []string{"wgg", "wfg", "weg", "wdg", "wcg", "wbg", "wag", "wgf"}; !slices.Equal(highest, want) || more != 41 {
		t.Errorf("shown are %v and %d more, want %v and 41 more", highest, more, want)
	}
	lowest, _ := chart.Names(chart.Picture{Series: all, Good: incident.Up})
	if lowest[0] != "waa" {
		t.Errorf("where more is better the worst is %q, want the lowest, waa", lowest[0])
	}
	if _, more := chart.Names(chart.Picture{Series: all[:9], More: 7}); more != 8 {
		t.Errorf("%d more are counted, want the one that does not fit and the 7 that were left out before", more)
	}
}

func TestEqualLinesAreDrawnOnceAndCounted(t *testing.T) {
	t.Parallel()
	flat := func(name string) incident.Series {
		return series(instance(name), time.Hour, time.Minute, func(time.Duration) float64 { return 1 })
	}
	words := chart.EndWords(chart.Picture{Series: []incident.Series{flat("a"), flat("b"), flat("c")}})
	if want := []string{"a and 2 more: 1"}; !slices.Equal(words, want) {
		t.Errorf("at the ends stands %q, want %q", words, want)
	}
}

func TestTheWordsAtTheEndsFitAndKeepTheirValue(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("payments-gateway-", 20)
	p := chart.Picture{From: begin, To: begin.Add(time.Hour), Series: []incident.Series{
		series(map[string]string{"pod": long + "1"}, time.Hour, time.Minute, func(time.Duration) float64 { return 12345 }),
		series(map[string]string{"pod": long + "2"}, 28*time.Minute, time.Minute, func(time.Duration) float64 { return 7 }),
		series(map[string]string{"pod": "日本🚀"}, time.Hour, time.Minute, func(time.Duration) float64 { return 3 }),
	}}
	words := chart.EndWords(p)
	for n, end := range []string{"… 12.3k", "… 7 until 14:58", "? 3"} {
		if !strings.HasSuffix(words[n], end) {
			t.Errorf("end %d is %q, want it to end with %q", n, words[n], end)
		}
		if w := chart.TextWidth(words[n]); w > 300 {
			t.Errorf("end %d is %.0f wide", n, w)
		}
	}
}

func TestAValueStandsOnItsSideOfTheLimit(t *testing.T) {
	t.Parallel()
	limit := 0.8
	p := chart.Picture{Unit: "s", Limit: &limit, Series: []incident.Series{series(nil, time.Hour, time.Minute, func(time.Duration) float64 { return 0.804 })}}
	if words := chart.EndWords(p); words[0] != "0.804 s" {
		t.Errorf("0.804 against a limit of 0.8 is written %q", words[0])
	}
}

func TestTheAxisHoldsAllAndSaysSo(t *testing.T) {
	t.Parallel()
	at := func(values ...float64) chart.Picture {
		var s incident.Series
		for n, v := range values {
			s.Samples = append(s.Samples, incident.Sample{At: begin.Add(time.Duration(n) * time.Minute), Value: v})
		}
		return chart.Picture{Series: []incident.Series{s}}
	}
	for _, tt := range []struct {
		name    string
		picture chart.Picture
		lo      float64 // NaN where only the values count.
	}{
		{"zeros", at(0, 0), 0},
		{"a constant", at(20, 20), 0},
		{"a negative constant", at(-3.5, -3.5), math.NaN()},
		{"a fall from 20 to 2", at(20, 2), 0},
		{"far from zero", at(99.9, 99.1), math.NaN()},
		{"both signs", at(-1, 2), math.NaN()},
		{"the largest numbers", at(math.MaxFloat64, -math.MaxFloat64), math.NaN()},
		{"the smallest numbers", at(5e-324, 1e-323), math.NaN()},
		{"large and close", at(1e9, 1e9+1), math.NaN()},
		{"tiny", at(1e-9, 3e-9), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lo, hi, ticks := chart.Axis(tt.picture)
			if math.IsNaN(lo) || math.IsInf(hi, 0) || lo >= hi || !math.IsNaN(tt.lo) && lo != tt.lo {
				t.Errorf("the axis goes from %v to %v, want it to begin at %v", lo, hi, tt.lo)
			}
			for _, s := range tt.picture.Series[0].Samples {
				if s.Value < lo || s.Value > hi {
					t.Errorf("%v is outside of %v to %v", s.Value, lo, hi)
				}
			}
			if len(ticks) < 2 || len(ticks) > 21 {
				t.Errorf("it has %d ticks", len(ticks))
			}
			labels := chart.TickLabels(ticks)
			if slices.Sort(labels); len(slices.Compact(labels)) != len(ticks) {
				t.Errorf("two ticks read the same: %v", labels)
			}
		})
	}
}

func TestTheTimeAxisIsLabelledOnRoundTimes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		length time.Duration
		want   string
	}{
		{time.Minute, "14:30:00 14:30:10 14:30:20 14:30:30 14:30:40 14:30:50 14:31:00"},
		{time.Hour, "14:30 14:40 14:50 15:00 15:10 15:20 15:30"},
		{24 * time.Hour, "15:00 18:00 21:00 00:00 03:00 06:00 09:00 12:00"},
		{30 * time.Hour, "18:00 17 Jan 06:00 12:00 18:00"},
		{7 * 24 * time.Hour, "17 Jan 18 Jan 19 Jan 20 Jan 21 Jan 22 Jan 23 Jan"},
	} {
		p := chart.Picture{From: begin, To: begin.Add(tt.length)}
		if got := strings.Join(chart.TimeTicks(p, 8), " "); got != tt.want {
			t.Errorf("%v is labelled %s, want %s", tt.length, got, tt.want)
		}
	}
}

func TestWhatIsMovedApartStaysInsideAndInOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		places []float64
		want   []float64
	}{
		{nil, nil},
		{[]float64{50}, []float64{50}},
		{[]float64{-9}, []float64{0}},
		{[]float64{50, 80}, []float64{50, 80}},
		{[]float64{50, 52}, []float64{41, 61}},
		{[]float64{0, 0, 0}, []float64{0, 20, 40}},
		{[]float64{100, 100}, []float64{80, 100}},
		{[]float64{10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10}, []float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100}},
	} {
		got := chart.Spread(tt.places, 20, 0, 100)
		if !slices.EqualFunc(got, tt.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("%v is spread to %v, want %v", tt.places, got, tt.want)
		}
	}
}

func TestPicturesAreDrawnSideBySideAndAlike(t *testing.T) {
	t.Parallel()
	p := gallery()[2].picture
	want, err := chart.PNG(p)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got, err := chart.PNG(p); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture came out of the same data (%v)", err)
			}
		})
	}
	all.Wait()
}
