package commands

import (
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// question is a check as this incident asked it, with the service's own words,
// else as the library has it.
func (f Found) question(i incident.Incident) incident.Verdict {
	if c, ok := i.Check(f.Name); ok && c.Ask != "" {
		return c.Verdict
	}
	return incident.Verdict{
		Check: f.Name, Name: f.Word, Ask: or(f.Ask, f.Name), GoodIsNo: f.GoodIsNo, OK: f.OK, Bad: f.Bad, Human: f.Human, Text: f.Text,
		Outcome: incident.Unknown, Reason: incident.AskPerson, Short: "please answer",
	}
}

// readWord reads what a person says to a question, and what follows it: in the
// check's own words, or ok, bad, yes and no, the last two turned by which of
// them is good news.
func readWord(text string, q incident.Verdict) (o incident.Outcome, why string, ok bool) {
	for _, words := range []struct {
		is   string
		says incident.Outcome
	}{{q.OK, incident.Pass}, {q.Bad, incident.Fail}} {
		if rest, is := afterWords(text, words.is); is {
			return words.says, reason(rest), true
		}
	}
	word, rest := cut(text)
	o, ok = outcomeOf(word, q.GoodIsNo)
	return o, reason(rest), ok
}

// afterWords is what follows whole words at the beginning of a text, whatever
// their case.
func afterWords(text, words string) (string, bool) {
	words = strings.TrimRight(strings.TrimSpace(words), ".")
	if words == "" || len(text) < len(words) || !strings.EqualFold(text[:len(words)], words) {
		return "", false
	}
	rest := text[len(words):]
	return rest, rest == "" || strings.ContainsAny(rest[:1], " ,.:;\t\n")
}

// reason is why somebody says something, without what leads over to it.
func reason(text string) string {
	text = strings.TrimLeft(text, " ,.:;-–—\t\n")
	if first, rest := cut(text); strings.EqualFold(strings.TrimRight(first, ","), "because") {
		text = rest
	}
	return words(text)
}

// outcomeOf reads an answer in one word. Yes and no are turned by what is good
// news.
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

// inContent is an answer in content: in the check's own words, else the
// question and a plain yes or no.
func inContent(q incident.Verdict, o incident.Outcome) string {
	if content := say.Content(q, o); content != "" {
		return content
	}
	if (o == incident.Pass) != q.GoodIsNo {
		return q.Ask + " Yes"
	}
	return q.Ask + " No"
}
