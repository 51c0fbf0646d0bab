package promlab

import (
	"errors"
	"fmt"
	"math"
	"time"
)

type kind int

const (
	level kind = iota
	slope
	gone
)

// Segment is how a line goes on from a moment until its next segment. Make one
// with Level, Slope or Gone.
type Segment struct {
	// From is when the segment begins; its first sample stands on the scrape
	// grid at From or after it.
	From time.Time

	kind  kind
	value float64 // The level, or how much it rises in a second.
	share float64 // How much it wobbles, from 0 to 1.
}

// Level holds a value, which may be NaN or infinite, as an exporter's may.
func Level(from time.Time, v float64) Segment {
	return Segment{From: from, kind: level, value: v}
}

// Slope rises by so much a second from the value reached before it: a counter,
// or a ramp. It begins at zero where there is nothing before it. NaN, infinity
// and absence leave the value as it was.
func Slope(from time.Time, perSecond float64) Segment {
	return Segment{From: from, kind: slope, value: perSecond}
}

// Gone ends the series. A stale marker is written, as when a target or one of
// its series disappears, so it is absent at the next scrape and not after the
// look-back.
func Gone(from time.Time) Segment { return Segment{From: from, kind: gone} }

// Wobbling is the segment with a noise of at most this share around it: 0.03
// is 3 %. The noise is a function of the labels and the time, the same on every
// run. On a slope it is the rate that wobbles, so a counter never falls. Shares
// outside 0 to 1 are taken as the nearer of them.
func (s Segment) Wobbling(share float64) Segment {
	s.share = min(max(share, 0), 1)
	return s
}

// stretch is a segment that knows where it stands.
type stretch struct {
	Segment
	from int64   // Milliseconds since the epoch.
	base float64 // The value reached at from.
	// quiet says that nothing stands before it that could become stale.
	quiet bool
}

// at is the value at a time inside the stretch.
func (s stretch) at(t int64, n noise) float64 {
	switch {
	case s.kind == slope && s.share > 0:
		return s.base + s.value*(float64(t-s.from)/1000+s.share*(n.drift(t)-n.drift(s.from)))
	case s.kind == slope:
		return s.base + s.value*float64(t-s.from)/1000
	case s.share > 0:
		return s.value * (1 + s.share*n.at(t))
	default:
		return s.value
	}
}

// reached is the value that a slope which begins at t goes on from.
func (s stretch) reached(t int64, n noise) float64 {
	switch s.kind {
	case slope:
		return s.at(t, n)
	case level:
		if !math.IsNaN(s.value) && !math.IsInf(s.value, 0) {
			return s.value // Without its noise: that is not where it stands.
		}
	case gone:
	}
	return s.base
}

// checked refuses what could only be a mistake in a scenario.
func checked(segs []Segment) error {
	if len(segs) == 0 {
		return errors.New("a line needs at least one segment")
	}
	for i, s := range segs {
		if i > 0 && s.From.UnixMilli() <= segs[i-1].From.UnixMilli() {
			return fmt.Errorf("segment %d begins at %s, not after the one before it", i+1, s.From.UTC().Format(time.RFC3339))
		}
		if s.kind == slope && (math.IsNaN(s.value) || math.IsInf(s.value, 0)) {
			return fmt.Errorf("segment %d rises by %v a second", i+1, s.value)
		}
	}
	return nil
}
