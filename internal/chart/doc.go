// Package chart draws measured series: a picture for people who look, and a
// sparkline for those who cannot or whose upload failed.
//
// A picture is drawn from evidence whenever somebody needs it, so the same
// evidence gives the same picture. It has no legend box: name and last value
// stand at the end of each line. Gaps stay gaps, and the zone is always printed.
package chart
