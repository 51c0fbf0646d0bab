package chart

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// The shades between two colours that smooth an edge are told apart by so many
// bits of each channel.
const shadeBits = 4

// indexed is the picture with at most 256 colours: a third of the bytes, and
// half of the time to write them. The colours of the theme stay exactly as they
// are; only the shades between them are rounded.
func indexed(img *image.RGBA, t theme) *image.Paletted {
	count := make([]int, 1<<(3*shadeBits))
	for n := 0; n < len(img.Pix); n += 4 {
		count[shade(img.Pix[n], img.Pix[n+1], img.Pix[n+2])]++
	}
	exact := append([]color.NRGBA{t.paper, t.ink, t.quiet, t.grid, t.limit}, t.lines[:]...)
	var palette color.Palette
	at := make([]int, len(count))
	for n := range at {
		at[n] = -1
	}
	for _, c := range exact {
		if s := shade(c.R, c.G, c.B); at[s] < 0 {
			at[s] = len(palette)
		}
		palette = append(palette, c)
	}
	var others []int
	for s, n := range count {
		if n > 0 && at[s] < 0 {
			others = append(others, s)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	for _, s := range others {
		if len(palette) < 256 {
			at[s] = len(palette)
			palette = append(palette, shown(s))
		} else {
			at[s] = palette.Index(shown(s))
		}
	}

	out := image.NewPaletted(img.Rect, palette)
	for n := range out.Pix {
		r, g, b := img.Pix[4*n], img.Pix[4*n+1], img.Pix[4*n+2]
		out.Pix[n] = uint8(at[shade(r, g, b)])
	}
	// Two exact colours may share a shade: each keeps its own pixels.
	for i, c := range exact {
		if at[shade(c.R, c.G, c.B)] != i {
			for n := range out.Pix {
				if img.Pix[4*n] == c.R && img.Pix[4*n+1] == c.G && img.Pix[4*n+2] == c.B {
					out.Pix[n] = uint8(i)
				}
			}
		}
	}
	return out
}

func shade(r, g, b uint8) int {
	const drop = 8 - shadeBits
	return int(r>>drop)<<(2*shadeBits) | int(g>>drop)<<shadeBits | int(b>>drop)
}

// shown is the colour in the middle of a shade.
func shown(s int) color.NRGBA {
	const mask, drop, half = 1<<shadeBits - 1, 8 - shadeBits, 1 << (8 - shadeBits - 1)
	part := func(shift int) uint8 { return uint8(s>>shift&mask<<drop | half) }
	return color.NRGBA{R: part(2 * shadeBits), G: part(shadeBits), B: part(0), A: 0xff}
}
