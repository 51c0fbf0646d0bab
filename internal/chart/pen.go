package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// textSize is the height of labels; the picture is shown small on a phone.
const textSize = 16

// point is a place in the picture, in its own pixels from the top left.
type point struct{ x, y float64 }

// pen draws on one picture. It belongs to one goroutine; the fonts behind it
// are shared and only read.
type pen struct {
	canvas *vgimg.Canvas
	fonts  *plotfont.Cache
}

// fonts are the two faces that are used, parsed once. They are part of the
// binary: nothing is looked for on the machine.
var fonts = sync.OnceValue(func() *plotfont.Cache {
	var used plotfont.Collection
	for _, f := range liberation.Collection() {
		if f.Font.Variant == "Sans" && f.Font.Style == font.StyleNormal {
			used = append(used, f)
		}
	}
	return plotfont.NewCache(used)
})

func newPen(paper color.Color) pen {
	return pen{
		canvas: vgimg.NewWith(
			vgimg.UseWH(Width*vg.Inch/72, Height*vg.Inch/72),
			vgimg.UseDPI(72*Scale),
			vgimg.UseBackgroundColor(paper),
		),
		fonts: fonts(),
	}
}

func (p pen) place(at point) vg.Point {
	return vg.Point{X: vg.Length(at.x), Y: vg.Length(Height - at.y)}
}

// inOnePiece is how many points are drawn at once: the time for one piece grows
// with the square of how much of it lies on one row.
const inOnePiece = 24

// stroke draws a line through points; dashes are lengths on and off.
func (p pen) stroke(c color.Color, width float64, points []point, dashes ...float64) {
	if len(points) < 2 {
		return
	}
	pattern := make([]vg.Length, len(dashes))
	for n, d := range dashes {
		pattern[n] = vg.Length(d)
	}
	p.canvas.SetColor(c)
	p.canvas.SetLineWidth(vg.Length(width))
	p.canvas.SetLineDash(pattern, 0)
	piece := len(points)
	if len(dashes) == 0 {
		piece = inOnePiece
	}
	for begin := 0; begin < len(points)-1; begin += piece {
		// A piece goes over the end of the one before, which leaves no seam.
		var path vg.Path
		first := max(begin-1, 0)
		path.Move(p.place(points[first]))
		for _, at := range points[first+1 : min(begin+piece+1, len(points))] {
			path.Line(p.place(at))
		}
		p.canvas.Stroke(path)
	}
}

// disc fills a circle.
func (p pen) disc(c color.Color, at point, radius float64) {
	var path vg.Path
	centre := p.place(at)
	path.Move(vg.Point{X: centre.X + vg.Length(radius), Y: centre.Y})
	path.Arc(centre, vg.Length(radius), 0, 2*math.Pi)
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// box fills a rectangle between its top left and bottom right corner.
func (p pen) box(c color.Color, from, to point) {
	var path vg.Path
	path.Move(p.place(from))
	path.Line(p.place(point{to.x, from.y}))
	path.Line(p.place(to))
	path.Line(p.place(point{from.x, to.y}))
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// anchor says which end of a text its place is.
type anchor int

const (
	left anchor = iota
	middle
	right
)

// text writes a line; y is the middle of its letters.
func (p pen) text(c color.Color, s string, at point, a anchor, bold bool) {
	switch s = p.legible(s); a {
	case left:
	case middle:
		at.x -= p.width(s, bold) / 2
	case right:
		at.x -= p.width(s, bold)
	}
	p.canvas.SetColor(c)
	p.canvas.FillString(p.face(bold), p.place(point{at.x, at.y + textSize*0.36}), s)
}

// width is how wide a text is.
func (p pen) width(s string, bold bool) float64 {
	face := p.face(bold)
	return float64(face.Width(s))
}

func (p pen) face(bold bool) plotfont.Face {
	f := plotfont.Font{Typeface: "Liberation", Variant: "Sans"}
	if bold {
		f.Weight = font.WeightBold
	}
	return p.fonts.Lookup(f, textSize)
}

// legible is a text without the characters that the font does not have, such
// as emoji: they would be boxes. Where nothing else is left it says so.
func (p pen) legible(s string) string {
	face := p.face(false)
	var scratch sfnt.Buffer
	known := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if i, err := face.Face.GlyphIndex(&scratch, r); err != nil || i == 0 {
			return -1
		}
		return r
	}, s)
	known = strings.Join(strings.Fields(known), " ")
	if known == "" && s != "" {
		return "?"
	}
	return known
}

// clip shortens a text to a width and shows that it did.
func (p pen) clip(s string, width float64, bold bool) string {
	s = p.legible(s)
	if p.width(s, bold) <= width {
		return s
	}
	runes := []rune(s)
	// A width grows with every letter, so halving finds the longest that fits.
	fits, over := 0, len(runes)
	for over-fits > 1 {
		n := (fits + over) / 2
		if p.width(string(runes[:n])+"…", bold) <= width {
			fits = n
		} else {
			over = n
		}
	}
	return strings.TrimSpace(string(runes[:fits])) + "…"
}

// png is the finished picture.
func (p pen) png(t theme) ([]byte, error) {
	var img image.Image = p.canvas.Image()
	if whole, ok := img.(*image.RGBA); ok {
		img = indexed(whole, t)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("encode the chart: %w", err)
	}
	return b.Bytes(), nil
}
