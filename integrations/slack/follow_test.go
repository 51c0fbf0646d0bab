package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// tale is an incident's life as the Service would tell it to the follower.
type tale struct {
	t  *testing.T
	i  incident.Incident
	at time.Time
}

func newTale(t *testing.T) *tale {
	t.Helper()
	return &tale{t: t, i: incident.Incident{ID: 1, Number: 12}, at: t0}
}

// hear applies events and returns the jobs as "key due", the due time in
// seconds after the declaration.
func (x *tale) hear(events ...incident.Event) []string {
	x.t.Helper()
	for n := range events {
		e := &events[n]
		e.Incident, e.Seq, e.RecordedAt = 1, x.i.Seq+1+int64(n), x.at
		if e.At.IsZero() {
			e.Moment = incident.ExactMoment(x.at)
		}
	}
	before := x.i
	x.i = x.i.Apply(events...)
	var jobs []string
	for _, j := range Follow(before, x.i, events) {
		jobs = append(jobs, fmt.Sprintf("%s +%v", j.Key, j.Due.Sub(t0)))
	}
	return jobs
}

func (x *tale) wait(d time.Duration) { x.at = x.at.Add(d) }

func (x *tale) posted(subject, ts string) []string {
	return x.hear(incident.Event{Kind: incident.Posted, Actor: incident.Bot, Subject: subject, Data: incident.Data{Channel: "C1", TS: ts, Seen: x.i.Seq}})
}

func (x *tale) judged(v incident.Verdict) []string {
	return x.hear(incident.Event{Kind: incident.Judged, Actor: incident.Bot, Evidence: "h", Data: incident.Data{Verdict: &v}})
}

// askedFor is a look that a person wanted.
func (x *tale) askedFor(v incident.Verdict) []string {
	return x.hear(incident.Event{Kind: incident.Judged, Actor: incident.Bot, Evidence: "h", Data: incident.Data{Verdict: &v, Asked: true}})
}

func (x *tale) read(v incident.Verdict) []string {
	return x.hear(incident.Event{Kind: incident.Read, Actor: incident.Bot, Data: incident.Data{Verdict: &v}})
}

var (
	declaredEvent = incident.Event{Kind: incident.Declared, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{UID: "u", Title: "API is slow", Service: "api"}}
	channelEvent  = incident.Event{Kind: incident.ChannelOpened, Actor: incident.Bot, Data: incident.Data{Channel: "C1", Name: "inc-12"}}
)

