package chart

import (
	"fmt"
	"strconv"
)

// mostMarks is how many marks are drawn; their words would fill the picture.
const mostMarks = 9

// mostRows is how many rows the words of the marks take.
const mostRows = 3

// drawMarks draws a numbered disc above the lines for each mark and a thin line
// down where it belongs. Discs that would cover each other are moved apart; the
// line still says when it was.
func (p pen) drawMarks(f frame, t theme) {
	marks := f.marks[:min(len(f.marks), mostMarks)]
	var places []float64
	for _, m := range marks {
		places = append(places, f.x(m.At))
	}
	for n, x := range spread(places, 2*markSize+3, f.left+markSize, Width-edge-markSize) {
		p.stroke(t.quiet, 1, []point{{x, marksAt + markSize}, {places[n], f.top}, {places[n], f.bottom}}, 2, 3)
		p.disc(t.ink, point{x, marksAt}, markSize)
		p.text(t.paper, strconv.Itoa(n+1), point{x, marksAt}, middle, true)
	}
}

// markWords are the words of the marks, each with its number and its time,
// clipped alike until they fit into their rows.
func (p pen) markWords(marks []Mark) []string {
	shown := marks[:min(len(marks), mostMarks)]
	var words []string
	for _, width := range []float64{360, 240, 180, 140, 110} {
		words = nil
		for n, m := range shown {
			head := strconv.Itoa(n+1) + "  " + m.At.UTC().Format("15:04") + " "
			words = append(words, head+p.clip(m.Text, width, false))
		}
		if left := len(marks) - len(shown); left > 0 {
			words = append(words, fmt.Sprintf("and %d more", left))
		}
		if len(p.rows(words)) <= mostRows {
			break
		}
	}
	return words
}

// rows breaks words into rows as wide as the picture.
func (p pen) rows(words []string) [][]string {
	var rows [][]string
	x := Width + 1.0
	for _, w := range words {
		width := p.width(w, false) + 22
		if x+width > Width-edge+22 {
			rows, x = append(rows, nil), edge
		}
		last := len(rows) - 1
		rows[last] = append(rows[last], w)
		x += width
	}
	return rows
}

// writeMarks writes the words below everything and returns how much room they
// took.
func (p pen) writeMarks(words []string, t theme) float64 {
	rows := p.rows(words)
	y := Height - edge - rowHeight*float64(len(rows)-1) - 4
	for _, row := range rows {
		x := edge
		for _, w := range row {
			p.text(t.ink, w, point{x, y}, left, false)
			x += p.width(p.legible(w), false) + 22
		}
		y += rowHeight
	}
	return rowHeight*float64(len(rows)) + 2
}
