package commands

import (
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestAnswersAreReadInTheWordsOfTheCheck(t *testing.T) {
	t.Parallel()
	idle, hosts := "answer|added-capacity/idle|", "put|changes/hosts|Did anyone touch these hosts?|"
	play(t, []line{
		{name: "its own words", text: "answer idle the added members are idle, I looked", told: idle + "fail|I looked", reads: "Read as: the added members are idle (FAIL)."},
		{name: "its own good words with a reason", text: "answer idle The added members work because I see traffic", told: idle + "pass|I see traffic", reads: "Read as: the added members work (PASS)."},
		{
			name: "words that only begin alike", text: "answer idle The added members worked",
			form:  "Answer [Answer](answer added-capacity/idle)\noutcome: Your answer [The added members work](ok) [The added members are idle](bad) [I can't tell](?)\n(why: How do you know? = The added members worked)",
			reads: "Are the added members idle? Say ok, bad, or ? after the name, then why." + answerPool + "idle The added members worked`",
		},
		{name: "a question to people that was not put", text: "answer hosts no", told: hosts + "pass|", reads: "Read as: nobody did (PASS)."},
		{name: "a yes that is bad news", text: "answer hosts yes: db-3, by hand", told: hosts + "fail|db-3, by hand", reads: "Read as: somebody did (FAIL)."},
		{name: "later", text: "answer hosts later", reads: "It stays on the board: Did anyone touch these hosts? Nobody is reminded."},
		{name: "a text", text: "answer when 14:31, by Ben", told: "put|changes/when|When was the last deploy by hand?||14:31, by Ben", reads: "Kept as it is: 14:31, by Ben. This question has no verdict."},
		{name: "yes to a question that takes a text is text", text: "answer when yes", told: "put|changes/when|When was the last deploy by hand?||yes", reads: "Kept as it is: yes. This question has no verdict."},
		{name: "and one may not know", text: "answer when ? ask Ben", told: "put|changes/when|When was the last deploy by hand?|unknown|ask Ben", reads: "Read as: When was the last deploy by hand? You can't tell."},
		{
			name: "no text", text: "answer when", form: "Answer [Answer](answer changes/when)\ntext: What do you know?",
			reads: "When was the last deploy by hand? Say it in words after the name." + answerPool + "when`",
		},
		{
			name: "a question that waits stays open when one cannot tell", text: "answer hosts ?",
			with: func(d *domain) {
				d.i.Checks = append(d.i.Checks, incident.Check{Seq: 13, Verdict: incident.Verdict{Check: "changes/hosts", Ask: "Did anyone touch these hosts?", Human: true, Outcome: incident.Unknown}})
			},
			told: "answer|changes/hosts|unknown|", reads: "Read as: Did anyone touch these hosts? You can't tell. The question stays open.",
		},
	})
}

func TestOverrule(t *testing.T) {
	t.Parallel()
	pool := "overrule|backend-pool/healthy-share|"
	kept := "Both are kept. It counts neither as failing nor as passing until the metric changes.\n[Undo](undo 15)"
	form := "The metric is wrong [Overrule](overrule backend-pool/healthy-share ok)\nwhy: Why is the metric wrong?"
	why := "You say that the pool is fine. Why is the metric wrong? The reason is kept beside it, for whoever reads the postmortem. Type: `/incident overrule pool ok <why>`"
	play(t, []line{
		{name: "with a reason", text: "overrule pool ok the exporter reads the old balancer", told: pool + "pass|the exporter reads the old balancer", reads: "Overruled: you say that the pool is fine, the metric says 2 of 20 (FAIL). " + kept},
		{name: "by its other name, with because", text: "override pool ok because it is old", told: pool + "pass|it is old", reads: "Overruled: you say that the pool is fine, the metric says 2 of 20 (FAIL). " + kept},
		{
			name: "in the check's words", text: "overrule pool all of it serves, I asked each", with: func(d *domain) { d.i.Checks[0].OK = "All of it serves" },
			told: pool + "pass|I asked each", reads: "Overruled: you say that all of it serves, the metric says 2 of 20 (FAIL). " + kept,
		},
		{name: "without a reason", text: "overrule pool ok", form: form, reads: why},
		{name: "because of nothing", text: "overrule pool ok because", form: form, reads: why},
		{name: "without saying what is true", text: "overrule pool the exporter is old", asks: "Is the API pool whole? Say ok or bad after the name, then why the metric is wrong."},
		{name: "cannot tell is no overruling", text: "overrule pool ? no idea", asks: "Is the API pool whole? Say ok or bad after the name, then why the metric is wrong."},
		{name: "nothing", text: "overrule", asks: "Which check is wrong, is it ok or bad, and why?"},
		{name: "a check that does not exist", text: "overrule moon ok why", reads: "I have no check called “moon”. Try one word of what you want to know, such as pool."},
		{name: "elsewhere", text: "overrule pool ok why", channel: outside, code: incident.NotFound},
	})
	press(t, []line{
		{name: "pressed, it asks", text: "overrule backend-pool/healthy-share ok", form: form, reads: why},
		{
			name: "filled in", text: "overrule backend-pool/healthy-share ok", fields: map[string]string{"why": "it reads\nthe old balancer"},
			told: pool + "pass|it reads\nthe old balancer", reads: "Overruled: you say that the pool is fine, the metric says 2 of 20 (FAIL). " + kept,
		},
		{name: "filled in with nothing", text: "overrule backend-pool/healthy-share ok", fields: map[string]string{"why": "because "}, wrong: "why: Why is the metric wrong? A few words are enough."},
	})
}

func TestUnsay(t *testing.T) {
	t.Parallel()
	pool := "unsay|backend-pool/healthy-share|"
	press(t, []line{
		{name: "take mine back", text: "unsay backend-pool/healthy-share", told: pool, reads: "Your answer is taken back. It stays readable on the timeline."},
		{
			name: "I meant something else", text: "unsay backend-pool/healthy-share note", told: pool + "the pool is not fine",
			reads: "Your answer is taken back and kept as a note: the pool is not fine. To answer the check you meant, type: `/incident answer <check> ok|bad`",
		},
		{
			name: "with a reason, that is kept", text: "unsay backend-pool/healthy-share note", with: func(d *domain) { d.i.Checks[0].Answers[0].Why = "two answer me" },
			told: pool + "two answer me", reads: "Your answer is taken back and kept as a note: two answer me. To answer the check you meant, type: `/incident answer <check> ok|bad`",
		},
		{name: "what somebody else said", text: "unsay backend-pool/healthy-share", with: func(d *domain) { d.err = incident.Errorf(incident.Conflict, "That was said by Ben.") }, told: "", code: incident.Conflict},
		{name: "nothing", text: "unsay", asks: "Your answer to which check?"},
	})
}
