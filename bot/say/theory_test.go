package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// thought is the incident in which actions were tried and theories are
// followed; said goes on with it by the domain's own rules.
type thought struct {
	t *testing.T
	i incident.Incident
}

func theories(t *testing.T, i incident.Incident) *thought {
	t.Helper()
	i.Seq = 20
	x := &thought{t: t, i: i}
	x.said(i.Think(ben, "database overloaded", incident.ExactMoment(on("15:07")), "", on("15:07")))
	return x
}

func (x *thought) said(events []incident.Event, err error) int64 {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
	for _, e := range events {
		e.Seq = x.i.Seq + 1
		x.i = x.i.Apply(e)
	}
	return x.i.Seq
}

func (x *thought) draw(subject, at string) chat.Message {
	x.t.Helper()
	m, ok := say.Subject(x.i, subject, on(at))
	if !ok {
		x.t.Fatalf("%s has nothing to say", subject)
	}
	return m
}

func TestTheoriesReadAsWritten(t *testing.T) {
	t.Parallel()
	tests := map[string]chat.Message{}

	x := theories(t, tried())
	first := x.i.Seq
	tests["theory_begun"] = x.draw(incident.TheorySubject(first), "15:07")
	tests["theory_board"] = x.draw(incident.BoardSubject, "15:13:12")
	x.said(x.i.Think(cho, "connection pool leaks", incident.Moment{}, "connection-limits/database", on("15:08")))
	tests["theory_asks"] = x.draw(incident.TheorySubject(x.i.Seq), "15:08")
	x.said(x.i.Think(cho, "the pool lost its servers", incident.Moment{}, poolName, on("15:09")))
	tests["theory_measured"] = x.draw(incident.TheorySubject(x.i.Seq), "15:09")
	x.said(x.i.Think(ana, "DNS", incident.Moment{}, "", on("15:10")))
	dns := x.i.Seq
	tests["theory_board_many"] = x.draw(incident.BoardSubject, "15:13:12")
	x.said(x.i.RuleOut(ana, 4, "resolvers answer in 2 ms", on("15:22")))
	tests["theory_ruled_out"] = x.draw(incident.TheorySubject(dns), "15:30")
	x.said(x.i.Confirm(ben, 3, "deploy v42 drained them", on("15:25")))
	cause := x.i.Seq
	tests["theory_found"] = x.draw(incident.CauseSubject(cause), "15:30")
	tests["theory_status"] = say.Status(x.i, on("15:30"))
	x.said(x.i.RuleOut(ben, 3, "it is older", on("15:31")))
	tests["theory_found_no_more"] = x.draw(incident.CauseSubject(cause), "15:31")

	mended := theories(t, with(whole(), func(i *incident.Incident) { i.Status, i.ResolvedAt = incident.Investigating, time.Time{} }))
	mended.said(mended.i.FindCause(ana, "nobody watches the pool", poolName, on("20:30")))
	mended.said(mended.i.Rethink(ana, 2, "", on("20:31")))
	tests["theory_mended"] = mended.draw(incident.TheorySubject(mended.i.Seq), "20:31")

	over := theories(t, whole())
	over.said(over.i.Confirm(ben, 1, "", on("20:46")))
	tests["theory_resolved"] = over.draw(incident.ResolvedSubject, "20:50")

	hosts := judgedAt(incident.Verdict{Check: "changes/hosts", Ask: "Did anyone touch these hosts outside the deploy log?", Outcome: incident.Unknown, Reason: incident.AskPerson, Human: true, GoodIsNo: true}, "15:05")
	ghost := tried()
	ghost.Checks[0].Name = "receiving"
	ghost.Checks = append(ghost.Checks, hosts)
	g := theories(t, ghost)
	g.said(g.i.RuleOut(ben, 1, "", on("15:08")))
	g.said(g.i.Think(ben, "DNS", incident.ExactMoment(on("15:10")), "", on("15:10")))
	asked := g.said(g.i.Nudge(2, g.i.Seq, on("15:52")), nil)
	tests["nudge"] = g.draw(incident.NudgeSubject(asked), "15:52")
	tests["nudge_lead"], _ = say.Nudge(g.i, asked, "https://x.slack.com/archives/C12/p1")
	tests["nudge_lead_without_address"], _ = say.Nudge(g.i, asked, "")
	tests["nudge_kept"] = after(g, asked, "15:53", func(g *thought) { g.said(g.i.Keep(ben, 2, on("15:53"))) })
	tests["nudge_ruled_out"] = after(g, asked, "15:53", func(g *thought) { g.said(g.i.RuleOut(ben, 2, "resolvers answer", on("15:53"))) })
	later := &thought{t: t, i: g.i}
	later.said(later.i.Keep(ben, 2, on("15:53")))
	if m, ok := say.Nudge(later.i, asked, ""); ok {
		t.Errorf("somebody answered, and the lead is told: %s", m.Text)
	}
	tests["nudge_taken"] = after(g, asked, "15:53", func(g *thought) {
		g.said(g.i.Take(ana, poolName, on("15:53")))
		g.said(g.i.Take(ana, "backend-pool/receiving", on("15:53")))
	})
	measured := theories(t, judgedEffect(incident.Effect{Outcome: incident.NothingYet}))
	measured.i.Actions[0].Moment = incident.ExactMoment(on("15:08"))
	asked = measured.said(measured.i.Nudge(1, measured.i.Seq, on("15:27")), nil)
	tests["nudge_measured"] = measured.draw(incident.NudgeSubject(asked), "15:27")

	for name, m := range tests {
		t.Run(name, func(t *testing.T) { golden(t, name, m); manners(t, m) })
	}
}

// after draws a question once something more was said.
func after(g *thought, asked int64, at string, then func(*thought)) chat.Message {
	later := &thought{t: g.t, i: g.i}
	then(later)
	return later.draw(incident.NudgeSubject(asked), at)
}

func TestWhatATheorySaysFitsALockScreenAndABoard(t *testing.T) {
	t.Parallel()
	x := theories(t, tried())
	long := strings.Repeat("a long theory, ", 100)
	x.said(x.i.Think(ana, long, incident.Moment{}, "", on("15:08")))
	if m := x.draw(incident.TheorySubject(x.i.Seq), "15:08"); len([]rune(m.Text)) > 250 {
		t.Errorf("a phone would show %d characters", len([]rune(m.Text)))
	}
	board := render(x.draw(incident.BoardSubject, "15:13"))
	if n := strings.Count(board, "a long theory"); n > 6 {
		t.Errorf("the board repeats all of it: %s", board)
	}
}
