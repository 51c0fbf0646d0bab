package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// evidenceReader reads a piece of evidence by its hash.
type evidenceReader interface {
	Evidence(ctx context.Context, hash string) (incident.Evidence, error)
}

// Evidence shows what the newest verdict on a check stands on, to the asker
// alone: the query as sent and what it returned.
func Evidence(incidents here, evidence evidenceReader, checks checkFinder) Command {
	return Command{
		Name:    "evidence",
		Aliases: []string{"proof"},
		Args:    "<check>",
		Short:   "Show the query and the numbers behind a verdict",
		Example: "/incident evidence pool",
		Moment:  Looking,
		Answers: "The query as it was sent, the value, the sample’s time and age, and the source.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			if req.Text == "" {
				return Reply{}, UsageError("The evidence for which check?")
			}
			i, err := incidents.Here(ctx, req.Channel)
			if err != nil {
				return Reply{}, err
			}
			found, near := find(checks, req.Text)
			if len(found) != 1 {
				return noSuchCheck(req.Text, append(found, near...), "evidence", ""), nil
			}
			c, ok := i.Check(found[0].Name)
			if !ok || c.Evidence == "" {
				return Reply{}, incident.Errorf(incident.NotFound, "There is no evidence for %s yet. Type check %s to ask it now.", found[0].Name, found[0].Name)
			}
			e, err := evidence.Evidence(ctx, c.Evidence)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: say.Evidence(e)}, nil
		},
	}
}
