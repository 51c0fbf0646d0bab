package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// theory is an event in the life of T1.
func theory(kind incident.Kind, text string) incident.Event {
	e := incident.Event{Kind: kind, Actor: incident.Actor{ID: "U1", Name: "Ana"}, Text: text, Data: incident.Data{Theory: 1}}
	if kind == incident.Nudged {
		e.Actor = incident.Bot
	}
	return e
}

// beside are the jobs without the board's.
func beside(jobs []string) []string {
	var rest []string
	for _, j := range jobs {
		if !strings.Contains(j, "post:board") {
			rest = append(rest, j)
		}
	}
	return rest
}

func TestATheoryHasOneMessageAndItsCauseAnother(t *testing.T) {
	t.Parallel()
	x := open(t)
	said := theory(incident.Theorised, "DNS")
	said.Data.Check = "dns"
	same(t, beside(x.hear(said)), "1/post:theory:5/5 +0s")
	same(t, beside(x.posted("theory:5", "3")), "1/post:theory:5/6 +0s")
	same(t, beside(x.judged(incident.Verdict{Check: "dns", Outcome: incident.Pass})), "1/post:theory:5/7 +0s")
	same(t, beside(x.judged(verdict("pool", incident.Pass))), "1/post:answers/8 +0s")
	same(t, beside(x.hear(theory(incident.RuledOut, "it answers"))), "1/post:theory:5/9 +0s")
	same(t, beside(x.judged(incident.Verdict{Check: "dns", Outcome: incident.Unknown})))
	same(t, beside(x.hear(theory(incident.Theorised, "it does not"))), "1/post:theory:5/11 +0s")
	same(t, beside(x.hear(theory(incident.Found, ""))), "1/post:theory:5/12 +0s", "1/post:cause:12/12 +0s")
	x.posted("cause:12", "4")
	same(t, beside(x.hear(incident.Event{Kind: incident.Retracted, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Action: 12}})),
		"1/post:theory:5/14 +0s", "1/post:cause:12/14 +0s")
	same(t, beside(x.hear(incident.Event{Kind: incident.Retracted, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Action: 5}})),
		"1/post:theory:5/15 +0s")
}

func TestACauseThatWasNoTheoryHasOneMessage(t *testing.T) {
	t.Parallel()
	x := open(t)
	same(t, beside(x.hear(theory(incident.Found, "deploy v42"))), "1/post:theory:5/5 +0s")
}

func TestTheQuestionAboutATheoryGoesIntoItsThreadAndFollowsWhatIsDone(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.judged(verdict("pool", incident.Fail))
	x.hear(theory(incident.Theorised, "DNS"))
	x.posted("theory:6", "3")
	e := theory(incident.Nudged, "")
	e.Seq, e.Incident, e.RecordedAt = x.i.Seq+1, 1, x.at
	var thread string
	for _, j := range Follow(x.i, x.i.Apply(e), []incident.Event{e}) {
		if p, err := payloadOf(j); err == nil && p.Subject == "nudge:8" {
			thread = p.Parent
		}
	}
	if thread != "theory:6" {
		t.Errorf("it goes into the thread of %q", thread)
	}
	x.hear(theory(incident.Nudged, ""))
	x.posted("nudge:8", "4")
	same(t, beside(x.hear(incident.Event{Kind: incident.Taken, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Check: "pool"}})),
		"1/post:answers/10 +0s", "1/post:nudge:8/10 +0s")
	same(t, beside(x.hear(theory(incident.Kept, ""))), "1/post:theory:6/11 +0s", "1/post:nudge:8/11 +0s")
}

func TestAChannelThatComesLateHasTheTheories(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	x.hear(theory(incident.Theorised, "DNS"))
	x.wait(3 * time.Second)
	if jobs := strings.Join(x.hear(channelEvent), " "); !strings.Contains(jobs, "1/post:theory:2/3 +3s") {
		t.Errorf("the channel gets %s", jobs)
	}
}
