package chart_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sitrephq/sitrep/internal/chart"
)

// pictures is a folder for people to look at: every picture of the gallery,
// light and dark, and the two sheets that the docs show.
var pictures = flag.String("pictures", "", "write the gallery's pictures into this folder")

// sheet are the pictures that the docs show.
var sheet = []string{"latency", "wanted", "eight", "many", "gaps", "states", "long names", "far from zero", "many marks"}

func TestTheGalleryIsDrawnFromTheSameDataTwiceAlike(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{false, true} {
		mode := map[bool]string{false: "light", true: "dark"}[dark]
		var shown []image.Image
		for _, s := range gallery() {
			if *pictures == "" && s.name != "empty" && s.name != "eight" {
				continue // The other tests draw them all.
			}
			s.picture.Dark = dark
			b, err := chart.PNG(s.picture)
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			again, err := chart.PNG(s.picture)
			if err != nil || !bytes.Equal(b, again) {
				t.Errorf("%s %s: another picture came out of the same data (%v)", s.name, mode, err)
			}
			if *pictures != "" {
				write(t, filepath.Join(*pictures, s.name+"-"+mode+".png"), b)
			}
			if slices.Contains(sheet, s.name) {
				shown = append(shown, decoded(t, s.picture))
			}
		}
		if *pictures != "" {
			var b bytes.Buffer
			if err := png.Encode(&b, chart.Indexed(contact(shown, 3), dark)); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(*pictures, "charts-"+mode+".png"), b.Bytes())
		}
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// contact puts pictures side by side, each at a quarter of its size: every
// pixel is the mean of sixteen.
func contact(all []image.Image, columns int) *image.RGBA {
	const shrink, gap = 4, 6
	w, h := all[0].Bounds().Dx()/shrink, all[0].Bounds().Dy()/shrink
	rows := (len(all) + columns - 1) / columns
	sheet := image.NewRGBA(image.Rect(0, 0, columns*(w+gap)+gap, rows*(h+gap)+gap))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.RGBA{0x80, 0x80, 0x80, 0xff}), image.Point{}, draw.Src)
	for n, img := range all {
		left, top := gap+n%columns*(w+gap), gap+n/columns*(h+gap)
		for y := range h {
			for x := range w {
				var r, g, b uint32
				for dy := range shrink {
					for dx := range shrink {
						cr, cg, cb, _ := img.At(x*shrink+dx, y*shrink+dy).RGBA()
						r, g, b = r+cr>>8, g+cg>>8, b+cb>>8
					}
				}
				const n = shrink * shrink
				sheet.Set(left+x, top+y, color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 0xff})
			}
		}
	}
	return sheet
}
