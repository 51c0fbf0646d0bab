package watch

import (
	"math"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// The limits of the before/after rule are judgement, not law. minSamples is
// what a median and its noise need; a share of the way back below partShare is
// nothing, and a step back of the same size is worse.
const (
	minSamples = 8
	partShare  = 0.2
	noiseShare = 0.05
)

// compared is one check's judged number in three windows: while it was good,
// just before the action, and after it has settled. Good may be empty: then
// nothing is said about how much of the way it came.
type compared struct {
	good, before, after []incident.Sample
	holds               func(value float64) bool
	// since is all that was measured after it had passed at an earlier look;
	// after is its end.
	since []incident.Sample
}

// judge says what the action did to one number. The check's own expectation
// comes first: a number is recovered only if it passes, and there is something
// to recover only if it failed before. How far it came matters only after that.
func (c compared) judge() incident.EffectOutcome {
	if len(c.before) < minSamples || len(c.after) < minSamples {
		return incident.CantTell
	}
	// What counts as before is the state that the action found.
	wasFine, found := c.found()
	c.before = found
	before, after := runbooks.Median(found), runbooks.Median(c.after)
	isFine := c.holds(after)
	switch {
	case wasFine && isFine:
		return incident.NoMeasure
	case wasFine:
		return incident.Worse
	case c.clearly(c.after):
		return incident.Moved
	case isFine:
		return incident.CantTell
	}

	if len(c.good) < minSamples {
		if math.Abs(before-after) <= max(runbooks.Noise(c.before), runbooks.Noise(c.after)) {
			return incident.NothingYet
		}
		return incident.CantTell
	}
	whole := before - runbooks.Median(c.good)
	if math.Abs(before-after) <= max(runbooks.Noise(c.before), runbooks.Noise(c.after), noiseShare*math.Abs(whole)) {
		return incident.NothingYet
	}
	switch share := (before - after) / whole; {
	case share <= -partShare && c.beyond(after, whole):
		return incident.Worse
	case share < partShare:
		return incident.NothingYet
	default:
		return incident.MostOfIt
	}
}

// lately is how many samples in a row say which state an action found: one
// alone may be a flicker.
const lately = 3

// found is the state that the action found: whether it was passing just then,
// and the part of the window that shows it.
func (c compared) found() (fine bool, shows []incident.Sample) {
	end := len(c.before) - lately
	if !slices.ContainsFunc(c.before[end:], func(s incident.Sample) bool { return !c.holds(s.Value) }) {
		return true, c.before
	}
	if slices.ContainsFunc(c.before[end:], func(s incident.Sample) bool { return c.holds(s.Value) }) {
		return false, c.before // It flickers: the whole window is the state.
	}
	for n, s := range slices.Backward(c.before) {
		if c.holds(s.Value) {
			return false, c.before[n+1:]
		}
	}
	return false, c.before
}

// beyond reports whether a number went clearly further than it had come before
// the action. One that was on its way down already is not the action's doing.
func (c compared) beyond(after, whole float64) bool {
	furthest := c.before[0].Value
	for _, s := range c.before {
		if (s.Value-furthest)*whole > 0 {
			furthest = s.Value
		}
	}
	return (after-furthest)/whole >= partShare
}
