package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// overall is what an action did, out of what it did to each number. One number
// that had passed and fails again outweighs all, then one that got worse. It has
// moved only when nothing that failed before may still fail: where all that can
// be told moved and something cannot be told, neither "it moved" nor "still
// failing" is known.
func overall(judged []incident.EffectOutcome) incident.EffectOutcome {
	count := map[incident.EffectOutcome]int{}
	for _, o := range judged {
		count[o]++
	}
	failed := count[incident.NothingYet] + count[incident.MostOfIt] + count[incident.Moved]
	switch {
	case count[incident.DidNotLast] > 0:
		return incident.DidNotLast
	case count[incident.Worse] > 0:
		return incident.Worse
	case len(judged) == 0, count[incident.Moved] == failed && count[incident.CantTell] > 0:
		return incident.CantTell
	case failed == 0:
		return incident.NoMeasure
	case count[incident.Moved] == failed:
		return incident.Moved
	case count[incident.NothingYet] == failed:
		return incident.NothingYet
	default:
		return incident.MostOfIt
	}
}

// reason is the sentence that an outcome needs beside its numbers.
func reason(service string, outcome incident.EffectOutcome, found []comparison) string {
	switch {
	case outcome == incident.NoMeasure:
		return "Nothing that I measure was failing before it, so there is nothing it could have mended."
	case outcome != incident.CantTell:
		return ""
	case service == "":
		return "No check was asked: the service was not known."
	case len(found) == 0:
		return "No check could be asked: none has an answer for " + service + "."
	}
	var moved, open, why []string
	for _, f := range found {
		switch f.measure.Judged {
		case incident.Moved:
			moved = append(moved, f.measure.Name)
		case incident.CantTell:
			open = append(open, f.measure.Name)
			if !slices.Contains(why, f.why) {
				why = append(why, f.why)
			}
		default: // It was judged, and says nothing about what is open.
		}
	}
	said := strings.Join(why, " ")
	if len(moved) > 0 {
		said = fmt.Sprintf("Moved: %s. Not known: %s. %s", strings.Join(moved, ", "), strings.Join(open, ", "), said)
	}
	return said
}

// unable says why the rule cannot tell, and when it can. Answer is when a whole
// window is over.
func (c compared) unable(l look, answer time.Time, interval time.Duration) (string, retry) {
	switch {
	case len(c.after) < minSamples && l.at.Before(answer):
		window := l.whole(answer)
		return fmt.Sprintf("%s in the window, I need %d; with your %.0f s scrape the answer comes at %s.", samples(len(c.after)), minSamples, interval.Seconds(), clock(answer)), retry{window, window}
	case len(c.after) < minSamples:
		why, next := l.again(fmt.Sprintf("%s in the window, I need %d.", samples(len(c.after)), minSamples))
		return why, retry{next: next}
	case len(c.before) < minSamples:
		return fmt.Sprintf("%s in the window before it, I need %d.", samples(len(c.before)), minSamples), retry{}
	case c.holds(runbooks.Median(c.after)):
		return "It passes, by less than it wavers.", retry{}
	default:
		return "It moved and still fails, and too few samples are left from when it was good to say how far it came.", retry{}
	}
}

func samples(n int) string {
	if n == 1 {
		return "1 sample"
	}
	return fmt.Sprintf("%d samples", n)
}

// clock is the minute by which a time is over.
func clock(t time.Time) string {
	return t.UTC().Add(time.Minute - 1).Format("15:04")
}
