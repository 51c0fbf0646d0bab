package say_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// with is the incident after a change.
func with(i incident.Incident, change func(*incident.Incident)) incident.Incident {
	i.Checks, i.Actions = slices.Clone(i.Checks), slices.Clone(i.Actions)
	change(&i)
	return i
}

// watched is the incident at minute 24: somebody is on it, two actions moved
// nothing, and others wait for word.
func watched() incident.Incident {
	return with(tried(), func(i *incident.Incident) {
		i.Checks[1].Owner, i.Checks[0].Owner = cho, cho
		i.Actions = append(i.Actions, incident.Action{Seq: 15, Moment: incident.ExactMoment(on("15:09")), By: cho, Text: "restarted api-7"})
		for n := range i.Actions {
			i.Actions[n].Effect = &incident.Effect{Action: i.Actions[n].Seq, Outcome: incident.NothingYet, At: on("15:20"), After: 10 * time.Minute}
		}
		i.Updates = []incident.Update{{Seq: 20, At: on("15:04"), By: ana, Text: "We look.", Next: on("15:34")}}
		i.Posts = map[string]incident.Post{incident.AnnouncementSubject: {Channel: "C1", TS: "7"}}
		i.Helpers = []incident.Helper{{Seq: 21, By: ben, At: on("15:25"), With: "I know HAProxy"}, {Seq: 22, By: cho, At: on("15:26")}}
	})
}

