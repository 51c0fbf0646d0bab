//go:build race

package postmortem

// slower is how much longer the race detector may make things take, with
// other tests on the same cores.
const slower = 10
