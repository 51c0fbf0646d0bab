package main

import (
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
	"github.com/sitrephq/sitrep/integrations/slack"
)

// sampleTitles are titles as people type them: each has to become the name of a
// channel.
func sampleTitles() []string {
	return []string{"API is slow", "Checkout: 50 % of payments fail (EU)", "Überlast im Süden", "遅い", "everything that could be slow in the whole of the shop and its neighbours is very slow today"}
}

// samples are the messages of an incident in which everything happens, for
// Slack's validator. Nothing in them is of a real team.
func samples() []slack.Sample {
	i, at := sampleIncident()
	timeline, _ := say.Timeline(i, sampleEvents(i, at), time.UTC, 0, false)
	all := []slack.Sample{
		{Name: "declared", Message: say.Declared(i, 0, "api", "web")},
		{Name: "channel", Message: say.Opened(i)},
		{Name: "status", Message: say.Status(i, at)},
		{Name: "list", Message: say.List([]incident.Incident{i}, at)},
		{Name: "timeline", Message: timeline},
		{Name: "evidence", Message: say.Evidence(sampleEvidence(i, at))},
	}
	if m, ok := say.Reminder(i, false, at); ok {
		all = append(all, slack.Sample{Name: "reminder", Message: m})
	}
	subjects := []string{incident.BoardSubject, incident.AnswersSubject, incident.AnnouncementSubject, "severity:9"}
	for _, c := range i.Checks {
		subjects = append(subjects, incident.CheckSubject(c.Check))
	}
	for _, u := range i.Updates {
		subjects = append(subjects, incident.UpdateSubject(u.Seq))
	}
	for _, a := range i.Actions {
		subjects = append(subjects, incident.ActionSubject(a.Seq), incident.EffectSubject(a.Seq))
	}
	for _, t := range i.Theories {
		for _, step := range t.Steps {
			subjects = append(subjects, incident.TheorySubject(step.Seq), incident.NudgeSubject(step.Seq))
		}
	}
	for _, subject := range subjects {
		if m, ok := say.Subject(i, subject, at); ok {
			all = append(all, slack.Sample{Name: subject, Message: m})
		}
	}
	i.Status, i.ResolvedAt, i.ResolvedBy, i.Resolution = incident.IsResolved, at, i.Lead, "rolled back api to v41"
	if m, ok := say.Subject(i, incident.ResolvedSubject, at); ok {
		all = append(all, slack.Sample{Name: incident.ResolvedSubject, Message: m})
	}
	return all
}

// sampleIncident has what each kind of message shows: a check that fails, one
// that passes, one that stopped, an action with its effect and a theory.
func sampleIncident() (i incident.Incident, at time.Time) {
	began := time.Date(2018, 1, 16, 15, 0, 0, 0, time.UTC)
	at, thought := began.Add(20*time.Minute), began.Add(8*time.Minute)
	who := incident.Actor{ID: "U0ANA", Name: "Ana"}
	number := func(n float64) *float64 { return &n }
	verdict := func(check, ask, stage string, outcome incident.Outcome) incident.Check {
		v := incident.Verdict{
			Check: check, Name: stage, Ask: ask, Outcome: outcome, Stage: stage, Base: true, Have: "2", Want: "20", Need: "at least 16",
			Short: "2 of 20", Say: "2 of 20 take traffic", Value: 0.1, SampledAt: at, Source: "main", Since: began, GoodFrom: began.Add(-6 * time.Hour), GoodTo: began,
			Usual: "Yesterday at this time: 20.", Offenders: []string{"api-3", "api-4"}, More: 16, Why: "18 of them refuse connections.",
			Next: "put them back, or find why each left.", HaveNumber: number(2), WantNumber: number(20),
		}
		return incident.Check{Verdict: v, At: at, Seq: 4, Evidence: "0123abcd", Known: outcome, FailedAt: at, FailSeq: 4, SignalAt: began}
	}
	stopped := verdict("connection-limits/database", "Is the database near its limit?", "", incident.Unknown)
	stopped.Reason, stopped.Known, stopped.Detail = incident.Stopped, incident.Pass, "It was measured until 14:58 UTC (41 of 100), then the series ended."
	return incident.Incident{
		ID: 1, Number: 1, UID: "UID", Seq: 20, Title: "API is slow", Service: "api", Severity: incident.Sev1, Status: incident.Investigating,
		Declarer: who, Lead: who, DeclaredAt: began.Add(4 * time.Minute), ReadAt: at, Channel: "C0SAMPLE", ChannelName: "inc-1-api-is-slow",
		Checks: []incident.Check{
			verdict("backend-pool/healthy-share", "Is the API pool whole?", "registered", incident.Fail),
			verdict("backend-pool/running", "Do all servers run?", "running", incident.Pass),
			stopped,
		},
		Actions: []incident.Action{{
			Seq: 14, Moment: incident.ExactMoment(began.Add(6 * time.Minute)), By: who, Text: "added 4 replicas",
			Effect: &incident.Effect{Action: 14, Outcome: incident.NothingYet, After: 10 * time.Minute, At: at},
		}},
		Updates: []incident.Update{{Seq: 16, At: began.Add(10 * time.Minute), By: who, Text: "The API is slow for everyone. We put servers back.", Next: at.Add(10 * time.Minute)}},
		Theories: []incident.Theory{{
			N: 1, Seq: 15, Moment: incident.ExactMoment(thought), By: who, Text: "DNS", Status: incident.TheoryOpen, Since: thought,
			Steps: []incident.TheoryStep{{Kind: incident.Theorised, Seq: 15, At: thought, By: who, Text: "DNS"}, {Kind: incident.Nudged, Seq: 17, At: at}},
		}},
	}, at
}

func sampleEvents(i incident.Incident, at time.Time) []incident.Event {
	return []incident.Event{
		{Incident: i.ID, Seq: 1, Moment: incident.ExactMoment(i.DeclaredAt), RecordedAt: i.DeclaredAt, Actor: i.Declarer, Kind: incident.Declared, Text: i.Title},
		{Incident: i.ID, Seq: 2, Moment: incident.ExactMoment(at), RecordedAt: at, Actor: i.Declarer, Kind: incident.Noted, Text: "the pool was emptied"},
	}
}

func sampleEvidence(i incident.Incident, at time.Time) incident.Evidence {
	return incident.Evidence{
		Check: i.Checks[0].Check, At: at, Source: "main", Outcome: incident.Fail, Link: "https://prometheus.example.com/graph?g0.expr=up",
		Queries: []incident.Asked{
			{For: "have", Query: `sum(haproxy_server_status{proxy="api",state="UP"})`, Series: []incident.Series{{Samples: []incident.Sample{{At: at, Value: 2}}}}},
			{For: "since", Query: `sum(haproxy_server_status{proxy="api"})`, From: at.Add(-6 * time.Hour), To: at, Error: "no reply in 5 s"},
		},
	}
}