// open is a tale whose channel is there, and whose answers were posted.
func open(t *testing.T) *tale {
	t.Helper()
	x := newTale(t)
	x.hear(declaredEvent)
	x.hear(channelEvent)
	x.posted(incident.BoardSubject, "1")
	x.posted(incident.AnswersSubject, "2")
	return x
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

func verdict(check string, o incident.Outcome) incident.Verdict {
	return incident.Verdict{Check: check, Outcome: o, Base: true, Stage: "registered"}
}

func TestNothingIsPostedWhileThereIsNoChannel(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	same(t, x.hear(declaredEvent), "1/channel/1 +0s")
	same(t, x.judged(verdict("pool", incident.Fail)))
	same(t, x.hear(incident.Event{Kind: incident.Acted, Text: "restarted"}))
	x.wait(3 * time.Second)
	same(t, x.hear(channelEvent),
		"1/invite/4 +3s", "1/post:answers/4 +3s", "1/post:board/4 +3s", "1/post:action:3/4 +3s", "1/summon/4 +3s", "1/mark/4 +3s", "1/trim/4 +3s")
}

func TestAChannelWithoutAFailureAnswersTenSecondsAfterTheDeclaration(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	x.judged(verdict("pool", incident.Pass))
	x.wait(2 * time.Second)
	same(t, x.hear(channelEvent), "1/invite/3 +2s", "1/post:answers/3 +10s", "1/post:board/3 +2s", "1/summon/3 +2s", "1/mark/3 +2s", "1/trim/3 +2s")

	late := newTale(t)
	late.hear(declaredEvent)
	late.wait(time.Minute)
	same(t, late.hear(channelEvent), "1/invite/2 +1m0s", "1/post:answers/2 +1m0s", "1/post:board/2 +1m0s", "1/summon/2 +1m0s", "1/mark/2 +1m0s", "1/trim/2 +1m0s")
}

func TestTheFirstFailureOfABaseCheckIsAnsweredWithWhatComesWithinASecond(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	x.hear(channelEvent)
	same(t, x.judged(verdict("limit", incident.Pass)), "1/post:board/3 +2s")
	same(t, x.judged(verdict("pool", incident.Fail)), "1/post:answers/4 +1s", "1/post:board/4 +2s")
	x.posted(incident.AnswersSubject, "2")
	same(t, x.judged(verdict("app", incident.Fail)), "1/post:answers/6 +0s", "1/post:board/6 +2s")
}

func TestAFailureAfterCalmAnswersIsAMessageOfItsOwn(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.wait(20 * time.Second)
	same(t, x.judged(verdict("pool", incident.Fail)), "1/post:check:pool/5 +20s", "1/post:answers/5 +20s", "1/post:board/5 +22s")
}

func TestVerdictsAfterTheTimeForAnswersMakeThem(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	x.hear(channelEvent)
	x.wait(time.Minute)
	same(t, x.judged(verdict("pool", incident.Pass)), "1/post:answers/3 +1m2s", "1/post:board/3 +1m2s")
}

func TestAFlipToFailIsATurningPointUntilItKeepsFlipping(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.judged(verdict("pool", incident.Pass))
	flip := func(o incident.Outcome) []string {
		x.wait(time.Minute)
		x.read(verdict("pool", o))
		return x.judged(verdict("pool", o))
	}
	same(t, flip(incident.Fail), "1/post:check:pool/7 +1m0s", "1/post:answers/7 +1m0s", "1/post:board/7 +1m2s")
	same(t, x.posted("check:pool", "3"), "1/evidence:pool/8 +1m0s", "1/chart:check:pool/8 +1m1s", "1/post:check:pool/8 +1m0s")
	same(t, flip(incident.Pass), "1/post:check:pool/10 +2m0s", "1/post:answers/10 +2m0s", "1/post:board/10 +2m2s")
	same(t, flip(incident.Fail), "1/post:check:pool/12 +3m0s", "1/post:answers/12 +3m0s", "1/post:board/12 +3m2s")
}

func TestASecondFailureIsPostedBesideTheFirst(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.judged(verdict("pool", incident.Pass))
	flip := func(o incident.Outcome) []string {
		x.wait(20 * time.Minute)
		x.read(verdict("pool", o))
		return x.judged(verdict("pool", o))
	}
	flip(incident.Fail)
	x.posted("check:pool", "3")
	flip(incident.Pass)
	same(t, flip(incident.Fail), "1/post:check:pool#12/12 +1h0m0s", "1/post:check:pool/12 +1h0m0s", "1/post:answers/12 +1h0m0s", "1/post:board/12 +1h0m2s")
}

func TestACheckThatAPersonAskedForHasItsOwnMessage(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.judged(verdict("pool", incident.Pass))
	x.hear(incident.Event{Kind: incident.CheckAsked, Data: incident.Data{Check: "pool"}})
	same(t, x.askedFor(verdict("pool", incident.Pass)), "1/post:check:pool/7 +0s", "1/post:answers/7 +0s", "1/post:board/7 +2s")
	x.posted("check:pool", "3")
	// An edit of what stands further up would be no answer.
	same(t, x.askedFor(verdict("pool", incident.Pass)), "1/post:check:pool#9/9 +0s", "1/post:check:pool/9 +0s", "1/post:answers/9 +0s", "1/post:board/9 +2s")
	own := incident.Verdict{Check: "queue", Outcome: incident.Pass}
	same(t, x.askedFor(own), "1/post:check:queue/10 +0s", "1/post:board/10 +2s")
}

func TestASilentSourceIsOneMessage(t *testing.T) {
	t.Parallel()
	dark := func(check string) incident.Verdict {
		v := verdict(check, incident.Unknown)
		v.Reason = incident.SourceFailed
		return v
	}
	x := open(t)
	x.judged(verdict("pool", incident.Pass))
	x.read(dark("pool"))
	same(t, x.judged(dark("pool")), "1/post:source/7 +1s", "1/post:answers/7 +0s", "1/post:board/7 +2s")
	x.posted(incident.SourceSubject, "3")
	same(t, x.judged(dark("limit")), "1/post:source/9 +0s", "1/post:answers/9 +0s", "1/post:board/9 +2s")
	x.read(verdict("pool", incident.Pass))
	same(t, x.judged(verdict("pool", incident.Pass)), "1/post:source/11 +0s", "1/post:answers/11 +0s", "1/post:board/11 +2s")
	x.read(verdict("limit", incident.Pass))
	// The last one is back: that is said once, in a message of its own.
	same(t, x.judged(verdict("limit", incident.Pass)), "1/post:source/13 +0s", "1/post:back/13 +0s", "1/post:answers/13 +0s", "1/post:board/13 +2s")
	x.posted(incident.BackSubject, "4")
	x.wait(20 * time.Minute)
	x.read(dark("pool"))
	same(t, x.judged(dark("pool")), "1/post:source#16/16 +20m1s", "1/post:answers/16 +20m0s", "1/post:board/16 +20m2s")

	early := newTale(t)
	early.hear(declaredEvent)
	early.hear(channelEvent)
	same(t, early.judged(dark("pool")), "1/post:board/3 +2s")
	// The first answers are the message then: a second one would say the same.
	early.posted(incident.AnswersSubject, "2")
	same(t, early.judged(dark("limit")), "1/post:answers/5 +0s", "1/post:board/5 +2s")
	early.read(verdict("pool", incident.Pass))
	same(t, early.judged(verdict("pool", incident.Pass)), "1/post:answers/7 +0s", "1/post:board/7 +2s")
	early.read(verdict("limit", incident.Pass))
	same(t, early.judged(verdict("limit", incident.Pass)), "1/post:back/9 +0s", "1/post:answers/9 +0s", "1/post:board/9 +2s")
}

func TestASourceThatKeepsFallingSilentIsToldOfTwiceInTenMinutes(t *testing.T) {
	t.Parallel()
	dark := verdict("pool", incident.Unknown)
	dark.Reason = incident.SourceFailed
	x := open(t)
	x.judged(verdict("pool", incident.Pass))
	said := func(v incident.Verdict) (source, back bool) {
		x.wait(time.Minute)
		x.read(v)
		jobs := strings.Join(x.judged(v), " ")
		x.posted(incident.SourceSubject, "3")
		return strings.Contains(jobs, ":source#") || strings.Contains(jobs, ":source/7 +1m1s"), strings.Contains(jobs, ":back")
	}
	for spell := 1; spell <= 3; spell++ {
		fell, _ := said(dark)
		_, back := said(verdict("pool", incident.Pass))
		if want := spell <= 2; fell != want || back != want {
			t.Errorf("spell %d: told that it fell silent %v and that it is back %v, want %v", spell, fell, back, want)
		}
		x.posted(incident.BackSubject, "4")
	}
	x.wait(20 * time.Minute)
	if fell, _ := said(dark); !fell {
		t.Error("after a while it is news again")
	}
}

func TestAContradictionIsOneMessageAndItsEndAnEdit(t *testing.T) {
	t.Parallel()
	ana := incident.Actor{ID: "U1"}
	answer := func(o incident.Outcome) incident.Event {
		return incident.Event{Kind: incident.Answered, Actor: ana, Data: incident.Data{Check: "pool", Outcome: o}}
	}
	x := open(t)
	x.judged(verdict("pool", incident.Fail))
	same(t, x.hear(answer(incident.Fail)), "1/post:answers/6 +0s", "1/post:board/6 +2s")
	same(t, x.hear(answer(incident.Pass)), "1/post:answers/7 +0s", "1/post:contradiction:pool/7 +0s", "1/post:board/7 +2s")
	same(t, x.posted("contradiction:pool", "3"), "1/post:contradiction:pool/8 +0s")
	same(t, x.hear(answer(incident.Pass)), "1/post:answers/9 +0s", "1/post:contradiction:pool/9 +0s", "1/post:board/9 +2s")
	same(t, x.hear(incident.Event{Kind: incident.Overruled, Actor: ana, Data: incident.Data{Check: "pool", Outcome: incident.Pass, Over: incident.Fail}}),
		"1/post:check:pool/10 +0s", "1/post:answers/10 +0s", "1/post:contradiction:pool/10 +0s", "1/post:board/10 +2s")
	// Taken back, it is the same contradiction; ended and begun anew, another.
	same(t, x.hear(incident.Event{Kind: incident.Retracted, Actor: ana, Data: incident.Data{Action: 10}}), "1/post:answers/11 +0s", "1/post:contradiction:pool/11 +0s", "1/post:board/11 +2s")
	same(t, x.hear(answer(incident.Fail)), "1/post:answers/12 +0s", "1/post:contradiction:pool/12 +0s", "1/post:board/12 +2s")
	same(t, x.hear(answer(incident.Pass)), "1/post:answers/13 +0s", "1/post:contradiction:pool#13/13 +0s", "1/post:board/13 +2s")
}

func TestAContradictionFromBeforeTheChannelIsPostedWithIt(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	x.judged(verdict("pool", incident.Fail))
	same(t, x.hear(incident.Event{Kind: incident.Answered, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Check: "pool", Outcome: incident.Pass}}))
	if jobs := x.hear(channelEvent); !slices.Contains(jobs, "1/post:contradiction:pool/4 +0s") {
		t.Errorf("%q", jobs)
	}
}

