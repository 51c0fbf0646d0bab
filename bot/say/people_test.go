package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// told is the answered incident with further events: what people said is
// folded, as it is in life.
func told(events ...incident.Event) incident.Incident {
	i := answered()
	for n := range i.Checks {
		if i.Checks[n].Verdict.Check == "backend-pool/running" {
			i.Checks[n].Name = "running"
		}
		if i.Checks[n].Verdict.Check == poolName {
			i.Checks[n].By, i.Checks[n].SampledAt = "HAProxy", on("15:11:04")
		}
	}
	i.Seq = 30
	for _, e := range events {
		e.Incident, e.Seq, e.RecordedAt = i.ID, i.Seq+1, e.At
		i = i.Apply(e)
	}
	return i
}

func word(by incident.Actor, at, check string, o incident.Outcome, why string) incident.Event {
	return incident.Event{Moment: incident.ExactMoment(on(at)), Actor: by, Kind: incident.Answered, Text: why, Data: incident.Data{Check: check, Outcome: o}}
}

func overruling(by incident.Actor, at, check string, o, over incident.Outcome, measured, why string) incident.Event {
	return incident.Event{Moment: incident.ExactMoment(on(at)), Actor: by, Kind: incident.Overruled, Text: why, Data: incident.Data{Check: check, Outcome: o, Over: over, Measured: measured}}
}

func judges(at string, v incident.Verdict, asked bool) incident.Event {
	return incident.Event{Moment: incident.ExactMoment(on(at)), Actor: incident.Bot, Kind: incident.Judged, Evidence: "hash2", Data: incident.Data{Verdict: &v, Asked: asked}}
}

func takesBack(by incident.Actor, at string, seq int64) incident.Event {
	return incident.Event{Moment: incident.ExactMoment(on(at)), Actor: by, Kind: incident.Retracted, Data: incident.Data{Action: seq}}
}

// poolNow is the pool's verdict with another number.
func poolNow(o incident.Outcome, have string) incident.Verdict {
	v := poolVerdict()
	v.Outcome, v.Have, v.Short, v.Say, v.By, v.SampledAt = o, have, have+" of 20", have+" of 20 take traffic", "HAProxy", on("15:29:50")
	if o == incident.Pass {
		v.Since, v.Offenders, v.More, v.Why, v.Next = time.Time{}, nil, 0, "", ""
	}
	return v
}

// hosts is a question that only people can answer.
func hosts() incident.Verdict {
	return incident.Verdict{
		Check: "changes/hosts", Name: "hosts", Ask: "Did anyone touch these hosts outside the deploy log?", Outcome: incident.Unknown,
		Reason: incident.AskPerson, Human: true, GoodIsNo: true, OK: "Nobody did", Bad: "Somebody did", Short: "please answer",
	}
}

// lastDeploy is a question that takes a text.
func lastDeploy() incident.Verdict {
	v := hosts()
	v.Check, v.Name, v.Ask, v.Text, v.OK, v.Bad = "changes/when", "when", "When was the last deploy by hand?", true, "", ""
	return v
}