func TestMessagesReadAsWritten(t *testing.T) {
	t.Parallel()
	subject := func(i incident.Incident, name, at string) chat.Message {
		m, ok := say.Subject(i, name, on(at))
		if !ok {
			t.Helper()
			t.Fatalf("%s has nothing to say", name)
		}
		return m
	}
	onlyPass := with(answered(), func(i *incident.Incident) { i.Checks = i.Checks[2:] })
	dark := with(answered(), func(i *incident.Incident) {
		i.Checks = []incident.Check{silentSource("backend-pool/healthy-share"), silentSource("backend-pool/running"), silentSource("traffic/demand")}
	})
	halfDark := with(answered(), func(i *incident.Incident) { i.Checks[3] = silentSource("traffic/demand") })
	felt := with(answered(), func(i *incident.Incident) { i.Checks = append(i.Checks, judgedAt(slow(), "15:04:10")) })
	taken := with(answered(), func(i *incident.Incident) { i.Checks[1].Owner = cho })
	contradicted := with(answered(), func(i *incident.Incident) {
		i.Checks[1].Answers = []incident.Answer{{By: ana, At: on("15:11"), Outcome: incident.Pass, Why: "I see 20 in the console.", Seq: 9}}
	})
	flapping := with(answered(), func(i *incident.Incident) {
		i.Checks[1].Flips = []time.Time{on("15:07"), on("15:09"), on("15:11")}
	})
	forHours := with(answered(), func(i *incident.Incident) {
		for n := range i.Checks[:2] {
			i.Checks[n].SinceAtLeast, i.Checks[n].Since, i.Checks[n].At = true, on("09:04"), on("15:04:10")
		}
	})
	jump := with(answered(), func(i *incident.Incident) {
		i.Checks = i.Checks[0:5]
		i.Checks = append(i.Checks[:1:1], i.Checks[2:]...)
	})
	again := with(whole(), func(i *incident.Incident) {
		i.Status, i.ResolvedAt, i.Resolution = incident.Investigating, time.Time{}, ""
	})
	red := with(whole(), func(i *incident.Incident) {
		v := poolVerdict()
		v.Check, v.Ask, v.Short, v.Need, v.Stage, v.Want = "queue-age/oldest", "Is the queue drained?", "9 min", "under 1 min", "working", ""
		v.Say = "the oldest job waits 9 min"
		i.Checks = append(i.Checks, judgedAt(v, "20:40"))
	})
	shared := judgedEffect(incident.Effect{
		Outcome: incident.NothingYet, Shared: []int64{15},
		Measures: []incident.Measure{p95(4.1, 4.2, incident.NothingYet), pool(2, 2, incident.NothingYet)},
	})
	shared.Actions = append(shared.Actions, incident.Action{Seq: 15, Moment: incident.ExactMoment(on("15:09")), By: cho, Text: "api-7 restarted"})

	tests := map[string]chat.Message{
		"declared":                 say.Declared(declared(), 0, "api", "web"),
		"declared_unknown_service": say.Declared(with(declared(), func(i *incident.Incident) { i.Service, i.Severity, i.Title = "", incident.NotSet, "Slow since lunch" }), 0, "api", "web", "billing", "search"),
		"declared_queued":          say.Declared(with(declared(), func(i *incident.Incident) { i.Number = 31 }), 9, "api", "web"),
		"opened_before_answers":    say.Opened(with(declared(), func(i *incident.Incident) { i.Channel, i.ChannelName = "C12", "inc-12-api-is-slow" })),
		"opened_with_answers":      say.Opened(answered()),
		"opened_unknown_service":   say.Opened(with(declared(), func(i *incident.Incident) { i.Service, i.Channel, i.ChannelName = "", "C12", "inc-12-slow" })),

		"board_just_opened": subject(with(declared(), func(i *incident.Incident) { i.Service, i.Severity = "", incident.NotSet }), "board", "15:04"),
		"board_broken":      subject(tried(), "board", "15:13:12"),
		"board_neighbours": subject(with(tried(), func(i *incident.Incident) {
			i.Neighbours = []incident.Other{{ID: 4, Number: 13, Channel: "C13", Name: "inc-13-checkout-fails"}}
		}), "board", "15:13:12"),
		"board_three_neighbours": subject(with(tried(), func(i *incident.Incident) {
			i.Neighbours = []incident.Other{{ID: 4, Number: 13}, {ID: 5, Number: 14, Channel: "C14", Name: "inc-14-slow"}, {ID: 6, Number: 15}}
		}), "board", "15:13:12"),
		"greeting":                 say.Greeting(watched(), on("15:28")),
		"greeting_quiet":           say.Greeting(with(declared(), func(i *incident.Incident) { i.Channel, i.ChannelName = "C12", "inc-12-api-is-slow" }), on("15:05")),
		"greeting_over":            say.Greeting(whole(), on("20:50")),
		"offers":                   say.Offers(watched(), watched().Helpers),
		"board_can_help":           subject(watched(), "board", "15:28"),
		"joined":                   say.Joined(answered(), incident.Declaration{Title: "checkout fails", Service: "api"}, ben, "--another on api checkout fails", on("15:04:40")),
		"status":                   say.Status(tried(), on("15:13:12")),
		"status_elsewhere":         say.StatusElsewhere(tried(), on("15:13:12")),
		"status_shared":            subject(tried(), "shared:15", "15:13:12"),
		"status_checks":            say.Checks(tried(), on("15:13:12")),
		"board_only_users_feel_it": subject(with(answered(), func(i *incident.Incident) { i.Checks = []incident.Check{judgedAt(slow(), "15:04:10")} }), "board", "15:13:12"),
		"board_taken":              subject(taken, "board", "15:13:12"),
		"board_contradicted":       subject(contradicted, "board", "15:13:12"),
		"board_flapping":           subject(flapping, "board", "15:13:12"),
		"board_gap_in_path":        subject(jump, "board", "15:13:12"),
		"board_red_for_long":       subject(forHours, "board", "15:13:12"),
		"board_dark":               subject(dark, "board", "15:13:12"),
		"board_nothing_fails": subject(with(onlyPass, func(i *incident.Incident) {
			i.GaveUp = map[string]string{"pin the board": "Slack says that the channel has 100 pins. Unpin one."}
		}), "board", "15:13:12"),
		"board_resolved": subject(whole(), "board", "20:50"),

		"answers_pool":          subject(answered(), "answers", "15:05"),
		"answers_felt":          subject(felt, "answers", "15:05"),
		"action_felt":           subject(with(felt, func(i *incident.Incident) { i.Actions = tried().Actions; i.Actions[0].Capacity = nil }), "action:14", "15:07"),
		"board_felt":            subject(felt, "board", "15:13:12"),
		"answers_all_unknown":   subject(with(answered(), func(i *incident.Incident) { i.Checks = i.Checks[4:5] }), "answers", "15:05"),
		"answers_taken":         subject(taken, "answers", "15:05"),
		"answers_nothing_fails": subject(onlyPass, "answers", "15:05"),
		"answers_dark":          subject(dark, "answers", "15:05"),
		"answers_half_dark":     subject(halfDark, "answers", "15:05"),
		"answers_pass_again":    subject(again, "answers", "20:50"),
		"answers_not_set_up":    subject(with(answered(), func(i *incident.Incident) { i.Checks = i.Checks[5:] }), "answers", "15:05"),

		"check_fail":         subject(answered(), "check:"+poolName, "15:05"),
		"check_fail_long":    subject(forHours, "check:"+poolName, "15:05"),
		"check_contradicts":  subject(contradicted, "check:"+poolName, "15:12"),
		"check_passes":       subject(answered(), "check:backend-pool/running", "15:05"),
		"check_passes_again": subject(again, "check:"+poolName, "20:50"),
		"check_stopped":      subject(answered(), "check:connection-limits/database", "15:05"),
		"check_not_set_up":   subject(answered(), "check:pooler/waiting", "15:05"),
		"check_stale": subject(with(answered(), func(i *incident.Incident) {
			i.Checks[4].Reason = incident.Stale
			i.Checks[4].Detail = "The newest sample is 7 min old (allowed: 2). It said 20 of 20, from before this began, so I do not count it."
		}), "check:connection-limits/database", "15:05"),
		"source_dark": subject(dark, "source", "15:05"),
		"source_denied": subject(with(dark, func(i *incident.Incident) {
			for n := range i.Checks {
				i.Checks[n].Detail = "Prometheus main refuses the credentials (401 Unauthorized)."
			}
		}), "source", "15:05"),
		"source_back": subject(with(answered(), func(i *incident.Incident) { i.Posts = map[string]incident.Post{"source": {TS: "1"}} }), "source", "15:20"),

		"action_logged":   subject(with(tried(), func(i *incident.Incident) { i.Actions[0].Capacity = nil }), "action:14", "15:06"),
		"action_counted":  subject(tried(), "action:14", "15:08"),
		"action_finished": subject(with(tried(), func(i *incident.Incident) { i.Actions[0].DoneAt = on("15:07"); i.Actions[0].Capacity = nil }), "action:14", "15:08"),
		"action_judged":   subject(judgedEffect(incident.Effect{Outcome: incident.NothingYet}), "action:14", "15:16"),

		"effect_nothing_yet": subject(shared, "effect:14", "15:16"),
		"effect_none_in_30":  subject(judgedEffect(incident.Effect{Outcome: incident.NothingYet, After: 30 * time.Minute, Measures: []incident.Measure{p95(4.1, 4.2, incident.NothingYet)}}), "effect:14", "15:36"),
		"effect_moved":       subject(judgedEffect(incident.Effect{Outcome: incident.Moved, Measures: []incident.Measure{pool(2, 20, incident.Moved), p95(4.2, 0.4, incident.Moved)}}), "effect:14", "15:16"),
		"effect_most":        subject(judgedEffect(incident.Effect{Outcome: incident.MostOfIt, Measures: []incident.Measure{p95(4, 1, incident.MostOfIt)}}), "effect:14", "15:16"),
		"effect_part":        subject(judgedEffect(incident.Effect{Outcome: incident.MostOfIt, Measures: []incident.Measure{pool(2, 20, incident.Moved), p95(4, 4.1, incident.NothingYet)}}), "effect:14", "15:16"),
		"answers_told_later": subject(with(answered(), func(i *incident.Incident) { i.Posts = map[string]incident.Post{"check:" + poolName: {TS: "3"}} }), "answers", "15:13"),
		"action_no_effect":   subject(judgedEffect(incident.Effect{Outcome: incident.NothingYet, After: 30 * time.Minute}), "action:14", "15:36"),
		"effect_worse":       subject(judgedEffect(incident.Effect{Outcome: incident.Worse, Measures: []incident.Measure{p95(4, 6.25, incident.Worse)}}), "effect:14", "15:16"),
		"effect_cant_tell":   subject(judgedEffect(incident.Effect{Outcome: incident.CantTell, Reason: "5 samples in the window, I need 8; with your 60 s scrape the answer comes at 15:21 UTC."}), "effect:14", "15:16"),

		"resolved":      subject(with(whole(), func(i *incident.Incident) { i.Draft = "postmortems/inc-12-api-is-slow.md" }), "resolved", "20:45"),
		"resolved_red":  subject(red, "resolved", "20:45"),
		"resolved_felt": subject(with(whole(), func(i *incident.Incident) { i.Impact = []incident.Window{{Start: incident.ExactMoment(on("15:00"))}} }), "resolved", "20:45"),
		"reopened":      subject(with(again, func(i *incident.Incident) { i.Posts = map[string]incident.Post{"resolved": {TS: "1"}} }), "resolved", "20:50"),
		"resolved_two_red": subject(with(answered(), func(i *incident.Incident) {
			i.Status, i.ResolvedAt, i.ResolvedBy, i.Resolution = incident.IsResolved, on("20:45"), ana, "nobody complains any more"
			i.MitigatedAt = on("19:30")
			i.Impact = []incident.Window{{Start: incident.ExactMoment(on("15:00")), End: incident.ExactMoment(on("19:30"))}}
		}), "resolved", "20:45"),
		"resolved_unmeasured": subject(with(declared(), func(i *incident.Incident) {
			i.Status, i.ResolvedAt, i.ResolvedBy, i.Resolution = incident.IsResolved, on("15:20"), ana, "restarted the printer"
		}), "resolved", "15:20"),
		"board_long_and_fresh": subject(with(answered(), func(i *incident.Incident) {
			i.Checks[1].SinceAtLeast, i.Checks[1].Since, i.Checks[1].Owner = true, on("09:04"), cho
		}), "board", "15:13"),
		"board_many_tried": subject(with(answered(), func(i *incident.Incident) {
			for n := range int64(8) {
				i.Actions = append(i.Actions, incident.Action{Seq: 20 + n, Moment: incident.ExactMoment(on("15:06")), By: ben, Text: "restarted a server"})
			}
		}), "board", "15:13"),
		"effect_one_idle": subject(with(judgedEffect(incident.Effect{Outcome: incident.NothingYet}), func(i *incident.Incident) {
			i.Actions[0].Capacity = &incident.Capacity{Action: 14, Healthy: new(1), Receiving: new(0)}
			i.Checks[1].Owner = cho
		}), "effect:14", "15:16"),
		"severity": subject(answered(), "severity:9", "15:10"),
		"list":     say.List([]incident.Incident{answered(), with(whole(), func(i *incident.Incident) { i.Number, i.Title, i.Severity = 11, "Login is slow", incident.Sev3 })}, on("21:00")),
		"home": say.Home(ben, []incident.Incident{
			with(answered(), func(i *incident.Incident) {
				i.Number, i.Title, i.Severity = 13, "Login is slow", incident.Sev3
				i.Checks = i.Checks[2:]
			}),
			with(tried(), func(i *incident.Incident) { i.Lead = ben }),
			with(whole(), func(i *incident.Incident) { i.Number, i.Title = 11, "Search is down" }),
			with(whole(), func(i *incident.Incident) {
				i.Number, i.Title, i.ResolvedAt = 2, "Long over", on("15:00").AddDate(0, 0, -8)
			}),
		}, []chat.Span{{Text: "/incident declare sev1 API is slow", Code: true}, chat.T(" Open an incident")}, on("21:00")),
		"home_quiet":     say.Home(ben, nil, nil, on("21:00")),
		"list_none_open": say.List(nil, on("15:00")),
		"evidence": say.Evidence(incident.Evidence{
			Check: poolName, At: on("15:04:10"), Source: "main", Outcome: incident.Fail, Link: "http://prometheus.example/graph?g0.expr=up",
			Queries: []incident.Asked{
				{For: "newest", Query: `max(timestamp(haproxy_server_status{proxy="api"}))`, Series: []incident.Series{{Samples: []incident.Sample{{At: on("15:04:10"), Value: float64(on("15:04:02").Unix())}}}}},
				{For: "have", Query: `sum(haproxy_server_status{proxy="api",state="UP"})`, Series: []incident.Series{{Samples: []incident.Sample{{At: on("15:04:02"), Value: 2}}}}},
				{For: "since", Query: `sum(haproxy_server_status{proxy="api"})`, From: on("09:04"), To: on("15:04"), Error: "no reply in 5 s"},
				{For: "who", Query: `haproxy_server_status{proxy="api"} == 0`},
				{For: "because", Query: `haproxy_server_check_status{proxy="api"} == 1`, Series: slices.Repeat([]incident.Series{{Samples: []incident.Sample{{At: on("15:04:02"), Value: 1}}}}, 8)},
			},
		}),
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, m)
		})
	}
}