func TestAnActionIsOneMessageAndItsTurningPointsAreMore(t *testing.T) {
	t.Parallel()
	x := open(t)
	same(t, x.hear(incident.Event{Kind: incident.Acted, Text: "added 4"}), "1/post:action:5/5 +0s", "1/post:board/5 +2s")
	x.posted("action:5", "3")
	four := 4
	same(t, x.hear(incident.Event{Kind: incident.CapacityCounted, Data: incident.Data{Capacity: &incident.Capacity{Action: 5, Asked: &four}}}),
		"1/post:action:5/7 +0s", "1/post:board/7 +2s")
	effect := func(o incident.EffectOutcome) []string {
		return x.hear(incident.Event{Kind: incident.EffectJudged, Data: incident.Data{Effect: &incident.Effect{Action: 5, Outcome: o}}})
	}
	same(t, effect(incident.NothingYet), "1/post:action:5/8 +0s", "1/post:effect:5/8 +0s", "1/post:board/8 +2s")
	x.posted("effect:5", "4")
	same(t, effect(incident.NothingYet), "1/post:action:5/10 +0s", "1/post:effect:5/10 +0s", "1/post:board/10 +2s")
	same(t, effect(incident.CantTell), "1/post:action:5/11 +0s", "1/post:effect:5/11 +0s", "1/post:board/11 +2s")
	same(t, effect(incident.Moved), "1/post:action:5/12 +0s", "1/post:effect:5#12/12 +0s", "1/post:board/12 +2s")
	same(t, x.hear(incident.Event{Kind: incident.ActionDone, Data: incident.Data{Action: 5}}), "1/post:action:5/13 +0s", "1/post:effect:5/13 +0s", "1/post:board/13 +2s")
	same(t, x.hear(incident.Event{Kind: incident.Retracted, Data: incident.Data{Action: 5}}), "1/post:action:5/14 +0s", "1/post:effect:5/14 +0s", "1/post:board/14 +2s")
}

