package say_test

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// unnamed is the incident whose service nobody named, after a look at all.
func unnamed(s incident.Survey) incident.Incident {
	return with(declared(), func(i *incident.Incident) {
		i.Service, i.Title, i.Channel, i.ChannelName = "", "Slow since lunch", "C12", "inc-12-slow-since-lunch"
		s.At = on("15:04:01")
		i.Surveyed = &s
	})
}

func TestASurveyReadsAsWritten(t *testing.T) {
	t.Parallel()
	worst := unnamed(incident.Survey{Looked: 40, Whole: 36, Short: 2, Blind: 2, Worst: []incident.Standing{
		{Service: "api", Have: 2, Want: 20}, {Service: "cron", Want: 3, Silent: true}, {Service: "search", Have: 5, Want: 6},
	}})
	one := unnamed(incident.Survey{Looked: 40, Whole: 39, Short: 1, Worst: []incident.Standing{{Service: "api", Have: 2, Want: 20}}})
	fine := unnamed(incident.Survey{Looked: 40, Whole: 40})
	half := unnamed(incident.Survey{Looked: 40, Whole: 30, Blind: 10, Why: "cron has nothing to compare with"})
	blind := unnamed(incident.Survey{Looked: 40, Blind: 40, Why: "Prometheus main has not answered (no reply in 5 s)."})
	named := with(worst, func(i *incident.Incident) { i.Service = "api" })
	subject := func(i incident.Incident, name string) chat.Message {
		m, ok := say.Subject(i, name, on("15:04:30"))
		if !ok {
			t.Helper()
			t.Fatalf("%s has nothing to say", name)
		}
		return m
	}
	for name, m := range map[string]chat.Message{
		"survey_worst":        subject(worst, "survey"),
		"survey_one":          subject(one, "survey"),
		"survey_fine":         subject(fine, "survey"),
		"survey_half":         subject(half, "survey"),
		"survey_blind":        subject(blind, "survey"),
		"survey_named":        subject(named, "survey"),
		"opened_survey":       say.Opened(worst),
		"board_survey":        subject(worst, "board"),
		"board_survey_fine":   subject(fine, "board"),
		"board_survey_no_sev": subject(with(worst, func(i *incident.Incident) { i.Severity = incident.NotSet }), "board"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, m)
		})
	}
	if _, ok := say.Subject(with(worst, func(i *incident.Incident) { i.Surveyed = nil }), "survey", on("15:05")); ok {
		t.Error("it says something before anything was looked at")
	}
}
