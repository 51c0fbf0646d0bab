package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// shelf is where the runbooks stand. Those that the title and the service bring
// to mind are marked.
type shelf interface {
	Runbooks(req Request, title, service string) []say.Runbook
}

// RunbookList lists the runbooks and shows one. To run one is what check does:
// there is one way to ask.
func RunbookList(incidents here, runbooks shelf, checks checkFinder) Command {
	return Command{
		Name:    "runbook",
		Aliases: []string{"runbooks", "playbook", "playbooks"},
		Args:    "[list|<name>]",
		Short:   "List the runbooks, and which fit; or show one",
		Example: "/incident runbook list",
		Moment:  Looking,
		Answers: "The runbooks, those that fit first; of one its questions with how they stand, and [Ask all].",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil && incident.CodeOf(err) != incident.NotFound {
				return Reply{}, err
			}
			all := runbooks.Runbooks(req, i.Title, i.Service)
			word := strings.ToLower(strings.Trim(req.Text, " .,:;"))
			for _, lead := range []string{"use ", "run ", "show ", "ask "} {
				word = strings.TrimPrefix(word, lead)
			}
			if word == "" || word == "list" || word == "all" {
				return Reply{Message: say.Runbooks(all)}, nil
			}
			for _, b := range all {
				if b.ID == calledRunbook(all, checks, word) {
					m := say.RunbookOf(i, b)
					if i.ID != 0 {
						label := "Ask all"
						if len(b.Checks) > mostChecks {
							label = "Ask the first eight"
						}
						m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: label, Verb: "check", Value: b.ID, Primary: true}, chat.Button{Label: "All runbooks", Verb: "runbook", Value: "list"}))
					}
					return Reply{Message: m}, nil
				}
			}
			m := chat.Text("I have no runbook called “" + clip(word, 40) + "”.")
			m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "All runbooks", Verb: "runbook", Value: "list"}))
			return Reply{Message: m}, nil
		},
	}
}

// calledRunbook is the id of the runbook that a word means: its own, a beginning
// of it, or that of a check by any word for it.
func calledRunbook(all []say.Runbook, checks checkFinder, word string) string {
	word = strings.ReplaceAll(word, " ", "-")
	begins := ""
	for _, b := range all {
		switch {
		case b.ID == word:
			return b.ID
		case strings.HasPrefix(b.ID, word) && begins == "":
			begins = b.ID
		}
	}
	if begins != "" {
		return begins
	}
	for _, f := range checks.Find(word) {
		id, _, _ := strings.Cut(f.Name, "/")
		return id
	}
	return ""
}
