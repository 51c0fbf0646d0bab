//go:build !race

package postmortem

// slower is 1 without the race detector: a second is a second.
const slower = 1
