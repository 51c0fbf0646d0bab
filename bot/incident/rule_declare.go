package incident

import (
	"strings"
	"time"
)

// Declaration is what is said when an incident is declared.
type Declaration struct {
	Title    string
	Service  string // Empty when it is not known yet.
	Severity Severity
	Private  bool   // For nobody but those in its channel.
	Another  bool   // Whoever declares knows of the one before, and means another.
	From     string // The address of the message that it began with, if any.
}

// declare opens a new incident. i is empty but for what the store gave it.
func (i Incident) declare(by Actor, d Declaration, uid string, at time.Time) ([]Event, error) {
	title := strings.TrimSpace(d.Title)
	if title == "" {
		return nil, noTitle()
	}
	e := Event{
		Moment: ExactMoment(at), Actor: by, Kind: Declared, Text: title,
		Data: Data{UID: uid, Title: title, Service: d.Service, Severity: &d.Severity, Private: d.Private},
	}
	if d.From != "" {
		e.Data.Message = &Message{Link: d.From, MarkedBy: by}
	}
	return []Event{e}, nil
}

func noTitle() error {
	return Errorf(Invalid, "What is wrong? Say it in a few words, as users see it.")
}

// SetService says which service the incident is about, so that its runbooks
// can be asked.
func (i Incident) SetService(by Actor, service string, at time.Time) ([]Event, error) {
	if service == i.Service {
		return nil, nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: by, Kind: ServiceChanged, Text: service, Data: Data{Service: service}}}, nil
}
