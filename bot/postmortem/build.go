package postmortem

import (
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Options is what a draft needs beside the incident.
type Options struct {
	At   time.Time      // Story time of the draft.
	Zone *time.Location // In which times are printed; UTC when nil.
}

// Build makes the draft of an incident from its timeline and the evidence that
// the timeline refers to, by hash. It is pure: the same input gives the same
// document, in whatever order the events come.
func Build(i incident.Incident, events []incident.Event, evidence map[string]incident.Evidence, o Options) Document {
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	l := newLedger(i, events, zone)
	d := Document{
		Name: i.Name(), Title: i.Title, Severity: i.Severity, Status: i.Status, Service: i.Service,
		Declared: l.moment(l.declared), DraftedAt: o.At.UTC(), Zone: zone, Day: l.clock.day,
	}
	if l.redacted(l.declared) {
		d.Title = redactedText
	}
	if l.resolved != 0 {
		d.Resolved = l.moment(l.resolved)
	}
	d.Impact = l.windows()
	d.Figures = l.figures(d.Impact)
	d.Blind = l.blind(d.Figures, evidence)
	d.Trail = l.trail()
	d.Evidences = l.proofs(evidence)
	d.Timeline = l.rows(evidence, d.Evidences)
	d.Theories = l.theories(o.At)
	d.Actions = l.actions()
	d.Decisions = l.decisions()
	d.Tasks = l.tasks()
	d.Checks = l.checks()
	d.Answers = l.answers()
	d.Measures = l.measures()
	d.Told = l.outside()
	d.Hindsight = l.lookedBack()
	d.Breath = l.breath(d)
	d.Gaps = l.gaps(d)
	d.Flags = l.flags(d, evidence)
	return d
}
