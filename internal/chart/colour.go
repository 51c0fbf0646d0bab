package chart

import "image/color"

// theme is the colours of a picture. Lines and the words at their ends share
// one, so each is dark or light enough to be read as text (4.5 to 1).
type theme struct {
	paper, ink, quiet, grid, limit color.NRGBA
	lines                          [mostLines]color.NRGBA
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16 & 0xff), G: uint8(hex >> 8 & 0xff), B: uint8(hex & 0xff), A: 0xff}
}

// themeOf is light paper, or dark. The hues differ in brightness too, for who
// does not see them.
func themeOf(dark bool) theme {
	if dark {
		return theme{
			paper: rgb(0x1a1d21), ink: rgb(0xe8e8e8), quiet: rgb(0xa9adb3), grid: rgb(0x33373d), limit: rgb(0xff7b72),
			lines: [mostLines]color.NRGBA{rgb(0x58a6ff), rgb(0xffa657), rgb(0x56d364), rgb(0xd2a8ff), rgb(0xe3c341), rgb(0xff8fc0), rgb(0x4fd1d9), rgb(0xc9b9a6)},
		}
	}
	return theme{
		paper: rgb(0xffffff), ink: rgb(0x1d1c1d), quiet: rgb(0x5f6368), grid: rgb(0xe4e6e9), limit: rgb(0xc62828),
		lines: [mostLines]color.NRGBA{rgb(0x0b5cad), rgb(0xb3470a), rgb(0x137a3e), rgb(0x7b3fa0), rgb(0x856404), rgb(0xb5246b), rgb(0x00707a), rgb(0x5f4b3a)},
	}
}
