package incident

import "time"

// Job is durable work that follows from an event: what others see, and what
// the bot looks at. It is safe to run twice, because it may be.
type Job struct {
	Key      string    // Unique for ever: what is to be done, for which event.
	Kind     string    // Which handler works it.
	Lane     string    // Jobs of one lane run one after another, lanes side by side.
	Incident ID        // Whose job it is.
	Subject  string    // What it draws or asks. While one of its kind and subject waits that is due no later, another is not added: it will see this change too.
	Payload  string    // JSON, for the handler alone.
	Due      time.Time // Story time before which it may not start.
}

// Lease is the right to work one job, for a while. Attempt is the fence: a
// worker that lost its lease finds another number there and writes nothing.
type Lease struct {
	Job
	ID      int64 // The store's id of the job.
	Owner   string
	Attempt int64 // Claims so far.
	// Begun says that this job, or another of its subject, was begun before and
	// is not known to be done: what it makes may exist already, and has to be
	// looked for.
	Begun    bool
	Failures int64 // Failures so far; waiting for a rate limit adds none.
}

// Failure is how a job did not get done.
type Failure struct {
	Retry  time.Duration // Machine time to wait before the next try.
	Counts bool          // Whether it counts towards giving up; a rate limit does not.
	Dead   bool          // No repeat can help: the job stays, is shown, and frees its lane.
	Err    string        // For the log and the board; no secrets.
}

// Change is what one decision writes, all of it or nothing.
type Change struct {
	Events   []Event
	Jobs     []Job
	Evidence []Evidence
	// Redact are earlier lines of the incident as they stand from now on: what
	// they said is blanked for good, and only their digests are left of it.
	Redact []Event
}

// Decision decides on an incident as it is at that moment. It is pure, runs
// inside the store's write transaction and may run more than once: whatever
// takes time was asked before and comes in as a value.
type Decision func(i Incident, at time.Time) (Change, error)

// Follower turns what happened into jobs. It is pure, and owned by the part
// that works those jobs.
type Follower func(before, after Incident, events []Event) []Job