// timeline is the newest page.
func timeline(i incident.Incident, events []incident.Event, zone *time.Location) chat.Message {
	m, _ := say.Timeline(i, events, zone, 0, false)
	return m
}

func TestTimelineIsReadableWithoutItsBookkeeping(t *testing.T) {
	t.Parallel()
	sev := incident.Sev1
	fail := poolVerdict()
	line := func(seq int64, at string, by incident.Actor, kind incident.Kind, text string, d incident.Data) incident.Event {
		return incident.Event{Incident: 3, Seq: seq, Moment: incident.ExactMoment(on(at)), RecordedAt: on(at), Actor: by, Kind: kind, Text: text, Data: d}
	}
	events := []incident.Event{
		line(1, "15:04", ana, incident.Declared, "API is slow", incident.Data{Title: "API is slow", Severity: &sev, Service: "api"}),
		line(2, "15:04:05", incident.Bot, incident.ChannelOpened, "inc-12-api-is-slow", incident.Data{Channel: "C12", Name: "inc-12-api-is-slow"}),
		line(3, "15:04:06", incident.Bot, incident.Posted, "", incident.Data{TS: "1"}),
		line(4, "15:04:10", incident.Bot, incident.Judged, fail.Say, incident.Data{Verdict: &fail}),
		line(5, "15:06", ben, incident.Acted, "added 4 database replicas", incident.Data{}),
		line(6, "15:07", ben, incident.Noted, "the console is slow too", incident.Data{}),
		line(7, "15:08", ben, incident.Retracted, "the console is slow too", incident.Data{Action: 6}),
		line(8, "15:16", incident.Bot, incident.EffectJudged, "added 4 database replicas", incident.Data{Effect: &incident.Effect{Action: 5, Outcome: incident.NothingYet}}),
		line(9, "19:24", cho, incident.Taken, fail.Ask, incident.Data{Check: poolName}),
		line(10, "15:09", cho, incident.Acted, "restarted api-7", incident.Data{Message: &incident.Message{Link: "https://x.slack.com/archives/C12/p1", MarkedBy: ben}}),
		line(11, "15:10", cho, incident.Noted, "the graph", incident.Data{Message: &incident.Message{
			Link: "https://x.slack.com/archives/C12/p2", MarkedBy: cho, Shortened: true,
			Files: []incident.File{{Name: "p95.png", Link: "https://x.slack.com/files/F1"}, {Name: "a.log"}, {Name: "b.log"}, {Name: "c.log"}, {Name: "d.log"}},
		}}),
		line(12, "20:45", ana, incident.Resolved, "18 API servers back in the pool", incident.Data{}),
	}
	i := incident.Fold(3, 12, events)
	golden(t, "timeline", timeline(i, events, nil))
	golden(t, "timeline_in_cet", timeline(i, events, time.FixedZone("CET", 3600)))
}

