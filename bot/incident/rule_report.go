package incident

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// sameWithin is how soon after a declaration another one is likely about the
// same. Later the first is known, and who declares another means another.
const sameWithin = 5 * time.Minute

// Report is somebody's declaration of what had just been declared.
type Report struct {
	Seq  int64 // Of its event.
	At   time.Time
	By   Actor
	Text string
}

// Same is the one of the incidents, the newest first, that a declaration is
// about once more: declared a moment ago on the same service, or in the same
// words where one of the two names none. What is private is never the same: who
// declares need not know of it, and whoever is in it knows.
func (d Declaration) Same(open []Incident, at time.Time) (same Incident, ok bool) {
	if d.Another || d.Private {
		return same, false
	}
	for _, i := range open {
		if i.Private || !i.Open() || at.Sub(i.DeclaredAt) > sameWithin {
			continue
		}
		if d.Service != "" && d.Service == i.Service || (d.Service == "" || i.Service == "") && sameTitle(d.Title, i.Title) {
			return i, true
		}
	}
	return same, false
}

// Report keeps what somebody declared who meant this incident.
func (i Incident) Report(by Actor, d Declaration, at time.Time) ([]Event, error) {
	e := Event{Moment: ExactMoment(at), Actor: by, Kind: Reported, Text: strings.TrimSpace(d.Title)}
	switch {
	case e.Text == "":
		return nil, noTitle()
	case !i.Open():
		return nil, Errorf(Conflict, "%s is over by now. Declare it again.", i.Name())
	}
	if d.Severity != NotSet {
		e.Data.Severity = &d.Severity
	}
	if d.From != "" {
		e.Data.Message = &Message{Link: d.From, MarkedBy: by}
	}
	return []Event{e}, nil
}

// reported reports whether the words of somebody's declaration are kept here.
func (i Incident) reported(by Actor, d Declaration) bool {
	return slices.ContainsFunc(i.Reports, func(r Report) bool { return r.By.ID == by.ID && r.Text == strings.TrimSpace(d.Title) })
}

// sameTitle reports whether two titles have the same words, in whatever order.
func sameTitle(a, b string) bool {
	x, y := titleWords(a), titleWords(b)
	return len(x) > 0 && slices.Equal(x, y)
}

// titleWords are the words of a title that say something, each once.
func titleWords(title string) []string {
	all := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	all = slices.DeleteFunc(all, func(w string) bool {
		switch w {
		case "a", "an", "the", "is", "are", "it", "its", "and", "for", "in", "on", "of", "our", "we":
			return true
		}
		return false
	})
	slices.Sort(all)
	return slices.Compact(all)
}
