package commands

import (
	"context"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// answerer is all that answer needs from the domain.
type answerer interface {
	here
	Answer(ctx context.Context, call incident.Call, check string, outcome incident.Outcome, why string) (incident.Incident, error)
	AnswerUnasked(ctx context.Context, call incident.Call, question incident.Verdict, outcome incident.Outcome, why string) (incident.Incident, error)
}

// Answer keeps a person's word on a check. What yes and no mean depends on the
// question, so the answer is read back in content, with a way to undo it. A
// question that takes a text keeps the text, whatever its words.
func Answer(incidents answerer, checks checkFinder) Command {
	return Command{
		Name:    "answer",
		Aliases: []string{"ans"},
		Args:    "<check> ok|bad|?|yes|no [why]",
		Short:   "Answer a check yourself",
		Example: "/incident answer pool bad only two servers answer me",
		Moment:  Judging,
		Answers: "What your answer was read as, in words, such as “Read as: the added members are idle (FAIL)”, and [Undo].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, rest := cut(req.Text)
			if word == "" {
				return Reply{}, UsageError("Which check do you answer, and is it ok, bad, or can't you tell?")
			}
			found, near := find(checks, word)
			if len(found) != 1 {
				return noSuchCheck(word, append(found, near...), "answer", rest), nil
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			q := found[0].question(i)
			if q.Human && strings.EqualFold(rest, "later") {
				return Reply{Message: chat.Text("It stays on the board: " + q.Ask + " Nobody is reminded.")}, nil
			}
			rest = req.filledIn(rest, "outcome", "why", "text")
			outcome, why, ok := readWord(rest, q)
			if q.Text && outcome != incident.Unknown {
				outcome, why, ok = "", words(rest), rest != ""
			}
			switch {
			case ok && !req.Ask:
			case req.Fields != nil:
				return Reply{}, &FieldError{Field: map[bool]string{true: "text", false: "outcome"}[q.Text], Message: "Say what you know, or that you can't tell."}
			default:
				return asks(answerForm(found[0], q, outcome, rest), q.Ask+how(q)), nil
			}
			asked, known := i.Check(q.Check)
			if q.Human && (!known || asked.Outcome == "") {
				i, err = incidents.AnswerUnasked(ctx, req.Call, q, outcome, why)
			} else {
				i, err = incidents.Answer(ctx, req.Call, q.Check, outcome, why)
			}
			if err != nil {
				return Reply{}, err
			}
			return readAs(i, q, outcome, why), nil
		},
	}
}

// answerForm asks for what is missing of an answer: all of it, or why.
func answerForm(f Found, q incident.Verdict, known incident.Outcome, said string) chat.Form {
	form := chat.Form{Title: "Answer", Submit: "Answer", Verb: "answer", Value: f.Name, Intro: []chat.Span{chat.T(q.Ask)}}
	why := chat.Field{Name: "why", Label: "How do you know?", Kind: chat.TextField, Hint: "It is kept beside your answer.", Optional: true, Initial: said}
	switch {
	case q.Text:
		form.Fields = []chat.Field{{Name: "text", Label: "What do you know?", Kind: chat.TextField, Hint: "Say ? if you can't tell.", Initial: said}}
	case known == incident.Pass || known == incident.Fail:
		form.Value += map[bool]string{true: " ok", false: " bad"}[known == incident.Pass]
		form.Intro = append(form.Intro, chat.T(" "), chat.B(spoken(q, known)))
		why.Label, why.Optional, why.Initial = "What do you know about it?", false, ""
		form.Fields = []chat.Field{why}
	default:
		form.Fields = []chat.Field{{
			Name: "outcome", Label: "Your answer", Kind: chat.ChoiceField,
			Options: []chat.Option{
				{Label: spoken(q, incident.Pass), Value: "ok"},
				{Label: spoken(q, incident.Fail), Value: "bad"},
				{Label: "I can't tell", Value: "?"},
			},
		}, why}
	}
	return form
}

// spoken is an answer as one presses it.
func spoken(q incident.Verdict, o incident.Outcome) string {
	claim := []rune(say.Claim(q, o))
	return strings.ToUpper(string(claim[:1])) + string(claim[1:])
}

// how says how a question is answered.
func how(q incident.Verdict) string {
	if q.Text {
		return " Say it in words after the name."
	}
	return " Say ok, bad, or ? after the name, then why."
}

// readAs says in content how an answer was understood.
func readAs(i incident.Incident, q incident.Verdict, outcome incident.Outcome, why string) Reply {
	var text string
	switch outcome {
	case incident.Pass:
		text = "Read as: " + inContent(q, outcome) + " (PASS)."
	case incident.Fail:
		text = "Read as: " + inContent(q, outcome) + " (FAIL)."
	case incident.Unknown:
		text = "Read as: " + q.Ask + " You can't tell."
	default:
		text = "Kept as it is: " + strings.TrimRight(why, ".") + ". This question has no verdict."
	}
	c, _ := i.Check(q.Check)
	if c.Human && c.Waits() {
		text += " The question stays open."
	}
	if c.Contradicted() {
		text += " The metrics say otherwise; both are kept."
	}
	m := chat.Text(text)
	if a, ok := c.Answer(); ok {
		m.Parts = append(m.Parts, chat.Buttons(undoButton(a.Seq)))
	}
	return Reply{Message: m}
}

// undoButton takes back one line.
func undoButton(seq int64) chat.Button {
	return chat.Button{Label: "Undo", Verb: "undo", Value: strconv.FormatInt(seq, 10)}
}
