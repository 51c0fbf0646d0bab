package commands

import (
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
)

// Found is a check of the library that a person's word led to.
type Found struct {
	Name string // As in "backend-pool/healthy-share".
	Word string // What one types for it: "pool". May be empty.
	Ask  string // Its question.
	// GoodIsNo says that "no" is the good answer to its question.
	GoodIsNo bool
	OK, Bad  string   // The two answers in content, "They are idle"; may be empty.
	Human    bool     // Only people can answer it.
	Text     bool     // The answer is a text, without a verdict.
	Vars     []string // What it can be told with the question: "added".
}

// checkFinder finds checks by any word for them: a name, an alias, a runbook
// (all of its checks), or what is near one of these.
type checkFinder interface {
	Find(word string) []Found
}

// find is the checks that a word means: one, or all of the runbook that it
// names. Several others are only near it, and the person has to say which.
func find(checks checkFinder, word string) (found, near []Found) {
	word = strings.ToLower(strings.Trim(word, `"'.,;: `))
	all := checks.Find(word)
	if len(all) < 2 {
		return all, nil
	}
	for _, f := range all {
		if f.Name == word {
			return []Found{f}, nil
		}
		if runbook, _, _ := strings.Cut(f.Name, "/"); runbook != strings.ReplaceAll(word, " ", "-") {
			return nil, all
		}
	}
	return all, nil
}

// noSuchCheck says that a word names no check, with those near it to press:
// verb gets the check's name and tail as its value.
func noSuchCheck(word string, near []Found, verb, tail string) Reply {
	text := "I have no check called “" + clip(word, 40) + "”."
	if len(near) == 0 {
		return Reply{Message: chat.Text(text + " Try one word of what you want to know, such as pool.")}
	}
	m := chat.Text(text + " Did you mean one of these?")
	var buttons []chat.Button
	for n, f := range near {
		if n == 3 {
			break
		}
		buttons = append(buttons, chat.Button{Label: clip(or(f.Ask, f.Name), 60), Verb: verb, Value: strings.TrimSpace(f.Name + " " + tail)})
	}
	m.Parts = append(m.Parts, chat.Buttons(buttons...))
	return Reply{Message: m}
}
