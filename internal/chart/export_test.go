package chart

import (
	"image"
	"image/color"
)

// What the tests look at from outside.
var (
	TickLabels = tickLabels
	Spread     = spread
	TimeTicks  = func(f Picture, n int) []string {
		var labels []string
		for _, t := range timeTicks(f.From, f.To, n) {
			labels = append(labels, t.label)
		}
		return labels
	}
)

// Indexed is a picture with few colours.
func Indexed(img *image.RGBA, dark bool) image.Image { return indexed(img, themeOf(dark)) }

// LineColours are the colours of the lines, the worst first.
func LineColours(dark bool) [mostLines]color.NRGBA { return themeOf(dark).lines }

// LimitColour and PaperColour are those of the limit and of the paper.
func LimitColour(dark bool) color.NRGBA { return themeOf(dark).limit }

// PaperColour is the colour of the paper.
func PaperColour(dark bool) color.NRGBA { return themeOf(dark).paper }

// Axis is the ends and the ticks of the value axis of a picture.
func Axis(p Picture) (lo, hi float64, ticks []float64) {
	y := p.settle().y
	return y.lo, y.hi, y.ticks()
}

// Names are what stands at the lines' ends, without their values.
func Names(p Picture) (names []string, more int) {
	d := p.settle()
	for _, l := range d.lines {
		names = append(names, l.name)
	}
	return names, d.more
}

// EndWords are what stands at the lines' ends, from the top.
func EndWords(p Picture) []string {
	pen := newPen(themeOf(false).paper)
	var words []string
	for _, e := range pen.ends(frame{plan: p.settle()}) {
		words = append(words, e.text)
	}
	return words
}

// TextWidth is how wide a label is, in the picture's own pixels.
func TextWidth(s string) float64 { return newPen(themeOf(false).paper).width(s, true) }
