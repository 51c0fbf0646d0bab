//go:build race

package runbooks

// raceDetector says whether the tests run with the race detector, which makes
// the engine ten times as slow.
const raceDetector = true
