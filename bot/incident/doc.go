// Package incident is what Sitrep knows: an incident is its timeline, an
// append-only list of events, and everything else is a view of it.
//
// Rules are pure methods on Incident: they take what was said and when, and
// return the events that follow or a refusal in words. The Service runs a rule
// inside the store's write transaction, lets the followers turn its events into
// jobs, and the store writes both or neither.
//
// The package imports the standard library only. It knows no Slack, no SQL and
// no clock: time enters as a value.
package incident
