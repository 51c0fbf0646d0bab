package incident

import (
	"slices"
	"strings"
	"time"
)

// Excuse is why what still failed when the incident was resolved is fine: a
// person's word, which stands beside the resolution and changes no verdict.
type Excuse struct {
	Seq int64 // Of its event.
	At  time.Time
	By  Actor
	Why string
}

// Excuse says that what still fails after the end is fine, and why.
func (i Incident) Excuse(by Actor, why string, at time.Time) ([]Event, error) {
	why = strings.TrimSpace(why)
	switch {
	case i.Status != IsResolved:
		return nil, Errorf(Conflict, "%s is %s. That something may fail is said beside a resolution; to say that a check is wrong, type overrule.", i.Name(), i.Status)
	case len(i.Failing()) == 0:
		return nil, Errorf(Conflict, "Nothing fails any more in %s, so there is nothing to explain.", i.Name())
	case why == "":
		return nil, Errorf(Invalid, "Why is it fine? A few words are enough, such as: backlog is draining.")
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: Excused, Text: why}}, nil
}

// unexcuse takes an excuse back.
func (i *Incident) unexcuse(seq int64) {
	i.Excuses = slices.DeleteFunc(i.Excuses, func(e Excuse) bool { return e.Seq == seq })
}
