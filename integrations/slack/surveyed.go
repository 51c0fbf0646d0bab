package slack

import "github.com/sitrephq/sitrep/bot/incident"

// surveyed asks in the channel which service it may be, as soon as all were
// looked at; once one is named, the message asks no more. It is a message of
// its own: the first answers, which come then, are news.
func surveyed(i incident.Incident, e incident.Event) []incident.Job {
	if i.Surveyed == nil || i.Service != "" {
		return edit(i, e, incident.SurveySubject)
	}
	return []incident.Job{post(i, e, incident.SurveySubject)}
}
