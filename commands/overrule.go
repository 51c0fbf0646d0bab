package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// overruler is all that overrule needs from the domain.
type overruler interface {
	here
	Overrule(ctx context.Context, call incident.Call, check string, outcome incident.Outcome, why string) (incident.Incident, error)
}

// Overrule says that a metric is wrong, with the reason. Both are kept: the
// verdict and its evidence stay, and wherever the check is shown the person is
// named beside it. Without a reason nothing happens, and it says what to type.
func Overrule(incidents overruler, checks checkFinder) Command {
	return Command{
		Name:    "overrule",
		Aliases: []string{"override"},
		Args:    "<check> ok|bad <why>",
		Short:   "Say that a metric is wrong, and why; both are kept",
		Example: "/incident overrule pool ok the exporter reads the old balancer",
		Moment:  Judging,
		Answers: "Your word and the metric’s, both kept, and until when yours counts.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, rest := cut(req.Text)
			if word == "" {
				return Reply{}, UsageError("Which check is wrong, is it ok or bad, and why?")
			}
			found, near := find(checks, word)
			if len(found) != 1 {
				return noSuchCheck(word, append(found, near...), "overrule", rest), nil
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			q := found[0].question(i)
			rest = req.filledIn(rest, "why")
			outcome, why, ok := readWord(rest, q)
			if !ok || outcome == incident.Unknown {
				return Reply{}, UsageError(q.Ask + " Say ok or bad after the name, then why the metric is wrong.")
			}
			if why == "" && req.Fields != nil {
				return Reply{}, &FieldError{Field: "why", Message: "Why is the metric wrong? A few words are enough."}
			}
			if why == "" {
				return sayWhy(req, found[0], q, outcome), nil
			}
			i, err = incidents.Overrule(ctx, req.Call, q.Check, outcome, why)
			if err != nil {
				return Reply{}, err
			}
			return overruled(i, q, outcome), nil
		},
	}
}

// sayWhy asks for the reason, in a form or with the line to type.
func sayWhy(req Request, f Found, q incident.Verdict, o incident.Outcome) Reply {
	line := fmt.Sprintf("%s overrule %s %s <why>", or(req.Command, example), or(f.Word, f.Name), map[bool]string{true: "ok", false: "bad"}[o == incident.Pass])
	head := fmt.Sprintf("You say that %s. Why is the metric wrong? The reason is kept beside it, for whoever reads the postmortem.", say.Claim(q, o))
	form := chat.Form{
		Title: "The metric is wrong", Submit: "Overrule", Verb: "overrule", Value: f.Name + map[bool]string{true: " ok", false: " bad"}[o == incident.Pass],
		Intro:  []chat.Span{chat.T("You say that " + say.Claim(q, o) + ". The verdict and its evidence stay beside your word.")},
		Fields: []chat.Field{{Name: "why", Label: "Why is the metric wrong?", Kind: chat.TextField, Hint: "The reason is kept, for whoever reads the postmortem."}},
	}
	return Reply{Form: &form, Message: chat.Message{Text: head + " Type: " + line, Parts: []chat.Part{chat.P(chat.T(head+" Type: "), code(line))}}}
}

// overruled says what is kept, and until when it counts.
func overruled(i incident.Incident, q incident.Verdict, outcome incident.Outcome) Reply {
	c, _ := i.Check(q.Check)
	o, ok := c.Overruled()
	if !ok {
		return Reply{Message: chat.Text("It was overruled, and the metrics have changed since: look at status.")}
	}
	counts := "It counts neither as failing nor as passing"
	if outcome == incident.Fail {
		counts = "It counts as failing by your word"
	}
	measured := or(o.Measured, "nothing")
	m := chat.Text(fmt.Sprintf("Overruled: you say that %s, the metric says %s (%s). Both are kept. %s until the metric changes.", say.Claim(q, outcome), measured, strings.ToUpper(string(o.Over)), counts))
	m.Parts = append(m.Parts, chat.Buttons(undoButton(o.Seq)))
	return Reply{Message: m}
}