func TestTheEndIsPostedAndKeptUpToDate(t *testing.T) {
	t.Parallel()
	x := open(t)
	resolve := incident.Event{Kind: incident.Resolved, Text: "put back"}
	same(t, x.hear(resolve), "1/post:resolved/5 +0s", "1/post:board/5 +2s")
	x.posted(incident.ResolvedSubject, "3")
	drafted := incident.Event{Kind: incident.Drafted, Actor: incident.Bot, Data: incident.Data{Name: "d.md"}}
	same(t, x.hear(drafted), "1/upload/7 +25s", "1/post:board/7 +2s", "1/post:resolved/7 +0s")
	x.hear(incident.Event{Kind: incident.StepDone, Data: incident.Data{Name: uploadStep(x.i)}})
	same(t, x.hear(drafted), "1/post:board/9 +2s", "1/post:resolved/9 +0s")
	same(t, x.hear(incident.Event{Kind: incident.ImpactBegan}), "1/post:board/10 +2s", "1/post:resolved/10 +0s", "1/upload/10 +5m0s")
	same(t, x.hear(incident.Event{Kind: incident.Reopened}), "1/post:reopened:11/11 +0s", "1/post:board/11 +2s", "1/post:resolved/11 +0s")
	x.wait(time.Hour)
	same(t, x.hear(resolve), "1/post:resolved#12/12 +1h0m0s", "1/post:board/12 +1h0m2s")
	same(t, x.hear(incident.Event{Kind: incident.LookedBack, Actor: incident.Bot, Data: incident.Data{Hindsight: &incident.Hindsight{}}}),
		"1/post:board/13 +1h0m2s", "1/post:resolved/13 +1h0m0s")
	same(t, x.hear(drafted), "1/upload/14 +1h0m0s", "1/post:board/14 +1h0m2s", "1/post:resolved/14 +1h0m0s")
}

