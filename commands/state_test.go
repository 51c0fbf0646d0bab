package commands

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestLead(t *testing.T) {
	t.Parallel()
	who := UsageError("Who leads? Type @ and pick the person, or no name for yourself.")
	play(t, []line{
		{name: "no name is me", text: "lead", told: "lead|U0ANA|Ana", reads: "Ana leads INC-12."},
		{name: "me is me", text: "lead me", told: "lead|U0ANA|Ana", reads: "Ana leads INC-12."},
		{name: "someone else", text: "lead <@U0BEN|ben>", told: "lead|U0BEN|ben", reads: "ben leads INC-12."},
		{name: "someone without a name", text: "lead <@U0BEN>", told: "lead|U0BEN|", reads: "U0BEN leads INC-12."},
		{name: "as other tools say it", text: "assign lead to <@U0BEN|ben>", told: "lead|U0BEN|ben", reads: "ben leads INC-12."},
		{name: "another role is not the lead", text: "role scribe <@U0BEN|ben>", asks: who},
		{name: "a name the chat did not know", text: "lead @ben", asks: who},
	})
}

func TestSev(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "sev1", text: "sev sev1", told: "sev|sev1"},
		{name: "a number", text: "sev 2", told: "sev|sev2"},
		{name: "SEV-1", text: "severity SEV-1", told: "sev|sev1"},
		{name: "to P1", text: "sev to P1.", told: "sev|sev1"},
		{name: "critical", text: "severity critical", told: "sev|sev1"},
		{name: "alone", text: "SEV1", told: "sev|sev1"},
		{name: "with a reason", text: "sev 3 only the EU is affected", told: "sev|sev3", reads: "It is SEV3 now. Keep the reason as a note?\n[Note “only the EU is affected”](note only the EU is affected)"},
		{name: "odd letters", text: "sev İİİİ", asks: "How bad is it? Say sev1 (everyone is affected) to sev4."},
		{name: "too bad", text: "sev 9", asks: "How bad is it? Say sev1 (everyone is affected) to sev4."},
		{name: "nothing lets one choose", text: "sev", reads: "How bad is it? SEV1 is everyone, SEV2 many, SEV3 some; sev 4 can be typed.\n[SEV1](sev sev1) [SEV2](sev sev2) [SEV3](sev sev3)"},
	})
}

func TestTheStateFollowsItsVerbs(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "resolve", text: "resolve put 18 servers back", told: "resolve|put 18 servers back"},
		{
			name: "resolve insists on what fixed it", text: "resolved",
			form:  "Resolve INC-12 [Resolve](resolve)\nhow: What fixed it?",
			reads: "What fixed it? The answer opens the postmortem.\nFor example: `/incident resolve put 18 API servers back in the pool`\nYou typed: `/incident resolved`",
		},
		{name: "and has nothing to ask where nothing is open", text: "resolved", channel: outside, code: incident.NotFound},
		{name: "resolve passes on a refusal", text: "resolve x", with: func(d *domain) { d.err = incident.Errorf(incident.Conflict, "Resolved already.") }, told: "resolve|x", code: incident.Conflict},
		{name: "mitigate", text: "mitigate moved traffic", told: "mitigate|moved traffic", reads: "INC-12 is mitigated: users are fine. Type resolve when the cause is gone."},
		{name: "reopen", text: "reopen it is back", told: "reopen|it is back", reads: "INC-12 is open again."},
	})
}

func TestResolveIsFilledIn(t *testing.T) {
	t.Parallel()
	press(t, []line{
		{name: "with what fixed it", text: "resolve", fields: map[string]string{"how": " put 18 servers back "}, told: "resolve|put 18 servers back"},
		{name: "with nothing", text: "resolve", fields: map[string]string{"how": " "}, wrong: "how: What fixed it? A few words are enough."},
	})
}

func TestServiceIsChosenTypedOrPressed(t *testing.T) {
	t.Parallel()
	press(t, []line{
		{name: "chosen outside the channel", text: "service 3 web", channel: outside, told: "service|3|web", reads: "INC-12 is about web. First answers in about 10 seconds."},
		{name: "chosen in a form", text: "service 3", fields: map[string]string{"service": "web"}, channel: outside, told: "service|3|web", reads: "INC-12 is about web. First answers in about 10 seconds."},
		{name: "typed into a form", text: "service 3", fields: map[string]string{"service": "moon"}, channel: outside, wrong: "service: I know no service “moon”."},
		{name: "to choose from", text: "service 3", channel: outside, form: "Which service? [Choose](service 3)\nservice: Which service is it about? [api](api) [web](web) [billing](billing)", reads: "Which service?\n[api](service 3 api) [web](service 3 web) [billing](service 3 billing)"},
	})
	play(t, []line{
		{name: "typed", text: "service the web shop", told: "service|3|web", reads: "INC-12 is about web. First answers in about 10 seconds."},
		{name: "typed wrong", text: "service moon", asks: "I know no service “moon”. There are: api, web, billing"},
		{name: "typed elsewhere", text: "service web", channel: outside, code: incident.NotFound},
	})
}

func TestTimelineAndPostmortem(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "timeline", text: "tl", reads: "INC-12, 1 line, all times UTC\n1 · 15:06 · Ana declared: API is slow\nTo take back a line you said: undo and its number."},
		{name: "timeline elsewhere", text: "timeline", channel: outside, code: incident.NotFound},
		{name: "a draft that is there", text: "pm", with: func(d *domain) { d.i.Draft, d.i.Status = "postmortems/a.md", incident.IsResolved }, reads: "The draft of INC-12 is `postmortems/a.md`"},
		{name: "a draft that is not", text: "postmortem", told: "draft", reads: "I wrote the draft of INC-12: `postmortems/inc-12.md`\nIt is open still: the draft ends where the timeline does."},
		{name: "again", text: "pm again", with: func(d *domain) { d.i.Draft, d.i.Status = "postmortems/a.md", incident.IsResolved }, told: "draft", reads: "I wrote the draft of INC-12: `postmortems/inc-12.md`"},
		{name: "as a question", text: "pm please", asks: "Only again can follow: it writes the draft anew."},
	})
}
