package commands

import (
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	play(t, []line{
		{name: "by its alias", text: "check pool", told: "check|backend-pool/healthy-share|src", reads: "I ask: Is the API pool whole? The answer comes in the channel."},
		{name: "in the words of the incident", text: "check pool", with: func(d *domain) { d.i.Checks[0].Ask = "Is the shop's pool whole?" }, told: "check|backend-pool/healthy-share|src", reads: "I ask: Is the shop's pool whole? The answer comes in the channel."},
		{name: "in quotes", text: "check ‘pool’.", told: "check|backend-pool/healthy-share|src", reads: "I ask: Is the API pool whole? The answer comes in the channel."},
		{
			name: "a runbook asks all of its checks, each once", text: "check backend-pool",
			told:  "check|backend-pool/healthy-share|src & check|backend-pool/running|src/backend-pool/running",
			reads: "I ask 2 questions. The answers come in the channel.",
		},
		{
			name: "what it has to know is said with it", text: "check idle added=“db-5, db-6” asked=2",
			told: "check|added-capacity/idle|src|added=db-5, db-6|asked=2", reads: "I ask: Are the added members idle? The answer comes in the channel.",
		},
		{name: "what it has no use for", text: "check idle aded=db-5", asks: "What is aded? What can be said with this question is: added, asked."},
		{name: "what is said with a check that asks for nothing", text: "check pool x=1", asks: "Nothing can be said with backend-pool/healthy-share: it needs to know nothing."},
		{
			name: "a word that is near several", text: "check po",
			reads: "I have no check called “po”. Did you mean one of these?\n[Are the API servers running?](check backend-pool/running) [Are the added members idle?](check added-capacity/idle)",
		},
		{name: "a word that is near nothing", text: "check moon", reads: "I have no check called “moon”. Try one word of what you want to know, such as pool."},
		{name: "nothing", text: "check", asks: "What do you want to know? One word is enough."},
	})
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	form := func(why string) string {
		if why != "" {
			why = " = " + why
		}
		return "Answer [Answer](answer backend-pool/healthy-share)\noutcome: Your answer [The pool is fine](ok) [The pool is not fine](bad) [I can't tell](?)\n(why: How do you know?" + why + ")"
	}
	pool, idle := "answer|backend-pool/healthy-share|", "answer|added-capacity/idle|"
	play(t, []line{
		{name: "ok against the metrics", text: "answer pool ok I see 20", with: says(incident.Pass), told: pool + "pass|I see 20", reads: "Read as: Is the API pool whole? Yes (PASS). The metrics say otherwise; both are kept.\n[Undo](undo 14)"},
		{name: "bad", text: "answer pool bad", told: pool + "fail|", reads: "Read as: Is the API pool whole? No (FAIL).\n[Undo](undo 14)"},
		{name: "no is bad where yes is good", text: "answer pool no", told: pool + "fail|", reads: "Read as: Is the API pool whole? No (FAIL).\n[Undo](undo 14)"},
		{name: "yes is bad where no is good", text: "answer idle yes, they wait", told: idle + "fail|they wait", reads: "Read as: the added members are idle (FAIL)."},
		{name: "no is good where no is good", text: "answer idle no", told: idle + "pass|", reads: "Read as: the added members work (PASS)."},
		{name: "ok is good whatever the question", text: "answer idle OK", told: idle + "pass|", reads: "Read as: the added members work (PASS)."},
		{name: "nobody can tell", text: "answer pool ? no access", told: pool + "unknown|no access", reads: "Read as: Is the API pool whole? You can't tell.\n[Undo](undo 14)"},
		{name: "an answer that is none", text: "answer pool perhaps", form: form("perhaps"), reads: "Is the API pool whole? Say ok, bad, or ? after the name, then why." + answerPool + "pool perhaps`"},
		{name: "no answer", text: "answer pool", form: form(""), reads: "Is the API pool whole? Say ok, bad, or ? after the name, then why." + answerPool + "pool`"},
		{name: "no check", text: "answer", asks: "Which check do you answer, and is it ok, bad, or can't you tell?"},
		{name: "a check that is near two", text: "answer po bad", reads: "I have no check called “po”. Did you mean one of these?\n[Are the API servers running?](answer backend-pool/running bad) [Are the added members idle?](answer added-capacity/idle bad)"},
	})
	hosts := "put|changes/hosts|Did anyone touch these hosts?|"
	press(t, []line{
		{name: "pressed", text: "answer backend-pool/healthy-share bad", told: pool + "fail|", reads: "Read as: Is the API pool whole? No (FAIL).\n[Undo](undo 14)"},
		{
			name: "chosen in a form, with a reason", text: "answer backend-pool/healthy-share", fields: map[string]string{"outcome": "bad", "why": "two answer me"},
			told: pool + "fail|two answer me", reads: "Read as: Is the API pool whole? No (FAIL).\n[Undo](undo 14)",
		},
		{name: "a form without an answer", text: "answer backend-pool/healthy-share", fields: map[string]string{"why": ""}, wrong: "outcome: Say what you know, or that you can't tell."},
		{
			name: "an answer that is nothing without a why", text: "answer hosts bad", ask: true, form: "Answer [Answer](answer changes/hosts bad)\nwhy: What do you know about it?",
			reads: "Did anyone touch these hosts? Say ok, bad, or ? after the name, then why." + strings.Split(answerPool, "\nYou")[0],
		},
		{name: "and the why", text: "answer changes/hosts bad", fields: map[string]string{"why": "Ben, at 14:31"}, told: hosts + "fail|Ben, at 14:31", reads: "Read as: somebody did (FAIL)."},
		{
			name: "a text in a form", text: "answer when", fields: map[string]string{"text": "14:31\nby Ben"},
			told: "put|changes/when|When was the last deploy by hand?||14:31\nby Ben", reads: "Kept as it is: 14:31\nby Ben. This question has no verdict.",
		},
		{name: "and none", text: "answer when", fields: map[string]string{"text": " "}, wrong: "text: Say what you know, or that you can't tell."},
	})
}