func TestEveryKindOfLineReadsAsASentence(t *testing.T) {
	t.Parallel()
	fail, pass, unknown, shown := poolVerdict(), poolVerdict(), stopped().Verdict, poolVerdict()
	pass.Outcome, shown.Outcome, pass.Say, shown.Say = incident.Pass, incident.Shown, "20 of 20 take traffic", ""
	sev := incident.Sev2
	kinds := []struct {
		kind incident.Kind
		text string
		data incident.Data
	}{
		{incident.Declared, "API is slow", incident.Data{Title: "API is slow"}},
		{incident.ServiceChanged, "api", incident.Data{Service: "api"}},
		{incident.SeverityChanged, "SEV2", incident.Data{Severity: &sev}},
		{incident.LeadChanged, "Ben", incident.Data{Lead: &ben}},
		{incident.Noted, "a customer called", incident.Data{}},
		{incident.Acted, "added 4", incident.Data{}},
		{incident.ActionDone, "added 4", incident.Data{Action: 6}},
		{incident.Answered, "I see 20", incident.Data{Check: poolName, Outcome: incident.Pass}},
		{incident.Answered, "", incident.Data{Check: poolName, Outcome: incident.Fail}},
		{incident.Answered, "no access", incident.Data{Check: poolName, Outcome: incident.Unknown}},
		{incident.Taken, "Is the API pool whole?", incident.Data{Check: poolName}},
		{incident.CheckAsked, poolName, incident.Data{Check: poolName}},
		{incident.ImpactBegan, "first call", incident.Data{}},
		{incident.ImpactEnded, "", incident.Data{}},
		{incident.Mitigated, "moved traffic", incident.Data{}},
		{incident.Resolved, "put them back", incident.Data{}},
		{incident.Reopened, "it is back", incident.Data{}},
		{incident.Retracted, "a customer called", incident.Data{Action: 5}},
		{incident.Judged, fail.Say, incident.Data{Verdict: &fail}},
		{incident.Judged, pass.Say, incident.Data{Verdict: &pass}},
		{incident.Judged, unknown.Say, incident.Data{Verdict: &unknown}},
		{incident.Judged, shown.Say, incident.Data{Verdict: &shown}},
		{incident.EffectJudged, "added 4", incident.Data{Effect: &incident.Effect{Action: 6, Outcome: incident.Moved}}},
		{incident.CapacityCounted, "added 4", incident.Data{Capacity: &incident.Capacity{Action: 6, Running: new(4)}}},
		{incident.ChannelOpened, "inc-12", incident.Data{}},
		{incident.Drafted, "postmortems/inc-12.md", incident.Data{}},
		{incident.Surveyed, "api 2 of 20 members; 39 of 40 have their members", incident.Data{Survey: &incident.Survey{}}},
		{incident.GaveUp, "There are 100 pins.", incident.Data{Name: "pin the board"}},
		{incident.Overruled, "the exporter is old", incident.Data{Check: poolName, Outcome: incident.Pass, Over: incident.Fail, Measured: "2 of 20"}},
		{incident.Answered, "14:31, by Ben", incident.Data{Check: "changes/when"}},
		{incident.Read, "", incident.Data{Verdict: &fail}},
		{incident.Posted, "", incident.Data{}},
		{incident.StepDone, "", incident.Data{}},
		{incident.Marked, "", incident.Data{}},
		{incident.Unmarked, "", incident.Data{}},
	}
	var events []incident.Event
	for seq, k := range kinds {
		events = append(events, incident.Event{
			Incident: 3, Seq: int64(seq + 1), Moment: incident.ExactMoment(on("15:04").Add(time.Duration(seq) * time.Minute)), Actor: ana, Kind: k.kind, Text: k.text, Data: k.data,
		})
	}
	events[4].Precision = incident.Relative
	events[5].Redacted = true
	events[6].At = on("15:04").Add(24 * time.Hour)
	golden(t, "timeline_of_every_kind", timeline(incident.Fold(3, 12, events), events, nil))
}

func TestNothingIsSaidOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	i := with(declared(), func(i *incident.Incident) { i.Service = "" })
	for _, subject := range []string{"answers", "resolved", "source", "check:nothing/here", "action:99", "effect:99", "effect:x", "moon"} {
		if m, ok := say.Subject(i, subject, on("15:05")); ok {
			t.Errorf("%s says %q", subject, m.Text)
		}
	}
}

func TestTheLockScreenShowsTheVerdictOfALongTitle(t *testing.T) {
	t.Parallel()
	i := with(answered(), func(i *incident.Incident) { i.Title = strings.Repeat("very slow ", 20) })
	m := say.Status(i, on("15:13"))
	seen := string([]rune(m.Text)[:80])
	if !strings.Contains(seen, "2 of 20 in the pool since 15:00 UTC") {
		t.Errorf("a lock screen shows %q", seen)
	}
}

func TestALongTextStandsInFullOnlyWhereItWasSaid(t *testing.T) {
	t.Parallel()
	long := "first line\n" + strings.Repeat("and so on ", 200)
	i := with(judgedEffect(incident.Effect{Outcome: incident.Moved}), func(i *incident.Incident) { i.Title, i.Actions[0].Text = long, long })
	for subject, most := range map[string]int{"board": 1200, "effect:14": 400, "severity:9": 400} {
		m, _ := say.Subject(i, subject, on("15:16"))
		if text := render(m); len(text) > most || !strings.Contains(text, "first line and so on") || !strings.Contains(text, "…") {
			t.Errorf("%s has %d characters:\n%s", subject, len(text), text)
		}
	}
	m, _ := say.Subject(i, "action:14", on("15:16"))
	if !strings.Contains(render(m), long) {
		t.Errorf("the action's own message is cut:\n%s", render(m))
	}
}

