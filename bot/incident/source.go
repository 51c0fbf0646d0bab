package incident

import "errors"

// SourceFault is the way in which a metrics source failed to answer. A check
// turns each into an unknown verdict with its own words; none is ever a pass.
type SourceFault string

// The faults of a metrics source, as measured on real ones.
const (
	// SourceDown says that nothing answered at the address.
	SourceDown SourceFault = "down"
	// SourceTimeout says that no whole answer came within the limit.
	SourceTimeout SourceFault = "timeout"
	// SourceForeign says that what answered is not a metrics API: a login
	// page, a proxy's error, another service.
	SourceForeign SourceFault = "foreign"
	// SourceDenied says that the credentials were refused.
	SourceDenied SourceFault = "denied"
	// SourceBusy says that the source asked for fewer questions.
	SourceBusy SourceFault = "busy"
	// SourceQuery says that the source understood us and refused the query.
	SourceQuery SourceFault = "query"
	// SourceHuge says that the answer was larger than we are willing to read.
	SourceHuge SourceFault = "huge"
	// SourceSkewed says that its clock and ours differ, or that its answer was
	// kept by something in between.
	SourceSkewed SourceFault = "skewed"
)

// ErrNoHistory is the cause of a SourceError where a question asks for what was
// before and the source only knows what is now.
var ErrNoHistory = errors.New("the source has no history")

// SourceError is a metrics source's failure to answer. Its message is a
// clause that is safe for a channel ("no reply in 5 s"): it names neither
// credentials nor the raw answer.
type SourceError struct {
	Source string      // The source's configured name, such as "main".
	Fault  SourceFault // What kind of failure this is.
	Detail string      // The clause for people.
	Err    error       // The cause, for the log only.
	// Answered says that an answer came all the same: the source lives, and
	// another question may do better.
	Answered bool
}

func (e *SourceError) Error() string { return e.Source + ": " + e.Detail }

// Unwrap gives the log the cause.
func (e *SourceError) Unwrap() error { return e.Err }
