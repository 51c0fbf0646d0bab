package commands

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestLead(t *testing.T) {
	t.Parallel()
	who := UsageError("Who leads? Type @ and pick the person, or no name for yourself. Other parts are comms and scribe.")
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
		{name: "reopen", text: "reopen it is back", told: "reopen|here||it is back"},
		{name: "reopen without a word", text: "reopen", told: "reopen|here||"},
		{name: "reopen where users are fine", text: "reopen to mitigated: a check still fails", told: "reopen|here|mitigated|a check still fails"},
		{name: "reopen from elsewhere, because the channel is put away", text: "reopen inc-12 it is back", channel: outside, told: "reopen|INC-12||it is back", reads: "INC-12 is open again. The work goes on in #inc-12-api-is-slow."},
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
		{name: "timeline", text: "tl", reads: "INC-12, 3 lines, all times UTC\n1 · 15:06 · Ana declared: API is slow\n2 · 15:06 · Ana did: added 4 replicas\n12 · 15:06 · Ben noted: a customer called\nTo mend a line: edit, its number and what is true. To take one back: undo and its number.\n[Edit line 2…](edit 2) [Edit a line…](edit)"},
		{name: "timeline elsewhere", text: "timeline", channel: outside, code: incident.NotFound},
		{name: "a draft that is there", text: "pm", with: func(d *domain) { d.i.Draft, d.i.Status = "postmortems/a.md", incident.IsResolved }, reads: "The draft of INC-12 is `postmortems/a.md`"},
		{name: "a draft that is not", text: "postmortem", told: "draft", reads: "I wrote the draft of INC-12: `postmortems/inc-12.md`\nIt is open still: the draft ends where the timeline does."},
		{name: "again", text: "pm again", with: func(d *domain) { d.i.Draft, d.i.Status = "postmortems/a.md", incident.IsResolved }, told: "draft", reads: "I wrote the draft of INC-12: `postmortems/inc-12.md`"},
		{name: "as a question", text: "pm please", asks: "Only again can follow: it writes the draft anew."},
	})
}

func TestAFalseAlarmIsCalledOff(t *testing.T) {
	t.Parallel()
	const question = "Why is it none? A few words say which alert to mend."
	play(t, []line{
		{name: "with why", text: "calloff load test, not users", told: "calloff|here|load test, not users"},
		{name: "as other tools say it", text: "cancel because it was a load test", told: "calloff|here|it was a load test"},
		{name: "in two words", text: "call off: load test", told: "calloff|here|load test"},
		{name: "by what it is", text: "false alarm, load test", told: "calloff|here|load test"},
		{
			name: "from elsewhere", text: "calloff inc-12 load test", channel: outside, told: "calloff|INC-12|load test",
			reads: "INC-12 is called off: load test. If it was real after all, type reopen INC-12.",
		},
		{
			name: "it insists on why", text: "calloff",
			form:  "Call off INC-12 [Call it off](calloff INC-12)\nwhy: Why is it none?",
			reads: question + "\nFor example: `/incident calloff load test, not users`\nYou typed: `/incident calloff`",
		},
		{name: "and has nothing to ask where none is open", text: "calloff", channel: outside, code: incident.NotFound},
		{name: "a refusal is passed on", text: "calloff x", with: func(d *domain) { d.err = incident.Errorf(incident.Conflict, "Closed.") }, told: "calloff|here|x", code: incident.Conflict},
	})
	press(t, []line{
		{name: "below the answer to the declaration", text: "calloff INC-12", channel: outside, form: "Call off INC-12 [Call it off](calloff INC-12)\nwhy: Why is it none?", reads: question + "\nFor example: `/incident calloff load test, not users`"},
		{name: "filled in", text: "calloff INC-12", channel: outside, fields: map[string]string{"why": "load test"}, told: "calloff|INC-12|load test", reads: "INC-12 is called off: load test. If it was real after all, type reopen INC-12."},
		{name: "with nothing", text: "calloff INC-12", channel: outside, fields: map[string]string{"why": " "}, wrong: "why: Why is it none? A few words are enough."},
	})
}

func TestADuplicateNamesTheOther(t *testing.T) {
	t.Parallel()
	which := UsageError("The same as which one? Say its number; list shows those that are open.")
	play(t, []line{
		{name: "by its name", text: "same as inc-11", told: "merge|INC-11"},
		{name: "by its number", text: "duplicate of 11", told: "merge|INC-11"},
		{name: "with a hash", text: "dup #11", told: "merge|INC-11"},
		{name: "in capitals with more", text: "same as INC 11 it seems", told: "merge|INC-11"},
		{name: "by its channel", text: "same as <#C12|inc-12-api-is-slow>", told: "merge|INC-12"},
		{name: "by a channel that is none", text: "same as <#C1|general>", asks: which},
		{name: "without one", text: "same as yesterday", asks: which},
		{name: "with nothing", text: "same", asks: which},
	})
}