func TestWhatIsNotKnownLeavesNoGap(t *testing.T) {
	t.Parallel()
	// A verdict may come with next to nothing: a runbook's author left the
	// words out, or the source said nothing of use.
	reasons := []incident.Reason{
		"", incident.Stopped, incident.NeverThere, incident.Stale, incident.Partial, incident.NotANumber, incident.SourceFailed, incident.TooFew, incident.Unfit,
	}
	for _, outcome := range []incident.Outcome{incident.Pass, incident.Fail, incident.Unknown, incident.Shown} {
		for _, reason := range reasons {
			if (reason != "") != (outcome == incident.Unknown) {
				continue
			}
			i := declared()
			v := incident.Verdict{Check: "a/b", Ask: "Is it well?", Outcome: outcome, Reason: reason, Base: true, Source: "main"}
			i.Checks = []incident.Check{{Verdict: v, At: on("15:04:10")}}
			i.Actions = []incident.Action{{Seq: 5, Moment: incident.ExactMoment(on("15:06")), By: ben, Text: "added it", Effect: &incident.Effect{Action: 5, Outcome: incident.CantTell}}}
			for _, subject := range []string{"board", "answers", "check:a/b", "source", "action:5", "effect:5"} {
				if m, ok := say.Subject(i, subject, on("15:07")); ok {
					manners(t, m)
				}
			}
			i.Status, i.ResolvedAt, i.Resolution, i.ResolvedBy = incident.IsResolved, on("15:10"), "it went away", ana
			for _, subject := range []string{"board", "resolved"} {
				if m, ok := say.Subject(i, subject, on("15:11")); ok {
					manners(t, m)
				}
			}
		}
	}
}

