package incident

import (
	"fmt"
	"strings"
	"time"
)

// Survey is one cheap question to all services at once, for an incident whose
// service nobody has named. It proves nothing good: a service with all of its
// members may be down all the same.
type Survey struct {
	At     time.Time `json:"at"`     // Of the metrics. UTC.
	Looked int       `json:"looked"` // How many services were looked at.
	Whole  int       `json:"whole"`  // Of those: have all of their members.
	Short  int       `json:"short"`  // Lack some.
	Blind  int       `json:"blind"`  // Could not be told, silent ones included.
	// Worst are those that lack members or fell silent, at most five, the worst
	// first.
	Worst []Standing `json:"worst,omitempty"`
	Why   string     `json:"why,omitempty"` // Why the first of those that could not be told could not.
}

// Standing is how many members a service has, of how many it should have.
type Standing struct {
	Service string `json:"service"`
	Have    int    `json:"have"`
	Want    int    `json:"want"` // As declared, else the best of the week before the incident; 0 is not known.
	// Silent says that it was measured and is no more: how many it has is not
	// known.
	Silent bool `json:"silent,omitempty"`
}

// Learned reports whether the survey could tell anything of any service.
func (s Survey) Learned() bool { return s.Blind < s.Looked || len(s.Worst) > 0 }

// Words are a standing for people: "2 of 20 members".
func (s Standing) Words() string {
	switch {
	case s.Silent && s.Want > 0:
		return fmt.Sprintf("stopped reporting, had %d members", s.Want)
	case s.Silent:
		return "stopped reporting"
	}
	return fmt.Sprintf("%d of %d members", s.Have, s.Want)
}

// RecordSurvey records what a look at all services found. Once the service is known
// nobody has to be told which it may be, and a second look that again could
// tell nothing is no news.
func (i Incident) RecordSurvey(s Survey, evidence string, at time.Time) []Event {
	if i.Service != "" || i.Surveyed != nil && !s.Learned() {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: Surveyed, Text: s.text(), Subject: SurveySubject, Evidence: evidence, Data: Data{Survey: &s}}}
}

// text is the survey in a line.
func (s Survey) text() string {
	var worst []string
	for _, w := range s.Worst {
		worst = append(worst, w.Service+" "+w.Words())
	}
	counted := fmt.Sprintf("%d of %d have their members", s.Whole, s.Looked)
	if s.Blind > 0 {
		counted += fmt.Sprintf(", %d can't be told", s.Blind)
	}
	return strings.Join(append(worst, counted), "; ")
}