func TestPeopleAndMetricsReadAsWritten(t *testing.T) {
	t.Parallel()
	const pass, fail, unknown = incident.Pass, incident.Fail, incident.Unknown
	fine := word(ana, "15:11", poolName, pass, "")
	reasoned := word(ana, "15:11", poolName, pass, "I see 20 in the console")
	limit := stopped().Verdict
	limit.OK, limit.Bad, limit.Name, limit.By = "Connections are free", "They are full", "connections", "PostgreSQL"
	limit.Ask = "Is the database near its connection limit?"
	set := overruling(ana, "15:20", poolName, pass, fail, "2 of 20", "the exporter reads the old balancer.")
	red := overruling(ben, "15:20", "backend-pool/running", fail, pass, "20 of 20", "three of them answer nobody")
	listed := incident.Verdict{Check: "changes/deploys", Name: "deploys", Ask: "What was deployed?", Outcome: incident.Shown, Short: "2 listed", Say: "web 14:31, api 14:02", Source: "main"}
	tests := map[string]struct {
		subject string
		at      string
		i       incident.Incident
	}{
		"contradiction":           {"contradiction:" + poolName, "15:12", told(fine)},
		"contradiction_reason":    {"contradiction:" + poolName, "15:12", told(reasoned, word(cho, "15:12", poolName, pass, ""))},
		"contradiction_other_way": {"contradiction:backend-pool/running", "15:12", told(word(ben, "15:11", "backend-pool/running", fail, ""))},
		"contradiction_own_words": {"contradiction:connection-limits/database", "15:12", told(word(ana, "15:05", "connection-limits/database", pass, ""), judges("15:06", func() incident.Verdict {
			v := limit
			v.Outcome, v.Reason, v.Short, v.SampledAt = fail, "", "100 of 100", on("15:05:58")
			return v
		}(), false))},
		"contradiction_settled_metric":   {"contradiction:" + poolName, "15:31", told(reasoned, judges("15:30", poolNow(pass, "20"), false))},
		"contradiction_settled_undone":   {"contradiction:" + poolName, "15:31", told(fine, takesBack(ana, "15:14", 31))},
		"contradiction_settled_answer":   {"contradiction:" + poolName, "15:31", told(fine, word(ana, "15:14", poolName, fail, ""))},
		"contradiction_settled_overrule": {"contradiction:" + poolName, "15:31", told(fine, set)},
		"contradiction_overrule_ended":   {"contradiction:" + poolName, "15:41", told(fine, set, judges("15:40", poolNow(pass, "20"), false))},

		"overruled_check":      {"check:" + poolName, "15:21", told(set)},
		"overruled_board":      {"board", "15:21", told(set)},
		"overruled_answers":    {"answers", "15:21", told(set)},
		"overruled_ended":      {"check:" + poolName, "15:41", told(set, judges("15:30", poolNow(unknown, ""), false), judges("15:40", poolNow(fail, "3"), false))},
		"overruled_bad_check":  {"check:backend-pool/running", "15:21", told(red)},
		"overruled_bad_board":  {"board", "15:21", told(red)},
		"overruled_all_board":  {"board", "15:21", told(set, overruling(ana, "15:21", "backend-pool/receiving", pass, fail, "2 of 20", "same exporter"))},
		"overruled_all_answer": {"answers", "15:21", told(set, overruling(ana, "15:21", "backend-pool/receiving", pass, fail, "2 of 20", "same exporter"))},
		"overruled_resolved": {"resolved", "15:45", told(set, overruling(ana, "15:21", "backend-pool/receiving", pass, fail, "2 of 20", "same exporter"), incident.Event{
			Moment: incident.ExactMoment(on("15:45")), Actor: ana, Kind: incident.Resolved, Text: "it was the exporter",
		})},
		"overruled_bad_resolved": {"resolved", "15:45", told(set, red, incident.Event{
			Moment: incident.ExactMoment(on("15:45")), Actor: ana, Kind: incident.Resolved, Text: "nobody complains any more",
		})},

		"please":             {"check:changes/hosts", "15:11", told(judges("15:10", hosts(), true))},
		"please_text":        {"check:changes/when", "15:11", told(judges("15:10", lastDeploy(), true))},
		"please_board":       {"board", "15:13:12", told(judges("15:10", hosts(), true), judges("15:10", lastDeploy(), true))},
		"please_cannot":      {"check:changes/hosts", "15:13", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", unknown, "no access"))},
		"please_answered":    {"check:changes/hosts", "15:13", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", pass, ""))},
		"please_bad":         {"check:changes/hosts", "15:13", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", fail, "db-3, by hand"))},
		"please_two_differ":  {"check:changes/hosts", "15:14", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", pass, ""), word(ben, "15:13", "changes/hosts", fail, "I did, db-3"))},
		"please_again":       {"check:changes/hosts", "15:21", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", pass, ""), judges("15:20", hosts(), true))},
		"please_text_said":   {"check:changes/when", "15:13", told(judges("15:10", lastDeploy(), true), word(cho, "15:12", "changes/when", "", "14:31, by Ben."))},
		"please_board_said":  {"board", "15:13:12", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", pass, ""), judges("15:10", lastDeploy(), true), word(cho, "15:12", "changes/when", unknown, ""))},
		"please_board_bad":   {"board", "15:13:12", told(judges("15:10", hosts(), true), word(cho, "15:12", "changes/hosts", fail, "db-3, by hand"))},
		"please_resolved":    {"resolved", "20:45", with(whole(), func(i *incident.Incident) { i.Checks = append(i.Checks, judgedAt(hosts(), "15:10")) })},
		"rerun_still_fails":  {"check:" + poolName, "15:31", told(judges("15:10", poolNow(fail, "2"), false), judges("15:30", poolNow(fail, "12"), true))},
		"rerun_unchanged":    {"check:" + poolName, "15:31", told(judges("15:10", poolNow(fail, "2"), false), judges("15:30", poolNow(fail, "2"), true))},
		"rerun_flipped":      {"check:" + poolName, "15:31", told(judges("15:10", poolNow(fail, "2"), false), judges("15:30", poolNow(pass, "20"), true))},
		"rerun_still_passes": {"check:" + poolName, "15:31", told(judges("15:10", poolNow(pass, "18"), false), judges("15:30", poolNow(pass, "20"), true))},
		"rerun_unknown":      {"check:connection-limits/database", "15:31", told(judges("15:10", limit, false), judges("15:30", limit, true))},
		"rerun_listed": {"check:changes/deploys", "15:31", told(judges("15:10", listed, true), judges("15:30", func() incident.Verdict {
			v := listed
			v.Short, v.Say = "3 listed", "web 15:28, api 14:31, web 14:02"
			return v
		}(), true))},
		"listed_board": {"board", "15:13:12", told(judges("15:10", listed, true))},

		"listed_resolved": {"resolved", "15:45", with(declared(), func(i *incident.Incident) {
			i.Checks = []incident.Check{judgedAt(listed, "15:10")}
			i.Status, i.ResolvedAt, i.ResolvedBy, i.Resolution = incident.IsResolved, on("15:45"), ana, "rolled back web"
		})},

		"stopped_own_words": {"check:connection-limits/database", "15:11", told(judges("15:10", limit, true))},
		"source_dark_tries": {"source", "15:05", with(answered(), func(i *incident.Incident) {
			i.Checks = nil
			for _, name := range []string{"a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7", "a/8", "a/9"} {
				c := silentSource(name)
				c.Tries = 3
				i.Checks = append(i.Checks, c)
			}
		})},
		"source_says": {"back", "15:20", with(answered(), func(i *incident.Incident) {
			for n := range i.Checks {
				i.Checks[n].Before = incident.Look{Outcome: unknown, Reason: incident.SourceFailed, At: on("15:05")}
				i.Checks[n].At = on("15:19:41")
			}
		})},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := say.Subject(tt.i, tt.subject, on(tt.at))
			if !ok {
				t.Fatalf("%s has nothing to say", tt.subject)
			}
			golden(t, name, m)
		})
	}
}

// Whatever a person overrules, it is never shown with the sign of a pass.
func TestWhatIsOverruledIsNeverGreen(t *testing.T) {
	t.Parallel()
	for _, measured := range []incident.Outcome{incident.Fail, incident.Unknown} {
		v := poolNow(measured, "2")
		if measured == incident.Unknown {
			v.Reason, v.Short, v.Detail = incident.Stale, "newest sample 7 min old", "The newest sample is 7 min old."
		}
		i := told(judges("15:10", v, false), overruling(ana, "15:20", poolName, incident.Pass, measured, v.Short, "I counted them"))
		for _, subject := range []string{"board", "answers", "check:" + poolName} {
			m, _ := say.Subject(i, subject, on("15:21"))
			for line := range strings.Lines(render(m)) {
				if strings.Contains(line, "API pool whole") && strings.Contains(line, "✓") {
					t.Errorf("%s of an overruled %s says %q", subject, measured, line)
				}
			}
			if all := render(m); !strings.Contains(all, "overruled") && !strings.Contains(all, "OVERRULED") {
				t.Errorf("%s does not say that it is overruled:\n%s", subject, all)
			}
		}
	}
}

// A phone shows eight lines of the board before one has to scroll.
func TestTheBoardOfALossIsEightLinesOnAPhone(t *testing.T) {
	t.Parallel()
	m := say.Status(with(told(judges("15:10", hosts(), true)), func(i *incident.Incident) { i.Checks = i.Checks[1:] }), on("15:13:12"))
	lines := 0
	for _, p := range m.Parts {
		if len(p.Text) > 0 {
			lines += 1 + strings.Count(plainText(p), "\n")
		}
	}
	if lines > 8 {
		t.Errorf("%d lines:\n%s", lines, render(m))
	}
}

func plainText(p chat.Part) string {
	var b strings.Builder
	for _, s := range p.Text {
		b.WriteString(s.Text)
	}
	return b.String()
}
