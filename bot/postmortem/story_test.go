package postmortem

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var (
	ana = incident.Actor{ID: "U1", Name: "Ana"}
	ben = incident.Actor{ID: "U2", Name: "Ben"}
	cho = incident.Actor{ID: "U3", Name: "Cho"}
)

const pool = "backend-pool/healthy-share"

// story is a timeline written by hand, line by line.
type story struct {
	events   []incident.Event
	evidence map[string]incident.Evidence
}

// at is a time of the day of the Toggl incident, "15:04" or "15:04:05".
func at(clock string) time.Time {
	layout := "2006-01-02 15:04:05"
	if len(clock) == len("15:04") {
		clock += ":00"
	}
	t, err := time.Parse(layout, "2018-01-16 "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

func minute(clock string) incident.Moment {
	return incident.Moment{At: at(clock), Zone: "UTC", Precision: incident.Minute}
}

func vague(clock string, p incident.Precision) incident.Moment {
	return incident.Moment{At: at(clock), Zone: "UTC", Precision: p}
}

// add appends an event that happens as it is recorded, unless it has a moment,
// and returns its number.
func (s *story) add(recorded string, e incident.Event) int64 {
	e.Incident, e.Seq, e.RecordedAt = 1, int64(len(s.events)+1), at(recorded)
	if e.Precision == "" {
		e.Moment = incident.ExactMoment(at(recorded))
	}
	s.events = append(s.events, e)
	return e.Seq
}

func (s *story) declare(clock, title string) int64 {
	sev := incident.Sev1
	return s.add(clock, incident.Event{
		Actor: ana, Kind: incident.Declared, Text: title,
		Data: incident.Data{UID: "x", Title: title, Service: "api", Severity: &sev},
	})
}

func (s *story) judge(clock string, v incident.Verdict) int64 {
	sampled := at(clock).Add(-4 * time.Second)
	query := map[string]string{
		pool: `sum(haproxy_server_up{proxy="api"}) / 20`, "latency/p95": `histogram_quantile(0.95, sum by (le) (rate(http_seconds_bucket{service="api"}[5m])))`,
	}[v.Check]
	found := incident.Evidence{
		Check: v.Check, At: at(clock), Source: "main", Outcome: v.Outcome, Reason: v.Reason, Link: "http://prometheus.example/graph?g0.expr=up",
		Queries: []incident.Asked{
			{For: "query", Query: query, Series: []incident.Series{{Samples: []incident.Sample{{At: sampled, Value: v.Value}}}}},
		},
	}
	switch v.Outcome {
	case incident.Fail:
		found.Queries = append(found.Queries, incident.Asked{For: "since", Query: query, From: at("09:04"), To: at("15:04"), Series: []incident.Series{{
			Labels:  map[string]string{"proxy": "api"},
			Samples: []incident.Sample{{At: at("14:59"), Value: 1}, {At: at("15:00"), Value: 0.1}},
		}}})
	case incident.Unknown:
		found.Queries = []incident.Asked{{For: "query", Query: "pg_stat_activity_count / pg_settings_max_connections"}}
	case incident.Pass, incident.Shown:
	}
	if v.Human {
		found.Queries, found.Source, found.Link = nil, "", ""
	}
	p, err := found.Sealed()
	if err != nil {
		panic(err)
	}
	if s.evidence == nil {
		s.evidence = map[string]incident.Evidence{}
	}
	s.evidence[p.Hash] = p
	v.SampledAt, v.Source = sampled, "main"
	if v.Outcome == incident.Unknown {
		v.SampledAt = at("14:58")
	}
	if v.Human {
		v.SampledAt, v.Source = time.Time{}, ""
	}
	return s.add(clock, incident.Event{
		Actor: incident.Bot, Kind: incident.Judged, Text: v.Say, Subject: incident.CheckSubject(v.Check),
		Evidence: p.Hash, Data: incident.Data{Verdict: &v},
	})
}

func (s *story) posted(clock string, seen int64) int64 {
	return s.add(clock, incident.Event{
		Actor: incident.Bot, Kind: incident.Posted, Subject: incident.AnswersSubject,
		Data: incident.Data{Channel: "C1", TS: fmt.Sprint(len(s.events)), Seen: seen},
	})
}

func (s *story) said(clock string, by incident.Actor, k incident.Kind, text string, when incident.Moment) int64 {
	return s.add(clock, incident.Event{Actor: by, Kind: k, Text: text, Moment: when})
}

func (s *story) take(clock string, by incident.Actor, check string) int64 {
	return s.add(clock, incident.Event{Actor: by, Kind: incident.Taken, Text: "Is the API pool whole?", Subject: incident.CheckSubject(check), Data: incident.Data{Check: check}})
}

func (s *story) answer(clock string, by incident.Actor, check string, o incident.Outcome, why string) int64 {
	return s.add(clock, incident.Event{Actor: by, Kind: incident.Answered, Text: why, Data: incident.Data{Check: check, Outcome: o}})
}

func (s *story) effect(clock string, action int64, o incident.EffectOutcome, measures ...incident.Measure) int64 {
	did := s.events[action-1]
	return s.add(clock, incident.Event{
		Actor: incident.Bot, Kind: incident.EffectJudged, Text: did.Text, Subject: incident.ActionSubject(action),
		Data: incident.Data{Effect: &incident.Effect{Action: action, Outcome: o, Measures: measures, At: at(clock), After: at(clock).Sub(did.At)}},
	})
}

func (s *story) undo(clock string, by incident.Actor, line int64) int64 {
	return s.add(clock, incident.Event{Actor: by, Kind: incident.Retracted, Text: s.events[line-1].Text, Data: incident.Data{Action: line}})
}

func (s *story) incident() incident.Incident { return incident.Fold(1, 12, s.events) }

func (s *story) build(drafted string) Document {
	return Build(s.incident(), s.events, s.evidence, Options{At: at(drafted)})
}

func (s *story) figures() []Figure { return Figures(s.incident(), s.events) }

// poolFails is the verdict of the deciding check: 2 of 20 since 15:00.
func poolFails() incident.Verdict {
	return incident.Verdict{
		Check: pool, Ask: "Is the API pool whole?", Outcome: incident.Fail, Stage: "healthy", Base: true,
		Have: "2", Want: "20", Need: "at least 16", Value: 0.1, Short: "2 of 20", Say: "2 of 20 take traffic",
		Since: at("15:00"), GoodFrom: at("14:35"), GoodTo: at("14:40"), Usual: "Yesterday at this time: 20.",
		Offenders: []string{"api-3", "api-4", "api-5"}, More: 15, Why: "18 of them refuse connections.",
	}
}

func poolPasses() incident.Verdict {
	return incident.Verdict{
		Check: pool, Ask: "Is the API pool whole?", Outcome: incident.Pass, Stage: "healthy", Base: true,
		Have: "20", Want: "20", Need: "at least 16", Value: 1, Short: "20 of 20", Say: "20 of 20 take traffic",
	}
}

func slow() incident.Verdict {
	return incident.Verdict{
		Check: "latency/p95", Ask: "Are requests fast enough?", Outcome: incident.Fail, Stage: "working", Base: true,
		Have: "4.1", Need: "under 0.8 s", Unit: "s", Value: 4.1, Short: "4.1 s", Say: "p95 is 4.1 s", Since: at("14:52"),
	}
}

func blindToDatabase() incident.Verdict {
	return incident.Verdict{
		Check: "connection-limits/postgres", Ask: "Is the database near its limit?", Outcome: incident.Unknown, Stage: "running", Base: true,
		Short: "stopped", Say: "It stopped reporting.", Reason: incident.Stopped, Detail: "It was measured until 14:58, then the series ended.",
	}
}

func four() *int { n := 4; return &n }

func none() *int { n := 0; return &n }

// toggl is the incident that the product is about, as it would have gone with
// Sitrep in the room.
func toggl() *story {
	s := &story{}
	s.declare("15:04:00", "API is slow")
	s.add("15:04:02", incident.Event{Actor: incident.Bot, Kind: incident.ChannelOpened, Text: "inc-12-api-is-slow", Data: incident.Data{Channel: "C1", Name: "inc-12-api-is-slow"}})
	fail := s.judge("15:04:11", poolFails())
	s.judge("15:04:11", slow())
	s.judge("15:04:11", blindToDatabase())
	s.posted("15:04:12", fail+2)
	dbs := s.said("15:06:00", ben, incident.Acted, "added 4 database replicas", incident.Moment{})
	s.take("15:07:00", cho, pool)
	s.add("15:08:00", incident.Event{
		Actor: incident.Bot, Kind: incident.CapacityCounted, Text: "added 4 database replicas", Subject: incident.ActionSubject(dbs),
		Data: incident.Data{Capacity: &incident.Capacity{Action: dbs, Kind: "postgres", Asked: four(), Running: four(), Healthy: four(), Receiving: none(), Members: []string{"db-5", "db-6", "db-7", "db-8"}, Idle: []string{"db-5", "db-6", "db-7", "db-8"}}},
	})
	s.answer("15:11:00", ana, pool, incident.Pass, "the console shows all green")
	s.effect("15:16:00", dbs, incident.NothingYet,
		incident.Measure{Check: "latency/p95", Name: "p95", Unit: "s", Good: new(0.3), Before: 4.1, After: 4.2, Judged: incident.NothingYet},
		incident.Measure{Check: pool, Name: "pool", Of: "20", Good: new(20.0), Before: 2, After: 2, Judged: incident.NothingYet})
	back := s.said("15:21:00", cho, incident.Acted, "put 18 API servers back", incident.Moment{})
	s.judge("15:22:41", poolPasses())
	s.effect("15:31:00", back, incident.Moved,
		incident.Measure{Check: pool, Name: "pool", Of: "20", Good: new(20.0), Before: 2, After: 20, Judged: incident.Moved})
	fine := slow()
	fine.Outcome, fine.Have, fine.Value, fine.Say = incident.Pass, "0.4", 0.4, "p95 is 0.4 s"
	s.judge("15:33:11", fine)
	s.said("15:40:00", ana, incident.ImpactBegan, "the pool fell", minute("15:00"))
	s.said("15:41:00", ana, incident.ImpactEnded, "support queue is quiet", minute("15:30"))
	s.said("15:45:00", ana, incident.Resolved, "put 18 API servers back in the pool", incident.Moment{})
	return s
}
