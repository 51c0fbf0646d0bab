package incident

import "time"

// RetryError is a handler's word that its job was not done and may be
// repeated. It knows better than the worker how long to wait.
type RetryError struct {
	After  time.Duration // Machine time; zero leaves it to the worker's back-off.
	Counts bool          // Whether it counts towards giving up; a rate limit does not.
	Err    error
}

func (e *RetryError) Error() string { return e.Err.Error() }

// Unwrap gives the log the cause.
func (e *RetryError) Unwrap() error { return e.Err }

// RefusedError is a handler's word that no repeat can help. The step is named
// on the board with its reason, and its lane goes on.
type RefusedError struct {
	Step   string // As in "pin the board".
	Reason string // A sentence that is safe for a channel and says what to do.
	Err    error
}

func (e *RefusedError) Error() string { return e.Step + ": " + e.Reason }

// Unwrap gives the log the cause.
func (e *RefusedError) Unwrap() error { return e.Err }
