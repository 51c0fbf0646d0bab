package slack

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func unnamedTale(t *testing.T) *tale {
	t.Helper()
	x := newTale(t)
	e := declaredEvent
	e.Data.Service = ""
	x.hear(e)
	return x
}

func survey(found incident.Survey) incident.Event {
	return incident.Event{Kind: incident.Surveyed, Actor: incident.Bot, Evidence: "h", Data: incident.Data{Survey: &found}}
}

func TestTheChannelHearsWhichServiceItMayBe(t *testing.T) {
	t.Parallel()
	found := incident.Survey{Looked: 40, Whole: 39, Short: 1, Worst: []incident.Standing{{Service: "api", Have: 2, Want: 20}}}

	early := unnamedTale(t)
	same(t, early.hear(survey(found)))
	early.wait(2 * time.Second)
	same(t, early.hear(channelEvent),
		"1/invite/3 +2s", "1/post:answers/3 +10s", "1/post:board/3 +2s", "1/post:survey/3 +2s", "1/summon/3 +2s", "1/mark/3 +2s", "1/trim/3 +2s")

	x := unnamedTale(t)
	x.hear(channelEvent)
	x.posted(incident.BoardSubject, "1")
	x.wait(2 * time.Second)
	same(t, x.hear(survey(found)), "1/post:survey/4 +2s", "1/post:board/4 +4s")
	x.posted(incident.SurveySubject, "2")
	x.wait(10 * time.Second)
	// It asks no more, and the first answers are a message of their own.
	same(t, x.hear(incident.Event{Kind: incident.ServiceChanged, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Service: "api"}}),
		"1/summon/6 +12s", "1/post:survey/6 +12s", "1/post:board/6 +14s")
	same(t, x.judged(verdict("pool", incident.Fail)), "1/post:answers/7 +13s", "1/post:board/7 +14s")
}

func TestAServiceThatWasNamedAtOnceIsAskedForNowhere(t *testing.T) {
	t.Parallel()
	x := open(t)
	same(t, x.hear(incident.Event{Kind: incident.ServiceChanged, Actor: incident.Actor{ID: "U1"}, Data: incident.Data{Service: "web"}}), "1/summon/5 +0s", "1/post:board/5 +2s")
}