const answerPool = "\nFor example: `/incident answer pool bad only two servers answer me`\nYou typed: `/incident answer "

// says is the incident after a person's word on the pool.
func says(o incident.Outcome) func(*domain) {
	return func(d *domain) { d.i.Checks[0].Answers = []incident.Answer{{By: ana, Outcome: o, Seq: 14}} }
}

func TestTakeFinishAndEvidence(t *testing.T) {
	t.Parallel()
	press(t, []line{
		{name: "take", text: "take backend-pool/healthy-share", told: "take|backend-pool/healthy-share"},
		{name: "take nothing", text: "take", asks: "Which check are you on?"},
		{name: "take what was taken", text: "take backend-pool/healthy-share", with: func(d *domain) { d.err = incident.Errorf(incident.Conflict, "You are on it already.") }, told: "take|backend-pool/healthy-share", code: incident.Conflict},
		{name: "running", text: "running 14", told: "running|14"},
		{name: "running without a number", text: "running still", asks: "Which action is still running? Say its number from the timeline."},
		{name: "finish", text: "finish 14", told: "finish|14"},
		{name: "finish what has no number", text: "finish it", asks: "Which action is finished? Say its number from the timeline."},
		{name: "evidence", text: "evidence backend-pool/healthy-share", told: "evidence|hash", reads: "Evidence for backend-pool/healthy-share, 16 Jan 2018 15:06:20 UTC · Prometheus"},
		{name: "evidence of what was not asked", text: "evidence idle", code: incident.NotFound},
	})
	play(t, []line{
		{name: "take can be typed", text: "take pool", told: "take|backend-pool/healthy-share"},
		{name: "and mistyped", text: "take moon", reads: "I have no check called “moon”. Try one word of what you want to know, such as pool."},
	})
}
