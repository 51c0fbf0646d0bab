package watch

import "time"

// A window holds five minutes, or ten samples where people scrape slowly: with
// a scrape every 60 s, five minutes would never hold the eight that are needed.
// What an action touches has settled after five minutes.
const (
	leastWidth   = 5 * time.Minute
	windowHolds  = 10
	settledAfter = 5 * time.Minute
)

// widthFor is the length of the compared windows at that scrape interval.
func widthFor(interval time.Duration) time.Duration { return max(leastWidth, windowHolds*interval) }

// answerAt is when the effect of an action can be told at that scrape interval:
// it has settled, and a whole window is over.
func answerAt(action time.Time, interval time.Duration) time.Time {
	return action.Add(settledAfter + widthFor(interval))
}

// windows are the three stretches of time that are compared.
type windows struct {
	good, before, after span
}

// span is a stretch of time, its beginning excluded.
type span struct{ from, to time.Time }

// around are the windows of an action at that time which is looked at now. The
// good one ends where the good stretch ended, the last one does not reach back
// into the time in which the action had not settled.
func around(action, goodTo, now time.Time, width time.Duration) windows {
	w := windows{
		before: span{action.Add(-width), action},
		after:  span{now.Add(-width), now},
	}
	if settled := action.Add(settledAfter); w.after.from.Before(settled) {
		w.after.from = settled
	}
	if !goodTo.IsZero() {
		w.good = span{goodTo.Add(-width), goodTo}
	}
	return w
}