func TestAnIncidentIsClosedWhenNothingIsMissing(t *testing.T) {
	t.Parallel()
	resolved := func(d *domain) { d.i.Status, d.i.ResolvedAt = incident.IsResolved, now }
	whole := func(d *domain) { resolved(d); d.i.Impact = []incident.Window{{StartSeq: 3, EndSeq: 4}} }
	play(t, []line{
		{name: "with all that the timeline can say", text: "close", with: whole, told: "close"},
		{
			name: "gaps are named once", text: "closed", with: resolved,
			reads: "2 gaps are left that the timeline can fill: confirm when it began, confirm when it ended. Type impact start or impact end with the time. What was written into the draft itself I do not see.\n[Close it all the same](close anyway)",
		},
		{name: "and forbid nothing", text: "close anyway", with: resolved, told: "close"},
		{name: "an open one is refused by the domain, before its gaps are asked", text: "close", told: "close"},
		{name: "with what fixed it", text: "close rolled back", asks: UsageError("Nothing can follow close. If you mean that it is fixed, type resolve and what fixed it.")},
		{name: "elsewhere", text: "close", channel: outside, code: incident.NotFound},
	})
}

func TestTheLeadIsOfferedAndTaken(t *testing.T) {
	t.Parallel()
	const handed = "Failing: pool (nobody on it)."
	only := UsageError("Only the person can follow. What is handed over I take from the timeline.")
	play(t, []line{
		{name: "to somebody", text: "handover <@U0BEN|ben>", told: "offer|U0BEN|ben|" + handed},
		{name: "in two words", text: "hand over the lead to <@U0BEN|ben>", told: "offer|U0BEN|ben|" + handed},
		{name: "taken", text: "handover accept", told: "accept|0"},
		{name: "declined", text: "handoff no", told: "drop|0"},
		{name: "withdrawn", text: "handover withdraw", told: "drop|0"},
		{name: "with a summary", text: "handover <@U0BEN|ben> watch the queue", asks: only},
		{name: "to a name the chat did not know", text: "handover @ben", asks: UsageError(toWhom)},
		{
			name: "to nobody yet", text: "handover", form: "Hand over INC-12 [Offer the lead](handover)\nto: To whom?",
			reads: toWhom + "\nFor example: `/incident handover`\nYou typed: `/incident handover`",
		},
		{name: "elsewhere", text: "handover <@U0BEN|ben>", channel: outside, code: incident.NotFound},
	})
	press(t, []line{
		{name: "I have it", text: "handover accept 14", told: "accept|14"},
		{name: "Not me", text: "handover decline 14", told: "drop|14"},
		{name: "picked", text: "handover", fields: map[string]string{"to": "U0BEN"}, told: "offer|U0BEN||" + handed},
		{name: "not picked", text: "handover", fields: map[string]string{"to": ""}, wrong: "to: Pick a person."},
	})
}

func TestOtherPartsHaveAPersonEach(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "no name is me", text: "comms", told: "comms|U0ANA|Ana", reads: "Ana does comms for INC-12."},
		{name: "somebody", text: "comms <@U0BEN|ben>", told: "comms|U0BEN|ben", reads: "ben does comms for INC-12."},
		{name: "a scribe", text: "scribe is <@U0BEN|ben>", told: "scribe|U0BEN|ben", reads: "ben does scribe for INC-12."},
		{name: "nobody any more", text: "comms nobody", told: "comms||", reads: "Nobody does comms for INC-12."},
		{name: "something else", text: "scribe please write", asks: UsageError("Who does scribe? Type @ and pick the person, no name for yourself, or nobody.")},
	})
}

func TestWhatStillFailsMayBeFine(t *testing.T) {
	t.Parallel()
	press(t, []line{
		{name: "with a likely reason", text: "fine backlog is draining", told: "excuse|backlog is draining"},
		{name: "asks for one", text: "fine", form: "Still failing in INC-12 [Keep it](fine)\nwhy: Why is it fine?", reads: "Why is it fine? It stands beside the resolution.\nFor example: `/incident fine backlog is draining`"},
		{name: "filled in", text: "fine", fields: map[string]string{"why": "known, INC-9"}, told: "excuse|known, INC-9"},
		{name: "with nothing", text: "fine", fields: map[string]string{"why": ""}, wrong: "why: Why is it fine? A few words are enough."},
	})
}
