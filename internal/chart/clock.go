package chart

import "time"

// steps are the distances between two labels of a time axis.
func steps() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{
		5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day, 28 * day, 364 * day,
	}
}

// timeTick is a labelled moment.
type timeTick struct {
	at    time.Time
	label string
}

// timeTicks are at most n labelled moments between two times, on round times in
// UTC. Midnight is labelled with its date where the axis is longer than a day.
func timeTicks(from, to time.Time, n int) []timeTick {
	step := to.Sub(from)
	for _, s := range steps() {
		if int(to.Sub(from)/s) <= n {
			step = s
			break
		}
	}
	format := "15:04"
	if step < time.Minute {
		format = "15:04:05"
	}
	var all []timeTick
	for at := from.Truncate(step); !at.After(to); at = at.Add(step) {
		if at.Before(from) {
			continue
		}
		label := at.Format(format)
		if step >= 24*time.Hour || to.Sub(from) > 24*time.Hour && at.Hour() == 0 && at.Minute() == 0 {
			label = at.Format("2 Jan")
		}
		all = append(all, timeTick{at, label})
	}
	return all
}

// rangeWords says which time a picture shows: the zone, and the date once.
func rangeWords(from, to time.Time) string {
	clock := "15:04"
	if to.Sub(from) < 3*time.Minute {
		clock = "15:04:05"
	}
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format(clock) + " to " + to.Format(clock) + " UTC, " + to.Format("2 Jan 2006")
	}
	return from.Format("2 Jan "+clock) + " to " + to.Format("2 Jan 2006 "+clock) + " UTC"
}