func TestUnknownIsNeverGreen(t *testing.T) {
	t.Parallel()
	i := with(answered(), func(i *incident.Incident) { i.Checks = i.Checks[4:] })
	for _, subject := range []string{"board", "answers", "check:connection-limits/database"} {
		m, _ := say.Subject(i, subject, on("15:07"))
		if text := render(m); strings.Contains(text, "✓") || strings.Contains(text, "fails") {
			t.Errorf("%s of nothing but unknowns reads as good news:\n%s", subject, text)
		}
	}
}

func TestWhatIsNotAnsweredYetIsNoGoodNews(t *testing.T) {
	t.Parallel()
	early := with(answered(), func(i *incident.Incident) {
		i.Checks = i.Checks[2:3]
		i.Checks[0].Bases, i.Checks[0].Base = 4, true
	})
	for _, subject := range []string{incident.BoardSubject, incident.AnswersSubject} {
		m, ok := say.Subject(early, subject, on("15:04:10"))
		if !ok {
			t.Fatalf("%s has nothing to say", subject)
		}
		if all := m.Text + render(m); !strings.Contains(all, "3 not answered yet") || strings.Contains(all, "Nothing I can measure fails") || strings.Contains(m.Text, "nothing measured fails") {
			t.Errorf("%s says:\n%s", subject, all)
		}
	}
}
