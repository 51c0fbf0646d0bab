package postmortem

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// WriteJob is the kind of the job that Writer works.
const WriteJob = "draft.write"

// Follow asks for a draft when an incident is resolved, and for a new one when
// something that people see in it changes afterwards or words are hidden. What
// was called off, and a duplicate, has none but one that lies there already. It
// is an incident.Follower.
func Follow(before, after incident.Incident, events []incident.Event) []incident.Job {
	for _, e := range events {
		hides := e.Kind == incident.Redacted || e.Kind == incident.MadePrivate
		if !after.Counted() && !hides {
			continue
		}
		if hides || e.Kind == incident.Resolved || !before.Open() && before.Counted() && read(e.Kind) {
			newest := events[len(events)-1]
			return []incident.Job{{
				Key:      fmt.Sprintf("draft:%d:%d", newest.Incident, newest.Seq),
				Kind:     WriteJob,
				Lane:     fmt.Sprintf("%d/draft", newest.Incident),
				Incident: newest.Incident,
				Subject:  "draft",
				Due:      newest.RecordedAt,
			}}
		}
	}
	return nil
}

// read reports whether people read a line of the kind in the draft. The
// writing of the draft and its refusal are not among them, or each draft would
// ask for the next.
func read(k incident.Kind) bool {
	switch k {
	case incident.Drafted, incident.GaveUp, incident.ChannelOpened:
		return false
	default:
		return k.Shown()
	}
}
