package say_test

import (
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var (
	ana = incident.Actor{ID: "U0ANA", Name: "Ana"}
	ben = incident.Actor{ID: "U0BEN", Name: "Ben"}
	cho = incident.Actor{ID: "U0CHO", Name: "Cho"}
)

// on is a time on the day of the story, "15:04" or "15:04:11".
func on(clock string) time.Time {
	if len(clock) == 5 {
		clock += ":00"
	}
	t, err := time.Parse(time.DateTime, "2018-01-16 "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

// declared is the incident a moment after it was declared.
func declared() incident.Incident {
	return incident.Incident{
		ID: 3, Number: 12, UID: "UID", Seq: 1, Title: "API is slow", Service: "api", Severity: incident.Sev1,
		Status: incident.Investigating, Declarer: ana, Lead: ana, DeclaredAt: on("15:04"),
	}
}

const poolName = "backend-pool/healthy-share"

func poolVerdict() incident.Verdict {
	return incident.Verdict{
		Check: poolName, Name: "pool", Ask: "Is the API pool whole?", Outcome: incident.Fail, Stage: "registered", Base: true,
		Have: "2", Want: "20", Need: "at least 16", Value: 0.1, Short: "2 of 20", Say: "2 of 20 take traffic",
		SampledAt: on("15:12:50"), Source: "main", Since: on("15:00"), GoodFrom: on("09:04"), GoodTo: on("14:59"),
		Usual: "Yesterday at this time: 20.", Offenders: []string{"api-3", "api-4", "api-5", "api-6", "api-7"}, More: 13,
		Why: "18 of them refuse connections.", Next: "put them back, or find why each left. Other causes can wait.",
	}
}

// slow is the check that users feel.
func slow() incident.Verdict {
	return incident.Verdict{
		Check: "backend-pool/answers", Name: "p95", Ask: "Does API answer in time?", Outcome: incident.Fail, Stage: "working", Base: true,
		Have: "4.1", Need: "less than 0.8 s", Unit: "s", Value: 4.1, Short: "4.1 s", Say: "95 of 100 requests take up to 4.1 s",
		SampledAt: on("15:12:50"), Source: "main", Since: on("15:01"), GoodFrom: on("09:04"), GoodTo: on("15:00"),
		Usual: "Yesterday at this time: 0.3 s.", Next: "look at the first step of the path that fails: it is slow for a reason further up.",
	}
}

// judgedAt is a check as the bot's first look left it.
func judgedAt(v incident.Verdict, at string) incident.Check {
	c := incident.Check{Verdict: v, At: on(at), Seq: 4, Evidence: "hash"}
	if v.Outcome == incident.Pass || v.Outcome == incident.Fail {
		c.Known = v.Outcome
	}
	if v.Outcome == incident.Fail {
		c.FailedAt, c.FailSeq, c.SignalAt = on(at), 4, v.Since
	}
	return c
}

func passes(check, ask, stage, have string) incident.Check {
	v := incident.Verdict{
		Check: check, Ask: ask, Outcome: incident.Pass, Stage: stage, Base: true,
		Have: have, Want: have, Short: have + " of " + have, Say: "all " + have + " run", Source: "main",
	}
	return judgedAt(v, "15:04:09")
}

func stopped() incident.Check {
	return judgedAt(incident.Verdict{
		Check: "connection-limits/database", Ask: "Is the database near its limit?", Outcome: incident.Unknown, Base: true,
		Reason: incident.Stopped, Short: "Stopped reporting at 14:58 UTC",
		Detail: "It was measured until 14:58 UTC (41 of 100), then the series ended.", Source: "main",
	}, "15:04:10")
}

func neverThere(check string) incident.Check {
	return judgedAt(incident.Verdict{
		Check: check, Ask: "Is there a pooler?", Outcome: incident.Unknown, Base: true, Reason: incident.NeverThere,
		Detail: "No such series was ever seen.", Source: "main",
	}, "15:04:10")
}

// silentSource is a check that Prometheus did not answer.
func silentSource(check string) incident.Check {
	return judgedAt(incident.Verdict{
		Check: check, Ask: "Is the API pool whole?", Outcome: incident.Unknown, Base: true, Reason: incident.SourceFailed,
		Detail: "Prometheus main has not answered (no reply in 5 s).", Source: "main",
	}, "15:04:11")
}

// answered is the incident with its first answers: the pool is not whole.
func answered() incident.Incident {
	i := declared()
	i.Channel, i.ChannelName = "C12", "inc-12-api-is-slow"
	i.ReadAt = on("15:13")
	receiving := poolVerdict()
	receiving.Check, receiving.Ask, receiving.Stage = "backend-pool/receiving", "Do all servers receive traffic?", "receiving"
	receiving.Say, receiving.Offenders, receiving.More, receiving.Why = "2 of 20 receive requests", nil, 0, ""
	i.Checks = []incident.Check{
		judgedAt(receiving, "15:04:10"),
		judgedAt(poolVerdict(), "15:04:10"),
		passes("backend-pool/running", "Do all servers run?", "running", "20"),
		passes("traffic/demand", "Is demand as usual?", "", "258"),
		stopped(),
		neverThere("pooler/waiting"), neverThere("alb/healthy"),
	}
	return i
}

// tried is the incident after four replicas were added and counted.
func tried() incident.Incident {
	i := answered()
	i.Actions = []incident.Action{{
		Seq: 14, Moment: incident.Moment{At: on("15:06"), Zone: "UTC", Precision: incident.Minute}, By: ben, Text: "added 4 database replicas",
		Capacity: &incident.Capacity{
			Action: 14, Kind: "postgres", Asked: new(4), Running: new(4), Healthy: new(4), Receiving: new(0),
			Members: []string{"db-5", "db-6", "db-7", "db-8"}, Idle: []string{"db-5", "db-6", "db-7", "db-8"}, OldNow: new(140.0), OldThen: new(410.0),
		},
	}}
	return i
}

// judgedEffect is the tried incident with the action's effect.
func judgedEffect(e incident.Effect) incident.Incident {
	i := tried()
	e.Action = 14
	if e.After == 0 {
		e.After = 10 * time.Minute
	}
	if e.At.IsZero() {
		e.At = on("15:06").Add(e.After)
	}
	i.Actions[0].Effect = &e
	return i
}

func p95(before, after float64, judged incident.EffectOutcome) incident.Measure {
	return incident.Measure{Check: "latency/p95", Name: "p95", Unit: "s", Good: new(0.3), Before: before, After: after, Judged: judged, Window: 5 * time.Minute}
}

func pool(before, after float64, judged incident.EffectOutcome) incident.Measure {
	return incident.Measure{Check: poolName, Name: "pool", Of: "20", Good: new(20.0), Before: before, After: after, Judged: judged, Window: 5 * time.Minute}
}

// whole is the incident resolved with everything fine again.
func whole() incident.Incident {
	i := tried()
	i.Actions[0].Effect = &incident.Effect{Action: 14, Outcome: incident.NothingYet, At: on("15:36"), After: 30 * time.Minute}
	i.Actions = append(i.Actions, incident.Action{
		Seq: 40, Moment: incident.ExactMoment(on("19:24")), By: cho, Text: "put 18 API servers back",
		Effect: &incident.Effect{Action: 40, Outcome: incident.Moved, At: on("19:34"), After: 10 * time.Minute},
	})
	for n := range i.Checks {
		c := &i.Checks[n]
		if c.Outcome == incident.Fail {
			c.Outcome, c.Short, c.Say, c.Have, c.Since = incident.Pass, "20 of 20", "20 of 20 take traffic", "20", time.Time{}
			c.Flips, c.BackAt = []time.Time{on("20:23")}, on("20:23")
			c.Acts = []incident.Act{{By: cho, At: on("19:24"), Seq: 39}}
		}
	}
	i.Checks = append(i.Checks[:4:4], i.Checks[5:]...)
	i.Status, i.ResolvedAt, i.ResolvedBy, i.Resolution = incident.IsResolved, on("20:45"), ana, "18 API servers back in the pool"
	return i
}
