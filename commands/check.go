package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// checkAsker is all that check needs from the domain.
type checkAsker interface {
	AskCheck(ctx context.Context, call incident.Call, check string, vars incident.Vars) (incident.Incident, error)
}

// mostChecks is how many checks one line may ask: each becomes a message.
const mostChecks = 8

// Check looks at a check now, or at all checks of a runbook. The answers come
// in the channel, for everyone. What a check has to know and does not is said
// with the question, once per incident.
func Check(incidents checkAsker, checks checkFinder) Command {
	return Command{
		Name:    "check",
		Aliases: []string{"ask", "look"},
		Args:    "<check or runbook> [name=value]",
		Short:   "Look at a check now and show everyone the answer",
		Example: "/incident check pool",
		Moment:  Looking,
		Answers: "Which question is asked. Its verdict comes in the channel, its evidence into the thread.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			if req.Text == "" {
				return Reply{}, UsageError("What do you want to know? One word is enough.")
			}
			word, vars := cutVars(req.Text)
			found, near := find(checks, word)
			if len(found) == 0 {
				return noSuchCheck(word, near, "check", strings.TrimSpace(strings.TrimPrefix(req.Text, word))), nil
			}
			if err := usesAll(found, vars); err != nil {
				return Reply{}, err
			}
			found = found[:min(len(found), mostChecks)]
			var i incident.Incident
			for n, f := range found {
				call := req.Call
				if n > 0 {
					// One delivery, several decisions: each needs a source of its own.
					call.Source += "/" + f.Name
				}
				var err error
				if i, err = incidents.AskCheck(ctx, call, f.Name, vars); err != nil {
					return Reply{}, err
				}
			}
			if len(found) > 1 {
				return Reply{Message: chat.Text(fmt.Sprintf("I ask %d questions. The answers come in the channel.", len(found)))}, nil
			}
			return Reply{Message: chat.Text("I ask: " + found[0].question(i).Ask + " The answer comes in the channel.")}, nil
		},
	}
}
