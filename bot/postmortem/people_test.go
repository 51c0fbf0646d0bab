package postmortem

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

const hosts, when, running = "changes/hosts", "changes/when", "backend-pool/running"

func (s *story) overrule(clock string, by incident.Actor, check string, o, over incident.Outcome, measured, why string) int64 {
	return s.add(clock, incident.Event{
		Actor: by, Kind: incident.Overruled, Text: why, Subject: incident.CheckSubject(check),
		Data: incident.Data{Check: check, Outcome: o, Over: over, Measured: measured},
	})
}

// people is an incident in which people's words decide what no metric does, and
// stand against two that do.
func people() *story {
	s := &story{}
	s.declare("15:04", "API is slow")
	s.judge("15:04:11", poolFails())
	up := poolPasses()
	up.Check, up.Ask, up.Stage, up.Say = running, "Are the API servers running?", "running", "20 of 20 run"
	s.judge("15:04:11", up)
	s.posted("15:04:12", 3)
	touched := incident.Verdict{
		Check: hosts, Ask: "Did anyone touch these hosts?", Outcome: incident.Unknown, Reason: incident.AskPerson,
		Human: true, GoodIsNo: true, OK: "Nobody did", Bad: "Somebody did", Detail: "No metric answers this: a person has to.",
	}
	s.judge("15:06", touched)
	s.answer("15:07", cho, hosts, incident.Pass, "")
	s.answer("15:08", ben, hosts, incident.Fail, "db-3, by hand")
	deployed := touched
	deployed.Check, deployed.Ask, deployed.Text, deployed.OK, deployed.Bad = when, "When was the last deploy by hand?", true, "", ""
	s.judge("15:09", deployed)
	s.answer("15:10", ben, when, "", "14:31")
	s.answer("15:11", ana, pool, incident.Pass, "I see 20 in the console")
	s.overrule("15:12", ana, pool, incident.Pass, incident.Fail, "2 of 20", "the exporter reads the old balancer")
	s.overrule("15:14", ben, running, incident.Fail, incident.Pass, "20 of 20", "three of them answer nobody")
	down := up
	down.Outcome, down.Have, down.Short, down.Say = incident.Fail, "17", "17 of 20", "17 of 20 run"
	s.judge("15:20", down)
	s.judge("15:30", up)
	listed := incident.Verdict{Check: "changes/deploys", Ask: "What was deployed?", Outcome: incident.Shown, Short: "2 listed", Say: "web 14:31, api 14:02"}
	s.judge("15:31", listed)
	s.said("15:40", ana, incident.Resolved, "pointed the exporter at the new balancer", incident.Moment{})
	return s
}

func TestWhatPeopleSaidStandsWithWhoAndWhen(t *testing.T) {
	t.Parallel()
	md := string(Markdown(people().build("15:45")))
	for _, want := range []string{
		"FAIL](#line-2), overruled by Ana at 15:12: the exporter reads the old balancer (the metric says 2 of 20)",
		"“Nobody did” (fine), Cho | only people can answer it",
		"“Somebody did” (not fine), Ben, “db-3, by hand” | only people can answer it",
		"14:31, Ben | only people can answer it",
		"fine, Ana, “the exporter reads the old balancer” | [FAIL](#line-2), overruled; both are kept",
		"not fine, Ben, “three of them answer nobody” | [Pass](#line-3), overruled; both are kept, until they changed at 15:20",
		"a contradiction: both are kept",
		"Listed, not judged",
		"resolved-overruled",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("%q is missing in\n%s", want, md)
			return
		}
	}
	if f, _ := Named(people().figures(), TimeToResolve); f.Minutes != nil || f.BlankBecause == "" {
		t.Errorf("with a check set aside the time to resolve is %v", f.Minutes)
	}
}

func TestAnOverruledCheckIsNotCountedAsFailingAtTheEnd(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.declare("15:04", "API is slow")
	s.judge("15:04:11", poolFails())
	s.overrule("15:12", ana, pool, incident.Pass, incident.Fail, "2 of 20", "the exporter is old")
	s.said("15:40", ana, incident.Resolved, "it was the exporter", incident.Moment{})
	for _, f := range s.build("15:45").Flags {
		if f.ID == "resolved-failing" {
			t.Errorf("it was set aside, and is flagged as failing: %s", f.Text)
		}
	}
	taken := &story{events: s.events[:3:3], evidence: s.evidence}
	taken.undo("15:20", ana, 3)
	taken.said("15:40", ana, incident.Resolved, "it was the exporter", incident.Moment{})
	found := false
	for _, f := range taken.build("15:45").Flags {
		found = found || f.ID == "resolved-failing"
	}
	if !found {
		t.Error("the overruling was taken back, and nothing is flagged")
	}
}
