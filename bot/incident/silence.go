package incident

import (
	"slices"
	"time"
)

// Silent is how many checks a metrics source does not answer now.
func (i Incident) Silent() int {
	n := 0
	for _, c := range i.Checks {
		if c.Outcome == Unknown && c.Reason == SourceFailed {
			n++
		}
	}
	return n
}

// KeepsFallingSilent reports whether the metrics source fell silent for the
// third time in ten minutes when it last did: then each further time is noise,
// and the board is the place to look.
func (i Incident) KeepsFallingSilent() bool {
	if len(i.Silences) == 0 {
		return false
	}
	n, last := 0, i.Silences[len(i.Silences)-1]
	for _, at := range i.Silences {
		if last.Sub(at) <= 10*time.Minute {
			n++
		}
	}
	return n >= 3
}

// hearSilence notes when the metrics source fell silent. Earlier states share
// the list, so it is replaced.
func (i *Incident) hearSilence(before int, at time.Time) {
	if before == 0 && i.Silent() > 0 {
		i.Silences = append(slices.Clip(i.Silences), at)
	}
}