func TestOnlyWhatPeopleSayAfterTheEndMakesAnotherDraft(t *testing.T) {
	t.Parallel()
	ana := incident.Actor{ID: "U1"}
	tests := []struct {
		name string
		e    incident.Event
		want bool
	}{
		{"a note", incident.Event{Kind: incident.Noted, Actor: ana}, true},
		{"the end of impact", incident.Event{Kind: incident.ImpactEnded, Actor: ana}, true},
		{"a line taken back", incident.Event{Kind: incident.Retracted, Actor: ana, Data: incident.Data{Action: 1}}, true},
		{"a question", incident.Event{Kind: incident.CheckAsked, Actor: ana}, false},
		{"a look of the bot's", incident.Event{Kind: incident.Judged, Actor: incident.Bot, Data: incident.Data{Verdict: &incident.Verdict{Check: "pool"}}}, false},
		{"the draft itself", incident.Event{Kind: incident.Drafted, Actor: incident.Bot}, false},
		{"a reopening", incident.Event{Kind: incident.Reopened, Actor: ana}, false},
	}
	for _, tt := range tests {
		x := open(t)
		x.hear(incident.Event{Kind: incident.Resolved, Actor: ana})
		x.hear(incident.Event{Kind: incident.Drafted, Actor: incident.Bot, Data: incident.Data{Name: "d.md"}})
		x.hear(incident.Event{Kind: incident.StepDone, Actor: incident.Bot, Data: incident.Data{Name: uploadStep(x.i)}})
		if got := slices.Contains(x.hear(tt.e), "1/upload/8 +5m0s"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestSmallThingsTouchTheBoardOnly(t *testing.T) {
	t.Parallel()
	x := open(t)
	for n, e := range []incident.Event{
		{Kind: incident.Noted},
		{Kind: incident.LeadChanged},
		{Kind: incident.Mitigated},
		{Kind: incident.ServiceChanged},
		{Kind: incident.GaveUp},
		{Kind: incident.ImpactBegan},
		{Kind: incident.Read, Data: incident.Data{Verdict: &incident.Verdict{Check: "pool"}}},
	} {
		want := []string{fmt.Sprintf("1/post:board/%d +2s", 5+n)}
		if e.Kind == incident.ServiceChanged {
			want = append([]string{fmt.Sprintf("1/summon/%d +0s", 5+n)}, want...) // Its people are others.
		}
		same(t, x.hear(e), want...)
	}
	same(t, x.hear(incident.Event{Kind: incident.StepDone, Data: incident.Data{Name: "invite"}}))
	sev := incident.Sev2
	same(t, x.hear(incident.Event{Kind: incident.SeverityChanged, Data: incident.Data{Severity: &sev}}), "1/post:severity:13/13 +0s", "1/post:board/13 +2s")
}

func TestABoardIsPinnedWhenItIsNewAndEvidenceIsPostedOnce(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	x.judged(verdict("pool", incident.Fail))
	x.hear(channelEvent)
	same(t, x.posted(incident.BoardSubject, "1"), "1/pin/4 +0s", "1/post:board/4 +2s", "1/bookmark:board/4 +0s")
	same(t, x.posted(incident.BoardSubject, "1"))
	same(t, x.posted(incident.AnswersSubject, "2"), "1/evidence:pool/6 +0s", "1/chart:check:pool/6 +1s", "1/post:answers/6 +0s")
	x.posted("evidence:pool", "3")
	same(t, x.posted(incident.AnswersSubject, "2"))
}

// What happened while a message was on its way is not in it.
func TestAMessageThatIsNewIsLookedOverOnce(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{incident.SourceSubject, incident.BackSubject, "contradiction:pool", "check:pool", "action:7", "effect:7"} {
		x := open(t)
		same(t, x.posted(subject, "3"), "1/post:"+subject+"/5 +0s")
		same(t, x.posted(subject, "3"))
		same(t, x.posted(subject, "4"), "1/post:"+subject+"/7 +0s")
	}
	x := open(t)
	same(t, x.posted(incident.ResolvedSubject, "3"), "1/post:resolved/5 +0s", "1/bookmark:resolved/5 +0s")
	same(t, x.posted(incident.ResolvedSubject, "3"))
	x = open(t)
	same(t, x.posted("evidence:pool", "3"))
	same(t, x.posted("severity:2", "4"))
}

func TestJobsOfOneLaneNeverMeet(t *testing.T) {
	t.Parallel()
	x := newTale(t)
	x.hear(declaredEvent)
	e := channelEvent
	e.Incident, e.Seq, e.RecordedAt = 1, 2, t0
	lanes := map[string]string{}
	for _, j := range Follow(x.i, x.i.Apply(e), []incident.Event{e}) {
		lanes[j.Kind+" "+j.Subject] = j.Lane
	}
	want := map[string]string{"slack.invite ": "1/channel", "slack.post answers": "1/posts", "slack.post board": "1/board", "slack.mark ": "1/trim", "slack.trim ": "1/trim"}
	for job, lane := range want {
		if lanes[job] != lane {
			t.Errorf("%s is in lane %q, want %q", job, lanes[job], lane)
		}
	}
}

// openTale is an incident with a title.
func openTale(title string) incident.Incident { return incident.Incident{Number: 12, Title: title} }
