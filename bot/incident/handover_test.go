package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestTheLeadStaysUntilItIsAccepted(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }
	for name, tt := range map[string]struct {
		does  func(s *story)
		lead  incident.Actor
		ends  []incident.HandoverEnd
		reads string // The newest line.
	}{
		"nothing yet":              {func(*story) {}, ana, []incident.HandoverEnd{""}, "Failing: pool."},
		"accepted":                 {func(s *story) { s.add(s.i.AcceptLead(ben, 2, at(4))) }, ben, []incident.HandoverEnd{"accepted"}, "4 min after it was offered"},
		"at once":                  {func(s *story) { s.add(s.i.AcceptLead(ben, 0, at(0))) }, ben, []incident.HandoverEnd{"accepted"}, "at once"},
		"taken by typing lead":     {func(s *story) { s.add(s.i.SetLead(ben, ben, at(4))) }, ben, []incident.HandoverEnd{"accepted"}, "4 min after it was offered"},
		"declined":                 {func(s *story) { s.add(s.i.DropOffer(ben, 2, at(4))) }, ana, []incident.HandoverEnd{"declined"}, ""},
		"withdrawn":                {func(s *story) { s.add(s.i.DropOffer(ana, 0, at(4))) }, ana, []incident.HandoverEnd{"withdrawn"}, ""},
		"kept by typing lead":      {func(s *story) { s.add(s.i.SetLead(ana, ana, at(4))) }, ana, []incident.HandoverEnd{"withdrawn"}, ""},
		"taken by a third":         {func(s *story) { s.add(s.i.SetLead(cho, cho, at(4))) }, cho, []incident.HandoverEnd{"withdrawn"}, "cho"},
		"given to them by another": {func(s *story) { s.add(s.i.SetLead(ana, ben, at(4))) }, ben, []incident.HandoverEnd{"withdrawn"}, "ben"},
		"offered to another":       {func(s *story) { s.add(s.i.OfferLead(ana, cho, "", at(4))) }, ana, []incident.HandoverEnd{"withdrawn", ""}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.add(s.i.OfferLead(ana, ben, "Failing: pool.", at(0)))
			tt.does(s)
			var ends []incident.HandoverEnd
			for _, h := range s.i.Handovers {
				ends = append(ends, h.End)
			}
			if s.i.Lead != tt.lead || len(ends) != len(tt.ends) || ends[0] != tt.ends[0] || ends[len(ends)-1] != tt.ends[len(ends)-1] {
				t.Errorf("%s leads, the offers ended %v", s.i.Lead.Name, ends)
			}
			if last := s.events[len(s.events)-1]; last.Text != tt.reads {
				t.Errorf("the line is %q", last.Text)
			}
		})
	}
}

func TestALeadIsOfferedOnlyToWhoCanTakeIt(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.OfferLead(ana, ben, "", t0))
	over := newStory(t)
	over.add(over.i.CallOff(ana, "load test", t0))
	for name, tt := range map[string]refused{
		"to nobody":            take(s.i.OfferLead(ana, incident.Actor{}, "", t0)).says("Hand over to whom?"),
		"to the bot":           take(s.i.OfferLead(ana, incident.Bot, "", t0)).says("I cannot lead"),
		"to the lead":          take(s.i.OfferLead(ben, ana, "", t0)).says("ana leads INC-12 already"),
		"to oneself":           take(s.i.OfferLead(cho, cho, "", t0)).says("To take the lead, type lead"),
		"twice":                take(s.i.OfferLead(ana, ben, "", t0)).says("offered to ben already, since 15:04 UTC. Until they press, ana leads"),
		"when it is over":      take(over.i.OfferLead(ana, ben, "", t0)).says("was called off"),
		"taken by a third":     take(s.i.AcceptLead(cho, 2, t0)).says("offered to ben. To take it yourself, type lead"),
		"an old offer taken":   take(s.i.AcceptLead(ben, 9, t0)).says("does not stand any more: ana leads INC-12"),
		"an old offer dropped": take(over.i.DropOffer(ana, 0, t0)).says("does not stand any more"),
		"a role for the bot":   take(s.i.SetRole(ana, incident.CommsRole, incident.Bot, t0)).says("name a person"),
		"nobody for nobody":    take(s.i.SetRole(ana, incident.CommsRole, incident.Actor{}, t0)).says("Nobody does comms"),
	} {
		if len(tt.events) != 0 || tt.err == nil || !strings.Contains(tt.err.Error(), tt.says) {
			t.Errorf("%s: %v, %v", name, tt.events, tt.err)
		}
	}
}

func TestWhoHasAPartSeesAPrivateIncident(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Hide(ana, "", t0))
	sees := func(who incident.Actor) bool { return incident.CanSee(incident.Viewer{Actor: who}, s.i) }
	if sees(ben) || sees(cho) {
		t.Error("outsiders see it")
	}
	s.add(s.i.OfferLead(ana, ben, "", t0))
	s.add(s.i.SetRole(ana, incident.ScribeRole, cho, t0))
	if !sees(ben) || !sees(cho) || s.i.Scribe() != cho || !s.i.Comms().IsZero() {
		t.Error("who has a part in it does not see it")
	}
	if _, err := s.i.SetRole(ana, incident.ScribeRole, cho, t0); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("a part twice: %v", err)
	}
	s.add(s.i.DropOffer(ben, 0, t0))
	s.add(s.i.SetRole(ana, incident.ScribeRole, incident.Actor{}, t0))
	if sees(ben) || sees(cho) {
		t.Error("who has no part any more sees it")
	}
}

func TestAnOfferDoesNotKeepWhatWasRedacted(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.add(s.i.Think(ana, "the disk of Eve's laptop.", incident.Moment{}, "", t0))
	theory := s.events[len(s.events)-1]
	s.add(s.i.OfferLead(ana, ben, "Open: T1 the disk of Eve's laptop.", t0))
	change, err := s.i.Redact(ana, theory, "a name", s.events, t0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range change.Redact {
		if e.Kind == incident.Offered && e.Text == "" && *e.Data.Person == ben {
			return
		}
	}
	t.Errorf("the offer keeps the words: %+v", change.Redact)
}
