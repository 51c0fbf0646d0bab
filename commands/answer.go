package commands

import (
	"context"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// answerer is all that answer needs from the domain.
type answerer interface {
	Answer(ctx context.Context, call incident.Call, check string, outcome incident.Outcome, why string) (incident.Incident, error)
}

// Answer keeps a person's word on a check. What yes and no mean depends on the
// question, so the answer is read back in content, with a way to undo it.
func Answer(incidents answerer, checks checkFinder) Command {
	return Command{
		Name:    "answer",
		Aliases: []string{"ans"},
		Args:    "<check> ok|bad|?|yes|no [why]",
		Short:   "Answer a check yourself",
		Example: "/incident answer pool bad only two servers answer me",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			word, rest := cut(req.Text)
			said, why := cut(rest)
			if word == "" {
				return Reply{}, UsageError("Which check do you answer, and is it ok, bad, or can't you tell?")
			}
			found, near := find(checks, word)
			if len(found) != 1 {
				return noSuchCheck(word, append(found, near...), "answer", rest), nil
			}
			f := found[0]
			outcome, ok := outcomeOf(said, f.GoodIsNo)
			if !ok {
				return Reply{}, UsageError(or(f.Ask, f.Name) + " Say ok, bad, or ? after the name, then why.")
			}
			i, err := incidents.Answer(ctx, req.Call, f.Name, outcome, words(why))
			if err != nil {
				return Reply{}, err
			}
			return readAs(i, f, outcome), nil
		},
	}
}

// outcomeOf reads an answer. Yes and no are turned by what is good news.
func outcomeOf(word string, goodIsNo bool) (incident.Outcome, bool) {
	yes, no := incident.Pass, incident.Fail
	if goodIsNo {
		yes, no = no, yes
	}
	w := strings.ToLower(strings.TrimRight(word, ".,:;!"))
	switch w {
	case "ok", "okay", "good", "fine", "pass", "passes", "healthy":
		return incident.Pass, true
	case "bad", "fail", "fails", "failing", "broken", "red":
		return incident.Fail, true
	case "?", "??", "unknown", "dunno", "idk", "unsure", "can't", "cant", "cannot":
		return incident.Unknown, true
	case "yes", "y", "yep", "yeah":
		return yes, true
	case "no", "n", "nope":
		return no, true
	}
	return "", false
}

// readAs says in content how an answer was understood.
func readAs(i incident.Incident, f Found, outcome incident.Outcome) Reply {
	content, verdict := f.Pass, " (PASS)."
	yes := outcome == incident.Pass != f.GoodIsNo
	if outcome == incident.Fail {
		content, verdict = f.Fail, " (FAIL)."
	}
	switch {
	case outcome == incident.Unknown:
		content, verdict = asked(i, f)+" You can't tell", "."
	case content != "":
	case yes:
		content = asked(i, f) + " Yes"
	default:
		content = asked(i, f) + " No"
	}
	text := "Read as: " + content + verdict
	c, known := i.Check(f.Name)
	if known && c.Contradicted() {
		text += " The metrics say otherwise; both are kept."
	}
	m := chat.Text(text)
	if known && c.Answer != nil {
		m.Parts = append(m.Parts, chat.Buttons(undoButton(c.Answer.Seq)))
	}
	return Reply{Message: m}
}

// undoButton takes back one line.
func undoButton(seq int64) chat.Button {
	return chat.Button{Label: "Undo", Verb: "undo", Value: strconv.FormatInt(seq, 10)}
}
